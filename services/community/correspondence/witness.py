"""What letters have to say when a case takes a step."""

from dataclasses import replace

from services.community.cases.case import Case
from services.community.cases.workflow import Findings
from services.community.correspondence.letter import TO_AUTHORITIES
from services.community.correspondence.store import CorrespondenceStore


class LettersWitness:
    """Counts the letters of a case that went to authorities."""

    def __init__(self, letters: CorrespondenceStore) -> None:
        self._letters = letters

    async def add_to(self, found: Findings, case: Case) -> Findings:
        """`found` with what this room knows of the case."""
        sent, registered, answered = await self._letters.counts(case.id, TO_AUTHORITIES)
        return replace(found, letters_sent=sent, letters_registered=registered, replies=answered)
