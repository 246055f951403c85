"""What the gate tells the workflow of cases; made from the database alone, so that the room of cases can make it."""

from collections.abc import Mapping

from services.community.evidence.store import EvidenceStore
from services.community.publication.knowing import Knowing
from services.community.publication.rules_store import RulesStore
from services.community.publication.store import PublicationStore
from shared.contracts.publication import EvidenceLine
from shared.store import Store


class CaseExhibits:
    """The room of evidence, as far as the gate needs it."""

    def __init__(self, evidence: EvidenceStore) -> None:
        self._evidence = evidence

    async def lines(self, case: str) -> Mapping[str, EvidenceLine]:
        """The evidence of a case by its id."""
        return {
            one.id: EvidenceLine(id=one.id, title=one.title, kind=one.kind.value, sha256=one.sha256, public=one.public)
            for one in await self._evidence.of_case(case)
        }


def knowing_of(store: Store) -> Knowing:
    """What the gate knows, over this database."""
    return Knowing(PublicationStore(store), RulesStore(store), CaseExhibits(EvidenceStore(store)))
