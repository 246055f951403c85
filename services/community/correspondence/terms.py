"""The clock of a letter: by when an answer is due, and when to remind of it. Pure.

How many days, of which kind and from when on is data of the letter, with its norm; here they are only counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from shared.contracts.letter import AnswerTerm, TermStart, TermUnit

BISHKEK: Final = ZoneInfo("Asia/Bishkek")
_MORNING: Final = time(9)
REMIND: Final = (-2, 0, 3)
"""Working days from the day on which the answer is due."""


class WorkingDays(Protocol):
    """What the calendar knows."""

    def add(self, day: date, n: int) -> date:
        """The `n`-th working day after `day`, before it when `n` is negative."""
        ...

    def first_from(self, day: date) -> date:
        """`day` when it is worked, else the next one that is."""
        ...


@dataclass(frozen=True, slots=True)
class Reminder:
    """When to remind, and whether the answer is late by then."""

    offset: int
    at: datetime
    late: bool


def due_day(term: AnswerTerm, sent: date, registered: date | None, calendar: WorkingDays) -> date:
    """The last day on which the answer is in time. The day that starts the term does not count.

    A term in calendar days that ends on a day off ends with the next working day.
    """
    start = registered if term.start is TermStart.REGISTERED and registered else sent
    if term.unit is TermUnit.WORKING:
        return calendar.add(start, term.days)
    return calendar.first_from(start + timedelta(days=term.days))


def end_of(day: date) -> datetime:
    """The moment when `day` is over in Bishkek."""
    return datetime.combine(day + timedelta(days=1), time(), BISHKEK).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """The day in Bishkek."""
    return moment.astimezone(BISHKEK).date()


def reminders(due: date, calendar: WorkingDays) -> Iterator[Reminder]:
    """The mornings on which people are reminded, oldest first."""
    for offset in REMIND:
        day = calendar.add(due, offset) if offset else due
        yield Reminder(offset, datetime.combine(day, _MORNING, BISHKEK).astimezone(UTC), late=offset > 0)
