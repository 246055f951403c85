"""Counting working days, which deadlines of the law are stated in. Pure.

A day is worked when it is Monday to Friday and no holiday, or when a weekend day was made a working day. The Cabinet
moves working days each year, so the days are data that operators edit; only the five-day week stands here.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

MOST: Final = 2000
"""Working days that one period can have; no deadline of any law comes near it."""
_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that differ from an ordinary week."""

    holidays: frozenset[date] = frozenset()
    """Days off, whatever the day of the week."""
    extra_working: frozenset[date] = frozenset()
    """Days that are worked, whatever the day of the week; wins over `holidays`, since it is said of one day."""

    def is_working(self, day: date) -> bool:
        """Whether offices work on `day`."""
        if day in self.extra_working:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays

    def add(self, day: date, n: int) -> date:
        """The `n`-th working day after `day`, which itself does not count; before it when `n` is negative.

        No working day after a day is the day itself, worked or not. Raises ValueError beyond `MOST`.
        """
        if abs(n) > MOST:
            raise ValueError(f"more than {MOST} working days")
        step = _DAY if n > 0 else -_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def between(self, a: date, b: date) -> int:
        """Working days after `a` up to and with `b`; negative, counted from the other side, when `b` lies before `a`.

        Undoes `add`: `between(a, add(a, n)) == n`.
        """
        step = _DAY if a < b else -_DAY
        count = 0
        while a != b:
            a += step
            count += self.is_working(a)
        return count if step > timedelta() else -count

    def first_from(self, day: date) -> date:
        """`day` when it is worked, else the next one that is: what a period that ends on a day off ends with."""
        return day if self.is_working(day) else self.add(day, 1)
