"""Types of violations on real servers: there from the start, edited by two at once, never lost."""

import asyncio

import pytest

from services.community.violations.catalogue import seeds
from services.community.violations.store import ViolationsStore
from shared.contracts import violation as contract
from shared.contracts.community import Role
from shared.errors import Refused

from .conftest import Community
from .questions.violations import texts


async def page(community: Community, code: str) -> contract.ViolationPage:
    return await community.ask("violation", contract.AskViolation(code=code), contract.ViolationPage)


async def edit(
    community: Community, token: str, code: str, revision: int, title: str = "Another title"
) -> contract.Violation:
    question = contract.AskEditViolation(
        token=token, code=code, revision=revision, texts=texts(title), reason="The norm was amended."
    )
    return await community.ask("edit_violation", question, contract.Violation)


async def test_given_a_new_platform_then_anybody_reads_the_types_it_starts_with(community: Community) -> None:
    found = await community.ask("violations", contract.AskViolations(), contract.Violations)
    assert {each.code for each in found.items} == {seed.code for seed in seeds()}
    one = await page(community, "time.short")
    assert one.violation.revision == 1
    assert [version.revision for version in one.history] == [1]


async def test_given_an_edit_then_the_type_has_a_new_version_with_its_reason_and_not_its_author(
    community: Community,
) -> None:
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    after = await edit(community, admin.token, "time.short", 1)
    assert (after.revision, after.title.en) == (2, "Another title")
    found = await page(community, "time.short")
    assert [(each.revision, each.reason) for each in found.history][:1] == [(2, "The norm was amended.")]
    assert admin.member.id not in found.model_dump_json()


async def test_given_two_editors_at_once_then_one_version_stands_and_the_other_is_told(community: Community) -> None:
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    results = await asyncio.gather(
        *(edit(community, admin.token, "time.short", 1, f"Title {n}") for n in range(4)), return_exceptions=True
    )
    refused = [each for each in results if isinstance(each, Refused)]
    assert [each.code for each in refused] == ["conflict"] * 3
    assert (await page(community, "time.short")).violation.revision == 2


async def test_given_a_new_type_twice_then_it_is_made_once(community: Community) -> None:
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    assert (await edit(community, admin.token, "new.type", 0)).revision == 1
    with pytest.raises(Refused, match="conflict"):
        await edit(community, admin.token, "new.type", 0)


async def test_given_edited_types_when_the_service_starts_again_then_they_stay_edited(community: Community) -> None:
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    await edit(community, admin.token, "time.short", 1)
    store = ViolationsStore(community.store)
    await store.prepare()
    found = await store.violation("time.short")
    assert found is not None
    assert found.revision == 2
    assert len(await store.all()) == len(seeds())
