"""What community answers about outcomes and impact. Thin."""

from datetime import UTC, datetime

from services.community.calendar.store import CalendarStore
from services.community.cases.doors import Doors, Opened
from services.community.cases.entries import Entry
from services.community.cases.store import CasesStore
from services.community.outcomes import impact
from services.community.outcomes.outcome import KeptOutcome, fact, require_confirmable, require_sound
from services.community.outcomes.store import BISHKEK, OutcomesStore
from shared.contracts import outcome as contract
from shared.contracts.community import Role
from shared.errors import Refused
from shared.store import Session, Store

_CONFIRM = frozenset({Role.MONITOR, Role.EXPERT, Role.MODERATOR})
"""Roles that confirm outcomes of cases they are not in the team of."""


class OutcomeRequests:
    """Request handlers over outcomes."""

    def __init__(
        self, store: Store, outcomes: OutcomesStore, cases: CasesStore, doors: Doors, calendar: CalendarStore
    ) -> None:
        self._store = store
        self._outcomes = outcomes
        self._cases = cases
        self._doors = doors
        self._calendar = calendar

    async def case_outcomes(self, ask: contract.AskCaseOutcomes) -> contract.CaseOutcomes:
        """What came of a case; outsiders see what is confirmed."""
        return await self._answer(await self._doors.open("case_outcomes", ask.token, ask.id))

    async def record_outcome(self, ask: contract.AskRecordOutcome) -> contract.CaseOutcomes:
        """Write down what came of it; it counts once somebody else agrees."""
        opened = await self._doors.open("record_outcome", ask.token, ask.id)
        fields = contract.OutcomeFields(**{name: getattr(ask, name) for name in contract.OutcomeFields.model_fields})
        require_sound(fields, opened.now.astimezone(BISHKEK).date())
        await self._outcomes.add(ask.id, fields, opened.member, ask.key, opened.now)
        return await self._answer(opened)

    async def confirm_outcome(self, ask: contract.AskConfirmOutcome) -> contract.CaseOutcomes:
        """Agree, as a second person; told the public when the case is published."""
        opened = await self._doors.open("confirm_outcome", ask.token, ask.id)
        outcome = await self._outcome(ask.id, ask.outcome)
        require_confirmable(outcome, opened.member, ask.revision)

        async def work(session: Session) -> None:
            await self._outcomes.confirm(session, outcome, opened.member, opened.now)
            data = {"kind": outcome.fields.kind.value, "day": outcome.fields.day.isoformat()}
            await self._cases.add_entry(session, ask.id, Entry("outcome", opened.now, opened.member, data, public=True))
            if opened.case.published:
                await self._store.record(session, [fact(opened.case, outcome, opened.now)])

        await self._store.atomically(work)
        return await self._answer(opened)

    async def withdraw_outcome(self, ask: contract.AskWithdrawOutcome) -> contract.CaseOutcomes:
        """Take back one that nobody has confirmed yet."""
        opened = await self._doors.open("withdraw_outcome", ask.token, ask.id)
        outcome = await self._outcome(ask.id, ask.outcome)
        if outcome.confirmed or outcome.revision != ask.revision:
            raise Refused("conflict", "This was changed or confirmed meanwhile; look at it again.")
        await self._outcomes.withdraw(outcome)
        return await self._answer(opened)

    async def impact(self, ask: contract.AskImpact) -> contract.Impact:
        """Every figure that the data allow, computed now."""
        now = datetime.now(UTC)
        today = now.astimezone(BISHKEK).date()
        records = await self._outcomes.records(await self._calendar.calendar(), today)
        return contract.Impact(items=impact.figures(records, today), computed=now)

    async def _outcome(self, case_id: str, outcome_id: str) -> KeptOutcome:
        for outcome in await self._outcomes.of_case(case_id):
            if outcome.id == outcome_id:
                return outcome
        raise Refused("not_found", "There is no such outcome.")

    async def _answer(self, opened: Opened) -> contract.CaseOutcomes:
        found = await self._outcomes.of_case(opened.case.id)
        me = opened.caller.id if opened.caller else None
        return contract.CaseOutcomes(
            items=[
                contract.Outcome(
                    **dict(each.fields),
                    id=each.id,
                    at=each.at,
                    confirmed=each.confirmed,
                    mine=each.author == me,
                    revision=each.revision,
                )
                for each in found
                if each.confirmed or opened.inside or (opened.caller and opened.caller.roles & _CONFIRM)
            ]
        )
