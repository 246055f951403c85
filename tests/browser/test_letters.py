"""Journeys 4 and 5: a letter goes out with proof and its answer is late; an official answers by the link, no script."""

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pymongo import MongoClient

from services.gateway.i18n import load
from shared.contracts.base import Language
from tests.browser.conftest import sign_in, until
from tests.browser.platform import Platform
from tests.browser.test_journey import become_a_member
from tests.browser.test_pages import problems

pytestmark = pytest.mark.browser


def seat(platform: Platform, case: str, name: str) -> None:
    """Seat the newest member of this name in the team, as the lead does on the page of the team."""
    with MongoClient(platform.environment["ACHYK_MONGO_URL"]) as client:
        database = client["achyk_community"]
        member = database["members"].find_one({"name": name}, sort=[("created", -1)])
        assert member
        mate = {"member": member["_id"], "seat": "member", "conflict": "", "joined": datetime.now(UTC)}
        database["cases"].update_one({"_id": case}, {"$push": {"team": mate, "mates": member["_id"]}})


def open_form(page: Page, summary: str) -> None:
    page.locator("main summary", has_text=summary).first.click()


@pytest.fixture
def second(context_of: Callable[..., BrowserContext]) -> tuple[Page, str]:
    """Somebody who approves, without a script."""
    page = context_of(java_script_enabled=False).new_page()
    page.goto("/en")
    become_a_member(page, load(Language.EN), f"second-{os.urandom(4).hex()}@achyk.example")
    return page, page.locator("a[href='/en/sessions']").inner_text()


@pytest.fixture
def letter(platform: Platform, page: Page, second: tuple[Page, str]) -> str:
    """Address of a letter that was drafted by one, approved by another and signed."""
    sign_in(page)
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/en/cases/new")
    page.fill("#title", f"Chairs for a school {os.urandom(4).hex()}")
    page.fill("#summary", "The chairs cost more than elsewhere, as the portal says.")
    page.click("main form button[type=submit]")
    if page.url.endswith("/cases/new"):  # other cases look alike
        page.click("main form button[type=submit]")
    case = re.search(r"c_[0-9a-f]{24}", page.url)
    assert case, page.url
    seat(platform, case[0], second[1])
    page.goto(f"/en/cases/{case[0]}/letters")
    assert problems(page) == []
    page.click("text=Write a letter")
    page.check("#kind-appeal")
    page.check("#language-ru")
    assert problems(page) == []
    page.click("main form button[type=submit]")
    assert "Chairs for a school" in page.input_value("#text")
    page.click("main form button[type=submit]")
    expect(page.get_by_role("alert")).to_contain_text("Write whom the letter is for.")
    assert problems(page) == []
    page.fill("#organisation", "Made-up office")
    page.click("main form button[type=submit]")
    expect(page.get_by_role("status")).to_contain_text("The draft is kept.")
    assert problems(page) == []
    path = page.url.partition("?")[0]
    approver = second[0]
    approver.goto(path)
    open_form(approver, "Approve the letter")
    approver.get_by_role("button", name="Approve", exact=True).click()
    expect(approver.get_by_role("status")).to_contain_text("approved and has its number")
    page.goto(path)
    open_form(page, "Sign with your real name")
    page.fill("#sign-name", "Айгүл Өмүралиева")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Tick that your name may stand")
    assert page.input_value("#sign-name") == "Айгүл Өмүралиева"
    page.check("#sign-consent")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Your signature is kept")
    return path


def send(page: Page, letter: str, days_ago: int) -> None:
    page.goto(letter)
    open_form(page, "Note that it was sent")
    page.check("#send-channel-paper")
    page.fill("#send-day", (datetime.now(UTC) - timedelta(days=days_ago)).date().isoformat())
    form = page.locator("details[open] form")
    form.locator("button").click()
    expect(page.get_by_role("alert")).to_contain_text("proven")
    assert problems(page) == []
    page.check("#send-channel-paper")
    page.fill("#send-day", (datetime.now(UTC) - timedelta(days=days_ago)).date().isoformat())
    page.fill("#send-proof", "RR 123 456 789 KG")
    page.locator("details[open] form button").click()
    expect(page.get_by_role("status")).to_contain_text("The clock runs.")


def test_given_a_letter_sent_long_ago_then_its_answer_is_late_and_a_complaint_about_silence_is_suggested(
    page: Page, letter: str, tmp_path: Path
) -> None:
    send(page, letter, days_ago=90)
    until(page, letter, "the answer is late")
    assert problems(page) == []
    with page.expect_download() as found:
        page.click("main a:text-is('PDF')")
    assert found.value.suggested_filename.startswith("A-")
    file = tmp_path / "letter.pdf"
    found.value.save_as(file)
    assert file.read_bytes().startswith(b"%PDF")
    page.click("main .banner a")
    assert "A-20" in page.input_value("#text")
    assert "Made-up office" in page.input_value("#text")


def test_given_the_link_then_an_official_answers_without_a_script_and_it_stands_beside_the_letter(
    page: Page, letter: str, context_of: Callable[..., BrowserContext]
) -> None:
    send(page, letter, days_ago=1)
    open_form(page, "Make a link for the addressee")
    page.get_by_role("button", name="Make the link").click()
    link = page.locator("#the-link ~ p code").first.inner_text()
    path = "/ru/reply/" + link.rpartition("/")[2]
    official = context_of(java_script_enabled=False, viewport={"width": 360, "height": 800}).new_page()
    answered = official.goto(path)
    assert answered
    assert answered.headers["referrer-policy"] == "no-referrer"
    assert "no-store" in answered.headers["cache-control"]
    assert "Өмүралиева" not in official.content()
    words = load(Language.RU)
    official.locator("main form button").click()
    expect(official.get_by_role("alert")).to_contain_text(words.gettext("Write the full name."))
    official.fill("#name", "Выдуманный Человек")
    official.fill("#office", "Начальник отдела")
    official.fill("#text", "Проверили. Договор размещён на портале.")
    official.check("#classed-full")
    official.locator("main form button").click()
    expect(official.get_by_role("status")).to_contain_text(
        words.gettext("Your answer has arrived and is shown beside the letter.")
    )
    official.goto(path)
    expect(official.locator("main")).to_contain_text("Договор размещён на портале.")
    expect(official.locator("main form")).to_have_count(0)
    page.goto(letter)
    expect(page.locator("main")).to_contain_text("Договор размещён на портале.")
    open_form(page, "Say what the answer is worth")
    page.check("#classify-classed-partly")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("main")).to_contain_text("Both are shown.")
    assert problems(page) == []
    page.goto(path.replace("/ru/", "/en/"))
    assert problems(page) == []
    page.goto("/en/reply")
    assert problems(page) == []
