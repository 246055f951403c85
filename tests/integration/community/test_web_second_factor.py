"""Two-step sign-in as a browser meets it: the real gateway before the real service, no JavaScript."""

import html
import re

import pyotp
import pytest

from shared.contracts.community import Role
from tests.authenticator import Authenticator

from .conftest import PASSWORD, Community
from .web import ADDRESS, Browser, session_cookie

SECRET = re.compile(r'<code id="secret">([A-Z2-7 ]+)</code>')
RECOVERY = re.compile(r"<li><code>([a-z0-9-]{14})</code></li>")


async def set_up(browser: Browser, next_: str = "") -> tuple[str, list[str]]:
    """Set the app up as a person would; the secret and the recovery codes."""
    page = "/en/security/totp" + (f"?next={next_}" if next_ else "")
    found = SECRET.search((await browser.get(page)).text)
    assert found
    secret = found[1].replace(" ", "")
    answer = await browser.send(page, "/en/security/totp", code=pyotp.TOTP(secret).now(), password=PASSWORD, next=next_)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    codes = RECOVERY.findall(answer.text)
    assert len(codes) == 10
    assert f'href="/en{next_ or "/security"}"' in answer.text
    return secret, codes


async def test_given_a_member_who_sets_it_up_then_the_next_sign_in_asks_for_a_code_and_leads_on(
    community: Community,
    browser: Browser,
) -> None:
    member = (await community.joined(ADDRESS)).member.id
    await browser.sign_in()
    assert 'href="/en/security"' in (await browser.get("/en/sessions")).text
    assert "Set up two-step sign-in" in (await browser.get("/en/security")).text
    community.secrets[member], codes = await set_up(browser)
    assert "10 recovery codes are left." in (await browser.get("/en/security")).text
    await browser.send("/en/security", "/en/sign-out")

    fields = {"email": ADDRESS, "password": PASSWORD, "next": "/searches"}
    answer = await browser.send("/en/sign-in", "/en/sign-in", **fields)
    assert answer.headers["location"] == "/en/sign-in/code?next=%2Fsearches"
    assert int(session_cookie(answer)["max-age"]) <= 600
    assert await browser.name() is None, "nothing is open yet"
    assert (await browser.get("/en/searches")).headers["location"].startswith("/en/sign-in?next=")
    page = answer.headers["location"]
    for code in ("", "000 000 000", "12345"):
        answer = await browser.send(page, "/en/sign-in/code", code=code, next="/searches")
        assert answer.status_code == 422
        assert 'href="#code"' in answer.text
    answer = await browser.send(page, "/en/sign-in/code", code=await community.code(member), next="/searches")
    assert answer.headers["location"] == "/en/searches"
    assert await browser.name() == "Айгүл"

    await browser.send("/en/security", "/en/sign-out")
    await browser.sign_in()
    assert 'name="recovery"' in (await browser.get("/en/sign-in/code?recovery=1")).text
    answer = await browser.send("/en/sign-in/code?recovery=1", "/en/sign-in/code", code=codes[0], recovery="1")
    assert answer.headers["location"] == "/en/inbox?done=signed_in"
    assert "9 recovery codes are left." in (await browser.get("/en/security")).text


async def test_given_an_administrator_without_it_then_any_page_of_theirs_leads_to_the_set_up_and_back(
    community: Community,
    browser: Browser,
) -> None:
    await community.joined_as(Role.ADMIN, ADDRESS, strong=False)
    await browser.sign_in()
    assert "Your role needs two-step sign-in." in (await browser.get("/en/security")).text
    answer = await browser.get("/en/members?after=x")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/en/security/totp?next=%2Fmembers%3Fafter%3Dx",
    )
    await set_up(browser, "/members")
    assert (await browser.get("/en/members")).status_code == 200
    assert (await browser.get("/en/security/totp")).headers["location"] == "/en/security"


async def test_given_a_session_that_is_not_strong_then_a_sent_form_leads_to_the_code_and_back_to_its_page(
    community: Community,
    browser: Browser,
) -> None:
    admin = (await community.joined_as(Role.ADMIN, ADDRESS)).member
    await browser.sign_in()
    page = "/en/sign-in/code"
    await browser.send(page, page, code=await community.code(admin.id))
    role = f"/en/members/{admin.id}/role"
    token = re.search(r'name="csrf_token" value="([^"]+)"', (await browser.get("/en/members")).text)
    assert token
    await community.store.collection("sessions").update_many({}, {"$set": {"strong": False}})
    headers = {**browser.cookies(), "Referer": f"{browser.web.base_url}/en/members?after=y".replace("//en", "/en")}
    answer = await browser.web.post(role, data={"csrf_token": token[1], "role": "admin"}, headers=headers)
    assert answer.headers["location"] == "/en/sign-in/code?next=%2Fmembers%3Fafter%3Dy"
    code = await community.code(admin.id)
    answer = await browser.send(answer.headers["location"], page, code=code, next="/members?after=y")
    assert answer.headers["location"] == "/en/members?after=y"


async def test_given_codes_and_switch_then_both_have_a_page_and_errors_lead_to_their_fields(
    community: Community,
    browser: Browser,
) -> None:
    member = (await community.joined(ADDRESS)).member.id
    await browser.sign_in()
    community.secrets[member], codes = await set_up(browser)
    page = "/en/security/codes"
    assert (await browser.send(page, page, code="123")).status_code == 422
    answer = await browser.send(page, page, code=await community.code(member))
    assert len(set(RECOVERY.findall(answer.text)) - set(codes)) == 10
    page = "/en/security/totp/off"
    for fields, field in (({"password": "x", "code": "1"}, "password"), ({"password": PASSWORD, "code": "1"}, "code")):
        answer = await browser.send(page, page, **fields)
        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.text
    answer = await browser.send(page, page, password=PASSWORD, code=await community.code(member))
    assert answer.headers["location"] == "/en/security?done=totp_off"
    assert (await browser.sign_in()).headers["location"] == "/en/inbox?done=signed_in"


async def test_given_nobody_signed_in_then_the_page_of_the_code_leads_to_the_sign_in(
    community: Community,
    browser: Browser,
) -> None:
    answer = await browser.get("/en/sign-in/code?next=/searches")
    assert answer.headers["location"] == "/en/sign-in?next=%2Fsearches"
    await community.enrol(await community.joined(ADDRESS))
    await browser.sign_in()
    await community.store.collection("waiting").delete_many({})
    answer = await browser.send("/en/sign-in/code", "/en/sign-in/code", code="123456", next="/searches")
    assert answer.headers["location"] == "/en/sign-in?next=%2Fsearches"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"])
async def test_given_an_address_elsewhere_then_the_code_does_not_lead_there(
    community: Community,
    browser: Browser,
    elsewhere: str,
) -> None:
    session = await community.joined(ADDRESS)
    await community.enrol(session)
    await browser.sign_in()
    code = await community.code(session.member.id)
    answer = await browser.send("/en/sign-in/code", "/en/sign-in/code", code=code, next=elsewhere)
    assert answer.headers["location"] == "/en/"


OPTIONS = re.compile(r'data-options="([^"]+)"')


async def test_given_passkey_pages_then_their_forms_carry_what_is_asked_and_say_what_is_wrong(
    community: Community, browser: Browser
) -> None:
    await community.joined(ADDRESS)
    await browser.sign_in()
    key, page = Authenticator("https://achyk.example"), "/en/security/passkeys"

    async def options(path: str) -> str:
        found = OPTIONS.search((await browser.get(path)).text)
        assert found
        return html.unescape(found[1])

    for fields, field in (
        ({"passkey_name": "", "password": PASSWORD, "answer": "{}"}, 'href="#passkey_name"'),
        ({"passkey_name": "Phone", "password": "x", "answer": "{}"}, 'href="#password"'),
        ({"passkey_name": "Phone", "password": PASSWORD, "answer": "{}"}, "This passkey was not accepted."),
    ):
        answer = await browser.send(page, page, **fields)
        assert answer.status_code == 422
        assert field in answer.text
    made = key.create(await options(page))
    answer = await browser.send(page, page, passkey_name="<b>Phone", password=PASSWORD, answer=made)
    assert answer.headers["location"] == f"{page}?done=passkey_added"
    assert "&lt;b&gt;Phone" in (await browser.get(page)).text
    passkey = re.search(r"/passkeys/(k_[0-9a-f]{24})/name", (await browser.get(page)).text)
    assert passkey
    assert (await browser.send(page, f"{page}/{passkey[1]}/name", name="Mine")).headers["location"] == page
    assert (await browser.send(page, f"{page}/k_{'0' * 24}/name", name="Mine")).status_code == 404
    await browser.send(page, "/en/sign-out")

    page = "/en/sign-in/passkey"
    for answered in ("{}", Authenticator("https://achyk.example").get(await options(page))):
        assert (await browser.send(page, page, answer=answered)).status_code == 422
    answer = await browser.send(page, page, answer=key.get(await options(page)), next="/searches")
    assert answer.headers["location"] == "/en/searches"
    assert await browser.name() == "Айгүл"
    page = "/en/security/passkeys"
    answer = await browser.send(page, f"{page}/{passkey[1]}/remove")
    assert answer.headers["location"] == f"{page}?done=passkey_removed"
