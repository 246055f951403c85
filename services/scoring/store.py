"""The database of scoring: what is known of processes, their columns, the figures of all of them, base rates."""

import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec
import numpy as np

from services.scoring.known import Known
from services.scoring.names import Named
from services.scoring.organisations import Role
from services.scoring.packing import packed, packed_figures, unpacked, unpacked_figures
from services.scoring.pairs import spot
from services.scoring.part import Part
from services.scoring.score import Ranked
from services.scoring.statistic import Known as Figures
from services.scoring.stored import StoredPart
from shared.contracts.risk import AskRanking
from shared.errors import Refused
from shared.store import Collection, Document, DuplicateKeyError, Index, InsertOne, ReplaceOne, Session, Store

SHARDS = 16
"""Base rates are counted in this many documents, so that replicas seldom wait for each other."""
INDEXES = (
    Index("parts", [("figured", 1)], {"name": "figured"}),
    Index("processes", [("level", -1), ("share", -1), ("published", -1), ("_id", 1)], {"name": "ranking"}),
    Index("processes", [("raised", 1)], {"name": "raised"}),
    Index("processes", [("buyer", 1), ("published", -1)], {"name": "buyer_newest"}),
    Index("processes", [("suppliers", 1), ("published", -1)], {"name": "supplier_newest"}),
)
LARGEST_PIECE = 8 * 1024 * 1024
"""Bytes of one document of a stored statistic."""
_NAMES_AT_ONCE = 1_000
_FIELD = {Role.BUYER: "buyer", Role.SUPPLIER: "suppliers"}
"""Where the organisations of a role stand in a stored process."""
_known = msgspec.json.Decoder(Known)


class Versioned:
    """Figures in one collection: a whole set under one version, written beside the one before and then switched to."""

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

    async def stamp(self) -> tuple[str, str]:
        """Version and mark of the set that holds; both empty before the first."""
        row = await self._collection.find_one({"_id": "current"})
        return (row["version"], row.get("mark", "")) if row else ("", "")

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


class ScoringStore:
    """Queries of scoring over its `Store`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._processes = store.collection("processes")
        self._parts = store.collection("parts")
        self.population = Versioned(store.collection("figures"))
        """Figures of the whole population."""
        self.markets = Versioned(store.collection("markets"))
        """Figures of markets, counted after the answers about all processes were brought up to date."""
        self._rates = store.collection("base_rates")
        self._names = store.collection("names")
        self._catalogue = store.collection("catalogue")
        self._last_part = 0

    async def prepare(self) -> None:
        """Create the indexes and, because transactions want them to exist, the collections."""
        await self._store.ensure_indexes(INDEXES)

    # --- the catalogue ------------------------------------------------------------------------------------------

    async def slots(self, names: Sequence[str]) -> list[str]:
        """The places of indicators in stored columns: those given so far, and at the end those for new `names`."""
        while True:
            row = await self._catalogue.find_one({"_id": "slots"}) or {"names": [], "count": 0}
            given: list[str] = row["names"]
            whole = [*given, *(name for name in names if name not in given)]
            if whole == given:
                return given
            try:
                changed = await self._catalogue.replace_one(
                    {"_id": "slots", "count": len(given)}, {"names": whole, "count": len(whole)}, upsert=True
                )
            except DuplicateKeyError:  # another replica was first
                continue
            if changed.upserted_id or changed.modified_count:
                return whole

    async def rules(self) -> str | None:
        """Which rules and parameters all stored answers were computed with; None before the first time."""
        row = await self._catalogue.find_one({"_id": "rules"})
        return row["value"] if row else None

    async def set_rules(self, value: str) -> None:
        """Remember which rules and parameters all stored answers were computed with."""
        await self._catalogue.replace_one({"_id": "rules"}, {"value": value}, upsert=True)

    # --- processes ----------------------------------------------------------------------------------------------

    async def load(self, ocids: Iterable[str], session: Session | None = None) -> dict[str, Known]:
        """What is known of these processes."""
        rows = self._processes.find({"_id": {"$in": list(ocids)}}, {"state": 1}, session=session)
        return {row["_id"]: _known.decode(row["state"]) for row in await rows.to_list(None)}

    async def save(
        self,
        session: Session,
        *,
        known: Mapping[str, Ranked],
        new: Iterable[str],
        rates: Mapping[str, int],
        shard: int,
        part: Part | None = None,
    ) -> None:
        """Write one batch: processes (`new` lists those not stored yet), changes of the counts, and columns."""
        if not known:
            return
        fresh = set(new)
        rows = [_write(ocid, state, fresh=ocid in fresh) for ocid, state in known.items()]
        await self._processes.bulk_write(rows, ordered=False, session=session)
        await self.count(session, rates, shard)
        if part is not None:
            await self._parts.insert_one(self._part(part, figured=False), session=session)

    async def replace(self, session: Session, known: Mapping[str, Ranked]) -> None:
        """Write processes that were judged again, which this transaction has read."""
        rows = [_write(ocid, state, fresh=False) for ocid, state in known.items()]
        if rows:
            await self._processes.bulk_write(rows, ordered=False, session=session)

    async def count(self, session: Session, rates: Mapping[str, int], shard: int) -> None:
        """Change the counts of states."""
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

    async def ranking(self, ask: AskRanking) -> tuple[list[tuple[str, Known]], int, str | None]:
        """One page of a ranking, the number of all processes in it, and where the next page begins.

        Raises `Refused` when `after` is none of ours.
        """
        query = _query(ask)
        page = query if ask.after is None else {"$and": [query, _after(ask.after)]}
        order = [("level", -1), ("share", -1), ("published", -1), ("_id", 1)]
        rows = await self._processes.find(page).sort(order).limit(ask.limit + 1).to_list(ask.limit + 1)
        found = [(row["_id"], _known.decode(row["state"])) for row in rows[: ask.limit]]
        following = _cursor(rows[ask.limit - 1]) if len(rows) > ask.limit else None
        return found, await self._processes.count_documents(query), following

    # --- organisations ------------------------------------------------------------------------------------------

    async def raised_of(
        self, role: Role, organisation: str, limit: int, among: Sequence[str] | None = None
    ) -> list[tuple[str, Known]]:
        """The newest processes of an organisation that raise any indicator, or any `among` these."""
        wanted = _raised_by(role, organisation, among)
        rows = self._processes.find(wanted, {"state": 1}).sort("published", -1).limit(limit)
        return [(row["_id"], _known.decode(row["state"])) async for row in rows]

    async def raised_states(self, role: Role, organisation: str, among: Sequence[str], limit: int) -> list[list[str]]:
        """What is raised in the newest processes of an organisation that raise any indicator `among` these."""
        wanted = _raised_by(role, organisation, among)
        rows = self._processes.find(wanted, {"raised": 1}).sort("published", -1).limit(limit)
        return [row["raised"] async for row in rows]

    async def knows(self, role: Role, organisation: str) -> bool:
        """Whether any process scored names the organisation in this role."""
        return await self._processes.find_one({_FIELD[role]: organisation}, {"_id": 1}) is not None

    async def names(self, tokens: Iterable[int]) -> dict[int, Named]:
        """What these tokens stand for; one that nobody named is not there."""
        rows = self._names.find({"_id": {"$in": list(tokens)}})
        return {row["_id"]: Named(row["id"], row["name"]) async for row in rows}

    async def keep_names(self, names: Mapping[int, Named]) -> None:
        """Remember what tokens stand for; only what changed is written."""
        waiting = list(names.items())
        for start in range(0, len(waiting), _NAMES_AT_ONCE):
            piece = dict(waiting[start : start + _NAMES_AT_ONCE])
            known = await self.names(piece)
            changed = [
                ReplaceOne({"_id": token}, {"id": named.id, "name": named.name}, upsert=True)
                for token, named in piece.items()
                if known.get(token) != named
            ]
            if changed:
                await self._names.bulk_write(changed, ordered=False)

    # --- columns ------------------------------------------------------------------------------------------------

    def _part(self, part: Part, *, figured: bool) -> Document:
        self._last_part = max(self._last_part + 1, time.time_ns())
        return {
            "_id": self._last_part,
            "keys": part.processes.key.tobytes(),
            "versions": part.processes.version.tobytes(),
            "figured": figured,
            "data": packed(part),
        }

    async def parts(self) -> list[StoredPart]:
        """All stored parts, oldest first, without their columns."""
        rows = self._parts.find({}, {"data": 0}).sort("_id", 1)
        return [
            StoredPart(
                row["_id"],
                np.frombuffer(row["keys"], np.int64),
                np.frombuffer(row["versions"], np.int32),
                row["figured"],
            )
            async for row in rows
        ]

    async def columns(self, ids: Sequence[int]) -> AsyncIterator[tuple[int, Part]]:
        """The columns of stored parts, one part at a time."""
        async for row in self._parts.find({"_id": {"$in": list(ids)}}, {"data": 1}).sort("_id", 1):
            yield row["_id"], unpacked(row["data"])

    async def newest_part(self) -> int | None:
        """The newest part; its id is the moment it was written, in nanoseconds since 1970."""
        row = await self._parts.find_one({}, {"_id": 1}, sort=[("_id", -1)])
        return row["_id"] if row else None

    async def unfigured(self) -> int:
        """How many parts the figures do not know of yet."""
        return int(await self._parts.count_documents({"figured": False}))

    async def exchange(self, old: Sequence[int], new: Sequence[Part], session: Session) -> None:
        """Put fewer, fuller parts in the place of others that the figures know of."""
        await self._parts.delete_many({"_id": {"$in": list(old)}}, session=session)
        for part in new:
            await self._parts.insert_one(self._part(part, figured=True), session=session)

    # --- figures of the population --------------------------------------------------------------------------------

    async def figures_version(self) -> str:
        """The version of the stored figures; empty before the first."""
        return await self.population.version()

    async def figures_mark(self) -> str:
        """Which statistics were computed the last time; empty before the first."""
        return await self.population.mark()

    async def figures(self, version: str, names: Sequence[str]) -> dict[str, Figures]:
        """These statistics of one version, by name; one that was not computed is not there."""
        return await self.population.load(version, names)

    async def mark_figured(self, parts: Sequence[int]) -> None:
        """Remember that the figures know of these parts, and that what rests on figures was asked again."""
        await self._parts.update_many({"_id": {"$in": list(parts)}}, {"$set": {"figured": True}})

    async def keep_figures(self, version: str, figures: Mapping[str, Figures], mark: str = "") -> None:
        """Store statistics under one version; all but those and the ones before go. `mark` says which they are."""
        await self.population.keep(version, figures, mark)

    async def forget(self) -> None:
        """Delete all that follows from events, to be computed anew from the stream; places of indicators stay."""
        for collection in (self._processes, self._parts, self._rates, self._names):
            await collection.delete_many({})
        for figures in (self.population, self.markets):
            await figures.forget()


def _write(ocid: str, ranked: Ranked, *, fresh: bool) -> InsertOne[Document] | ReplaceOne[Document]:
    known, summary = ranked.known, ranked.known.summary
    row = {
        "_id": ocid,
        "version": known.version,
        "state": msgspec.json.encode(known),
        "level": ranked.level,
        "share": ranked.share,
        "raised": ranked.raised,
        "country": summary.country,
        "region": summary.region,
        "buyer": summary.buyer.id if summary.buyer else None,
        "suppliers": known.suppliers,
        "method": summary.method_details,
        "published": summary.published,
        "kind": int(ranked.kind),
        "spot": spot(ocid),
    }
    return InsertOne(row) if fresh else ReplaceOne({"_id": ocid}, row)


def _raised_by(role: Role, organisation: str, among: Sequence[str] | None) -> Document:
    any_of: Document = {"raised.0": {"$exists": True}} if among is None else {"raised": {"$in": list(among)}}
    return {_FIELD[role]: organisation, **any_of}


def _query(ask: AskRanking) -> Document:
    query: Document = {"level": {"$gte": ask.level}}
    query |= {
        name: value
        for name, value in (
            ("country", ask.country),
            ("region", ask.region),
            ("buyer", ask.buyer),
            ("method", ask.method),
            ("raised", ask.indicator),
        )
        if value is not None
    }
    published = {"$gte": ask.since} if ask.since else {}
    published |= {"$lt": ask.until} if ask.until else {}
    return query | {"published": published} if published else query


def _cursor(row: Document) -> str:
    published = row["published"].isoformat() if row["published"] else ""
    return f"{row['level']}|{row['share']!r}|{published}|{row['_id']}"


def _after(cursor: str) -> Document:
    """Everything that comes after the row of `cursor` in the order of the ranking."""
    try:
        level, share, published, ocid = cursor.split("|", 3)
        place: Document = {
            "level": int(level),
            "share": float(share),
            "published": datetime.fromisoformat(published) if published else None,
        }
    except ValueError as error:
        raise Refused("invalid", "The page asked for begins after an entry that does not exist.") from error
    choices: list[Document] = []
    same: Document = {}
    for name, value in place.items():
        if value is not None:  # nothing sorts after an absent date but the same
            lower: Document = (
                {name: {"$lt": value}} if name != "published" else {"$or": [{name: {"$lt": value}}, {name: None}]}
            )
            choices.append(same | lower)
        same = same | {name: value}
    return {"$or": [*choices, same | {"_id": {"$gt": ocid}}]}
