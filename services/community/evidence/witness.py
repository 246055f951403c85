"""What evidence has to say when a case takes a step."""

from dataclasses import replace

from services.community.cases.case import Case
from services.community.cases.workflow import Findings
from services.community.evidence.store import EvidenceStore


class EvidenceWitness:
    """Counts the evidence of a case."""

    def __init__(self, evidence: EvidenceStore) -> None:
        self._evidence = evidence

    async def add_to(self, found: Findings, case: Case) -> Findings:
        """`found` with what this room knows of the case."""
        return replace(found, evidence=len(await self._evidence.of_case(case.id)))
