"""Flag events in: who waits in the queue. One batch, one transaction."""

from collections.abc import Sequence

from services.community.triage.flags import told
from services.community.triage.store import TriageStore
from shared.facts import Delivered


class TriageEvents:
    """The handler of the consumer `community--risks--v1`."""

    def __init__(self, store: TriageStore) -> None:
        self._store = store

    async def flags(self, batch: Sequence[Delivered]) -> None:
        """Take a batch in. Raises what a body or the database raises."""
        said = [one for one in (told(event.data) for event in batch) if one]
        if said:
            await self._store.take(said)
