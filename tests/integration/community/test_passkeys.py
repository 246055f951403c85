"""Passkeys: made, used, renamed, removed."""

import asyncio

import pytest

from services.community.commands import reset_second_factor
from services.community.identity.passkeys import MOST
from shared.contracts import community as contract
from shared.contracts import identity
from shared.contracts.community import Role
from shared.errors import Refused
from tests.authenticator import Authenticator

from .conftest import PASSWORD, Community
from .web import ADDRESS

ORIGIN = "https://achyk.example"


async def listed(community: Community, token: str) -> identity.Passkeys:
    return await community.ask("passkeys", identity.AskPasskeys(token=token), identity.Passkeys)


async def add(
    community: Community, token: str, authenticator: Authenticator, password: str = PASSWORD
) -> identity.PasskeyInfo:
    options = (await listed(community, token)).options
    assert options
    question = identity.AskAddPasskey(
        token=token, password=password, name="Телефон", answer=authenticator.create(options)
    )
    return await community.ask("add_passkey", question, identity.PasskeyInfo)


async def answer_of(community: Community, authenticator: Authenticator) -> str:
    asked = await community.ask("passkey_challenge", identity.AskPasskeyChallenge(), identity.PasskeyChallenge)
    assert asked.options
    return authenticator.get(asked.options)


async def enter(community: Community, answer: str) -> contract.Session:
    question = identity.AskSignInWithPasskey(answer=answer, device="Chrome")
    return await community.ask("sign_in_with_passkey", question, contract.Session)


async def test_given_a_passkey_that_verifies_its_user_then_it_opens_a_strong_session_without_password_or_code(
    community: Community,
) -> None:
    session = await community.joined_as(Role.ADMIN, ADDRESS)
    key = Authenticator(ORIGIN)
    await add(community, session.token, key)
    opened = await enter(community, await answer_of(community, key))
    assert not opened.second_factor_needed
    who = await community.who(opened.token)
    assert (who.id, who.strong) == (session.member.id, True)
    assert (await community.ask("members", contract.AskMembers(token=opened.token), contract.Members)).total == 1
    (shown,) = (await listed(community, opened.token)).items
    assert (shown.name, shown.used is None) == ("Телефон", False)
    assert (await community.security(opened.token)).passkeys == 1


async def test_given_a_passkey_that_verifies_nobody_then_it_is_one_factor_and_the_code_is_asked_for(
    community: Community,
) -> None:
    session = await community.joined(ADDRESS)
    key = Authenticator(ORIGIN, verified=False)
    await add(community, session.token, key)
    assert not (await community.who((await enter(community, await answer_of(community, key))).token)).strong
    await community.enrol(session)
    waiting = await enter(community, await answer_of(community, key))
    assert waiting.second_factor_needed
    with pytest.raises(Refused, match="signed_out"):
        await community.who(waiting.token)


async def test_given_an_answer_that_was_used_then_it_opens_nothing_again_not_even_at_once(
    community: Community,
) -> None:
    session = await community.joined(ADDRESS)
    key = Authenticator(ORIGIN, counts=False)
    await add(community, session.token, key)
    answer = await answer_of(community, key)
    results = await asyncio.gather(*(enter(community, answer) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(result, contract.Session) for result in results) == 1
    assert {result.code for result in results if isinstance(result, Refused)} == {"passkey_refused"}


async def test_given_an_open_browser_then_nobody_adds_a_passkey_without_the_password(community: Community) -> None:
    session = await community.joined(ADDRESS)
    with pytest.raises(Refused, match="wrong_password"):
        await add(community, session.token, Authenticator(ORIGIN), "not the password")
    assert (await listed(community, session.token)).items == []


async def test_given_a_passkey_that_is_there_then_it_is_not_added_twice_and_there_are_ten_at_most(
    community: Community,
) -> None:
    session = await community.joined(ADDRESS)
    key = Authenticator(ORIGIN)
    await add(community, session.token, key)
    other = await community.joined("other@achyk.example")
    for token in (session.token, other.token):
        with pytest.raises(Refused, match="passkey_refused"):
            await add(community, token, key)
    row = await community.store.collection("passkeys").find_one({})
    assert row
    more = [{**row, "_id": f"c{place}", "id": f"k_{place}"} for place in range(MOST - 1)]
    await community.store.collection("passkeys").insert_many(more)
    await community.store.collection("tries").delete_many({})
    with pytest.raises(Refused, match="too_many_passkeys"):
        await add(community, session.token, Authenticator(ORIGIN))


async def test_given_passkeys_then_only_their_member_renames_and_removes_them(community: Community) -> None:
    session = await community.joined(ADDRESS)
    other = await community.joined("other@achyk.example")
    key = Authenticator(ORIGIN)
    made = await add(community, session.token, key)
    with pytest.raises(Refused, match="not_found"):
        await rename(community, other.token, made.id)
    assert not (await remove(community, other.token, made.id)).changed
    assert (await rename(community, session.token, made.id)).name == "Ноутбук"
    assert (await remove(community, session.token, made.id)).changed
    with pytest.raises(Refused, match="passkey_unknown"):
        await enter(community, await answer_of(community, key))
    assert (await community.security(session.token)).passkeys == 0


async def rename(community: Community, token: str, passkey: str) -> identity.PasskeyInfo:
    question = identity.AskRenamePasskey(token=token, id=passkey, name="Ноутбук")
    return await community.ask("rename_passkey", question, identity.PasskeyInfo)


async def remove(community: Community, token: str, passkey: str) -> identity.PasskeyRemoved:
    question = identity.AskRemovePasskey(token=token, id=passkey)
    return await community.ask("remove_passkey", question, identity.PasskeyRemoved)


async def test_given_only_a_passkey_then_a_session_of_the_password_is_led_to_showing_it(community: Community) -> None:
    session = await community.joined_as(Role.ADMIN, ADDRESS, strong=False)
    await add(community, session.token, Authenticator(ORIGIN))
    with pytest.raises(Refused) as caught:
        await community.ask("members", contract.AskMembers(token=session.token), contract.Members)
    assert caught.value.detail == {"set_up": True}


async def test_given_a_lost_phone_then_the_operator_takes_its_passkeys_too(community: Community) -> None:
    session = await community.joined(ADDRESS)
    key = Authenticator(ORIGIN)
    await add(community, session.token, key)
    await reset_second_factor(ADDRESS, settings=community.settings)
    with pytest.raises(Refused, match="passkey_unknown"):
        await enter(community, await answer_of(community, key))
