"""The read model: one document per contracting process, one per buyer or supplier, and one with the totals.

It is fed by the streams TENDERS and RISKS alone and can be rebuilt from them (README). Every list is read through one
index and every page is bounded, so that a million processes answer as quickly as a thousand.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from services.gateway import ranking
from services.gateway.summary import Entry, FlagChange, Supplied, entry_of_summary
from shared.contracts.risk import FlagState
from shared.folding import fold
from shared.store import (
    ASCENDING,
    DESCENDING,
    Decimal128,
    Document,
    Index,
    InsertOne,
    OperationFailure,
    Session,
    Store,
    UpdateOne,
)

BUYER: Final = "buyer"
SUPPLIER: Final = "supplier"
TOTALS: Final = "all"
_MOST_NAME_WORDS: Final = 40


def _index(*fields: str, collection: str = "tenders") -> Index:
    keys = [(name, DESCENDING if name.startswith(("rank.", "processes")) else ASCENDING) for name in fields]
    return Index(collection, keys)


INDEXES: Final = (
    _index("rank.newest"),
    _index("rank.value"),
    _index("rank.flags"),
    Index("tenders", [("status", ASCENDING), ("rank.closing", ASCENDING)]),
    _index("words", "rank.newest"),
    _index("buyer.id", "rank.newest"),
    _index("suppliers.id", "rank.newest"),
    _index("raised", "rank.newest"),
    _index("flagged", "rank.newest"),
    _index("country", "rank.newest"),
    _index("region", "rank.newest"),
    _index("method", "rank.newest"),
    _index("status", "rank.newest"),
    Index("tenders", [("value.currency", ASCENDING), ("value.amount", ASCENDING)]),
    _index("role", "processes", "_id", collection="organisations"),
    _index("role", "words", "processes", collection="organisations"),
)
"""What is filtered and sorted by; `rank.…` are the orders of `ranking`."""

_KNOWN: Final = {
    "version": 1,
    "flags": 1,
    "raised": 1,
    "made_up": 1,
    "buyer.id": 1,
    "suppliers.id": 1,
    "published": 1,
}
"""What must be known of a process before an event changes it."""
_SHOWN: Final = {"words": 0, "flags": 0}
"""What lists do not need."""
_TIME_LIMIT: Final = 50
"""The server's error code for a query that ran into its time limit."""


class TooLong(Exception):
    """A query ran into its time limit and was given up by the server."""


@dataclass(slots=True)
class Changes:
    """What one batch changes beside the processes themselves."""

    writes: list[UpdateOne | InsertOne[Document]] = field(default_factory=list)
    totals: Counter[str] = field(default_factory=Counter)
    organisations: Counter[tuple[str, str]] = field(default_factory=Counter)
    flagged: Counter[tuple[str, str]] = field(default_factory=Counter)
    described: dict[tuple[str, str], Document] = field(default_factory=dict)


Known = dict[str, Document]
FlagKey = tuple[str, str, tuple[int, datetime]]
"""Process, indicator and order of one answer."""
T = TypeVar("T")


class ReadModel:
    """Takes events in and gives rows out; what rows mean to a visitor is the index's business (`index.py`)."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.tenders = store.collection("tenders")
        self.organisations = store.collection("organisations")
        self.numbers = store.collection("numbers")
        self._one_at_a_time = asyncio.Lock()

    async def prepare(self) -> None:
        """Create the indexes where they do not exist."""
        await self.store.ensure_indexes(INDEXES)

    async def take_tenders(self, entries: Sequence[Entry]) -> dict[str, int]:
        """Take in what is newer than what is known; returns the version known before, by ocid."""
        ocids = [entry.summary.ocid for entry in entries]
        return await self._take(ocids, lambda known, changes: _tenders(entries, known, changes))

    async def take_flags(self, flags: Sequence[FlagChange]) -> set[FlagKey]:
        """Take in the answers that are later than the ones known; returns which those were."""
        return await self._take([flag.ocid for flag in flags], lambda known, changes: _flags(flags, known, changes))

    async def _take(self, ocids: list[str], apply: Callable[[Known, Changes], T]) -> T:
        async def work(session: Session) -> T:
            found = self.tenders.find({"_id": {"$in": ocids}}, _KNOWN, session=session)
            known = {row["_id"]: row async for row in found}
            changes = Changes()
            taken = apply(known, changes)
            await self._write(changes, session)
            return taken

        # One transaction at a time per process: two would only make each other begin again.
        async with self._one_at_a_time:
            return await self.store.atomically(work)

    async def _write(self, changes: Changes, session: Session) -> None:
        if not changes.writes:
            return
        await self.tenders.bulk_write(changes.writes, ordered=True, session=session)
        organisations = _organisation_writes(changes)
        if organisations:
            await self.organisations.bulk_write(organisations, ordered=False, session=session)
        await self.numbers.update_one(
            {"_id": TOTALS},
            {"$inc": dict(changes.totals), "$set": {"updated": datetime.now(UTC)}},
            upsert=True,
            session=session,
        )

    # --- reading: `ms` is the time limit of the server in milliseconds; beyond it `TooLong` ---------------------

    async def rows(self, wanted: Document, field: str, descending: bool, limit: int, ms: int) -> list[Document]:
        """Processes that match, in the order of one field."""
        found = self.tenders.find(encodable(wanted), _SHOWN, max_time_ms=ms)
        return await in_time(found.sort(field, DESCENDING if descending else ASCENDING).limit(limit).to_list(limit))

    async def row(self, ocid: str) -> Document | None:
        """One process."""
        found: Document | None = await self.tenders.find_one({"_id": ocid}, _SHOWN)
        return found

    async def count(self, wanted: Document, most: int, ms: int) -> int:
        """How many processes match; counting stops at `most`."""
        return await in_time(self.tenders.count_documents(encodable(wanted), limit=most, maxTimeMS=ms))

    async def counted(self, match: Document, facets: Document, ms: int) -> Document:
        """Several groupings of the processes that match, in one pass."""
        found = self.tenders.aggregate([{"$match": match}, {"$facet": facets}], maxTimeMS=ms)
        rows: list[Document] = await in_time(found.to_list(1))
        return rows[0]

    async def distinct(self, field: str) -> list[str]:
        """All values of a field that an index begins with."""
        found: list[str] = await self.tenders.distinct(field)
        return found

    async def totals(self) -> Document:
        """The totals over all processes; empty before the first event."""
        return await self.numbers.find_one({"_id": TOTALS}) or {}

    async def organisation(self, role: str, id_: str) -> Document | None:
        """A buyer or supplier that still has a process."""
        known = {"_id": f"{role}:{id_}", "processes": {"$gt": 0}}
        found: Document | None = await self.organisations.find_one(known, {"words": 0})
        return found

    async def organisations_there(self, role: str, ids: Sequence[str]) -> set[str]:
        """Which of these still have a process."""
        wanted = {"_id": {"$in": [f"{role}:{id_}" for id_ in ids]}, "processes": {"$gt": 0}}
        return {row["id"] async for row in self.organisations.find(wanted, {"id": 1})}

    async def organisation_rows(self, wanted: Document, limit: int, ms: int) -> list[Document]:
        """Organisations that match, those with the most processes first."""
        found = self.organisations.find(wanted, {"words": 0}, max_time_ms=ms)
        return await in_time(found.sort([("processes", DESCENDING), ("_id", ASCENDING)]).limit(limit).to_list(limit))

    async def count_organisations(self, wanted: Document, most: int | None = None, ms: int = 3_000) -> int:
        """How many organisations match; counting stops at `most`."""
        limit: Document = {"limit": most} if most else {}
        return await in_time(self.organisations.count_documents(wanted, maxTimeMS=ms, **limit))

    async def form_key(self, fresh: bytes) -> bytes:
        """The key of form tokens that all replicas share; `fresh` becomes it when there is none yet."""
        row = await self.store.collection("keys").find_one_and_update(
            {"_id": "forms"}, {"$setOnInsert": {"key": fresh}}, upsert=True, return_document=True
        )
        return bytes(row["key"])


async def in_time(answer: Awaitable[T]) -> T:
    """The server's answer; raises `TooLong` when it gave the query up."""
    try:
        return await answer
    except OperationFailure as error:
        if error.code == _TIME_LIMIT:
            raise TooLong from error
        raise


def encodable(condition: Any) -> Any:  # noqa: ANN401 - any part of a condition
    """A condition with its amounts as the database keeps them."""
    if isinstance(condition, dict):
        return {name: encodable(inner) for name, inner in condition.items()}
    if isinstance(condition, list):
        return [encodable(inner) for inner in condition]
    return Decimal128(condition) if isinstance(condition, Decimal) else condition


def plain(amount: Decimal128) -> Decimal:
    """An amount without the zeros that its precision adds."""
    number: Decimal = amount.to_decimal()
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def _tenders(entries: Iterable[Entry], known: Known, changes: Changes) -> dict[str, int]:
    before = {entry.summary.ocid: known.get(entry.summary.ocid, {}).get("version", 0) for entry in entries}
    newest: dict[str, Entry] = {}
    for entry in entries:
        ocid = entry.summary.ocid
        if entry.summary.version > newest.get(ocid, entry).summary.version or ocid not in newest:
            newest[ocid] = entry
    for ocid, entry in newest.items():
        if entry.summary.version > before[ocid]:
            _put(entry, known.get(ocid), changes)
    return before


def _flags(flags: Iterable[FlagChange], known: Known, changes: Changes) -> set[FlagKey]:
    taken: set[FlagKey] = set()
    touched: dict[str, Document] = {}
    for flag in flags:
        row = known.get(flag.ocid)
        if row is None:
            row = known[flag.ocid] = _put(entry_of_summary(flag.process), None, changes)
        kept = row.setdefault("flags", {})
        if flag.indicator in kept and _order(kept[flag.indicator]) >= flag.order:
            continue
        kept[flag.indicator] = {"state": flag.state.value, "version": flag.order[0], "evaluated": flag.order[1]}
        touched[flag.ocid] = row
        taken.add((flag.ocid, flag.indicator, flag.order))
    for ocid, row in touched.items():
        _reflag(ocid, row, changes)
    return taken


def _order(kept: Mapping[str, Any]) -> tuple[int, datetime]:
    return kept["version"], kept["evaluated"]


def _reflag(ocid: str, row: Document, changes: Changes) -> None:
    """Write a process's flags and carry the difference to the totals."""
    before = row.get("raised", [])
    raised = sorted(name for name, flag in row["flags"].items() if flag["state"] == FlagState.RAISED.value)
    rank = ranking.flags(ocid, len(raised), row.get("published"))
    states = {"flags": row["flags"], "raised": raised, "flagged": bool(raised), "rank.flags": rank}
    changes.writes.append(UpdateOne({"_id": ocid}, {"$set": {**states, "updated": datetime.now(UTC)}}))
    changes.totals["raised"] += len(raised) - len(before)
    step = bool(raised) - bool(before)
    changes.totals["flagged"] += step
    if step:
        for key in _organisations_of(row):
            changes.flagged[key] += step
    row["raised"] = raised


def _put(entry: Entry, known: Document | None, changes: Changes) -> Document:
    """Write the tender part of a process, keep its flags, carry the difference to totals and organisations."""
    row = document(entry)
    raised = known.get("raised", []) if known else []
    rank = {
        "newest": ranking.newest(entry.summary.ocid, entry.summary.published),
        "value": ranking.value(entry.summary.ocid, entry.summary.value.amount if entry.summary.value else None),
        "closing": ranking.newest(entry.summary.ocid, entry.deadline),
        "flags": ranking.flags(entry.summary.ocid, len(raised), entry.summary.published),
    }
    write: UpdateOne | InsertOne[Document]
    if known is None:
        unflagged: Document = {"flags": {}, "raised": [], "flagged": False}
        write = InsertOne({"_id": entry.summary.ocid, **row, "rank": rank, **unflagged})
    else:
        write = UpdateOne({"_id": entry.summary.ocid}, {"$set": {**row, "rank": rank}})
    changes.writes.append(write)
    changes.totals["processes"] += known is None
    changes.totals["made_up"] += entry.summary.made_up - bool(known and known.get("made_up"))
    before, after = _organisations_of(known or {}), _organisations_of(row)
    for key in before - after:
        changes.organisations[key] -= 1
        changes.flagged[key] -= bool(raised)
    for key in after - before:
        changes.organisations[key] += 1
        changes.flagged[key] += bool(raised)
    changes.described.update(_descriptions(entry))
    return row


def _organisations_of(row: Mapping[str, Any]) -> set[tuple[str, str]]:
    buyer = row.get("buyer") or {}
    buyers = {(BUYER, buyer["id"])} if buyer.get("id") else set()
    return buyers | {(SUPPLIER, supplier["id"]) for supplier in row.get("suppliers") or []}


def _descriptions(entry: Entry) -> dict[tuple[str, str], Document]:
    """What is newly known of the organisations of a process; a name or region never gives way to nothing."""
    summary = entry.summary
    found: dict[tuple[str, str], Document] = {}
    if summary.buyer:
        where = {"country": summary.country, "region": summary.region}
        found[BUYER, summary.buyer.id] = _named(summary.buyer.name) | {k: v for k, v in where.items() if v}
    for supplied in entry.suppliers:
        found[SUPPLIER, supplied.organisation.id] = _named(supplied.organisation.name)
    return found


def _named(name: str | None) -> Document:
    return {"name": name, "words": list(dict.fromkeys(fold(name)))[:_MOST_NAME_WORDS]} if name else {}


def _organisation_writes(changes: Changes) -> list[UpdateOne]:
    writes = []
    for key in changes.organisations.keys() | changes.flagged.keys() | changes.described.keys():
        role, id_ = key
        fixed = {"role": role, "id": id_, **changes.described.get(key, {})}
        steps = {"processes": changes.organisations[key], "flagged": changes.flagged[key]}
        writes.append(UpdateOne({"_id": f"{role}:{id_}"}, {"$set": fixed, "$inc": steps}, upsert=True))
    return writes


def document(entry: Entry) -> Document:
    """The tender part of a process's document."""
    summary = entry.summary
    value = summary.value
    return {
        "version": summary.version,
        "title": summary.title,
        "buyer": summary.buyer.model_dump() if summary.buyer else None,
        "suppliers": [_supplied(supplied) for supplied in entry.suppliers],
        "value": {"amount": Decimal128(value.amount), "currency": value.currency} if value else None,
        "country": summary.country,
        "region": summary.region,
        "method": summary.method,
        "method_details": summary.method_details,
        "status": summary.status,
        "published": summary.published,
        "deadline": entry.deadline,
        "words": list(entry.words),
        "made_up": summary.made_up,
        "updated": datetime.now(UTC),
    }


def _supplied(supplied: Supplied) -> Document:
    totals = [{"currency": total.currency, "amount": Decimal128(total.amount)} for total in supplied.totals]
    return {**supplied.organisation.model_dump(), "totals": totals}
