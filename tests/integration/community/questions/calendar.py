"""The working-day calendar."""

from datetime import date

from pydantic import BaseModel

from shared.contracts import calendar as contract


def questions(token: str, member: str) -> dict[str, tuple[BaseModel, type[BaseModel]]]:
    """One well-formed question per request; the change is of a version that there is not."""
    nothing, day = "w_" + "0" * 24, date(2001, 1, 3)
    edit = contract.AskEditCalendarDay(
        token=token, day=day, kind=contract.DayKind.OFF, source="Nobody's order", revision=99
    )
    accept = contract.AskAcceptCalendar(token=token, id=nothing, days=[day], source="Nobody's order")
    return {
        "working_calendar": (contract.AskWorkingCalendar(year=2026), contract.WorkingCalendar),
        "calendar_file": (contract.AskCalendarFile(year=2026), contract.CalendarFile),
        "calendar_day": (contract.AskCalendarDay(token=token, day=day), contract.DayHistory),
        "edit_calendar_day": (edit, contract.CalendarDay),
        "import_calendar": (contract.AskImportCalendar(token=token, ical="nothing"), contract.CalendarProposal),
        "calendar_proposal": (contract.AskCalendarProposal(token=token, id=nothing), contract.CalendarProposal),
        "accept_calendar": (accept, contract.CalendarAccepted),
    }
