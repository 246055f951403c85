"""What ingest keeps: releases as published, processes, their versions as compiled, what was refused, and cursors.

Bodies are kept as the JSON bytes they are sent as, so that nothing is encoded twice, compressed (`kept`), and once
each: a process leads to the body of its latest version, and so does the event about it until it is published.
"""

import asyncio
import random
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from services.ingest import event
from services.ingest.kept import body_of, kept
from services.ingest.pieces import Broken
from services.ingest.prepare import Taken
from services.ingest.process import NewVersion, Process, version_id
from shared.contracts.tender import Change, Quarantined, Reference, SourceStatus, TenderVerb, Version
from shared.errors import Refused
from shared.facts import Fact, fact_id
from shared.store import DESCENDING, Index, OperationFailure, Session, Store, UpdateOne

__all__ = ["IngestStore", "Session"]

T = TypeVar("T")
Document = dict[str, Any]
INDEXES = (
    Index("quarantine", [("at", DESCENDING), ("_id", DESCENDING)], {"name": "newest"}),
    Index("quarantine", [("reason", 1)], {"name": "reason"}),
)
HISTORY = 200
"""Versions of a process that are shown."""
_ATTEMPTS = 12
_DUPLICATE = 11000
_BODY = {"kept": 1, "body": 1}
"""A body as it is kept. Before bodies were compressed the field had the other name: an ingest of then finds none in a
new row and stops, instead of publishing what it cannot read."""
_encoder = msgspec.json.Encoder()


class IngestStore:
    """The collections `releases`, `processes`, `versions`, `quarantine` and `cursors`."""

    def __init__(self, store: Store) -> None:
        """Work on the service's own database."""
        self._store = store
        self._releases = store.collection("releases")
        self._processes = store.collection("processes")
        self._versions = store.collection("versions")
        self._quarantine = store.collection("quarantine")
        self._cursors = store.collection("cursors")

    async def prepare(self) -> None:
        """Create the indexes and, because transactions want them to exist, the collections."""
        await self._store.ensure_indexes(INDEXES)

    # --- one batch ------------------------------------------------------------------------------------------

    async def in_one_transaction(self, work: Callable[[Session], Coroutine[Any, Any, T]]) -> T:
        """Run `work` in one transaction; again when somebody else wrote one of its processes first.

        The driver repeats what fails within a transaction, but not what fails when it commits, nor a first version
        that somebody else has just inserted. Repeating is safe: what was committed is known the next time.
        """
        attempt = 0
        while True:
            attempt += 1
            try:
                return await self._store.atomically(work)
            except OperationFailure as error:
                if attempt == _ATTEMPTS or not _lost_a_race(error):
                    raise
            await asyncio.sleep(random.uniform(0, 0.02 * attempt))  # noqa: S311 - to part two writers, not a secret

    async def known_releases(self, session: Session, digests: Sequence[bytes]) -> set[bytes]:
        """Those of `digests` that were taken in before."""
        rows = self._releases.find({"_id": {"$in": list(digests)}}, {"_id": 1}, session=session)
        return {bytes(row["_id"]) for row in await rows.to_list(None)}

    async def processes(self, session: Session, ocids: Sequence[str]) -> dict[str, Process]:
        """The known processes among `ocids`."""
        rows = await self._processes.find({"_id": {"$in": list(ocids)}}, session=session).to_list(None)
        bodies = await self._bodies_of_versions([_latest(row) for row in rows], session)
        return {row["_id"]: _process(row, bodies.get(_latest(row), b"")) for row in rows}

    async def bodies(self, session: Session, digests: Sequence[bytes]) -> dict[bytes, bytes]:
        """Releases as they were published."""
        rows = self._releases.find({"_id": {"$in": list(digests)}}, _BODY, session=session)
        return {bytes(row["_id"]): _body(row) for row in await rows.to_list(None)}

    async def completed(self, facts: Sequence[Fact]) -> list[Fact]:
        """`facts` with the compiled releases that they name in them."""
        bodies = await self._bodies_of_versions([fact.rest for fact in facts if fact.rest])
        return [
            replace(fact, data=event.with_process(fact.data, bodies[fact.rest]), rest=None) if fact.rest else fact
            for fact in facts
        ]

    async def _bodies_of_versions(self, ids: Sequence[str], session: Session | None = None) -> dict[str, bytes]:
        if not ids:
            return {}
        rows = self._versions.find({"_id": {"$in": list(ids)}}, _BODY, session=session)
        return {row["_id"]: _body(row) for row in await rows.to_list(None)}

    async def write(
        self,
        session: Session,
        releases: Sequence[tuple[Taken, str, str]],
        processes: Iterable[tuple[Process, int]],
        versions: Sequence[NewVersion],
        facts: Sequence[Fact],
    ) -> None:
        """Write a batch: releases with their source and file, processes with the version they had, versions, facts."""
        now = datetime.now(UTC)
        new, changed = [], []
        for process, before in processes:
            row = _row(process, now)
            if before == 0:
                new.append({"_id": process.ocid, **row})
            else:
                changed.append(UpdateOne({"_id": process.ocid, "version": before}, {"$set": row}))
        if releases:
            await self._releases.insert_many(
                [
                    {
                        "_id": taken.digest,
                        "ocid": taken.ocid,
                        "source": source,
                        "file": file,
                        "at": now,
                        "kept": kept(taken.body),
                    }
                    for taken, source, file in releases
                ],
                session=session,
            )
        if new:
            await self._processes.insert_many(new, session=session)
        if changed:
            await self._processes.bulk_write(changed, session=session)
        if versions:
            await self._versions.insert_many([_version_row(version) for version in versions], session=session)
        await self._store.record(session, facts)

    # --- what was refused -----------------------------------------------------------------------------------

    async def refuse(self, pieces: Sequence[Broken], source: str, file: str, session: Session | None = None) -> int:
        """Put pieces into the quarantine; what is refused of a source again is there once. How many are new."""
        if not pieces:
            return 0
        now = datetime.now(UTC)
        result = await self._quarantine.bulk_write(
            [
                UpdateOne(
                    {"_id": _refusal(piece, source, file)},
                    {
                        "$setOnInsert": {
                            "source": source,
                            "file": file,
                            "position": piece.position,
                            "ocid": piece.ocid,
                            "reason": piece.reason,
                            "detail": piece.detail,
                            "at": now,
                        }
                    },
                    upsert=True,
                )
                for piece in pieces
            ],
            ordered=False,
            session=session,
        )
        return int(result.upserted_count)

    async def quarantine(self, limit: int, after: str | None) -> tuple[list[Quarantined], int, str | None]:
        """One page of what was refused, newest first; the total and where the next page begins."""
        query: Document = {}
        if after:
            last = await self._quarantine.find_one({"_id": after}, {"at": 1})
            if last is None:
                raise Refused("invalid", "The page asked for begins after an entry that does not exist.")
            query = {"$or": [{"at": {"$lt": last["at"]}}, {"at": last["at"], "_id": {"$lt": after}}]}
        order = [("at", DESCENDING), ("_id", DESCENDING)]
        rows = await self._quarantine.find(query).sort(order).limit(limit + 1).to_list(limit + 1)
        items = [Quarantined(id=row["_id"], **{k: v for k, v in row.items() if k != "_id"}) for row in rows[:limit]]
        total = await self._quarantine.count_documents({})
        return items, total, items[-1].id if len(rows) > limit else None

    # --- sources --------------------------------------------------------------------------------------------

    async def cursor(self, source: str) -> str | None:
        """How far `source` was read."""
        row = await self._cursors.find_one({"_id": source})
        return row.get("cursor") if row else None

    async def was_read(self, source: str, releases: int, cursor: str | None = None) -> None:
        """Remember that `source` was read now, that `releases` of it were new, and how far it was read."""
        now = datetime.now(UTC)
        moved = {"cursor": cursor} if cursor is not None else {}
        await self._cursors.update_one(
            {"_id": source}, {"$set": {"read": now, **moved}, "$inc": {"releases": releases}}, upsert=True
        )

    # --- questions ------------------------------------------------------------------------------------------

    async def process(self, ocid: str) -> tuple[Process, datetime] | None:
        """A process and when it was last written; None when it is not known."""
        row = await self._processes.find_one({"_id": ocid})
        if row is None:
            return None
        bodies = await self._bodies_of_versions([_latest(row)])
        return _process(row, bodies.get(_latest(row), b"")), row["updated"]

    async def history(self, ocid: str) -> list[Version]:
        """Versions of a process, newest first."""
        # Identifiers are `<ocid>:<version in six digits>`, so one range of the primary index is the history.
        within = {"$gte": f"{ocid}:000000", "$lte": f"{ocid}:999999"}
        found = self._versions.find({"_id": within, "ocid": ocid}, {"kept": 0, "body": 0})
        rows = await found.sort("_id", DESCENDING).to_list(HISTORY)
        return [
            Version(
                version=row["version"],
                verb=TenderVerb(row["verb"]),
                at=row["at"],
                changes=[Change(**change) for change in msgspec.json.decode(row["changes"])],
                changes_omitted=row["omitted"],
            )
            for row in rows
        ]

    async def counts(self) -> tuple[int, int, dict[str, int]]:
        """Processes, releases, and refused pieces by reason; counted: the server's estimate is wrong after a crash."""
        processes = await self._processes.count_documents({})
        releases = await self._releases.count_documents({})
        groups = await self._quarantine.aggregate([{"$group": {"_id": "$reason", "n": {"$sum": 1}}}]).to_list(None)
        return processes, releases, {row["_id"]: row["n"] for row in sorted(groups, key=lambda g: (-g["n"], g["_id"]))}

    async def sources(self) -> list[SourceStatus]:
        """Every source that was read, the latest first."""
        rows = await self._cursors.find().sort("read", DESCENDING).to_list(200)
        return [
            SourceStatus(
                source=row["_id"], cursor=row.get("cursor"), read=row.get("read"), releases=row.get("releases", 0)
            )
            for row in rows
        ]

    async def unsent(self) -> int:
        """Events committed and not yet on the stream."""
        return await self._store.unsent()


def _row(process: Process, now: datetime) -> Document:
    return {
        "version": process.version,
        "content": process.content,
        "date": process.date,
        "releases": process.releases,
        "source": process.source,
        "made_up": process.made_up,
        "country": process.country,
        "bad_quality": process.bad_quality,
        "issues": process.issues,
        "release_issues": process.release_issues,
        "reference": process.reference.model_dump() if process.reference else None,
        "updated": now,
    }


def _body(row: Document) -> bytes:
    return body_of(row.get("kept") or row["body"])


def _latest(row: Document) -> str:
    return version_id(row["_id"], row["version"])


def _process(row: Document, body: bytes) -> Process:
    return Process(
        ocid=row["_id"],
        version=row["version"],
        body=body,
        content=bytes(row["content"]),
        date=row["date"],
        releases=[bytes(digest) for digest in row["releases"]],
        source=row["source"],
        made_up=row["made_up"],
        country=row["country"],
        bad_quality=row["bad_quality"],
        issues=row["issues"],
        release_issues=row.get("release_issues", []),
        reference=Reference(**row["reference"]) if row.get("reference") else None,
    )


def _version_row(version: NewVersion) -> Document:
    return {
        "_id": version.id,
        "ocid": version.ocid,
        "version": version.version,
        "verb": str(version.verb),
        "at": version.at,
        "changes": _encoder.encode(version.changes),
        "omitted": version.omitted,
        "kept": kept(version.body),
    }


def _refusal(piece: Broken, source: str, file: str) -> str:
    """One id for the same content refused for the same reason, wherever in the source it is met again."""
    what = (piece.content.hex(),) if piece.content else (file, piece.position)
    return fact_id(source, piece.reason, piece.detail, *what)


def _lost_a_race(error: OperationFailure) -> bool:
    """Whether another writer came first: a conflict of transactions, or a document that is there already."""
    codes = {error.code, *(item.get("code") for item in (error.details or {}).get("writeErrors", ()))}
    return error.has_error_label("TransientTransactionError") or _DUPLICATE in codes
