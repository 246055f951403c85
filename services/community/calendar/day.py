"""A day that differs from an ordinary week: what is kept of it, and the seed from an open list of holidays. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from typing import Final

from holidays.countries.kyrgyzstan import Kyrgyzstan

from services.community.calendar.working_days import Calendar
from shared.contracts.base import Language, MemberId, Texts
from shared.contracts.calendar import YEARS, DayKind, DayOrigin
from shared.errors import Refused

SEED: Final = f"python-holidays {version('holidays')}, Kyrgyzstan"
_LANGUAGES: Final = {Language.KY: "ky", Language.RU: "ru_KG", Language.EN: "en_US"}
_SATURDAY: Final = 5
_WORKED: Final = Texts(ky="Жумуш күнү (которулган)", ru="Рабочий день (перенос)", en="Working day (moved)")


@dataclass(frozen=True, slots=True)
class Day:
    """One version of a day."""

    day: date
    kind: DayKind
    name: Texts
    source: str
    origin: DayOrigin
    at: datetime
    by: MemberId | None = None
    estimated: bool = False
    revision: int = 0


def calendar_of(days: Iterable[Day]) -> Calendar:
    """What the days make of the weeks."""
    off: set[date] = set()
    worked: set[date] = set()
    for day in days:
        if day.kind is DayKind.OFF:
            off.add(day.day)
        elif day.kind is DayKind.WORKING:
            worked.add(day.day)
    return Calendar(frozenset(off), frozenset(worked))


def require_year(day: date) -> None:
    """Raise `Refused("invalid")` for a day beyond what the calendar holds."""
    if day.year not in YEARS:
        raise Refused("invalid", "The calendar does not reach that year.", {"field": "day"})


def require_revision(present: Day | None, seen: int) -> int:
    """The revision after this change. Raises `Refused("conflict")` when somebody changed the day since."""
    now = present.revision if present else 0
    if now != seen:
        raise Refused("conflict", "Somebody has changed this day since; look at it again.", {"revision": now})
    return now + 1


def seeded(year: int, now: datetime) -> Iterator[Day]:
    """The days of a year as the open list has them, unchecked; feasts that are not announced yet are estimated."""
    plain = {language: _names(year, code, estimated=False) for language, code in _LANGUAGES.items()}
    marked = _names(year, _LANGUAGES[Language.EN], estimated=True)
    for day, name in plain[Language.EN].items():
        names = Texts(ky=plain[Language.KY][day], ru=plain[Language.RU][day], en=name)
        estimated = marked[day] != name
        yield Day(day, DayKind.OFF, names, SEED, DayOrigin.SEED, now, estimated=estimated, revision=1)
    for day in Kyrgyzstan(years=year).weekend_workdays:
        if day.year == year and day.weekday() >= _SATURDAY:
            yield Day(day, DayKind.WORKING, _WORKED, SEED, DayOrigin.SEED, now, revision=1)


def _names(year: int, language: str, *, estimated: bool) -> dict[date, str]:
    return dict(Kyrgyzstan(years=year, language=language, islamic_show_estimated=estimated))
