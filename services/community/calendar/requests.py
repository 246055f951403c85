"""What community answers about the working days. Thin."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from services.community.calendar import ical
from services.community.calendar.day import Day, calendar_of, require_year
from services.community.calendar.proposal import Proposal, proposed_days
from services.community.calendar.store import CalendarStore
from services.community.callers import Callers
from services.community.members_store import MembersStore
from services.community.tokens import new_id
from shared.contracts import calendar as contract
from shared.contracts.base import MemberId


class CalendarRequests:
    """Request handlers over the calendar."""

    def __init__(self, store: CalendarStore, callers: Callers, members: MembersStore) -> None:
        self._store = store
        self._callers = callers
        self._members = members

    async def working_calendar(self, ask: contract.AskWorkingCalendar) -> contract.WorkingCalendar:
        """The days of a year that differ from an ordinary week."""
        days = await self._store.of_year(ask.year)
        counted = calendar_of(days).between(date(ask.year - 1, 12, 31), date(ask.year, 12, 31))
        return contract.WorkingCalendar(
            year=ask.year, days=[stated(day) for day in days], years=await self._store.years(), working_days=counted
        )

    async def calendar_file(self, ask: contract.AskCalendarFile) -> contract.CalendarFile:
        """The same for calendar programs."""
        days = await self._store.of_year(ask.year)
        return contract.CalendarFile(ical=ical.write(days, ask.language, f"Achyk {ask.year}"))

    async def calendar_day(self, ask: contract.AskCalendarDay) -> contract.DayHistory:
        """A day and how it came about."""
        await self._callers("calendar_day", ask.token)
        present, versions = await self._store.day(ask.day), await self._store.versions(ask.day)
        names = await self._names(each.by for each in versions)
        changes = [
            contract.DayChange(
                kind=each.kind,
                name=each.name,
                source=each.source,
                origin=each.origin,
                at=each.at,
                by=names.get(each.by or ""),
                revision=each.revision,
            )
            for each in versions
        ]
        return contract.DayHistory(day=ask.day, now=stated(present) if present else None, changes=changes)

    async def edit_calendar_day(self, ask: contract.AskEditCalendarDay) -> contract.CalendarDay:
        """Say of a day that it is off, worked, or as the week has it."""
        caller = await self._callers("edit_calendar_day", ask.token)
        require_year(ask.day)
        origin, now = contract.DayOrigin.PERSON, datetime.now(UTC)
        day = Day(ask.day, ask.kind, ask.name, ask.source, origin, now, caller.id)
        return stated(await self._store.change(day, ask.revision))

    async def import_calendar(self, ask: contract.AskImportCalendar) -> contract.CalendarProposal:
        """Read a calendar file and say what it would change."""
        caller = await self._callers("import_calendar", ask.token)
        found = ical.read(ask.ical, ask.kind)
        present = {}
        for each in found.days:
            known = await self._store.day(each.day)
            if known:
                present[each.day] = stated(known)
        days = proposed_days(found.days, present)
        proposal = Proposal(new_id("w"), caller.id, datetime.now(UTC), days, found.skipped)
        await self._store.keep(proposal)
        return _proposal(proposal)

    async def calendar_proposal(self, ask: contract.AskCalendarProposal) -> contract.CalendarProposal:
        """What the file would change, once more."""
        caller = await self._callers("calendar_proposal", ask.token)
        return _proposal(await self._store.proposal(ask.id, caller.id))

    async def accept_calendar(self, ask: contract.AskAcceptCalendar) -> contract.CalendarAccepted:
        """Write the days of the file that the administrator chose."""
        caller = await self._callers("accept_calendar", ask.token)
        written = await self._store.accept(ask.id, caller.id, ask.days, ask.source, datetime.now(UTC))
        return contract.CalendarAccepted(written=written)

    async def _names(self, ids: Iterable[MemberId | None]) -> dict[MemberId, str]:
        """Public names of the members who still are."""
        found = {}
        for one in {each for each in ids if each}:
            account = await self._members.account(one)
            if account:
                found[one] = account.name
        return found


def stated(day: Day) -> contract.CalendarDay:
    """A day as everybody may see it: without who entered it."""
    return contract.CalendarDay(
        day=day.day,
        kind=day.kind,
        name=day.name,
        source=day.source,
        origin=day.origin,
        estimated=day.estimated,
        changed=day.at,
        revision=day.revision,
    )


def _proposal(proposal: Proposal) -> contract.CalendarProposal:
    return contract.CalendarProposal(
        id=proposal.id,
        days=list(proposal.days),
        skipped=list(proposal.skipped),
        accepted=proposal.written is not None,
    )
