"""What an operator does: the first administrator, the sample members."""

from collections.abc import Awaitable, Callable

import pytest

from services.community.commands import create_admin, reset_second_factor, sample_code, set_role
from services.community.identity.store import FactorsStore
from services.community.members_store import MembersStore
from services.community.passwords import Hasher
from services.community.seed import SAMPLE_MEMBERS, SAMPLE_PASSWORD, seed
from services.community.sessions_store import SessionsStore
from shared.contracts.community import Role
from shared.errors import Refused
from shared.store import Store

from .conftest import KEEPER, PASSWORD, Community, text_of, token_in

ADDRESS = "aigul@achyk.example"


async def test_given_a_new_address_then_the_administrator_can_sign_in_without_a_letter(community: Community) -> None:
    made = await create_admin(ADDRESS.upper(), "Айгүл", PASSWORD, settings=community.settings)
    session = await community.sign_in(ADDRESS)
    assert (made.created, made.second_factor) == (True, False)
    assert session.member == made.member.model_copy(update={"created": session.member.created})
    assert session.member.role is Role.ADMIN
    assert community.mailbox.letters.empty()


async def test_given_a_member_then_they_become_administrator_and_keep_their_password(community: Community) -> None:
    await community.joined(ADDRESS)
    made = await create_admin(ADDRESS, "Another name", "another fine phrase", settings=community.settings)
    assert not made.created
    assert (await community.sign_in(ADDRESS)).member.role is Role.ADMIN


async def test_given_an_address_that_waits_for_its_letter_then_the_administrators_password_holds_and_no_other(
    community: Community,
) -> None:
    await community.register(ADDRESS, password="another fine phrase")
    token = token_in(await community.mailbox.next())
    assert (await create_admin(ADDRESS, "Айгүл", PASSWORD, settings=community.settings)).created
    with pytest.raises(Refused, match="invalid_token"):
        await community.verify(token, "another fine phrase")
    assert (await community.sign_in(ADDRESS)).member.role is Role.ADMIN


async def test_given_a_members_address_then_the_operator_gives_a_role_but_leaves_one_administrator(
    community: Community,
) -> None:
    await community.joined(ADDRESS)
    assert (await set_role(ADDRESS.upper(), Role.ADMIN, settings=community.settings)).role is Role.ADMIN
    with pytest.raises(Refused, match="last_admin"):
        await set_role(ADDRESS, Role.MEMBER, settings=community.settings)
    with pytest.raises(Refused, match="not_found"):
        await set_role("nobody@achyk.example", Role.ADMIN, settings=community.settings)


async def test_given_a_database_of_before_then_addresses_nobody_confirmed_are_no_members(community: Community) -> None:
    members = community.store.collection("members")
    await members.insert_one({"_id": "m_" + "a" * 24, "emailKey": ADDRESS, "verified": False})
    await MembersStore(community.store).prepare()
    assert await members.count_documents({}) == 0


@pytest.mark.parametrize(
    ("address", "name", "password", "code"),
    [
        ("nothing", "Айгүл", PASSWORD, "invalid_email"),
        (ADDRESS, "x", PASSWORD, "invalid_name"),
        (ADDRESS, "Айгүл", "password123", "weak_password"),
    ],
)
async def test_given_something_wrong_typed_in_then_no_administrator_is_made(
    community: Community, address: str, name: str, password: str, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        await create_admin(address, name, password, settings=community.settings)
    assert await community.store.collection("members").count_documents({}) == 0


async def test_given_the_setting_then_the_sample_members_can_sign_in_and_a_second_start_adds_none(
    start: Callable[..., Awaitable[Community]],
) -> None:
    community = await start(sample_members=True)
    await sow(community)
    for sample in SAMPLE_MEMBERS:
        session = await community.sign_in(sample.email, SAMPLE_PASSWORD)
        member = session.member
        assert (member.role, member.name, member.language) == (sample.role, sample.name, sample.language)
        assert session.second_factor_needed is (sample.role is not Role.MEMBER)
        if session.second_factor_needed:
            session = await community.confirm_code(session.token, sample_code())
        assert (await community.who(session.token)).id == member.id
    assert await community.store.collection("members").count_documents({}) == len(SAMPLE_MEMBERS) == 3


async def test_given_no_setting_then_there_are_no_sample_members(community: Community) -> None:
    await sow(community)
    assert await community.store.collection("members").count_documents({}) == 0


async def sow(community: Community) -> None:
    members = MembersStore(community.store)
    factors = FactorsStore(community.store, members, SessionsStore(community.store, members))
    await seed(members, factors, Hasher(KEEPER), community.settings)


async def test_given_a_lost_phone_then_the_operator_lets_the_member_in_by_password_and_a_letter_tells_them(
    community: Community,
) -> None:
    session = await community.joined(ADDRESS)
    await community.enrol(session)
    with pytest.raises(Refused, match="not_found"):
        await reset_second_factor("nobody@achyk.example", settings=community.settings)
    await reset_second_factor(ADDRESS.upper(), settings=community.settings)
    letter = await community.mailbox.next()
    assert letter["To"] == ADDRESS
    assert "https://achyk.example/ru/security" in text_of(letter)
    with pytest.raises(Refused, match="signed_out"):
        await community.who(session.token)
    again = await community.sign_in(ADDRESS)
    assert not again.second_factor_needed
    assert not (await community.security(again.token)).second_factor


async def test_given_a_store_of_its_own_then_the_command_uses_it(store_of: Callable[[str], Store]) -> None:
    store = store_of("community")
    made = await create_admin(ADDRESS, "Айгүл", PASSWORD, store=store)
    assert (await store.collection("members").find_one({}) or {})["_id"] == made.member.id
