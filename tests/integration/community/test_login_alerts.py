"""Letters about sign-ins from browsers that were not seen before."""

import asyncio

from shared.contracts import identity

from .conftest import Community, text_of
from .web import ADDRESS, Browser

PHONE, DESK = "p" * 32, "d" * 32


async def nobody_was_told(community: Community) -> bool:
    """Whether no letter is on its way: a letter that is asked for now is the next that arrives."""
    await community.forgot(ADDRESS)
    return "/password/reset/" in text_of(await community.mailbox.next())


async def test_given_a_browser_that_was_not_seen_before_then_one_letter_tells_time_and_browser_and_no_address(
    community: Community,
) -> None:
    await community.joined(ADDRESS)
    await community.sign_in(ADDRESS, browser=DESK)
    await community.sign_in(ADDRESS, browser=PHONE, device="Chrome")
    letter = await community.mailbox.next()
    assert letter["To"] == ADDRESS
    assert "Браузер: Chrome." in text_of(letter)
    assert "https://achyk.example/ru/security" in text_of(letter)
    await community.sign_in(ADDRESS, browser=PHONE, device="Chrome")
    assert await nobody_was_told(community)
    row = await community.store.collection("letters").find_one({"kind": "new_device", "state": "sent"})
    assert row
    assert not {"to", "device"} & set(row), "what is of a person is forgotten once the letter has left"


async def test_given_the_first_browser_of_a_member_then_no_letter_is_sent(community: Community) -> None:
    await community.joined(ADDRESS)
    await community.sign_in(ADDRESS, browser=PHONE)
    assert await nobody_was_told(community)


async def test_given_a_new_browser_that_signs_in_many_times_at_once_then_there_is_one_letter(
    community: Community,
) -> None:
    await community.joined(ADDRESS)
    await community.sign_in(ADDRESS, browser=PHONE)
    await asyncio.gather(*(community.sign_in(ADDRESS, browser=DESK) for _ in range(4)))
    assert await community.store.collection("letters").count_documents({"kind": "new_device"}) == 1


async def test_given_a_member_who_wants_no_letters_then_none_is_sent_until_they_are_wanted_again(
    community: Community,
) -> None:
    session = await community.joined(ADDRESS)
    await community.sign_in(ADDRESS, browser="o" * 32)
    for on in (False, True):
        question = identity.AskSetLoginAlerts(token=session.token, on=on)
        await community.ask("set_login_alerts", question, identity.LoginAlerts)
        assert (await community.security(session.token)).login_alerts is on
        await community.sign_in(ADDRESS, browser=DESK if on else PHONE)
        assert await community.store.collection("letters").count_documents({"kind": "new_device"}) == on


async def test_given_a_second_factor_then_the_password_alone_makes_no_browser_known(community: Community) -> None:
    session = await community.joined(ADDRESS)
    await community.enrol(session)
    waiting = await community.sign_in(ADDRESS, browser=PHONE)
    devices = community.store.collection("devices")
    assert await devices.count_documents({}) == 0
    confirm = identity.AskConfirmCode(token=waiting.token, code=await community.code(session.member.id), browser=PHONE)
    await community.ask("confirm_code", confirm, type(session))
    assert await devices.count_documents({}) == 1
    async for row in devices.find({}):
        assert PHONE not in repr(row)


async def test_given_a_browser_then_it_keeps_the_value_and_is_known_at_the_next_sign_in(
    community: Community, browser: Browser
) -> None:
    await community.joined(ADDRESS)
    await community.sign_in(ADDRESS, browser=DESK)
    answer = await browser.sign_in()
    known = browser.web.cookies["achyk_known"]
    assert "HttpOnly" in str(answer.headers.get_list("set-cookie"))
    assert "new_device" in repr(await community.store.collection("letters").find({}).to_list(9))
    await browser.send("/en/security", "/en/sign-out")
    await browser.sign_in()
    assert browser.web.cookies["achyk_known"] == known
    assert await community.store.collection("letters").count_documents({"kind": "new_device"}) == 1
    answer = await browser.send("/en/security", "/en/security/letters", on="0")
    assert answer.headers["location"] == "/en/security?done=letters_off"
    assert "Send me these letters" in (await browser.get("/en/security")).text
