"""A forgotten password, and a changed one."""

import asyncio

import pytest

from services.community.limits import CHANGE
from shared.contracts import community as contract
from shared.contracts.base import Language
from shared.errors import Refused

from .conftest import PASSWORD, Community, text_of, token_in

ADDRESS = "aigul@achyk.example"
NEW = "seven grey mountains"


async def test_given_a_forgotten_password_then_a_letter_sets_a_new_one_and_all_earlier_sessions_end(
    community: Community,
) -> None:
    old = await community.joined(ADDRESS)
    await community.forgot(ADDRESS.upper())
    letter = await community.mailbox.next()
    assert letter["To"] == ADDRESS
    assert "https://achyk.example/ru/password/reset/" in text_of(letter)

    session = await community.reset(token_in(letter), NEW)

    assert (await community.who(session.token)).id == old.member.id, "whoever sets it is signed in at once"
    with pytest.raises(Refused, match="signed_out"):
        await community.who(old.token)
    with pytest.raises(Refused, match="wrong_credentials"):
        await community.sign_in(ADDRESS, PASSWORD)
    assert await community.sign_in(ADDRESS, NEW)


async def test_given_an_address_of_nobody_then_the_answer_is_the_same_and_no_letter_leaves(
    community: Community,
) -> None:
    await community.joined(ADDRESS)
    await community.register("unconfirmed@achyk.example")
    await community.mailbox.next()
    answers = [
        await community.forgot(address) for address in ("nobody@achyk.example", "unconfirmed@achyk.example", ADDRESS)
    ]
    assert answers[0] == answers[1] == answers[2]
    # Letters leave in the order they were asked for, so the ones to nobody were passed over.
    assert (await community.mailbox.next())["To"] == ADDRESS
    assert community.mailbox.letters.empty()


async def test_given_a_used_late_or_invented_link_then_no_password_is_set(community: Community) -> None:
    await community.joined(ADDRESS)
    await community.forgot(ADDRESS)
    used = token_in(await community.mailbox.next())
    await community.reset(used, NEW)
    await community.forgot(ADDRESS)
    late = token_in(await community.mailbox.next())
    resets = community.store.collection("resets")
    await resets.update_one({}, [{"$set": {"expires": {"$subtract": ["$expires", 3600 * 1000 + 60_000]}}}])
    for token in (used, late, "a" * 43):
        with pytest.raises(Refused, match="invalid_token"):
            await community.reset(token, "another fine phrase")
    assert (await resets.index_information())["forget"]["expireAfterSeconds"] == 0
    assert await community.sign_in(ADDRESS, NEW)


async def test_given_the_link_of_one_kind_of_letter_then_it_is_worth_nothing_for_the_other(
    community: Community,
) -> None:
    await community.joined("member@achyk.example")
    await community.forgot("member@achyk.example")
    reset = token_in(await community.mailbox.next())
    await community.register(ADDRESS)
    verify = token_in(await community.mailbox.next())
    with pytest.raises(Refused, match="invalid_token"):
        await community.verify(reset)
    with pytest.raises(Refused, match="invalid_token"):
        await community.reset(verify, NEW)


async def test_given_a_weak_new_password_then_it_is_refused_and_the_link_still_works(community: Community) -> None:
    await community.joined(ADDRESS)
    await community.forgot(ADDRESS)
    token = token_in(await community.mailbox.next())
    with pytest.raises(Refused, match="weak_password"):
        await community.reset(token, "short")
    assert await community.reset(token, NEW)


async def test_given_many_asked_for_then_the_next_letter_must_wait_as_any_other(community: Community) -> None:
    await community.joined(ADDRESS)
    for _ in range(2):
        await community.forgot(ADDRESS)
        await community.mailbox.next()
    with pytest.raises(Refused, match="too_many_attempts"):
        await community.forgot(ADDRESS)


async def test_given_the_present_password_then_it_is_changed_and_all_other_sessions_end(community: Community) -> None:
    mine = await community.joined(ADDRESS)
    other = await community.sign_in(ADDRESS)
    await community.forgot(ADDRESS)
    link = token_in(await community.mailbox.next())

    assert (await community.change(mine.token, PASSWORD, NEW)).ended == 1

    assert (await community.who(mine.token)).id == mine.member.id
    with pytest.raises(Refused, match="signed_out"):
        await community.who(other.token)
    with pytest.raises(Refused, match="invalid_token"):
        await community.reset(link, "another fine phrase")
    assert await community.sign_in(ADDRESS, NEW)


async def test_given_a_wrong_present_or_weak_new_password_then_nothing_changes(community: Community) -> None:
    session = await community.joined(ADDRESS)
    with pytest.raises(Refused, match="wrong_password"):
        await community.change(session.token, "not the password", NEW)
    with pytest.raises(Refused, match="weak_password"):
        await community.change(session.token, PASSWORD, "short")
    assert await community.sign_in(ADDRESS, PASSWORD)


async def test_given_somebody_at_an_open_browser_then_the_present_password_cannot_be_guessed(
    community: Community,
) -> None:
    session = await community.joined(ADDRESS)
    for place in range(CHANGE.free):
        with pytest.raises(Refused, match="wrong_password"):
            await community.change(session.token, f"guess number {place}", NEW)
    with pytest.raises(Refused, match="too_many_attempts"):
        await community.change(session.token, PASSWORD, NEW)


async def test_given_two_changes_at_once_then_one_of_them_holds(community: Community) -> None:
    session = await community.joined(ADDRESS)
    wanted = [NEW, "another fine phrase"]
    results = await asyncio.gather(
        *(community.change(session.token, PASSWORD, new) for new in wanted), return_exceptions=True
    )
    done = [new for new, result in zip(wanted, results, strict=True) if isinstance(result, contract.PasswordChanged)]
    assert len(done) == 1
    assert await community.sign_in(ADDRESS, done[0])


@pytest.mark.parametrize("language", list(Language), ids=str)
async def test_given_a_members_language_then_the_letter_is_in_it(community: Community, language: Language) -> None:
    await community.register(ADDRESS, language=language)
    await community.verify(token_in(await community.mailbox.next()))
    await community.forgot(ADDRESS)
    letter = await community.mailbox.next()
    assert letter["Content-Language"] == language
    assert f"https://achyk.example/{language}/password/reset/" in text_of(letter)
