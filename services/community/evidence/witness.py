"""What evidence has to say when a case takes a step."""

from services.community.cases.case import Case
from services.community.evidence.store import EvidenceStore


class EvidenceWitness:
    """Counts the evidence of a case."""

    def __init__(self, evidence: EvidenceStore) -> None:
        self._evidence = evidence

    async def findings(self, case: Case) -> dict[str, int | bool]:
        """Fields of `cases.workflow.Findings`."""
        return {"evidence": len(await self._evidence.of_case(case.id))}
