"""Figures in the database: a whole set under one version, written beside the one before and then switched to."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from services.scoring.packing import packed_figures, unpacked_figures
from services.scoring.statistic import Known as Figures
from shared.store import Collection, Document

LARGEST_PIECE = 8 * 1024 * 1024
"""Bytes of one document of a stored statistic."""


class Versioned:
    """The sets of figures in one collection."""

    def __init__(self, collection: "Collection[Document]") -> None:
        self._collection = collection

    async def version(self) -> str:
        """The version that holds; empty before the first."""
        row = await self._collection.find_one({"_id": "current"})
        return row["version"] if row else ""

    async def mark(self) -> str:
        """What was said of the set that holds when it was kept."""
        row = await self._collection.find_one({"_id": "current"})
        return row.get("mark", "") if row else ""

    async def load(self, version: str, names: Sequence[str]) -> dict[str, Figures]:
        """These statistics of one version, by name; one that was not computed is not there."""
        pieces: dict[str, list[bytes]] = {}
        async for row in self._collection.find({"version": version, "name": {"$in": list(names)}}).sort("place", 1):
            pieces.setdefault(row["name"], []).append(row["data"])
        return {name: unpacked_figures(b"".join(data)) for name, data in pieces.items()}

    async def keep(self, version: str, figures: Mapping[str, Figures], mark: str = "") -> None:
        """Store statistics under one version; all but those and the ones before go. `mark` says which they are."""
        for name, known in figures.items():
            data = packed_figures(known)
            for place, start in enumerate(range(0, len(data), LARGEST_PIECE)):
                piece = {"version": version, "name": name, "place": place, "data": data[start : start + LARGEST_PIECE]}
                key = f"{version}:{name}:{place}"
                await self._collection.replace_one({"_id": key}, piece, upsert=True)
        before = await self.version()
        current = {"version": version, "at": datetime.now(UTC), "mark": mark}
        await self._collection.replace_one({"_id": "current"}, current, upsert=True)
        await self._collection.delete_many({"name": {"$exists": True}, "version": {"$nin": [version, before]}})

    async def forget(self) -> None:
        """Delete all."""
        await self._collection.delete_many({})
