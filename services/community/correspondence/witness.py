"""What letters have to say when a case takes a step."""

from services.community.cases.case import Case
from services.community.correspondence.letter import TO_AUTHORITIES
from services.community.correspondence.store import CorrespondenceStore


class LettersWitness:
    """Counts the letters of a case that went to authorities."""

    def __init__(self, letters: CorrespondenceStore) -> None:
        self._letters = letters

    async def findings(self, case: Case) -> dict[str, int | bool]:
        """Fields of `cases.workflow.Findings`."""
        sent, registered, answered = await self._letters.counts(case.id, TO_AUTHORITIES)
        return {"letters_sent": sent, "letters_registered": registered, "replies": answered}
