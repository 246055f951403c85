"""Tips (`tips`), their sealed entries (`tip_entries`) and pieces (`tip_pieces`), custodians' keys (`tip_keys`)."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from services.community.tips.tip import MOST_ENTRIES, Tip
from services.community.tokens import new_id
from shared.contracts.base import MemberId
from shared.contracts.tip import DeskEntry, EntryKind, LockedKey, SealedEntry, SealedFile, TipStatus
from shared.errors import Refused
from shared.store import ASCENDING, DESCENDING, Document, DuplicateKeyError, Index, Session, Store, UpdateOne

MOST = 500
"""Tips in the list of the desk."""
INDEXES = (
    Index("tips", [("lookup", ASCENDING)], {"name": "lookup", "unique": True}),
    Index("tips", [("waiting", DESCENDING), ("acted", DESCENDING)], {"name": "desk"}),
    Index("tips", [("acted", ASCENDING)], {"name": "retention"}),
    Index("tip_entries", [("tip", ASCENDING), ("number", ASCENDING)], {"name": "tip"}),
    Index("tip_pieces", [("lookup", ASCENDING), ("file", ASCENDING)], {"name": "file"}),
    Index("tip_pieces", [("entry", ASCENDING), ("day", ASCENDING)], {"name": "orphans"}),
    Index("tip_keys", [("member", ASCENDING)], {"name": "member", "unique": True}),
)
_NUMBERS: Final = "numbers"
_MARK: Final = "mark"
_NO_TIP: Final = "There is no such tip, or it was deleted."


class TipsStore:
    """Collections and queries of tips. Nothing here is readable, and no time is finer than a day."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tips = store.collection("tips")
        self._entries = store.collection("tip_entries")
        self._pieces = store.collection("tip_pieces")
        self._keys = store.collection("tip_keys")
        self._facts = store.collection("tip_facts")

    async def prepare(self) -> None:
        """Create the indexes and the collections."""
        await self._store.ensure_indexes(INDEXES)

    async def secret_is(self, mark: str) -> bool:
        """Whether the secret with this mark is the one that receipts were made with; the first one stays."""
        await self._facts.update_one({"_id": _MARK}, {"$setOnInsert": {"mark": mark}}, upsert=True)
        row = await self._facts.find_one({"_id": _MARK})
        return row is not None and row["mark"] == mark

    # --- keys of custodians --------------------------------------------------------------------------------

    async def set_key(self, member: MemberId, locked: LockedKey, today: date) -> str:
        """A custodian's new key in place of an earlier one; its id."""
        key = new_id("k")
        await self._keys.delete_one({"member": member})
        await self._keys.insert_one({"_id": key, "member": member, "since": str(today), **locked.model_dump()})
        return key

    async def keys(self) -> list[tuple[str, MemberId, str, LockedKey]]:
        """Every key: id, member, since when, and the key itself."""
        rows = await self._keys.find({}).sort("since", ASCENDING).to_list(None)
        return [(row["_id"], row["member"], row["since"], LockedKey.model_validate(row)) for row in rows]

    # --- the source ----------------------------------------------------------------------------------------

    async def keep_piece(self, lookup: str, file: str, number: int, box: str, today: date) -> None:
        """Keep one sealed piece of a file."""
        row = {"lookup": lookup, "file": file, "number": number, "box": b64decode(box), "day": str(today)}
        await self._pieces.replace_one({"_id": f"{lookup}:{file}:{number}"}, {**row, "entry": None}, upsert=True)

    async def file(self, tip: Tip, entry: SealedEntry) -> bool:
        """A new tip with its first entry; False when the same was sent before. Raises `Refused("incomplete")`."""

        async def work(session: Session) -> bool:
            await self._tips.insert_one(_row(tip), session=session)
            await self._add(session, tip, entry, tip.created, "")
            await self._count("filed", session)
            return True

        try:
            return await self._store.atomically(work)
        except DuplicateKeyError:
            return False

    async def by_lookup(self, lookup: str) -> Tip | None:
        """The tip of a receipt."""
        row = await self._tips.find_one({"lookup": lookup})
        return _tip(row) if row else None

    async def came_back(self, tip: Tip) -> None:
        """Count a source that has come back, once."""

        async def work(session: Session) -> None:
            found = await self._tips.update_one(
                {"_id": tip.id, "cameBack": False}, {"$set": {"cameBack": True}}, session=session
            )
            if found.modified_count:
                await self._count("cameBack", session)

        await self._store.atomically(work)

    # --- both sides ----------------------------------------------------------------------------------------

    async def tip(self, tip: str) -> Tip:
        """A tip. Raises `Refused("not_found")`."""
        row = await self._tips.find_one({"_id": tip})
        if row is None:
            raise Refused("not_found", _NO_TIP)
        return _tip(row)

    async def add(self, tip: str, entry: SealedEntry, change: Callable[[Tip], Tip], today: date, by: MemberId) -> bool:
        """Add an entry and write what `change` makes of the tip; False when the same entry is there already.

        Raises `Refused`: `not_found`, `incomplete`, and what `change` raises.
        """

        async def work(session: Session) -> bool:
            if await self._entries.find_one({"_id": entry.id, "tip": tip}, {"_id": 1}, session=session):
                return False
            await self._change(session, tip, change)
            await self._add(session, _tip(await self._found(session, tip)), entry, today, by)
            return True

        return await self._store.atomically(work)

    async def change(self, tip: str, change: Callable[[Tip], Tip]) -> Tip:
        """Write what `change` makes of a tip. Raises `Refused("not_found")` and what `change` raises."""

        async def work(session: Session) -> Tip:
            return await self._change(session, tip, change)

        return await self._store.atomically(work)

    async def changed_in(self, session: Session, tip: str, change: Callable[[Tip], Tip]) -> Tip:
        """The same within a transaction of another room."""
        return await self._change(session, tip, change)

    async def entries(self, tip: str) -> list[DeskEntry]:
        """Every entry of a tip, oldest first; `by` is the member's id."""
        rows = await self._entries.find({"tip": tip}).sort("number", ASCENDING).to_list(MOST_ENTRIES * 2)
        return [DeskEntry(entry=_entry(row), day=row["day"], by=row["by"]) for row in rows]

    async def piece(self, tip: str, file: str, number: int) -> tuple[str, int]:
        """A sealed piece of a file and how many it has. Raises `Refused("not_found")`."""
        entry = await self._entries.find_one({"tip": tip, "files.id": file})
        row = entry and await self._pieces.find_one({"entry": entry["_id"], "file": file, "number": number})
        if not entry or not row:
            raise Refused("not_found", "There is no such file, or it was deleted.")
        return b64encode(row["box"]).decode(), next(one["pieces"] for one in entry["files"] if one["id"] == file)

    async def withdraw(self, tip: str) -> None:
        """Delete a tip with everything in it."""

        async def work(session: Session) -> None:
            await self._tips.delete_one({"_id": tip}, session=session)
            await self._forget_entries(session, {"tip": tip})

        await self._store.atomically(work)

    # --- the desk ------------------------------------------------------------------------------------------

    async def desk(self) -> list[Tip]:
        """The tips, those that wait first, then the latest."""
        order = [("waiting", DESCENDING), ("acted", DESCENDING), ("_id", ASCENDING)]
        return [_tip(row) for row in await self._tips.find({}).sort(order).limit(MOST).to_list(MOST)]

    async def readable(self, key: str) -> set[str]:
        """Tips of which anything is sealed to a key."""
        return set(await self._entries.distinct("tip", {f"wraps.{key}": {"$exists": True}}))

    async def numbers(self) -> tuple[int, int]:
        """Tips ever filed, and how many of their sources came back."""
        row = await self._facts.find_one({"_id": _NUMBERS}) or {}
        return row.get("filed", 0), row.get("cameBack", 0)

    async def clear(self, tip: str, change: Callable[[Tip, int], Tip]) -> Tip:
        """Delete all but the replies; `change` is given how many are left."""

        async def work(session: Session) -> Tip:
            await self._forget_entries(session, {"tip": tip, "kind": {"$ne": EntryKind.REPLY.value}})
            left = await self._entries.count_documents({"tip": tip}, session=session)
            return await self._change(session, tip, lambda before: change(before, left))

        return await self._store.atomically(work)

    async def share(self, tip: str, wraps: Mapping[str, Mapping[str, str]]) -> None:
        """Add the keys of entries, sealed to further recipients; what is there stays."""
        changes = [
            UpdateOne({"_id": entry, "tip": tip, f"wraps.{key}": {"$exists": False}}, {"$set": {f"wraps.{key}": wrap}})
            for entry, of_entry in wraps.items()
            for key, wrap in of_entry.items()
        ]
        if changes:
            await self._entries.bulk_write(changes, ordered=False)

    async def waits_from_before(self, today: date) -> bool:
        """Whether a tip waits whose source wrote before today."""
        return await self._tips.find_one({"waiting": True, "acted": {"$lt": str(today)}}, {"_id": 1}) is not None

    # --- retention -----------------------------------------------------------------------------------------

    async def forget_until(self, last: date, orphans_until: date) -> int:
        """Delete tips whose last act was on `last` or before, and pieces that no entry names; how many tips."""
        old = [row["_id"] async for row in self._tips.find({"acted": {"$lte": str(last)}}, {"_id": 1})]
        for tip in old:
            await self.withdraw(tip)
        await self._pieces.delete_many({"entry": None, "day": {"$lte": str(orphans_until)}})
        return len(old)

    # --- shared --------------------------------------------------------------------------------------------

    async def _found(self, session: Session, tip: str) -> Document:
        row: Document | None = await self._tips.find_one({"_id": tip}, session=session)
        if row is None:
            raise Refused("not_found", _NO_TIP)
        return row

    async def _change(self, session: Session, tip: str, change: Callable[[Tip], Tip]) -> Tip:
        after = change(_tip(await self._found(session, tip)))
        await self._tips.replace_one({"_id": tip}, _row(after), session=session)
        return after

    async def _add(self, session: Session, tip: Tip, entry: SealedEntry, today: date, by: str) -> None:
        """Insert an entry and bind the pieces of its files to it. Raises `Refused("incomplete")`."""
        for file in entry.files:
            bound = await self._pieces.update_many(
                {"lookup": tip.lookup, "file": file.id, "entry": None}, {"$set": {"entry": entry.id}}, session=session
            )
            if bound.matched_count != file.pieces:
                raise Refused("incomplete", "A file did not arrive whole; send it again.")
        row = {"_id": entry.id, "tip": tip.id, "number": tip.revision, "day": str(today), "by": by}
        await self._entries.insert_one(row | entry.model_dump(mode="json", exclude={"id"}), session=session)

    async def _forget_entries(self, session: Session, which: Document) -> None:
        ids = [row["_id"] async for row in self._entries.find(which, {"_id": 1}, session=session)]
        await self._pieces.delete_many({"entry": {"$in": ids}}, session=session)
        await self._entries.delete_many({"_id": {"$in": ids}}, session=session)

    async def _count(self, what: str, session: Session) -> None:
        await self._facts.update_one({"_id": _NUMBERS}, {"$inc": {what: 1}}, upsert=True, session=session)


def _entry(row: Document) -> SealedEntry:
    return SealedEntry(
        id=row["_id"],
        kind=EntryKind(row["kind"]),
        box=row["box"],
        wraps=row["wraps"],
        for_source=row["for_source"],
        files=[SealedFile.model_validate(one) for one in row["files"]],
    )


def _row(tip: Tip) -> Document:
    return {
        "_id": tip.id,
        "lookup": tip.lookup,
        "public": tip.public,
        "status": tip.status.value,
        "created": str(tip.created),
        "acted": str(tip.acted),
        "waiting": tip.waiting,
        "cameBack": tip.came_back,
        "cleared": tip.cleared,
        "entries": tip.entries,
        "files": tip.files,
        "case": tip.case,
        "revision": tip.revision,
    }


def _tip(row: Document) -> Tip:
    return Tip(
        id=row["_id"],
        lookup=row["lookup"],
        public=row["public"],
        status=TipStatus(row["status"]),
        created=date.fromisoformat(row["created"]),
        acted=date.fromisoformat(row["acted"]),
        waiting=row["waiting"],
        came_back=row["cameBack"],
        cleared=row["cleared"],
        entries=row["entries"],
        files=row["files"],
        case=row["case"],
        revision=row["revision"],
    )
