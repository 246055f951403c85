"""The main job as a person lives it, in three languages, with JavaScript and without."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from services.gateway.i18n import Catalogue, load
from shared.contracts.base import Language
from tests.browser.conftest import until
from tests.browser.platform import Platform

pytestmark = pytest.mark.browser
PASSWORD = "kara-balta is a town"


@pytest.mark.parametrize("scripts", [True, False], ids=["with-js", "without-js"])
@pytest.mark.parametrize("language", list(Language), ids=str)
def test_a_visitor_understands_a_flag_becomes_a_member_and_is_told_of_a_new_tender(
    platform: Platform,
    context_of: Callable[..., BrowserContext],
    tender_file: Callable[[str], tuple[str, Path]],
    language: Language,
    scripts: bool,
) -> None:
    words = load(language)
    page = context_of(java_script_enabled=scripts, locale=language.value).new_page()
    word = "сынак" + uuid.uuid4().hex[:8].translate(str.maketrans("0123456789abcdef", "абвгдежзиклмнопр"))
    ocid, file = tender_file(word)
    platform.ingest(file)

    find_tender(page, words, ocid, word)
    read_the_flag(page, words)
    become_a_member(page, words, f"{uuid.uuid4().hex[:12]}@example.org")
    save_a_search(page, words, word)

    new_ocid, new_file = tender_file(word)
    platform.ingest(new_file)
    until(page, f"/{language}/inbox", word)
    expect(page.locator(f"main a[href$='{new_ocid}']")).to_be_visible()
    expect(page.locator("header .count")).to_contain_text("1")
    page.get_by_role("button", name=words.gettext("Mark all as read")).click()
    expect(page.get_by_role("status")).to_contain_text(words.gettext("Marked as read."))
    expect(page.locator("header .count")).to_have_count(0)

    until(page, f"/{language}/mailbox", word)
    page.locator(f"main a:has-text('{word}')").first.click()
    expect(page.locator("pre")).to_contain_text(new_ocid)


def find_tender(page: Page, words: Catalogue, ocid: str, word: str) -> None:
    until(page, f"/{words.language}/search?words={word}", word)
    page.goto("/")
    expect(page).to_have_url(f"{page.url.split('/', 3)[0]}//{page.url.split('/')[2]}/{words.language}/")
    page.get_by_role("searchbox").fill(word.upper())
    page.get_by_role("button", name=words.gettext("Search tenders")).click()
    page.locator(f"#results a[href$='{ocid}']").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(word)


def read_the_flag(page: Page, words: Catalogue) -> None:
    until(page, page.url, words.gettext("Evidence in the data"))
    flag = page.locator("#R003")
    expect(flag).to_contain_text(words.gettext("Raised"))
    for heading in ("How usual is this?", "Ordinary reasons it may have", "How to check it", "Evidence in the data"):
        expect(flag).to_contain_text(words.gettext(heading))
    expect(flag).to_contain_text(words.gettext("A risk indicator, not proof."))
    expect(flag.locator("tbody tr").first).to_be_visible()
    content = page.content()
    assert "555 000 077" not in content, "a natural person's telephone number is shown"
    assert "Выдуманный Человек" not in content, "a natural person's name is shown"


def become_a_member(page: Page, words: Catalogue, email: str) -> None:
    page.get_by_role("link", name=words.gettext("Join"), exact=True).click()
    page.get_by_label(words.gettext("Your name here")).fill("Сыноочу")
    page.get_by_label(words.gettext("E-mail address")).fill(email)
    page.get_by_label(words.gettext("Password")).fill("short")
    page.get_by_label(words.gettext("I have read both texts and agree")).check()
    page.locator("main button[type=submit]").click()
    expect(page.get_by_role("alert")).to_contain_text(words.gettext("There is a problem"))
    page.get_by_label(words.gettext("Password")).fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words.gettext("Look into your mail"))
    until(page, f"/{words.language}/mailbox", email)
    page.locator("main li", has_text=email).get_by_role("link").click()
    page.locator("pre a[href*='/verify/']").click()
    page.get_by_label(words.gettext("Password")).fill("a stranger's words")
    page.get_by_role("button", name=words.gettext("Confirm my address and sign in")).click()
    expect(page.get_by_role("alert")).to_contain_text(words.gettext("There is a problem"))
    page.get_by_label(words.gettext("Password")).fill(PASSWORD)
    page.get_by_role("button", name=words.gettext("Confirm my address and sign in")).click()
    expect(page.get_by_role("status")).to_contain_text(
        words.gettext("Your e-mail address is confirmed and you are signed in.")
    )
    expect(page.get_by_role("heading", level=1)).to_have_text(words.gettext("Inbox"))


def save_a_search(page: Page, words: Catalogue, word: str) -> None:
    page.goto(f"/{words.language}/search?words={word}")
    page.get_by_role("link", name=words.gettext("Save this search")).click()
    expect(page.get_by_label(words.gettext("Words"))).to_have_value(word)
    page.get_by_label(words.gettext("By e-mail")).check()
    page.get_by_role("button", name=words.gettext("Save the search")).click()
    expect(page.get_by_role("status")).to_contain_text(
        words.gettext("The search is saved. You will be told when something matches it.")
    )
