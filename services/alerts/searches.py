"""The saved searches in memory, kept current.

Guarantee: an event handled after a search was saved, paused or deleted (after the reply to the member) is held against
the searches as they were then, on every replica. How: each change raises a revision in its own transaction; before a
batch every replica compares the committed revision with its own and loads what changed. One small read per batch.
"""

import asyncio
import logging
from collections.abc import Callable

from services.alerts.matching import Index, entry
from services.alerts.searches_store import SearchesStore
from shared.errors import Refused

log = logging.getLogger(__name__)


class LiveSearches:
    """The index of searches that are watching."""

    def __init__(self, store: SearchesStore) -> None:
        self._store = store
        self._revision = 0
        self._loading = asyncio.Lock()
        self.index = Index()

    async def refresh(self) -> Index:
        """The index as of now."""
        if await self._store.revision() != self._revision:
            async with self._loading:
                await self._load()
        return self.index

    async def _load(self) -> None:
        # The revision is read first: whatever commits during the load has a higher one and is loaded next time.
        revision = await self._store.revision()
        if revision < self._revision:  # the database was put back to an earlier day
            self._revision, self.index = 0, Index()
        watching, gone = await self._store.changed_since(self._revision)
        for id_ in gone:
            self.index.remove(id_)
        for search in watching:
            try:
                self.index.put(entry(search))
            except Refused as error:
                self.index.remove(search.id)
                log.warning("the saved search %s is left out: %s", search.id, error)
        self._revision = revision

    async def keep_current(self, seconds: float, away: Callable[[Exception], bool]) -> None:
        """Refresh and rebalance every so often, for ever: also where no event comes, and before tombstones are gone.

        `away` tells errors that mean "the database is out of reach", which are waited out.
        """
        while True:
            await asyncio.sleep(seconds)
            try:
                await self.refresh()
            except Exception as error:
                if not away(error):
                    raise
            self.index.rebalance()
