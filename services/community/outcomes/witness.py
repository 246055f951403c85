"""What outcomes have to say when a case takes a step."""

from dataclasses import replace

from services.community.cases.case import Case
from services.community.cases.workflow import Findings
from services.community.outcomes.store import OutcomesStore


class OutcomesWitness:
    """Counts the outcomes of a case."""

    def __init__(self, outcomes: OutcomesStore) -> None:
        self._outcomes = outcomes

    async def add_to(self, found: Findings, case: Case) -> Findings:
        """`found` with what this room knows of the case."""
        known = await self._outcomes.of_case(case.id)
        return replace(found, outcomes=len(known), outcomes_confirmed=sum(1 for each in known if each.confirmed))
