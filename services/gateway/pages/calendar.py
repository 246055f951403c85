"""The working-day calendar: a year's days off and moved working days, and the file for calendar programs."""

from datetime import UTC, datetime
from typing import Final

from babel.dates import format_date
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.format import BISHKEK
from services.gateway.i18n import N_
from services.gateway.labels import Labels
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, labels_of
from services.gateway.remedy_view import day_of
from services.gateway.views import FieldError
from shared.contracts.calendar import (
    YEARS,
    AskCalendarFile,
    AskWorkingCalendar,
    CalendarDay,
    CalendarFile,
    DayKind,
    DayOrigin,
    WorkingCalendar,
)
from shared.errors import Refused

KINDS: Final = {DayKind.OFF: N_("Day off"), DayKind.WORKING: N_("Moved working day")}
YEAR: Final = N_("Write a year from 2000 to 2100.")
router = APIRouter(include_in_schema=False)


def year_of(text: str) -> int | None:
    """The year of an address; this one in Bishkek when none is named, None for what cannot be one."""
    if not text:
        return datetime.now(UTC).astimezone(BISHKEK).year
    plain = text.isascii() and text.isdigit() and len(text) == len("2000")
    return int(text) if plain and int(text) in YEARS else None


@router.get(f"{PREFIX}/calendar")
async def calendar(request: Request, here: Here) -> Response:
    """The days of a year that differ from an ordinary week, each with its source."""
    labels = labels_of(request, here)
    given = request.query_params.get("year", "").strip()
    year = year_of(given)
    found = None
    if year is not None:
        found = await here.bus.ask("ask.community.working_calendar", AskWorkingCalendar(year=year), WorkingCalendar)
    return here.render(
        request,
        "calendar.html",
        status=200 if found else UNPROCESSABLE,
        year=str(year) if year is not None else given,
        errors=() if found else (FieldError("year", labels.gettext(YEAR)),),
        found=found,
        days=[row(day, labels) for day in found.days] if found else [],
    )


def row(day: CalendarDay, labels: Labels) -> dict[str, object]:
    """One day as the table prints it."""
    language = labels.language
    return {
        "day": day_of(day.day, labels),
        "weekday": format_date(day.day, "EEEE", locale=language.value),
        "kind": labels.gettext(KINDS[day.kind]),
        "name": day.name.in_language(language),
        "source": day.source,
        "estimated": day.estimated,
        "unchecked": day.origin is DayOrigin.SEED,
    }


@router.get(f"{PREFIX}/calendar.ics")
async def calendar_file(request: Request, here: Here) -> Response:
    """The same days as an iCalendar file, to keep."""
    year = year_of(request.query_params.get("year", "").strip())
    if year is None:
        raise Refused("not_found", "There is no calendar of this year.")
    question = AskCalendarFile(year=year, language=here.viewer.language)
    found = await here.bus.ask("ask.community.calendar_file", question, CalendarFile)
    headers = {"Content-Disposition": f'attachment; filename="achyk-calendar-{year}.ics"'}
    return Response(found.ical, media_type="text/calendar; charset=utf-8", headers=headers)
