"""Instants as RFC 3339 writes them, read as chrono 0.4 reads them, which Cardinal uses.

The letters may be small, a space may stand for the T, the sign may be a true minus (U+2212), and any minute may have a
second 60. An offset is needed. Years run from 0000 to 9999.
"""

import re
from collections.abc import Callable
from typing import Generic, TypeVar

DAY = 86_400
SECOND = 1_000_000_000
_DATE = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_HOUR_MINUTE = re.compile("[Tt ]([01][0-9]|2[0-3]):([0-5][0-9]):")
_SECOND_OFFSET = re.compile(r"([0-5][0-9]|60)(?:\.([0-9]+))?(?:[Zz]|([+\u2212-])([01][0-9]|2[0-3]):([0-5][0-9]))")
_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


T = TypeVar("T")


class Memo(dict[str, T], Generic[T]):
    """Answers that were worked out before: few pieces of dates are new. It forgets all when it holds too many."""

    LIMIT = 1 << 14

    def __init__(self, work_out: Callable[[str], T]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, key: str) -> T:
        """Work it out."""
        if len(self) >= self.LIMIT:
            self.clear()
        self[key] = answer = self._work_out(key)
        return answer


def whole_days(start: str, end: str) -> int | None:
    """Whole days from `start` to `end`, towards zero; None when either is no instant."""
    first, last = _DAYS[start[:10]], _DAYS[end[:10]]
    minutes, rest = _MINUTES[start[10:17]], _SECONDS[start[17:]]
    if first is None or last is None or minutes is None or rest is None:
        return None
    if start[10:] == end[10:]:
        return last - first
    begin, finish = (minutes * 60 + rest[0], rest[1]), _time(end)
    if finish is None:
        return None
    seconds = (last - first) * DAY + finish[0] - begin[0]
    if begin[1] or finish[1]:
        seconds = _with_fractions(seconds, begin, finish)
    return seconds // DAY if seconds >= 0 else -(-seconds // DAY)


def _with_fractions(seconds: int, begin: tuple[int, int], finish: tuple[int, int]) -> int:
    """The difference towards zero; a second 60 is counted only when the other time of day lies beyond it."""
    exact = seconds * SECOND + finish[1] - begin[1]
    if finish[0] % DAY > begin[0] % DAY and begin[1] >= SECOND:
        exact += SECOND
    elif finish[0] % DAY < begin[0] % DAY and finish[1] >= SECOND:
        exact -= SECOND
    return exact // SECOND if exact >= 0 else -(-exact // SECOND)


def _day(text: str) -> int | None:
    """Days since an arbitrary one, or None when there is no such day."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = map(int, found.groups())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if not 1 <= month <= 12 or not 1 <= day <= _MONTHS[month - 1] + (leap and month == 2):
        return None
    before = year - 1
    return (
        year * 365
        + before // 4
        - before // 100
        + before // 400
        + sum(_MONTHS[: month - 1])
        + (leap and month > 2)
        + day
    )


def _time(text: str) -> tuple[int, int] | None:
    """Seconds of the day in UTC, below 0 or above 86,400 on another day; nanoseconds, 1e9 and more in second 60."""
    minutes, rest = _MINUTES[text[10:17]], _SECONDS[text[17:]]
    return None if minutes is None or rest is None else (minutes * 60 + rest[0], rest[1])


def _minutes(text: str) -> int | None:
    """Minutes of the day, from the separator to the second colon."""
    found = _HOUR_MINUTE.fullmatch(text)
    return int(found[1]) * 60 + int(found[2]) if found else None


def _seconds(text: str) -> tuple[int, int] | None:
    """Seconds without the offset, and nanoseconds, from what follows the second colon."""
    found = _SECOND_OFFSET.fullmatch(text)
    if found is None:
        return None
    second, fraction, sign, offset_hours, offset_minutes = found.groups()
    offset = (int(offset_hours) * 60 + int(offset_minutes)) * 60 if sign else 0
    nanoseconds = int(fraction[:9].ljust(9, "0")) if fraction else 0
    return (
        min(int(second), 59) - (offset if sign == "+" else -offset),
        nanoseconds + (SECOND if second == "60" else 0),
    )


_DAYS = Memo(_day)
_MINUTES = Memo(_minutes)
_SECONDS = Memo(_seconds)
