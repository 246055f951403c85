"""Types of violations as they are now (`violations`), and every version of them (`violation_versions`)."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from services.community.violations.catalogue import edited, seeds
from shared.contracts.base import MemberId
from shared.contracts.violation import AskEditViolation, Violation, ViolationVersion
from shared.errors import Refused
from shared.store import DESCENDING, Document, DuplicateKeyError, Index, Session, Store

MOST = 50
"""Versions of one type that are answered."""
INDEXES = (
    Index("violations", [("active", DESCENDING)], {"name": "active"}),
    Index("violation_versions", [("code", DESCENDING), ("revision", DESCENDING)], {"name": "history"}),
)
_FIRST = "What the platform started with."


@dataclass(frozen=True, slots=True)
class Edit:
    """What an editor asks for, and who it is."""

    ask: AskEditViolation
    author: MemberId


class ViolationsStore:
    """Collections and queries of violation types."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._types = store.collection("violations")
        self._versions = store.collection("violation_versions")

    async def prepare(self) -> None:
        """Create the indexes, and the types of the seed that are not there; what was edited stays as it is."""
        await self._store.ensure_indexes(INDEXES)
        now = datetime.now(UTC)
        known = {row["_id"] async for row in self._types.find({}, {"_id": 1})}
        for seed in seeds():
            if seed.code not in known:
                first = Violation(**seed.model_dump(), revision=1, changed=now)
                with suppress(DuplicateKeyError):  # another replica has just done it
                    await self._store.atomically(partial(self._write, violation=first, author=None, reason=_FIRST))

    async def all(self) -> list[Violation]:
        """Every type, those no longer in use too."""
        return [_read(row) async for row in self._types.find({})]

    async def violation(self, code: str, session: Session | None = None) -> Violation | None:
        """One type."""
        row = await self._types.find_one({"_id": code}, session=session)
        return _read(row) if row else None

    async def history(self, code: str) -> list[ViolationVersion]:
        """The versions of a type, newest first; not who wrote them."""
        rows = self._versions.find({"code": code}).sort("revision", DESCENDING).limit(MOST)
        return [
            ViolationVersion(revision=row["revision"], at=row["at"], reason=row["reason"])
            for row in await rows.to_list(MOST)
        ]

    async def edit(self, edit: Edit) -> Violation:
        """Write a new version. Raises `Refused`: `reason_required`, `not_found`, `conflict`."""

        async def work(session: Session) -> Violation:
            before = await self.violation(edit.ask.code, session)
            after = edited(before, edit.ask, datetime.now(UTC))
            await self._write(session, after, edit.author, edit.ask.reason)
            return after

        try:
            return await self._store.atomically(work)
        except DuplicateKeyError:
            raise Refused("conflict", "Somebody has written this type at the same time; look at it.") from None

    async def _write(self, session: Session, violation: Violation, author: MemberId | None, reason: str) -> None:
        """The type as it is now, and its version; two that write the same version cannot both succeed."""
        row = _row(violation)
        version = {
            "_id": f"{violation.code}:{violation.revision}",
            "code": violation.code,
            "revision": violation.revision,
            "at": violation.changed,
            "author": author,
            "reason": reason,
            "texts": row,
        }
        await self._versions.insert_one(version, session=session)
        await self._types.replace_one({"_id": violation.code}, row, upsert=True, session=session)


def _row(violation: Violation) -> Document:
    row = violation.model_dump(mode="json", exclude={"code", "changed"})
    return row | {"changed": violation.changed}


def _read(row: Document) -> Violation:
    return Violation.model_validate(row | {"code": row["_id"]})
