"""Every request with every role, and the last administrator."""

import asyncio
import importlib
from pathlib import Path

import pytest
from pydantic import BaseModel

from services.community.permissions import PERMISSIONS, Access, permits, roles_of
from shared.contracts import community as contract
from shared.contracts.community import Role
from shared.errors import Refused, Unavailable

from .conftest import Community
from .questions.accounts import NOBODY

REFUSALS = {"signed_out", "forbidden"}


def questions(token: str, member: str) -> dict[str, tuple[BaseModel, type[BaseModel]]]:
    """One well-formed question per request, from the modules of `questions`."""
    found: dict[str, tuple[BaseModel, type[BaseModel]]] = {}
    for path in sorted((Path(__file__).parent / "questions").glob("[a-z]*.py")):
        room = importlib.import_module(f".questions.{path.stem}", __package__)
        found |= room.questions(token, member)
    found["sign_out"] = found.pop("sign_out")  # the last, for nothing can be asked after it
    return found


def _all(role: Role) -> frozenset[Role]:
    return roles_of(role) if role in contract.LADDER else roles_of(Role.MEMBER, {role})


@pytest.mark.parametrize("role", [None, *Role])
async def test_given_each_role_then_each_request_is_answered_or_refused_as_the_table_says(
    community: Community, role: Role | None
) -> None:
    someone = (await community.joined("someone@achyk.example")).member.id
    token = (await community.joined_as(role, "asker@achyk.example")).token if role else NOBODY
    asked = questions(token, someone)
    assert set(asked) == set(PERMISSIONS), "every line of the table is walked"
    roles = _all(role) if role else frozenset()
    for name in sorted(asked, key="sign_out".__eq__):  # the last one, since nobody is signed in after it
        question, answer = asked[name]
        refusal = None
        try:
            await community.ask(name, question, answer)
        except Refused as refused:
            refusal = refused.code
        except Unavailable:
            refusal = "unavailable"  # scoring, which is asked after the permission, does not run here
        allowed = permits(name, roles)
        if PERMISSIONS[name].relations and not allowed:
            assert refusal in {*REFUSALS, "not_found"}, f"{name} as {role}: {refusal}"
            continue
        assert (refusal not in REFUSALS) is allowed, f"{name} as {role}: {refusal}"
        if not allowed:
            assert refusal == ("forbidden" if role else "signed_out")


@pytest.mark.parametrize("role", [None, *Role])
async def test_given_a_session_that_no_second_factor_confirmed_then_what_needs_one_is_refused_and_nothing_else(
    community: Community, role: Role | None
) -> None:
    someone = (await community.joined("someone@achyk.example")).member.id
    token = (await community.joined_as(role, "asker@achyk.example", strong=False)).token if role else NOBODY
    roles = _all(role) if role else frozenset()
    for name, (question, answer) in questions(token, someone).items():
        if not PERMISSIONS[name].strong:
            continue
        with pytest.raises(Refused) as caught:
            await community.ask(name, question, answer)
        if permits(name, roles):
            assert (caught.value.code, caught.value.detail) == ("second_factor_needed", {"set_up": False})
        else:
            assert caught.value.code in {*REFUSALS, "not_found"}, name


async def test_given_the_requests_that_are_answered_then_each_has_a_line_in_the_table(community: Community) -> None:
    answered = {question.subject for question in community.service.bus.questions}
    assert answered == {f"ask.community.{name}" for name in PERMISSIONS}


async def test_given_a_member_turned_moderator_then_the_open_session_has_the_new_role(community: Community) -> None:
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    member = await community.joined("member@achyk.example")
    question = contract.AskSetRole(token=admin.token, member=member.member.id, role=Role.MODERATOR)
    assert (await community.ask("set_role", question, contract.Member)).role is Role.MODERATOR
    assert (await community.who(member.token)).role is Role.MODERATOR


async def test_given_the_last_admin_then_stepping_down_is_refused(community: Community) -> None:
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    question = contract.AskSetRole(token=admin.token, member=admin.member.id, role=Role.MEMBER)
    with pytest.raises(Refused, match="last_admin"):
        await community.ask("set_role", question, contract.Member)
    assert (await community.who(admin.token)).role is Role.ADMIN


async def test_given_two_admins_who_step_down_at_once_then_one_stays(community: Community) -> None:
    admins = [await community.joined_as(Role.ADMIN, f"admin{place}@achyk.example") for place in range(2)]
    questions_ = [contract.AskSetRole(token=one.token, member=one.member.id, role=Role.MEMBER) for one in admins]
    await asyncio.gather(
        *(community.ask("set_role", question, contract.Member) for question in questions_), return_exceptions=True
    )
    assert await community.store.collection("members").count_documents({"role": "admin"}) == 1


async def test_given_an_unknown_member_then_no_role_is_given(community: Community) -> None:
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    question = contract.AskSetRole(token=admin.token, member="m_" + "0" * 24, role=Role.ADMIN)
    with pytest.raises(Refused, match="not_found"):
        await community.ask("set_role", question, contract.Member)


async def test_given_many_members_then_the_list_is_walked_page_by_page_without_gap_or_repeat(
    community: Community,
) -> None:
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    for place in range(4):
        await community.joined(f"member{place}@achyk.example")
    seen: list[str] = []
    after = None
    while True:
        question = contract.AskMembers(token=admin.token, limit=2, after=after)
        page = await community.ask("members", question, contract.Members)
        assert page.total == 5
        assert "@" not in page.model_dump_json(), "an address is nobody's business, not even an administrator's list"
        seen += [member.id for member in page.items]
        after = page.next
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("after", ["%%%", "bm90IGpzb24=", "WzEsIDJd", "é"])
async def test_given_a_cursor_that_is_not_ours_then_it_is_refused(community: Community, after: str) -> None:
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    with pytest.raises(Refused, match="invalid"):
        await community.ask("members", contract.AskMembers(token=admin.token, after=after), contract.Members)


def test_given_the_table_then_only_services_ask_for_a_contact() -> None:
    assert PERMISSIONS["contact"].access is Access.SERVICES
