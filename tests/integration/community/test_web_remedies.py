"""What can be done about a purchase, and the calendar it is counted by: the real gateway before the real service."""

import html

import pytest

from .web import Browser


async def test_given_nothing_is_asked_then_the_page_is_a_form_alone(browser: Browser) -> None:
    page = await browser.get("/en/remedies")
    assert page.status_code == 200
    assert 'name="bids_due"' in page.text
    assert "Open ways" not in page.text


async def test_given_a_supplier_and_dates_then_open_ways_come_first_and_closed_ones_say_why(browser: Browser) -> None:
    page = await browser.get("/en/remedies?who=supplier&step=bidding&bids_due=2099-01-05")
    assert page.status_code == 200
    text = html.unescape(page.text)
    first, found, second = text.partition("Closed ways, and why")
    assert found
    assert "Open ways" in first
    assert "days left" in first
    assert "Not confirmed by a lawyer yet." in first
    assert "What it must contain" in first
    assert "It can be done at these stages" in second


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("who=nobody&step=bidding", "who"),
        ("who=citizen", "step"),
        ("who=citizen&step=dreaming", "step"),
        ("who=citizen&step=awarded&awarded=yesterday", "awarded"),
        ("who=citizen&ocid=" + "x" * 300, "ocid"),
    ],
)
async def test_given_bad_input_then_the_message_is_at_the_field(browser: Browser, query: str, field: str) -> None:
    page = await browser.get(f"/en/remedies?{query}")
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert f'id="{field}-error"' in page.text


async def test_given_a_year_then_its_days_stand_with_their_source_and_can_be_kept_as_a_file(browser: Browser) -> None:
    page = await browser.get("/en/calendar?year=2027")
    assert page.status_code == 200
    assert "Day off" in page.text
    assert "not checked here yet" in page.text
    assert "date is estimated" in page.text
    assert 'href="/en/calendar.ics?year=2027"' in page.text
    file = await browser.get("/en/calendar.ics?year=2027")
    assert file.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "achyk-calendar-2027.ics" in file.headers["content-disposition"]
    assert file.text.startswith("BEGIN:VCALENDAR")


async def test_given_no_year_that_can_be_then_the_message_is_at_the_field(browser: Browser) -> None:
    page = await browser.get("/en/calendar?year=1066")
    assert page.status_code == 422
    assert 'id="year-error"' in page.text
    assert (await browser.get("/en/calendar.ics?year=1066")).status_code == 404
