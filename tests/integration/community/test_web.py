"""Accounts as a browser meets them: the real gateway before the real service."""

import re
from collections.abc import Awaitable, Callable

import pytest

from services.gateway.ports import CSRF_FIELD
from shared.contracts.community import Role

from .conftest import PASSWORD, Community, token_in
from .web import ADDRESS, FORM_TOKEN, Browser, session_cookie

NEW = "seven grey mountains"
HOUR = 3600 * 1000


@pytest.mark.parametrize(("https", "name"), [(False, "achyk_session"), (True, "__Host-achyk_session")])
async def test_given_a_sign_in_then_the_cookie_is_out_of_reach_of_scripts_other_sites_and_plain_http(
    community: Community, open_browser: Callable[..., Awaitable[Browser]], https: bool, name: str
) -> None:
    await community.joined(ADDRESS)
    browser = await open_browser(https=https)
    answer = await browser.sign_in()
    assert answer.status_code == 303
    cookie = session_cookie(answer, name)
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "lax"
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""
    assert bool(cookie["secure"]) is https
    assert 29 * 24 * 3600 < int(cookie["max-age"]) <= 30 * 24 * 3600
    assert await browser.name() == "Айгүл"


async def test_given_a_letter_then_its_page_asks_for_the_password_and_signs_in(
    community: Community, browser: Browser
) -> None:
    fields = {"name": "Айгүл", "email": ADDRESS, "password": PASSWORD, "agreed": "yes"}
    assert (await browser.send("/en/sign-up", "/en/sign-up", **fields)).status_code == 303
    token = token_in(await community.mailbox.next())
    page = f"/en/verify/{token}"
    for password in ("", "a stranger's words"):
        answer = await browser.send(page, "/en/verify", token=token, password=password)
        assert answer.status_code == 422
        assert token in answer.text, "one can try again"
    assert "password chosen when this letter was asked for" in answer.text
    answer = await browser.send(page, "/en/verify", token=token, password=PASSWORD)
    assert answer.headers["location"] == "/en/inbox?done=verified"
    assert await browser.name() == "Айгүл"
    answer = await browser.send(page, "/en/verify", token=token, password=PASSWORD)
    assert answer.status_code == 422
    assert "/en/sign-up/again" in answer.text


async def test_given_a_wrong_sign_in_then_the_page_leads_to_the_letter_and_to_a_new_password(
    community: Community, browser: Browser
) -> None:
    answer = await browser.sign_in()
    assert answer.status_code == 422
    assert "or the address is not confirmed yet" in answer.text
    assert 'href="/en/sign-up/again"' in answer.text
    assert 'href="/en/password/forgot"' in answer.text


async def test_given_guesses_from_one_gateway_client_then_they_count_apart_from_others(
    community: Community, browser: Browser
) -> None:
    await community.joined(ADDRESS)
    for _ in range(5):
        await browser.sign_in("not the password")
    assert "Too many attempts" in (await browser.sign_in()).text
    assert await community.sign_in(ADDRESS, client="b1")


async def test_given_a_session_in_use_then_the_cookie_slides_with_it_on_any_answer(
    community: Community, browser: Browser
) -> None:
    await community.joined(ADDRESS)
    await browser.sign_in()
    rows = community.store.collection("sessions")
    for path in ("/en/about", "/api/v1/session", "/en/members"):
        assert session_cookie(await browser.get(path)) is None, "it has only just been set"
        await rows.update_many({}, [{"$set": {"seen": {"$subtract": ["$seen", 2 * HOUR]}}}])
        cookie = session_cookie(await browser.get(path))
        assert cookie.value in browser.cookies()["Cookie"]
        assert int(cookie["max-age"]) > 29 * 24 * 3600
        assert cookie["httponly"] is True
    await rows.update_many({}, [{"$set": {"seen": {"$subtract": ["$seen", 2 * HOUR]}}}])
    csrf = FORM_TOKEN.search((await browser.get("/en/sessions")).text)
    assert csrf
    await rows.update_many({}, [{"$set": {"seen": {"$subtract": ["$seen", 2 * HOUR]}}}])
    out = await browser.web.post("/en/sign-out", data={CSRF_FIELD: csrf[1]})
    assert session_cookie(out)["max-age"] == "0", "signing out has the last word"


async def test_given_a_browser_that_signs_in_again_then_its_old_session_has_ended(
    community: Community, browser: Browser
) -> None:
    await community.joined(ADDRESS)
    await browser.sign_in()
    await browser.sign_in()
    assert await community.store.collection("sessions").count_documents({}) == 2, "the one of the letter, and this one"


async def test_given_community_is_away_then_signing_out_still_drops_the_cookie(
    community: Community, browser: Browser
) -> None:
    await community.joined(ADDRESS)
    await browser.sign_in()
    csrf = FORM_TOKEN.search((await browser.get("/en/sessions")).text)
    assert csrf
    await community.service.bus.stop()
    answer = await browser.web.post("/en/sign-out", data={CSRF_FIELD: csrf[1]})
    assert answer.status_code == 303
    assert session_cookie(answer)["max-age"] == "0"
    assert not browser.web.cookies.get("achyk_session")


async def test_given_a_forgotten_password_then_the_letter_leads_to_a_new_one(
    community: Community, browser: Browser
) -> None:
    await community.joined(ADDRESS)
    for address in (ADDRESS, "nobody@achyk.example"):
        answer = await browser.send("/ru/password/forgot", "/ru/password/forgot", email=address)
        assert answer.headers["location"] == "/ru/password/forgot/sent"
    token = token_in(await community.mailbox.next())
    page = f"/ru/password/reset/{token}"
    answer = await browser.send(page, "/ru/password/reset", token=token, password="short")
    assert answer.status_code == 422
    assert token in answer.text
    answer = await browser.send(page, "/ru/password/reset", token=token, password=NEW)
    assert answer.headers["location"] == "/ru/inbox?done=password_reset"
    assert await browser.name() == "Айгүл"
    answer = await browser.send(page, "/ru/password/reset", token=token, password=NEW)
    assert answer.status_code == 422
    assert "/ru/password/forgot" in answer.text


async def test_given_a_member_then_the_password_is_changed_on_the_page_of_sessions(
    community: Community, browser: Browser
) -> None:
    await community.joined(ADDRESS)
    await browser.sign_in()
    for password, new, field in (("wrong", NEW, "password"), (PASSWORD, "short", "new_password"), ("", "", "password")):
        answer = await browser.send("/en/sessions", "/en/sessions/password", password=password, new_password=new)
        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.text
    answer = await browser.send("/en/sessions", "/en/sessions/password", password=PASSWORD, new_password=NEW)
    assert answer.headers["location"] == "/en/sessions?done=password_changed"
    assert await browser.name() == "Айгүл", "this browser stays signed in"
    assert await community.sign_in(ADDRESS, NEW)


async def test_given_an_administrator_then_the_list_gives_roles_and_nobody_else_sees_it(
    community: Community, browser: Browser
) -> None:
    admin = await community.joined_as(Role.ADMIN, ADDRESS)
    other = await community.joined("other@achyk.example")
    await browser.sign_in(address="other@achyk.example")
    assert 'href="/en/members"' not in (await browser.get("/en/about")).text
    assert (await browser.get("/en/members")).status_code == 403
    role = f"/en/members/{other.member.id}/role"
    assert (await browser.send("/en/sessions", role, role="admin")).status_code == 403

    await browser.sign_in_with_code(await community.code(admin.member.id))
    page = (await browser.get("/en/members")).text
    assert 'href="/en/members"' in page
    assert "2 members" in page
    assert "@" not in page.split("<main")[1].split("</main>")[0]
    answer = await browser.send("/en/members", role, role="moderator")
    assert answer.headers["location"] == "/en/members?done=role"
    assert (await community.who(other.token)).role is Role.MODERATOR
    assert (await browser.send("/en/members", role, role="emperor")).status_code == 400

    beside = f"/en/members/{other.member.id}/beside"
    for granted, done in (("1", "role"), ("0", "role_taken")):
        answer = await browser.send("/en/members", beside, role="expert", granted=granted)
        assert answer.headers["location"] == f"/en/members?done={done}"
        assert (Role.EXPERT in (await community.who(other.token)).roles) is (granted == "1")
        assert ('<span class="tag">Expert</span>' in (await browser.get("/en/members")).text) is (granted == "1")
    for wrong in ({"role": "admin", "granted": "1"}, {"role": "expert", "granted": "2"}):
        assert (await browser.send("/en/members", beside, **wrong)).status_code == 400

    own = f"/en/members/{admin.member.id}/role"
    answer = await browser.send("/en/members", own, role="member")
    assert answer.status_code == 422
    assert "The last administrator cannot step down" in answer.text
    await browser.send("/en/members", role, role="admin")
    answer = await browser.send("/en/members", own, role="member")
    assert answer.headers["location"] == "/en/sessions?done=role"
    assert (await browser.get("/en/members")).status_code == 403


async def test_given_many_members_then_the_list_goes_on_from_page_to_page(
    community: Community, browser: Browser
) -> None:
    admin = (await community.joined_as(Role.ADMIN, ADDRESS)).member
    row = await community.store.collection("members").find_one({})
    assert row
    copies = [{**row, "_id": f"m_{n:024x}", "emailKey": f"{n}@achyk.example", "role": "member"} for n in range(60)]
    await community.store.collection("members").insert_many(copies)
    await browser.sign_in_with_code(await community.code(admin.id))
    page = (await browser.get("/en/members")).text
    onward = re.search(r'href="(/en/members\?after=[^"]+)" rel="next"', page)
    assert onward
    rest = (await browser.get(onward[1])).text
    assert (page.count('/role"'), rest.count('/role"')) == (50, 11)
    place = re.search(r'name="after" value="([^"]+)"', rest)
    assert place
    answer = await browser.send(onward[1], f"/en/members/m_{59:024x}/role", role="moderator", after=place[1])
    assert answer.headers["location"].startswith("/en/members?after=")
    assert (await browser.get(answer.headers["location"])).status_code == 200
