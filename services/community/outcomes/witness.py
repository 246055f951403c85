"""What outcomes have to say when a case takes a step."""

from services.community.cases.case import Case
from services.community.outcomes.store import OutcomesStore


class OutcomesWitness:
    """Counts the outcomes of a case."""

    def __init__(self, outcomes: OutcomesStore) -> None:
        self._outcomes = outcomes

    async def findings(self, case: Case) -> dict[str, int | bool]:
        """Fields of `cases.workflow.Findings`."""
        found = await self._outcomes.of_case(case.id)
        return {"outcomes": len(found), "outcomes_confirmed": sum(1 for each in found if each.confirmed)}
