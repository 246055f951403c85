"""What a calendar file would change: shown first, and written only where an administrator says so. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.community.calendar.day import Day
from services.community.calendar.ical import FileDay
from shared.contracts.base import Language, MemberId, Texts
from shared.contracts.calendar import CalendarDay, DayKind, DayOrigin, ProposalState, ProposedDay


@dataclass(frozen=True, slots=True)
class Proposal:
    """A file that waits to be accepted."""

    id: str
    by: MemberId
    at: datetime
    days: tuple[ProposedDay, ...]
    skipped: tuple[str, ...]
    written: int | None = None
    """Days that were written; None until it is accepted."""

    def chosen(self, days: Sequence[date], source: str, now: datetime) -> list[tuple[Day, int]]:
        """The chosen days as they are to be written, each with the revision that was seen; unknown days are left."""
        wanted = frozenset(days)
        return [
            (_accepted(each, source, self.by, now), each.present.revision if each.present else 0)
            for each in self.days
            if each.day in wanted and each.state is not ProposalState.SAME
        ]


def proposed(found: FileDay, present: CalendarDay | None) -> ProposedDay:
    """A day of a file beside what the calendar says of it."""
    if present is None:
        state = ProposalState.NEW
    elif present.kind is found.kind:
        state = ProposalState.SAME
    else:
        state = ProposalState.DIFFERENT
    return ProposedDay(day=found.day, kind=found.kind, name=found.name, state=state, present=present)


def proposed_days(found: Sequence[FileDay], present: Mapping[date, CalendarDay]) -> tuple[ProposedDay, ...]:
    """The days of a file beside the calendar, in their order."""
    return tuple(proposed(day, present.get(day.day)) for day in found)


def _accepted(each: ProposedDay, source: str, by: MemberId, now: datetime) -> Day:
    """A file has names in one language; a name that the calendar has stays."""
    name = Texts(**{language.value: each.name for language in Language})
    if each.present and each.present.kind is not DayKind.PLAIN:
        known = each.present.name.model_dump()
        name = Texts(**{language: text or each.name for language, text in known.items()})
    return Day(each.day, each.kind, name, source, DayOrigin.IMPORT, now, by)
