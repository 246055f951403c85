"""Signing in, staying signed in, signing out."""

import asyncio

import pytest

from services.community.passwords import Keeper
from shared.contracts import community as contract
from shared.errors import Refused

from .conftest import PASSWORD, Community

ADDRESS = "aigul@achyk.example"
HOUR = 3600 * 1000


async def test_given_wrong_credentials_then_a_known_and_an_unknown_address_get_the_same_refusal(
    community: Community,
) -> None:
    await community.joined(ADDRESS)
    refusals = []
    for address in (ADDRESS, "nobody@achyk.example"):
        with pytest.raises(Refused) as caught:
            await community.sign_in(address, "not the password")
        refusals.append((caught.value.code, caught.value.message, caught.value.detail))
    assert refusals[0] == refusals[1]
    assert refusals[0][0] == "wrong_credentials"


@pytest.mark.parametrize("address", [ADDRESS, "nobody@achyk.example"])
async def test_given_many_guesses_at_once_then_only_the_free_ones_are_even_checked(
    community: Community, address: str
) -> None:
    await community.joined(ADDRESS)
    guesses = (community.sign_in(address, f"guess number {place}") for place in range(20))
    results = await asyncio.gather(*guesses, return_exceptions=True)
    codes = [result.code for result in results if isinstance(result, Refused)]
    assert len(codes) == 20
    assert codes.count("wrong_credentials") == 5
    assert codes.count("too_many_attempts") == 15


async def test_given_too_many_guesses_then_even_the_right_password_waits_and_the_seconds_are_said(
    community: Community,
) -> None:
    await community.joined(ADDRESS)
    for _ in range(5):
        with pytest.raises(Refused, match="wrong_credentials"):
            await community.sign_in(ADDRESS, "not the password")
    with pytest.raises(Refused) as caught:
        await community.sign_in(ADDRESS)
    assert caught.value.code == "too_many_attempts"
    assert caught.value.detail["retry_after"] >= 1


async def test_given_somebody_who_guesses_from_elsewhere_then_the_member_is_not_locked_out(
    community: Community,
) -> None:
    await community.joined(ADDRESS)
    for _ in range(5):
        with pytest.raises(Refused, match="wrong_credentials"):
            await community.sign_in(ADDRESS, "not the password", client="a0")
    with pytest.raises(Refused, match="too_many_attempts"):
        await community.sign_in(ADDRESS, "not the password", client="a0")
    assert await community.sign_in(ADDRESS, client="b1")


async def test_given_tries_then_neither_address_nor_client_stands_in_a_row_and_all_rows_are_forgotten(
    community: Community,
) -> None:
    client = "c0ffee" * 4
    with pytest.raises(Refused, match="wrong_credentials"):
        await community.sign_in(ADDRESS, client=client)
    tries = community.store.collection("tries")
    rows = await tries.find({}).to_list(10)
    assert len(rows) == 2
    for row in rows:
        assert not [word for word in (client, ADDRESS, "aigul") if word in repr(row)]
        assert row["forgetAt"]
    assert (await tries.index_information())["forget"]["expireAfterSeconds"] == 0


async def test_given_a_success_then_earlier_mistakes_are_forgotten(community: Community) -> None:
    await community.joined(ADDRESS)
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(Refused, match="wrong_credentials"):
                await community.sign_in(ADDRESS, "not the password")
        await community.sign_in(ADDRESS)


async def test_given_a_session_then_its_token_is_in_no_collection(community: Community) -> None:
    session = await community.joined(ADDRESS)
    for name in await community.store.database.list_collection_names():
        async for row in community.store.collection(name).find({}):
            assert session.token not in repr(row)


async def test_given_a_signed_out_session_then_its_token_is_worth_nothing(community: Community) -> None:
    session = await community.joined(ADDRESS)
    out = contract.AskSignOut(token=session.token)
    assert (await community.ask("sign_out", out, contract.SignedOut)).changed
    assert not (await community.ask("sign_out", out, contract.SignedOut)).changed
    with pytest.raises(Refused, match="signed_out"):
        await community.who(session.token)


async def test_given_use_after_an_hour_then_the_session_slides_and_before_it_nothing_is_written(
    community: Community,
) -> None:
    session = await community.joined(ADDRESS)
    rows = community.store.collection("sessions")
    before = await rows.find_one({})
    await community.who(session.token)
    assert await rows.find_one({}) == before
    await rows.update_one({}, [{"$set": {name: {"$subtract": [f"${name}", 2 * HOUR]} for name in ("seen", "expires")}}])
    await community.who(session.token)
    after = await rows.find_one({})
    assert before
    assert after
    assert after["seen"] >= before["seen"]
    assert after["expires"] >= before["expires"]


async def test_given_a_session_that_slides_then_its_new_end_is_said_once_for_the_cookie(community: Community) -> None:
    session = await community.joined(ADDRESS)
    rows = community.store.collection("sessions")
    assert (await community.who(session.token)).renewed is None
    await rows.update_one({}, [{"$set": {"seen": {"$subtract": ["$seen", 2 * HOUR]}}}])
    renewed = (await community.who(session.token)).renewed
    assert renewed
    assert renewed >= session.expires
    assert (await community.who(session.token)).renewed is None


async def test_given_a_session_in_daily_use_then_it_ends_180_days_after_the_sign_in(community: Community) -> None:
    session = await community.joined(ADDRESS)
    rows = community.store.collection("sessions")
    days = 179 * 24 * HOUR
    await rows.update_one({}, [{"$set": {name: {"$subtract": [f"${name}", days]} for name in ("seen", "created")}}])
    renewed = (await community.who(session.token)).renewed
    row = await rows.find_one({})
    assert row
    assert renewed
    assert (row["expires"] - row["created"]).days == (renewed - row["created"]).days == 180


async def test_given_a_browser_that_signs_in_again_then_its_old_session_ends(community: Community) -> None:
    first = await community.joined(ADDRESS)
    with pytest.raises(Refused, match="wrong_credentials"):
        await community.sign_in(ADDRESS, "not the password", replaces=first.token)
    assert (await community.who(first.token)).id == first.member.id, "a failed sign-in ends nothing"
    second = await community.sign_in(ADDRESS, replaces=first.token)
    with pytest.raises(Refused, match="signed_out"):
        await community.who(first.token)
    assert (await community.who(second.token)).id == first.member.id


async def test_given_thirty_days_without_use_then_the_session_has_ended(community: Community) -> None:
    session = await community.joined(ADDRESS)
    rows = community.store.collection("sessions")
    await rows.update_one({}, [{"$set": {"expires": {"$subtract": ["$expires", 30 * 24 * HOUR + 60_000]}}}])
    with pytest.raises(Refused, match="signed_out"):
        await community.who(session.token)
    assert (await rows.index_information())["forget"]["expireAfterSeconds"] == 0


async def test_given_two_sign_ins_then_a_member_sees_both_and_ends_the_other(community: Community) -> None:
    first = await community.joined(ADDRESS)
    second = await community.sign_in(ADDRESS, device="Chrome")
    listed = await community.ask("sessions", contract.AskSessions(token=second.token), contract.Sessions)
    assert [(line.device, line.current) for line in listed.items] == [("Firefox", False), ("Chrome", True)]

    end = contract.AskEndSession(token=second.token, id=listed.items[0].id)
    assert (await community.ask("end_session", end, contract.SignedOut)).changed
    with pytest.raises(Refused, match="signed_out"):
        await community.who(first.token)
    assert (await community.who(second.token)).id == second.member.id


async def test_given_another_members_session_then_it_cannot_be_ended(community: Community) -> None:
    mine = await community.joined(ADDRESS)
    theirs = await community.joined("other@achyk.example")
    listed = await community.ask("sessions", contract.AskSessions(token=theirs.token), contract.Sessions)
    end = contract.AskEndSession(token=mine.token, id=listed.items[0].id)
    assert not (await community.ask("end_session", end, contract.SignedOut)).changed
    assert (await community.who(theirs.token)).id == theirs.member.id


async def test_given_a_raised_cost_when_signing_in_then_the_hash_is_renewed(community: Community) -> None:
    await community.joined(ADDRESS)
    members = community.store.collection("members")
    await members.update_one({}, {"$set": {"passwordHash": Keeper(memory_kib=8192, passes=2).keep(PASSWORD)}})
    await community.sign_in(ADDRESS)
    row = await members.find_one({})
    assert row
    assert ",t=1," in row["passwordHash"]
    await community.sign_in(ADDRESS)
