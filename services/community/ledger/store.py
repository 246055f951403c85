"""The ledger: its entries (`ledger`), where it ends (`ledger_head`), its keys (`ledger_keys`, `ledger_secrets`)."""

from collections.abc import AsyncIterator, Collection
from datetime import UTC, datetime

from services.community.ledger.entry import (
    KEPT,
    KEY,
    LONGEST_REASON,
    START,
    TOMBSTONE,
    Place,
    after,
    canonical,
    fact,
    moment,
    new_entry,
)
from services.community.ledger.signing import Signer, new_seed
from shared.contracts.base import Json
from shared.contracts.ledger import MOST, LedgerEntry, LedgerKey, LedgerKeys, LedgerPage, Tombstone
from shared.errors import Refused
from shared.store import ASCENDING, DESCENDING, Document, Index, Session, Store

INDEXES = (
    Index("ledger", [("subject", ASCENDING), ("_id", ASCENDING)], {"name": "subject"}),
    Index("ledger_keys", [("since", ASCENDING)], {"name": "since"}),
)
PAGE_BYTES = 720 * 1024
"""Of the entries in one answer, which has to fit into one message of 1 MB."""
_ENTRY_BYTES = 640
"""Of an entry without its body, about."""


class Keys:
    """The key that signs: the operator's, else one that is made once and kept in the database."""

    def __init__(self, store: Store, seed: str | None = None) -> None:
        """`seed` is the operator's, as in `ACHYK_COMMUNITY_LEDGER_SEED`. Raises `StartupError` when it is none."""
        self._secrets = store.collection("ledger_secrets")
        self._signer = Signer(seed) if seed else None

    async def signer(self) -> Signer:
        """The key of this ledger."""
        if self._signer is None:
            row = await self._secrets.find_one_and_update(
                {"_id": "seed"}, {"$setOnInsert": {"seed": new_seed()}}, upsert=True, return_document=True
            )
            self._signer = Signer(row["seed"])
        return self._signer


class LedgerStore:
    """What other rooms record in the ledger, and the feed of it."""

    def __init__(self, store: Store, keys: Keys) -> None:
        self._store = store
        self._keys = keys
        self._entries = store.collection("ledger")
        self._head = store.collection("ledger_head")
        self._announced = store.collection("ledger_keys")

    async def prepare(self) -> None:
        """Create the indexes, the collections, and the key."""
        await self._store.ensure_indexes(INDEXES)
        await self._head.update_one(
            {"_id": "head"}, {"$setOnInsert": {"offset": START.offset, "previous": START.previous}}, upsert=True
        )
        await self._keys.signer()

    async def signer(self) -> Signer:
        """The key that entries are signed with now, for receipts."""
        return await self._keys.signer()

    async def append(self, session: Session, kind: str, subject: str, body: dict[str, Json]) -> LedgerEntry:
        """Record `body`, which is public from now on, within the transaction of `session`; tells the stream.

        `body` holds texts, whole numbers, lists and objects (amounts are texts). Who appends meanwhile makes the
        transaction run again. Raises `Refused` (`invalid`, `too_large`).
        """
        signer = await self._keys.signer()
        at = moment(datetime.now(UTC))
        place, key = await self._take(session)
        if key != signer.id:
            public = canonical({"public": signer.public})
            announced = new_entry(place, KEY, signer.id, at, public, signer)
            await self._announced.update_one(
                {"_id": signer.id},
                {"$setOnInsert": {"public": signer.public, "since": place.offset, "at": at}},
                upsert=True,
                session=session,
            )
            await self._write(session, announced)
            place = after(announced)
        entry = new_entry(place, kind, subject, at, canonical(body), signer)
        await self._write(session, entry)
        return entry

    async def tombstone(
        self, session: Session, subject: str, reason: str, offsets: Collection[int] | None = None
    ) -> LedgerEntry:
        """Take down what was recorded about `subject` (only `offsets` of it, if given): bodies go, hashes stay.

        `reason` is public. Returns the signed entry that records the takedown. Raises `Refused("not_found")` when there
        is nothing to take down, `Refused("invalid")` for an empty or long reason.
        """
        reason = reason.strip()
        if not 0 < len(reason) <= LONGEST_REASON:
            raise Refused("invalid", "Give the reason in at most 500 characters.", {"field": "reason"})
        await self._take(session)  # nobody may append about the subject meanwhile
        about: Document = {"subject": subject, "kind": {"$nin": sorted(KEPT)}, "body": {"$ne": None}}
        if offsets is not None:
            about["_id"] = {"$in": sorted(offsets)}
        rows = await self._entries.find(about, {"content": 1}, session=session).sort("_id", ASCENDING).to_list(MOST)
        if not rows:
            raise Refused("not_found", "There is nothing about this in the ledger that could be taken down.")
        removed: Json = [{"content": row["content"], "offset": row["_id"]} for row in rows]
        entry = await self.append(session, TOMBSTONE, subject, {"reason": reason, "removed": removed})
        stone = Tombstone(at=entry.at, entry=entry.offset, reason=reason).model_dump()
        await self._entries.update_many(
            {"_id": {"$in": [row["_id"] for row in rows]}},
            {"$set": {"body": None, "tombstone": stone, "bytes": _ENTRY_BYTES}},
            session=session,
        )
        return entry

    async def page(self, first: int | None, limit: int = MOST) -> LedgerPage:
        """Entries from `first` on, or the newest ones; as many as fit into one message."""
        newest = await self._entries.find_one({}, {"_id": 1}, sort=[("_id", DESCENDING)])
        total = newest["_id"] + 1 if newest else 0
        first = max(0, total - limit) if first is None else first
        found = self._entries.find({"_id": {"$gte": first}}).sort("_id", ASCENDING).limit(limit).batch_size(limit)
        items: list[LedgerEntry] = []
        size = 0
        for row in await found.to_list(limit):
            size += row["bytes"]
            if items and size > PAGE_BYTES:
                break
            items.append(_read(row))
        following = items[-1].offset + 1 if items else total
        return LedgerPage.model_construct(
            items=items, next=following if following < total else None, total=max(total, following)
        )

    async def all(self) -> AsyncIterator[LedgerEntry]:
        """Every entry, in order, those too that are added meanwhile."""
        first: int | None = 0
        while first is not None:
            page = await self.page(first)
            for entry in page.items:
                yield entry
            first = page.next

    async def keys(self) -> LedgerKeys:
        """Every key that entries were signed with."""
        rows = await self._announced.find({}).sort("since", ASCENDING).to_list(MOST)
        return LedgerKeys(
            items=[LedgerKey(id=row["_id"], public=row["public"], since=row["since"], at=row["at"]) for row in rows]
        )

    async def _take(self, session: Session) -> tuple[Place, str | None]:
        """Where the ledger ends and the key that signs there; whoever takes it too waits for this transaction."""
        head = await self._head.find_one_and_update(
            {"_id": "head"}, {"$inc": {"taken": 1}}, return_document=True, session=session
        )
        return Place(head["offset"], head["previous"]), head.get("key")

    async def _write(self, session: Session, entry: LedgerEntry) -> None:
        following = after(entry)
        await self._entries.insert_one(row_of(entry), session=session)
        await self._head.update_one(
            {"_id": "head"},
            {"$set": {"offset": following.offset, "previous": following.previous, "key": entry.key}},
            session=session,
        )
        await self._store.record(session, [fact(entry)])


def row_of(entry: LedgerEntry) -> Document:
    """An entry as the collection keeps it."""
    row = entry.model_dump(exclude={"offset"})
    return row | {"_id": entry.offset, "bytes": _ENTRY_BYTES + len((entry.body or "").encode())}


def _read(row: Document) -> LedgerEntry:
    stone = row["tombstone"]
    return LedgerEntry.model_construct(
        at=row["at"],
        body=row["body"],
        content=row["content"],
        hash=row["hash"],
        key=row["key"],
        kind=row["kind"],
        offset=row["_id"],
        previous=row["previous"],
        signature=row["signature"],
        subject=row["subject"],
        tombstone=Tombstone(**stone) if stone else None,
    )
