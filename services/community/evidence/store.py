"""Evidence: `evidence`, who had it (`evidence_custody`), files (`evidence_files.*`), files on their way."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.community.evidence.evidence import Evidence
from services.community.evidence.files import FileType
from services.community.evidence.workshop import Copy
from services.community.tokens import new_id
from shared.contracts.base import MemberId
from shared.contracts.evidence import (
    MOST_EVIDENCE,
    PIECE_BYTES,
    CustodyAct,
    EvidenceFields,
    EvidenceKind,
    FilePart,
    StoredFile,
)
from shared.errors import Refused
from shared.store import ASCENDING, Document, Files, Index, Session, Store

_KEPT_SECONDS = 48 * 3600
"""How long a file on its way is waited for."""
_FINISHING_SECONDS = 60.0
"""The longest time for checking and keeping one file; whoever died over it is not waited for any longer."""
_LOOK_SECONDS = 0.2
INDEXES = (
    Index("evidence", [("case", ASCENDING), ("added", ASCENDING), ("_id", ASCENDING)], {"name": "case"}),
    Index("evidence", [("key", ASCENDING)], {"name": "key", "unique": True}),
    Index(
        "evidence",
        [("marked", ASCENDING), ("case", ASCENDING)],
        {"name": "waiting", "partialFilterExpression": {"marked": True, "recorded": None}},
    ),
    Index("evidence_custody", [("evidence", ASCENDING), ("at", ASCENDING), ("order", ASCENDING)], {"name": "evidence"}),
    Index("evidence_uploads", [("key", ASCENDING)], {"name": "key", "unique": True}),
    Index("evidence_uploads", [("at", ASCENDING)], {"name": "forget", "expireAfterSeconds": _KEPT_SECONDS}),
    Index("evidence_pieces", [("upload", ASCENDING), ("offset", ASCENDING)], {"name": "upload", "unique": True}),
    Index("evidence_pieces", [("at", ASCENDING)], {"name": "forget", "expireAfterSeconds": _KEPT_SECONDS}),
)


class EvidenceStore:
    """Collections, files and queries of evidence."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._evidence = store.collection("evidence")
        self._custody = store.collection("evidence_custody")
        self._uploads = store.collection("evidence_uploads")
        self._pieces = store.collection("evidence_pieces")
        self._files = Files(store, "evidence_files")

    async def prepare(self) -> None:
        """Create the indexes and the collections."""
        await self._store.ensure_indexes(INDEXES)

    async def of_case(self, case_id: str) -> list[Evidence]:
        """All evidence of a case, the oldest first."""
        found = self._evidence.find({"case": case_id}).sort([("added", ASCENDING), ("_id", ASCENDING)])
        return [_read(row) for row in await found.batch_size(MOST_EVIDENCE).to_list(MOST_EVIDENCE)]

    async def evidence(self, case_id: str, id: str, session: Session | None = None) -> Evidence | None:  # noqa: A002
        """One piece of evidence of a case."""
        row = await self._evidence.find_one({"_id": id, "case": case_id}, session=session)
        return _read(row) if row else None

    async def require_room(self, case_id: str) -> None:
        """Raise `Refused("too_many")` when the case has as much evidence as one can have."""
        if await self._evidence.count_documents({"case": case_id}, limit=MOST_EVIDENCE) >= MOST_EVIDENCE:
            raise Refused("too_many", "The case has as much evidence as one case can have.")

    # --- files on their way --------------------------------------------------------------------------------

    async def begin(self, row: Document) -> Document:
        """Begin an upload, or find the one that was begun with the same key."""
        begun = {"$setOnInsert": row | {"_id": new_id("u"), "becomes": new_id("e")}}
        found: Document = await self._uploads.find_one_and_update(
            {"key": row["key"]}, begun, upsert=True, return_document=True
        )
        return found

    async def upload(self, case_id: str, id: str, member: MemberId) -> Document:  # noqa: A002 - the field's own word
        """An upload of this member to this case. Raises `Refused("not_found")`."""
        row = await self._uploads.find_one({"_id": id, "case": case_id, "member": member})
        if row is None:
            raise Refused("not_found", "This upload is not known any more; begin it again.")
        return row

    async def put_piece(self, upload: Document, offset: int, data: bytes, now: datetime) -> None:
        """Keep a piece; the same place again is written over. Raises `Refused("invalid")` for one that cannot be."""
        wanted = min(PIECE_BYTES, upload["size"] - offset)
        if len(data) != wanted:
            raise Refused("invalid", "The piece has another length than it should have.", {"field": "data"})
        place = {"upload": upload["_id"], "offset": offset}
        await self._pieces.replace_one(place, place | {"data": data, "at": now}, upsert=True)

    async def received(self, upload: Document) -> int:
        """Bytes from the beginning that have arrived."""
        arrived = 0
        async for row in self._pieces.find({"upload": upload["_id"]}, {"offset": 1}).sort("offset", ASCENDING):
            if row["offset"] != arrived:
                break
            arrived = min(arrived + PIECE_BYTES, upload["size"])
        return arrived

    async def whole(self, upload: Document) -> bytes:
        """All pieces together."""
        found = self._pieces.find({"upload": upload["_id"]}, {"data": 1}).sort("offset", ASCENDING)
        return b"".join([row["data"] async for row in found])

    @asynccontextmanager
    async def alone(self, upload: Document) -> AsyncIterator[None]:
        """Nobody else finishes this upload meanwhile; who comes second waits."""
        name, owner = f"evidence {upload['_id']}", new_id("w")
        while not await self._store.take_lease(name, owner, _FINISHING_SECONDS):  # noqa: ASYNC110 - it may be another replica
            await asyncio.sleep(_LOOK_SECONDS)
        try:
            yield
        finally:
            await self._store.release_lease(name, owner)

    async def forget(self, upload: Document) -> None:
        """Throw away the pieces, and an upload that became nothing."""
        await self._pieces.delete_many({"upload": upload["_id"]})

    async def forget_upload(self, upload: Document) -> None:
        """Throw away an upload that was refused, with its pieces."""
        await self.forget(upload)
        await self._uploads.delete_one({"_id": upload["_id"]})

    # --- evidence ------------------------------------------------------------------------------------------

    async def keep(self, id: str, original: bytes, copy: Copy | None) -> None:  # noqa: A002 - the field's own word
        """Keep the bytes of a file and of its safe copy, before anything speaks of them."""
        await self._files.put(file_id(id, FilePart.ORIGINAL), original)
        if copy:
            await self._files.put(file_id(id, FilePart.COPY), copy.data)

    async def add(self, session: Session, evidence: Evidence, key: str) -> None:
        """Add a piece of evidence. Raises `DuplicateKeyError` when the key was used."""
        await self._evidence.insert_one(_row(evidence) | {"key": key}, session=session)
        await self.note(session, evidence, CustodyAct.RECEIVED, evidence.by, evidence.added, evidence.sha256)
        if evidence.copied:
            await self.note(session, evidence, CustodyAct.COPIED, None, evidence.added, evidence.copied.sha256)

    async def by_key(self, key: str) -> Evidence | None:
        """What was added with this key."""
        row = await self._evidence.find_one({"key": key})
        return _read(row) if row else None

    async def read(self, evidence: Evidence, part: FilePart, offset: int) -> bytes | None:
        """A piece of a file; None when there is no such file."""
        return await self._files.read(file_id(evidence.id, part), offset, PIECE_BYTES)

    async def note(
        self,
        session: Session | None,
        evidence: Evidence,
        act: CustodyAct,
        by: MemberId | None,
        at: datetime,
        detail: str = "",
    ) -> None:
        """Add to the chain of custody; nothing is ever changed in it."""
        row: Document = {"_id": new_id("k"), "evidence": evidence.id, "case": evidence.case, "act": act.value}
        row |= {"by": by, "at": at, "detail": detail, "order": time.time_ns()}
        await self._custody.insert_one(row, session=session)

    async def custody(self, evidence: Evidence) -> list[Document]:
        """The chain of custody, the oldest first."""
        found = self._custody.find({"evidence": evidence.id}).sort([("at", ASCENDING), ("order", ASCENDING)])
        return await found.to_list(1_000)

    async def set_state(self, session: Session, evidence: Evidence, **changes: Any) -> Evidence:  # noqa: ANN401
        """Write whether it is public: `marked`, `recorded`, `recorded_hash`, `taken_down`."""
        after = replace(evidence, **changes)
        await self._evidence.update_one({"_id": evidence.id}, {"$set": _state(after)}, session=session)
        return after

    async def waiting(self) -> list[str]:
        """Cases that have evidence to be shown and not recorded yet."""
        found: list[str] = await self._evidence.distinct("case", {"marked": True, "recorded": None})
        return found

    async def to_record(self, session: Session, case_id: str) -> Sequence[Evidence]:
        """Evidence of a case that is to be shown and not recorded yet."""
        found = self._evidence.find({"case": case_id, "marked": True, "recorded": None}, session=session)
        return [_read(row) for row in await found.sort("added", ASCENDING).to_list(MOST_EVIDENCE)]


def file_id(evidence: str, part: FilePart) -> str:
    """How the files of a piece of evidence are named among all files."""
    return f"{evidence}.{part.value}"


def new_evidence(
    upload: Document, kind: FileType, original: StoredFile, copied: StoredFile | None, now: datetime
) -> Evidence:
    """The evidence that an upload becomes."""
    return Evidence(
        id=upload["becomes"],
        case=upload["case"],
        kind=EvidenceKind.PHOTOGRAPH if kind.picture else EvidenceKind.FILE,
        fields=EvidenceFields(**upload["fields"]),
        name=upload["name"],
        text="",
        original=original,
        copied=copied,
        added=now,
        by=upload["member"],
        marked=False,
        recorded=None,
        recorded_hash=None,
        taken_down=None,
    )


def _state(evidence: Evidence) -> Document:
    names = ("marked", "recorded", "recorded_hash", "taken_down")
    return {name: getattr(evidence, name) for name in names}


def _row(evidence: Evidence) -> Document:
    return _state(evidence) | {
        "_id": evidence.id,
        "case": evidence.case,
        "kind": evidence.kind.value,
        "fields": evidence.fields.model_dump(),
        "name": evidence.name,
        "text": evidence.text,
        "original": evidence.original.model_dump(),
        "copied": evidence.copied.model_dump() if evidence.copied else None,
        "added": evidence.added,
        "by": evidence.by,
    }


def _read(row: Document) -> Evidence:
    return Evidence(
        id=row["_id"],
        case=row["case"],
        kind=EvidenceKind(row["kind"]),
        fields=EvidenceFields(**row["fields"]),
        name=row["name"],
        text=row["text"],
        original=StoredFile(**row["original"]),
        copied=StoredFile(**row["copied"]) if row["copied"] else None,
        added=row["added"],
        by=row["by"],
        marked=row["marked"],
        recorded=row["recorded"],
        recorded_hash=row["recorded_hash"],
        taken_down=row["taken_down"],
    )
