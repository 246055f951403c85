"""Journey 8: a source without JavaScript sends a tip, comes back with the receipt, and reads a custodian's answer."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from services.community.members_store import MembersStore
from services.gateway.i18n import load
from shared.contracts.base import Language
from shared.contracts.community import Role
from shared.store import Store
from tests.browser.conftest import sign_in
from tests.browser.platform import Platform
from tests.browser.test_pages import problems

pytestmark = pytest.mark.browser
CUSTODIAN = "moderator@achyk.example"
PASSPHRASE = "river lantern copper window seven"
WIDTHS = {Language.KY: 360, Language.RU: 1280, Language.EN: 360}


async def grant(url: str) -> None:
    store = Store(url, "community")
    members = MembersStore(store)
    account = await members.account_of(CUSTODIAN)
    assert account
    await members.grant(account.id, Role.CUSTODIAN, granted=True)
    store.close()


@pytest.fixture
def custodian(platform: Platform, context_of: Callable[..., BrowserContext]) -> Page:
    """A custodian with a key at the desk."""
    with ThreadPoolExecutor(1) as aside:  # the browser's own loop runs in this thread
        aside.submit(lambda: asyncio.run(grant(platform.environment["ACHYK_MONGO_URL"]))).result()
    page = context_of(viewport={"width": 1280, "height": 900}).new_page()
    sign_in(page, email=CUSTODIAN)
    page.goto("/en/desk/tips")
    if page.get_by_role("link", name="Make your key").count():
        page.get_by_role("link", name="Make your key").click()
        assert problems(page) == []
        page.fill("#passphrase", PASSPHRASE)
        page.fill("#repeated", PASSPHRASE)
        page.get_by_role("button", name="Make your key").click()
        expect(page.get_by_role("status")).to_contain_text("Your key is made.")
    return page


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_a_source_without_javascript_sends_a_tip_and_reads_the_answer_with_the_receipt(
    custodian: Page, context_of: Callable[..., BrowserContext], language: Language
) -> None:
    words = load(language).gettext
    happened = f"Three bids of one hand ({language})."
    context = context_of(java_script_enabled=False, viewport={"width": WIDTHS[language], "height": 800})
    page = context.new_page()
    page.goto(f"/{language}/tip")
    expect(page.get_by_role("link", name=words("Exit this page"))).to_be_in_viewport()
    page.locator("main form button").click()
    page.get_by_role("alert").get_by_role("link").first.click()
    page.fill("#happened", happened)
    page.locator("#danger-no").check()
    page.set_input_files("#files", {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"a plan"})
    page.locator("main form button").click()
    receipt = page.locator(".receipt").inner_text()
    assert len(receipt.split()) == 4
    assert context.cookies() == []

    custodian.goto("/en/desk/tips")
    custodian.locator("main .rows h2 a").first.click()
    custodian.fill("#passphrase", PASSPHRASE)
    custodian.get_by_role("button", name="Open the tip").click()
    expect(custodian.locator("main")).to_contain_text(happened)
    with custodian.expect_download() as download:
        custodian.get_by_role("button", name="Save the file").click()
    assert download.value.path().read_bytes() == b"a plan"
    custodian.fill("#reply-text", f"Which school is it ({language})?")
    custodian.get_by_role("button", name="Send the reply").click()
    expect(custodian.get_by_role("status")).to_contain_text("The reply is sealed.")

    page.get_by_role("navigation").get_by_role("link", name=words("Come back with a receipt")).click()
    page.fill("#receipt", receipt.upper())
    page.locator("main form button").click()
    expect(page.locator("main")).to_contain_text(f"Which school is it ({language})?")
    expect(page.locator("main")).not_to_contain_text(happened)
    page.fill("#text", "School No. 77.")
    page.locator("main form").first.locator("button").click()
    expect(page.get_by_role("status")).to_contain_text(words("It is sealed and kept."))
    page.locator("#confirm").check()
    page.locator("main form").last.locator("button").click()
    expect(page.locator("h1")).to_have_text(words("Your tip is deleted"))
    assert context.cookies() == []


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_a_tip_and_of_the_desk_has_no_faults(custodian: Page, page: Page, width: int) -> None:
    for one in (page, custodian):
        one.set_viewport_size({"width": width, "height": 800})
    page.goto("/ru/tip")
    assert problems(page) == []
    page.locator("main form button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert problems(page) == []
    page.fill("#happened", "A made-up thing.")
    page.locator("main form button").click()
    receipt = page.locator(".receipt").inner_text()
    assert problems(page) == []
    page.goto("/ru/tip/return")
    assert problems(page) == []
    page.fill("#receipt", receipt)
    page.locator("main form button").click()
    assert problems(page) == []
    for path in ("/ru/desk/tips", "/ru/desk/tips/key"):
        custodian.goto(path)
        assert problems(custodian) == []
    custodian.goto("/ru/desk/tips")
    custodian.locator("main .rows h2 a").first.click()
    assert problems(custodian) == []
    custodian.fill("#passphrase", PASSPHRASE)
    custodian.locator("main form button").first.click()
    for summary in custodian.locator("main details > summary").all():
        summary.click()
    assert problems(custodian) == []
    custodian.locator("main a[href$='/case']").click()
    assert problems(custodian) == []


def test_given_javascript_when_escape_is_pressed_three_times_then_the_page_is_left_without_a_trace(
    custodian: Page, page: Page
) -> None:
    page.route("https://www.wikipedia.org/", lambda route: route.fulfill(body="weather"))
    page.goto("/en/about")
    page.goto("/en/tip")
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("https://www.wikipedia.org/")
    page.go_back()
    assert page.url.endswith("/en/about"), "the page for tips is not in the history"
