"""Taking processes out of the ranking by chance."""

from collections import defaultdict

from services.scoring.pairs import Place, Strata, Taken
from shared.store import ASCENDING, Document, Index, Store

INDEXES = (
    Index(
        "processes",
        [("country", ASCENDING), ("kind", ASCENDING), ("level", ASCENDING), ("spot", ASCENDING)],
        {"name": "pairs", "partialFilterExpression": {"spot": {"$exists": True}}},
    ),
)
"""A process stored by an earlier release takes part once it is written again; `achyk scoring rebuild` writes all."""
_HAS_SPOT: Document = {"spot": {"$gte": 0.0}}


class PairsStore:
    """Queries over the collection `processes`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._processes = store.collection("processes")

    async def prepare(self) -> None:
        """Create the index."""
        await self._store.ensure_indexes(INDEXES)

    async def strata(self) -> Strata:
        """How many processes there are of each level, by country and kind of method."""
        group = {"country": "$country", "kind": "$kind", "level": "$level"}
        steps: list[Document] = [{"$match": _HAS_SPOT}, {"$group": {"_id": group, "count": {"$sum": 1}}}]
        found: defaultdict[tuple[str, int], dict[int, int]] = defaultdict(dict)
        async for row in self._processes.aggregate(steps):
            key = row["_id"]
            found[key["country"], key["kind"]][key["level"]] = row["count"]
        return dict(found)

    async def take(self, place: Place) -> Taken | None:
        """The process at a place: the next one from its spot on, after the last the first."""
        query: Document = {"country": place.country, "kind": place.kind, "level": place.level}
        query |= {"raised": []} if place.nothing_raised else {}
        for start in (place.spot, 0.0):
            row = await self._processes.find_one(
                query | {"spot": {"$gte": start}}, {"level": 1, "share": 1}, sort=[("spot", ASCENDING)]
            )
            if row:
                return Taken(row["_id"], row["level"], row["share"])
        return None
