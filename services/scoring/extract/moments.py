"""Moments as published, in seconds since 1970 UTC.

A history is full of dates that differ in their day or their time of day only. So both are read once, and a moment is
put together from what is known of its pieces: a fifth of the price of reading it.
"""

from collections.abc import Callable
from datetime import datetime
from math import nan

_FIRST_YEAR, _LAST_YEAR = 1950, 2150
"""Years beyond are placeholders (0001, 9999)."""
_SHORTEST = len("2021-01-01T00:00Z")
_WHOLE = len("2021-01-01T00:00:00+06:00")
"""Longer ones have fractions of seconds, which seldom come again."""
_REMEMBERED = 10_000


def moment(text: str | None) -> float:
    """Seconds since 1970 UTC; NaN when the text is no date-time with an offset, or a placeholder."""
    if text is None or len(text) < _SHORTEST:
        return nan
    if len(text) <= _WHOLE:
        seconds = _days[text[:10]] + _minutes[text[10:16]] + _rests[text[16:]]
        if seconds == seconds:
            return seconds
    return _read(text)


class _Pieces(dict[str, float]):
    """Seconds that pieces of moments stand for; NaN for what is not written in the usual way."""

    def __init__(self, read: Callable[[str], float]) -> None:
        self._read = read

    def __missing__(self, piece: str) -> float:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[piece] = self._read(piece)
        return found


def _day(text: str) -> float:
    return _read(f"{text}T00:00Z") if text[4] == text[7] == "-" else nan


def _minute(text: str) -> float:
    return _read(f"1970-01-01{text}:00Z") if text[3] == ":" else nan


def _rest(text: str) -> float:
    """Seconds, if there are any, and offset."""
    found = _read(f"1970-01-01T00:00{text}")
    return found if found % 1 == 0 else nan


def _read(text: str) -> float:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return nan
    if when.tzinfo is None or not _FIRST_YEAR <= when.year <= _LAST_YEAR:
        return nan
    return when.timestamp()


_days, _minutes, _rests = _Pieces(_day), _Pieces(_minute), _Pieces(_rest)
