"""What members made of flags, as scoring keeps it: one row per flag and version of its rule. Nothing about a member."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from services.scoring.precision import Judged, Opinion, newer
from shared.facts import fact_id
from shared.store import ASCENDING, Document, Index, ReplaceOne, Session, Store

INDEXES = (
    Index(
        "judged",
        [("indicator", ASCENDING), ("rule", ASCENDING), ("opinion", ASCENDING)],
        {"name": "precision"},
    ),
)


class JudgedStore:
    """The collection `judged`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._judged = store.collection("judged")

    async def prepare(self) -> None:
        """Create the indexes and the collection."""
        await self._store.ensure_indexes(INDEXES)

    async def learn(self, told: Sequence[Judged]) -> None:
        """Take in how flags are judged now; what is known already, or was true before, changes nothing."""
        keys = {one.key: fact_id(*one.key) for one in told}

        async def work(session: Session) -> None:
            rows = self._judged.find({"_id": {"$in": list(keys.values())}}, session=session)
            known = {one.key: one for one in [_read(row) for row in await rows.to_list(None)]}
            changed = [ReplaceOne({"_id": keys[one.key]}, _row(one), upsert=True) for one in newer(known, told)]
            if changed:
                await self._judged.bulk_write(changed, ordered=False, session=session)

        await self._store.atomically(work)

    async def opinions(self) -> dict[tuple[str, str], Counter[str]]:
        """Flags by opinion, for each indicator and version of its rule."""
        group = {"indicator": "$indicator", "rule": "$rule", "opinion": "$opinion"}
        found: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        async for row in self._judged.aggregate([{"$group": {"_id": group, "count": {"$sum": 1}}}]):
            key = row["_id"]
            found[key["indicator"], key["rule"]][key["opinion"]] = row["count"]
        return dict(found)


def _row(one: Judged) -> Document:
    return {
        "ocid": one.ocid,
        "indicator": one.indicator,
        "rule": one.rule_version,
        "version": one.process_version,
        "revision": one.revision,
        "opinion": one.opinion.value,
    }


def _read(row: Document) -> Judged:
    return Judged(row["ocid"], row["indicator"], row["rule"], row["version"], row["revision"], Opinion(row["opinion"]))
