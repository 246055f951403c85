"""A member adds a passkey of the browser's own authenticator, signs in with it, and removes it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from services.community.seed import SAMPLE_PASSWORD
from tests.browser.conftest import sign_in
from tests.browser.test_pages import problems

pytestmark = pytest.mark.browser
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_authenticator(page: Page, **options: object) -> None:
    """Give the page's browser an authenticator in software."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**PHONE, **options}})


def test_given_a_browser_with_an_authenticator_then_a_member_signs_in_with_a_passkey_and_no_password(
    page: Page,
) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    with_authenticator(page)
    sign_in(page)
    page.goto("/en/security")
    page.get_by_role("link", name="Add a passkey").click()
    page.fill("#passkey_name", "My phone")
    page.fill("#password", "not the password")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("alert").first).to_contain_text("This is not your present password.")
    page.fill("#password", SAMPLE_PASSWORD)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("status")).to_contain_text("The passkey is added.")
    expect(page.get_by_role("heading", name="My phone")).to_be_visible()
    assert problems(page) == []
    page.get_by_role("button", name="Sign out").click()

    page.goto("/en/sign-in?next=/searches")
    page.get_by_role("link", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/en/searches")

    page.goto("/en/security/passkeys")
    expect(page.locator("main .rows")).to_contain_text("last used")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("status")).to_contain_text("The passkey is removed.")
    expect(page.get_by_role("heading", name="My phone")).to_have_count(0)
    assert complaints == []


def test_given_a_browser_whose_authenticator_has_nothing_then_the_page_says_so_and_the_password_is_one_step_away(
    page: Page,
) -> None:
    with_authenticator(page, isUserVerified=False)
    page.goto("/en/sign-in/passkey")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The browser did not give a passkey.")
    assert problems(page) == []
    page.get_by_role("link", name="Sign in with the password").click()
    expect(page.locator("#password")).to_be_visible()


def test_given_no_javascript_then_the_pages_say_what_passkeys_need_and_offer_the_other_ways(
    context_of: Callable[..., BrowserContext],
) -> None:
    page = context_of(java_script_enabled=False).new_page()
    page.goto("/en/sign-in/passkey")
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Use a passkey")).to_have_count(0)
    expect(page.get_by_role("link", name="Sign in with the password")).to_be_visible()
