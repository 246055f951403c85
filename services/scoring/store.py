"""The database of scoring: verdicts per process, population counts, base rates. Every query goes by `_id`."""

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from services.scoring.advance import Known
from shared.store import Document, InsertOne, ReplaceOne, Session, Store, UpdateOne

SHARDS = 16
"""Base rates are counted in this many documents, so that replicas seldom wait for each other."""
_known = msgspec.json.Decoder(Known)


class ScoringStore:
    """Queries of scoring over its `Store`."""

    def __init__(self, store: Store) -> None:
        self._processes = store.collection("processes")
        self._population = store.collection("population")
        self._rates = store.collection("base_rates")

    async def load(self, ocids: Iterable[str], session: Session | None = None) -> dict[str, Known]:
        """What is known of these processes."""
        cursor = self._processes.find({"_id": {"$in": list(ocids)}}, {"state": 1}, session=session)
        return {row["_id"]: _known.decode(row["state"]) async for row in cursor}

    async def counts(self, keys: Iterable[str], session: Session | None = None) -> dict[str, int]:
        """The population counts of these keys; a key that nobody contributed to is absent."""
        wanted = list(keys)
        if not wanted:
            return {}
        cursor = self._population.find({"_id": {"$in": wanted}}, session=session)
        return {row["_id"]: row["count"] async for row in cursor}

    async def save(
        self,
        session: Session,
        *,
        known: Mapping[str, Known],
        new: Iterable[str],
        population: Mapping[str, int],
        rates: Mapping[str, int],
        shard: int,
    ) -> None:
        """Write one batch: processes (`new` lists those not stored yet) and the changes of the counts."""
        if not known:
            return
        fresh = set(new)
        rows = [_write(ocid, state, fresh=ocid in fresh) for ocid, state in known.items()]
        await self._processes.bulk_write(rows, ordered=False, session=session)
        moved = [
            UpdateOne({"_id": key}, {"$inc": {"count": change}}, upsert=True)
            for key, change in population.items()
            if change
        ]
        if moved:
            await self._population.bulk_write(moved, ordered=False, session=session)
        counted = {key: change for key, change in rates.items() if change}
        if counted:
            await self._rates.update_one({"_id": shard % SHARDS}, {"$inc": counted}, upsert=True, session=session)

    async def base_rates(self) -> dict[str, Counter[str]]:
        """Processes by state, per indicator."""
        total: dict[str, Counter[str]] = {}
        async for row in self._rates.find({}):
            for indicator, states in row.items():
                if indicator != "_id":
                    total.setdefault(indicator, Counter()).update(states)
        return total


def _write(ocid: str, known: Known, *, fresh: bool) -> InsertOne[Document] | ReplaceOne[Document]:
    row = {"_id": ocid, "version": known.version, "state": msgspec.json.encode(known)}
    return InsertOne(row) if fresh else ReplaceOne({"_id": ocid}, row)
