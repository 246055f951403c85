"""Every main page: accessible, light, self-contained, and as wide as the screen."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Request, expect

from shared.contracts.base import Language
from tests.browser.conftest import sign_in, until
from tests.browser.platform import Platform

pytestmark = pytest.mark.browser
BUDGET = 120 * 1024
"""Bytes of an anonymous page with everything it loads, as they are sent."""
PUBLIC = (
    "",
    "search?flagged=1",
    "search?value_min=abc",
    "tenders/*",
    "integrity/*",
    "buyers/*",
    "suppliers/*",
    "look-first?level=1",
    "look-first?since=yesterday",
    "regions",
    "regions/*",
    "sectors",
    "sectors/*",
    "sectors/99",
    "prices",
    "prices?what=*",
    "prices?what=nothing&year=abc",
    "courses",
    "courses/*",
    "courses/*/*",
    "method",
    "indicators",
    "indicators?words=xyzzy",
    "indicators/R018",
    "indicators/R003",
    "about",
    "data",
    "ledger",
    "terms",
    "privacy",
    "sign-up",
    "sign-up/sent",
    "sign-up/again",
    "sign-in",
    "sign-in/passkey",
    "verify/aaaaaaaaaaaaaaaaaaaaaaaa",
    "password/forgot",
    "password/forgot/sent",
    "password/reset/aaaaaaaaaaaaaaaaaaaaaaaa",
    "mailbox",
    "tip",
    "tip/return",
    "cases",
    "cases?words=nothing&status=closed",
    "violations",
    "violations?words=xyzzy",
    "violations/comp.low",
    "impact",
    "corrections",
    "rebut",
    "register",
    "remedies",
    "remedies?who=supplier&step=bidding&bids_due=2099-01-05",
    "calendar",
    "components",
    "there-is-no-such-page",
)
MEMBERS = (
    "inbox",
    "searches",
    "searches/new?words=школа",
    "sessions",
    "security",
    "security/totp?next=/inbox",
    "security/codes",
    "security/passkeys",
    "security/totp/off",
    "sign-in/code",
    "sign-in/code?recovery=1",
    "which-first",
    "notices",
    "account",
    "cases?scope=mine",
    "cases/new",
)
WIDTHS = (1280, 360)


@pytest.fixture
def addresses(page: Page) -> dict[str, str]:
    """A real address for each `*`."""
    page.goto("/en/search?status=complete&flagged=1")
    tender = first(page, "#results h3 a")
    page.goto(tender)
    buyer, supplier = first(page, "main a[href*='/buyers/']"), first(page, "main a[href*='/suppliers/']")
    until(page, "/en/regions", "Region by region")
    region = first(page, "main table a[href*='/regions/']")
    page.goto("/en/sectors")
    sector = first(page, "main table a[href*='/sectors/']")
    page.goto("/en/prices")
    price = first(page, "main table a[href*='what=']")
    page.goto("/en/courses")
    course = first(page, "main a[href*='/courses/']")
    page.goto(course)
    lesson = first(page, "main ol a")
    found = {
        "tenders/*": tender,
        "integrity/*": tender.replace("/tenders/", "/integrity/"),
        "buyers/*": buyer,
        "suppliers/*": supplier,
        "regions/*": region,
        "sectors/*": sector,
        "prices?what=*": price,
        "courses/*": course,
        "courses/*/*": lesson,
    }
    return {name: path.removeprefix("/en/") for name, path in found.items()}


def first(page: Page, selector: str) -> str:
    return page.locator(selector).first.get_attribute("href") or ""


def problems(page: Page) -> list[str]:
    """What axe finds, and whether one must scroll sideways."""
    found = [
        f"{violation['id']}: {violation['nodes'][0]['html']}" for violation in Axe().run(page).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("wider than the screen")
    if page.locator("h1").count() != 1:
        found.append("not exactly one h1")
    return found


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_given_any_public_page_then_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    page: Page, addresses: dict[str, str], language: Language
) -> None:
    assert survey(page, [addresses.get(name, name) for name in PUBLIC], language) == {}


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_given_any_page_of_a_member_then_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    page: Page, language: Language
) -> None:
    sign_in(page)
    assert survey(page, MEMBERS, language) == {}


def test_given_the_page_of_an_administrator_then_axe_finds_nothing_and_it_is_in_the_menu(page: Page) -> None:
    sign_in(page, email="admin@achyk.example")
    page.get_by_role("link", name="Members").click()
    page.locator("main details").first.locator("summary").click()
    assert problems(page) == []
    assert survey(page, ("members",), Language.KY) == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_given_all_answers_of_a_tender_unfolded_then_axe_finds_nothing_and_evidence_leads_to_its_row(
    page: Page, addresses: dict[str, str], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"/ru/{addresses['tenders/*']}")
    for summary in page.locator("#flags > details > summary").all():
        summary.click()
    assert problems(page) == []
    for link in page.locator("#flags tbody a[href^='#']").all()[:5]:
        link.click()
        expect(page.locator(":target")).to_be_in_viewport()
        assert f"#{page.locator(':target').get_attribute('id')}" == link.get_attribute("href")


def test_given_no_javascript_when_the_catalogue_is_narrowed_then_it_shows_what_fits(
    context_of: Callable[..., BrowserContext],
) -> None:
    page = context_of(java_script_enabled=False).new_page()
    page.goto("/en/indicators")
    everything = page.locator("#results .rows > li").count()
    page.locator("#stage").select_option("planning")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#results h3")).to_have_count(1)
    found = page.locator("#results .rows > li")
    assert 0 < found.count() < everything
    title = found.first.locator("a").inner_text()
    found.first.locator("a").click()
    expect(page.locator("h1")).to_contain_text(title)


def test_given_a_dark_screen_then_contrasts_hold(context_of: Callable[..., BrowserContext]) -> None:
    page = context_of(color_scheme="dark").new_page()
    assert survey(page, ("", "search?flagged=1", "components"), Language.RU) == {}


def survey(page: Page, paths: list[str] | tuple[str, ...], language: Language) -> dict[str, list[str]]:
    found = {}
    for path in paths:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"/{language}/{path}")
            if wrong := problems(page):
                found[f"{path} at {width}"] = wrong
    return found


def test_given_an_anonymous_page_then_it_is_light_and_loads_nothing_from_elsewhere(
    platform: Platform, context_of: Callable[..., BrowserContext], addresses: dict[str, str]
) -> None:
    home = urlsplit(platform.url).netloc
    for name in PUBLIC:
        page = context_of().new_page()
        finished: list[Request] = []
        page.on("requestfinished", lambda request, into=finished: into.append(request))
        page.goto(f"/ky/{addresses.get(name, name)}", wait_until="load")
        assert {urlsplit(request.url).netloc for request in finished} == {home}
        loaded = [request for request in finished if not request.url.endswith("/events")]
        weight = sum(request.sizes()["responseBodySize"] for request in loaded)
        assert weight <= BUDGET, f"{name}: {weight} bytes"
        assert len(loaded) <= 8, f"{name}: {[request.url for request in loaded]}"


def test_given_any_page_then_the_content_policy_is_not_broken(page: Page, addresses: dict[str, str]) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for name in ("", "search", "tenders/*", "indicators", "indicators/R018", "courses/*/*", "components"):
        page.goto(f"/ru/{addresses.get(name, name)}", wait_until="load")
    assert complaints == []


def test_given_javascript_when_a_filter_changes_then_only_the_results_are_loaded(page: Page) -> None:
    page.goto("/ru/search")
    page.evaluate("window.sameDocument = true")
    before = page.locator("#results-title").inner_text()
    page.locator("#flagged").check()
    expect(page.locator("#results-title")).not_to_have_text(before)
    page.wait_for_url("**flagged=1**")
    assert page.evaluate("window.sameDocument") is True


def test_given_javascript_when_a_filter_is_wrong_then_the_page_says_so_until_it_is_right(page: Page) -> None:
    page.goto("/en/search")
    page.evaluate("window.sameDocument = true")
    page.get_by_text("More filters").click()
    page.fill("#value_min", "abc")
    page.keyboard.press("Tab")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Write the value in digits only")
    assert page.evaluate("window.sameDocument") is True
    page.fill("#value_min", "1000")
    page.keyboard.press("Tab")
    expect(summary).to_have_count(0)


def test_given_an_address_with_a_wrong_filter_when_it_is_mended_then_no_error_is_left(page: Page) -> None:
    page.goto("/en/search?value_min=abc")
    expect(page.locator("#value_min-error")).to_be_visible()
    page.fill("#value_min", "1000")
    page.keyboard.press("Enter")
    page.wait_for_url("**value_min=1000**")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("#value_min-error")).to_have_count(0)


def test_given_javascript_then_the_numbers_of_the_home_page_are_live(page: Page) -> None:
    page.goto("/en/")
    expect(page.locator("[data-live-numbers][data-live=yes]")).to_be_visible()


def test_given_a_keyboard_then_the_first_stop_skips_to_the_content(page: Page) -> None:
    page.goto("/en/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_given_a_chosen_language_when_the_visitor_returns_then_it_is_kept(page: Page) -> None:
    page.goto("/en/about")
    page.get_by_role("link", name="Кыргызча").click()
    page.wait_for_url("**/ky/about")
    page.goto("/")
    page.wait_for_url("**/ky/")
    assert page.locator("html").get_attribute("lang") == "ky"


def test_given_wrong_fields_then_the_summary_leads_to_them(page: Page) -> None:
    sign_in(page)
    page.goto("/en/searches/new")
    page.get_by_role("button", name="Save the search").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("There is a problem")
    summary.get_by_role("link").first.click()
    expect(page.locator("#name")).to_be_focused()


def test_given_a_visitor_when_a_members_page_is_opened_then_signing_in_leads_back_to_it(page: Page) -> None:
    page.goto("/en/searches/new?words=bridge")
    page.wait_for_url("**/sign-in?next=**")
    page.fill("#email", "member@achyk.example")
    page.fill("#password", "three-open-doors")
    page.click("main button[type=submit]")
    expect(page.get_by_label("Words")).to_have_value("bridge")


def test_given_a_member_when_a_lesson_is_done_then_the_course_shows_it(page: Page, addresses: dict[str, str]) -> None:
    sign_in(page)
    page.goto(f"/en/{addresses['courses/*/*']}")
    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_role("status")).to_contain_text("Lesson marked as done.")
    page.goto(f"/en/{addresses['courses/*']}")
    expect(page.locator("main ol li").first).to_contain_text("done")
