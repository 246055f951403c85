"""Calendar files (RFC 5545): read as a proposal, and written for calendar programs. Pure.

Files come from anywhere, so their size, the number of their events and the length of each are bounded.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import icalendar

from services.community.calendar.day import Day
from shared.contracts.base import Language
from shared.contracts.calendar import YEARS, DayKind
from shared.errors import Refused

MOST_EVENTS: Final = 1000
MOST_DAYS: Final = 400
"""Days that one file may bring; a year of days off has some thirty."""
LONGEST_EVENT: Final = 31
"""Days of one event."""
NAME_LENGTH: Final = 120
SKIPPED_SHOWN: Final = 50
KIND: Final = "X-ACHYK-KIND"
"""Says of an event of our own export what kind of day it is."""
_BISHKEK: Final = ZoneInfo("Asia/Bishkek")


@dataclass(frozen=True, slots=True)
class FileDay:
    """One day that a file names."""

    day: date
    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class FileDays:
    """What a file holds."""

    days: tuple[FileDay, ...]
    """In their order, each once; of two events on one day the first counts."""
    skipped: tuple[str, ...]
    """Titles of events that cannot be taken as days."""


def read(text: str, kind: DayKind) -> FileDays:
    """The days of a calendar file. Raises `Refused`: `ical_broken`, `ical_too_many`, `ical_empty`."""
    try:
        file = icalendar.Calendar.from_ical(text)
        events = list(file.walk("VEVENT"))
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise Refused("ical_broken", "This is not a calendar file (iCalendar).", {"field": "file"}) from error
    if file.name != "VCALENDAR":
        raise Refused("ical_broken", "This is not a calendar file (iCalendar).", {"field": "file"})
    if len(events) > MOST_EVENTS:
        raise Refused("ical_too_many", f"The file has more than {MOST_EVENTS} events.", {"field": "file"})
    days: dict[date, FileDay] = {}
    skipped: list[str] = []
    for event in events:
        name = _text(event.get("SUMMARY"))
        found = _days(event)
        for day in found:
            days.setdefault(day, FileDay(day, _kind(event, kind), name))
        if not found:
            skipped.append(name)
        if len(days) > MOST_DAYS:
            raise Refused("ical_too_many", f"The file names more than {MOST_DAYS} days.", {"field": "file"})
    if not days:
        raise Refused("ical_empty", "The file has no event that is a day or a few days.", {"field": "file"})
    return FileDays(tuple(days[day] for day in sorted(days)), tuple(skipped[:SKIPPED_SHOWN]))


def write(days: Iterable[Day], language: Language, name: str) -> str:
    """The days as a calendar file, which `read` takes back without loss."""
    file = icalendar.Calendar()
    file.add("prodid", "-//Achyk//Working days//EN")
    file.add("version", "2.0")
    file.add("x-wr-calname", name)
    for day in days:
        event = icalendar.Event()
        event.add("uid", f"{day.day.isoformat()}@working-days.achyk")
        event.add("dtstamp", day.at)
        event.add("dtstart", day.day)
        event.add("dtend", day.day + timedelta(days=1))
        event.add("summary", day.name.in_language(language) or day.kind.value)
        event.add("description", day.source)
        event.add("transp", "TRANSPARENT")
        event.add(KIND, day.kind.value)
        file.add_component(event)
    text: str = file.to_ical().decode()
    return text


def _days(event: icalendar.Component) -> tuple[date, ...]:
    """The days of one event; none when it repeats, lasts too long or has no date that can be read."""
    if "RRULE" in event or "RDATE" in event:
        return ()
    first = _date(event, "DTSTART")
    if first is None:
        return ()
    after = _date(event, "DTEND")
    if after is None or after <= first:
        after = first + timedelta(days=1)
    length = (after - first).days
    if length > LONGEST_EVENT or after.year not in YEARS:
        return ()
    return tuple(first + timedelta(days=place) for place in range(length))


def _date(event: icalendar.Component, field: str) -> date | None:
    """A date of an event; of a moment its day in Bishkek."""
    found = event.get(field)
    value = found.dt if isinstance(found, icalendar.vDDDTypes) else None
    if not isinstance(value, date) or value.year not in YEARS:
        return None
    if isinstance(value, datetime):
        return (value.astimezone(_BISHKEK) if value.tzinfo else value).date()
    return value


def _kind(event: icalendar.Component, otherwise: DayKind) -> DayKind:
    stated = str(event.get(KIND, ""))
    return DayKind(stated) if stated in (DayKind.OFF, DayKind.WORKING) else otherwise


def _text(value: object) -> str:
    """A title without line breaks or characters that no page shows."""
    text = "".join(c if c.isprintable() else " " for c in str(value or ""))
    return " ".join(text.split())[:NAME_LENGTH]
