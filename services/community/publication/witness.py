"""What the gate tells the workflow of cases; made from the database alone, so that the room of cases can make it."""

from collections.abc import Mapping

from services.community.publication.knowing import Knowing
from services.community.publication.rules_store import RulesStore
from services.community.publication.store import PublicationStore
from shared.contracts.publication import EvidenceLine
from shared.store import Store


class NoEvidence:
    """A platform without a room of evidence: claims of fact cannot be proven on it."""

    async def lines(self, case: str) -> Mapping[str, EvidenceLine]:
        """Nothing."""
        return {}


def knowing_of(store: Store) -> Knowing:
    """What the gate knows, over this database."""
    return Knowing(PublicationStore(store), RulesStore(store), NoEvidence())
