"""Calendar files: what is taken in, what is left out and what is refused; and our own."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community.calendar import ical
from services.community.calendar.day import seeded
from shared.contracts.base import Language
from shared.contracts.calendar import DayKind
from shared.errors import Refused

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def file(*events: str) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event.split("\n"), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def test_given_our_own_file_when_it_is_read_then_every_day_comes_back() -> None:
    days = sorted(seeded(2023, NOW), key=lambda day: day.day)
    found = ical.read(ical.write(days, Language.KY, "2023"), DayKind.OFF)
    assert [(each.day, each.kind, each.name) for each in found.days] == [
        (each.day, each.kind, each.name.ky) for each in days
    ]


def test_given_an_event_of_several_days_then_each_of_them_is_a_day() -> None:
    text = file("SUMMARY:Майрам\nDTSTART;VALUE=DATE:20260501\nDTEND;VALUE=DATE:20260504")
    assert [each.day.day for each in ical.read(text, DayKind.OFF).days] == [1, 2, 3]


def test_given_a_moment_then_its_day_is_that_of_bishkek() -> None:
    text = file("SUMMARY:Иш күнү\nDTSTART:20260515T200000Z")
    (found,) = ical.read(text, DayKind.WORKING).days
    assert (found.day, found.kind) == (date(2026, 5, 16), DayKind.WORKING)


def test_given_events_that_repeat_last_too_long_or_have_no_date_then_they_are_left_out_by_name() -> None:
    text = file(
        "SUMMARY:ok\nDTSTART;VALUE=DATE:20260501",
        "SUMMARY:repeats\nDTSTART;VALUE=DATE:20260502\nRRULE:FREQ=YEARLY",
        "SUMMARY:long\nDTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20260401",
        "SUMMARY:undated",
        "SUMMARY:far\nDTSTART;VALUE=DATE:29990101",
    )
    found = ical.read(text, DayKind.OFF)
    assert [each.name for each in found.days] == ["ok"]
    assert found.skipped == ("repeats", "long", "undated", "far")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("not a calendar", "ical_broken"),
        ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n", "ical_broken"),
        ("BEGIN:VEVENT\r\nSUMMARY:x\r\nDTSTART;VALUE=DATE:20260501\r\nEND:VEVENT\r\n", "ical_broken"),
        (file(), "ical_empty"),
        (file("SUMMARY:x\nDTSTART:yesterday"), "ical_empty"),
        (file(*["SUMMARY:x\nDTSTART;VALUE=DATE:20260501"] * (ical.MOST_EVENTS + 1)), "ical_too_many"),
        (
            file(
                *[
                    f"SUMMARY:x\nDTSTART;VALUE=DATE:{year}0101\nDTEND;VALUE=DATE:{year}0201"
                    for year in range(2020, 2040)
                ]
            ),
            "ical_too_many",
        ),
    ],
)
def test_given_a_file_that_is_broken_empty_or_too_large_then_it_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        ical.read(text, DayKind.OFF)


LINES = file("SUMMARY:x\nDTSTART:20260501").split("\r\n")


@given(st.text(max_size=400) | st.lists(st.sampled_from(LINES)).map("\r\n".join))
def test_property_given_any_text_then_it_is_read_or_refused(text: str) -> None:
    with suppress(Refused):
        assert ical.read(text, DayKind.OFF).days
