"""A member without JavaScript judges a flag and compares two tenders, in three languages, on a phone and a desk."""

import json
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from services.gateway.i18n import Catalogue, load
from shared.contracts.base import Language
from tests.browser.conftest import sign_in
from tests.browser.platform import ROOT, Platform
from tests.browser.test_pages import problems

pytestmark = pytest.mark.browser
WIDTHS = {Language.KY: 360, Language.RU: 1280, Language.EN: 360}
MEMBER = {Language.KY: "member", Language.RU: "moderator", Language.EN: "admin"}


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_a_member_says_what_a_flag_is_worth_and_which_of_two_tenders_comes_first(
    platform: Platform, context_of: Callable[..., BrowserContext], language: Language
) -> None:
    words = load(language)
    viewport = {"width": WIDTHS[language], "height": 800}
    page = context_of(java_script_enabled=False, viewport=viewport).new_page()
    sign_in(page, language.value, f"{MEMBER[language]}@achyk.example")
    judge_a_flag(page, words)
    compare(page, words)
    shown = labels(platform)
    assert shown["answers"] >= 2
    assert shown["raters"] >= 1


@pytest.mark.parametrize("width", [360, 1280])
def test_the_form_of_a_flag_after_a_mistake_and_the_open_form_have_no_faults(page: Page, width: int) -> None:
    sign_in(page)
    page.set_viewport_size({"width": width, "height": 800})
    open_flag(page, load(Language.EN))
    assert problems(page) == []
    form = page.locator("#flags article form").first
    form.locator("input[value=wrong_data]").check()
    form.locator("textarea").fill("")
    form.locator("button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert problems(page) == []
    page.goto("/en/which-first")
    page.locator("main form button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert problems(page) == []


def open_flag(page: Page, words: Catalogue) -> None:
    """The first tender with a raised flag, with the form of its first flag open."""
    page.goto(f"/{words.language}/search?flagged=1&sort=value")
    page.goto(page.locator("#results h3 a").first.get_attribute("href") or "")
    page.locator("#flags article details:has(form) summary").first.click()


def judge_a_flag(page: Page, words: Catalogue) -> None:
    open_flag(page, words)
    form = page.locator("#flags article form").first
    form.locator("input[value=explainable]").check()
    form.locator("button").click()
    expect(page.get_by_role("alert")).to_contain_text(words.gettext("Say why, so that it can be followed."))
    expect(page.locator("input[value=explainable]")).to_be_checked()
    page.locator("textarea").fill("Эки жолу жарыяланган.")
    page.locator("main form button").click()
    said = "Your verdict is kept. Others see how many people say what, not who."
    expect(page.get_by_role("status")).to_contain_text(words.gettext(said))
    flag = page.locator("#flags article").first
    verdict = words.gettext("You said: %(verdict)s") % {"verdict": words.gettext("It is so, with an ordinary reason")}
    expect(flag).to_contain_text(verdict)
    assert "#" in page.url


def compare(page: Page, words: Catalogue) -> None:
    for choice in ("first", "cannot_tell"):
        page.get_by_role("link", name=words.gettext("Compare"), exact=True).click()
        expect(page.locator("main section")).to_have_count(2)
        assert "ocds-" not in page.content()
        assert "KG-INN" not in page.content()
        page.locator(f"#choice-{choice}").check()
        page.locator("main form button").click()
        kept = "Your answer is kept. Here is the next pair."
        expect(page.get_by_role("status")).to_contain_text(words.gettext(kept))


def labels(platform: Platform) -> dict[str, int]:
    """What the operator's command tells."""
    command = [sys.executable, "-m", "achyk", "labels", "show", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=platform.environment, check=True, capture_output=True, timeout=60)
    found: dict[str, int] = json.loads(done.stdout)
    return found
