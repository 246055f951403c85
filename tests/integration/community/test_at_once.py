"""What several replicas do at the same moment: straight on the store, since one replica answers in turn."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.community.accounts import Registration
from services.community.limits import LETTERS, SIGN_IN
from services.community.tokens import new_token
from shared.contracts.base import Language
from shared.contracts.community import Role
from shared.errors import Refused

from .conftest import Community, Replica, token_in

ADDRESS = "aigul@achyk.example"


@pytest.fixture
def replica(community: Community) -> Replica:
    return Replica(community.store)


async def test_given_twenty_tries_then_exactly_the_free_ones_pass(replica: Replica) -> None:
    now = datetime.now(UTC)
    tries = (replica.tries.take_try(SIGN_IN, ADDRESS, "", now - timedelta(milliseconds=place)) for place in range(20))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert results.count(None) == SIGN_IN.each.free
    assert {result.code for result in results if isinstance(result, Refused)} == {"too_many_attempts"}
    assert len(results) - results.count(None) == sum(isinstance(result, Refused) for result in results)


async def test_given_many_clients_at_once_then_no_more_tries_pass_than_are_allowed_together(
    replica: Replica,
) -> None:
    now = datetime.now(UTC)
    tries = (replica.tries.take_try(LETTERS, ADDRESS, f"{place:x}", now) for place in range(20))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert results.count(None) == LETTERS.together.burst
    assert {result.code for result in results if isinstance(result, Refused)} == {"too_many_attempts"}


async def test_given_one_address_registered_by_many_then_there_is_a_letter_for_each_and_no_account_yet(
    community: Community, replica: Replica
) -> None:
    registrations = [Registration(f"Name {place}", "no hash", Language.KY) for place in range(6)]
    await asyncio.gather(*(replica.letters.register(ADDRESS, one, datetime.now(UTC)) for one in registrations))
    assert await community.store.collection("members").count_documents({}) == 0
    assert await community.store.collection("letters").count_documents({}) == 6
    tokens = {token_in(await community.mailbox.next()) for _ in registrations}
    assert len(tokens) == 6


async def test_given_two_links_of_one_address_pressed_many_times_then_there_is_one_account(
    community: Community, replica: Replica
) -> None:
    tokens = []
    for _ in range(2):
        await community.register(ADDRESS)
        tokens.append(token_in(await community.mailbox.next()))
    registration, now = (await replica.claims.standing(tokens[0], datetime.now(UTC)))[0], datetime.now(UTC)
    results = await asyncio.gather(*(replica.claims.confirm(token, registration, now) for token in tokens * 4))
    assert sum(account is not None for account in results) == 1
    assert await community.store.collection("members").count_documents({}) == 1
    assert await replica.claims.confirm(new_token(), registration, now) is None


async def test_given_one_link_of_a_forgotten_password_pressed_many_times_then_it_works_once(
    community: Community, replica: Replica
) -> None:
    await community.joined(ADDRESS)
    await community.forgot(ADDRESS)
    token, now = token_in(await community.mailbox.next()), datetime.now(UTC)
    results = await asyncio.gather(*(replica.resets.reset_password(token, "no hash", now) for _ in range(6)))
    assert results.count(True) == 1
    assert await community.store.collection("sessions").count_documents({}) == 0


async def test_given_two_admins_who_step_down_then_exactly_one_does(community: Community, replica: Replica) -> None:
    admins = [await community.joined_as(Role.ADMIN, f"admin{place}@achyk.example") for place in range(2)]
    results = await asyncio.gather(
        *(replica.members.set_role(admin.member.id, Role.MEMBER) for admin in admins), return_exceptions=True
    )
    assert [result.code for result in results if isinstance(result, Refused)] == ["last_admin"]
    assert await community.store.collection("members").count_documents({"role": "admin"}) == 1
