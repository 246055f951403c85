"""The publication gate: drafts of claims, reviews, hearings, published versions, what is scheduled or hidden."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from services.community.publication.claims import Draft
from services.community.publication.hearing import Hearing
from services.community.publication.reviews import Review
from services.community.publication.version import Version
from shared.contracts.base import MemberId
from shared.contracts.publication import MOST_HEARINGS, Claim, CorrectionLine
from shared.errors import Refused
from shared.store import ASCENDING, DESCENDING, Document, DuplicateKeyError, Index, Session, Store

MOST = 200
"""Reviews and versions of one case that are read."""
INDEXES = (
    Index("case_reviews", [("case", ASCENDING), ("at", ASCENDING)], {"name": "case"}),
    Index("hearings", [("case", ASCENDING), ("asked", ASCENDING)], {"name": "case"}),
    Index("hearings", [("link", ASCENDING)], {"name": "link", "unique": True}),
    Index("hearings", [("key", ASCENDING)], {"name": "key", "unique": True}),
    Index("case_versions", [("case", ASCENDING), ("version", DESCENDING)], {"name": "case", "unique": True}),
    Index(
        "case_versions", [("correction", ASCENDING), ("at", DESCENDING), ("_id", ASCENDING)], {"name": "corrections"}
    ),
    Index("scheduled", [("at", ASCENDING)], {"name": "due"}),
    Index("claim_drafts", [("revision", ASCENDING)], {"name": "revision"}),
    Index("hidden_cases", [("at", ASCENDING)], {"name": "at"}),
)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A case that is published when its embargo has passed."""

    case: str
    at: datetime
    by: MemberId
    hash: str
    """Of what the two reviewers approved; another text is not published by itself."""


class PublicationStore:
    """Collections and queries of the gate."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._drafts = store.collection("claim_drafts")
        self._reviews = store.collection("case_reviews")
        self._hearings = store.collection("hearings")
        self._versions = store.collection("case_versions")
        self._scheduled = store.collection("scheduled")
        self._hidden = store.collection("hidden_cases")

    async def prepare(self) -> None:
        """Create the indexes and the collections."""
        await self._store.ensure_indexes(INDEXES)

    # --- claims ----------------------------------------------------------------------------------------------

    async def draft(self, case: str, session: Session | None = None) -> Draft:
        """The claims of a case; none before somebody wrote one."""
        row = await self._drafts.find_one({"_id": case}, session=session)
        if row is None:
            return Draft(case)
        claims = tuple(Claim.model_validate(each) for each in row["claims"])
        return Draft(case, claims, row["revision"], tuple(row["keys"]))

    async def write_draft(self, session: Session, before: Draft, after: Draft) -> None:
        """Write the claims as they are from now on. Raises `Refused("conflict")` when somebody else wrote meanwhile."""
        row = {
            "claims": [claim.model_dump(mode="json") for claim in after.claims],
            "revision": after.revision,
            "keys": list(after.keys),
        }
        conflict = Refused("conflict", "Somebody else changed this meanwhile; look at it again before you save.")
        if before.revision == 0:
            try:
                await self._drafts.insert_one({"_id": after.case, **row}, session=session)
            except DuplicateKeyError:
                raise conflict from None
            return
        seen = {"_id": after.case, "revision": before.revision}
        if not (await self._drafts.replace_one(seen, row, session=session)).matched_count:
            raise conflict

    # --- reviews ---------------------------------------------------------------------------------------------

    async def add_review(self, session: Session, case: str, review: Review) -> None:
        """Keep what a reviewer says of one text; the same reviewer's next word on it replaces this one."""
        key = f"{case}:{review.reviewer}:{review.hash}"
        await self._reviews.replace_one({"_id": key}, {"case": case, **asdict(review)}, upsert=True, session=session)

    async def reviews(self, case: str, session: Session | None = None) -> list[Review]:
        """Every review of a case, oldest first."""
        rows = self._reviews.find({"case": case}, {"_id": 0, "case": 0}, session=session).sort("at", ASCENDING)
        return [Review(**row) for row in await rows.to_list(MOST)]

    # --- the other side --------------------------------------------------------------------------------------

    async def ask(self, session: Session, hearing: Hearing, key: str, link: str) -> bool:
        """Keep that somebody was asked, with the digest of their link; False when the form was sent before.

        Raises `Refused("too_many")`.
        """
        if await self._hearings.find_one({"key": key}, session=session):
            return False
        if await self._hearings.count_documents({"case": hearing.case}, session=session) >= MOST_HEARINGS:
            raise Refused("too_many", f"At most {MOST_HEARINGS} sides are asked in one case.")
        await self._hearings.insert_one(_hearing_row(hearing) | {"key": key, "link": link}, session=session)
        return True

    async def hearing_of(self, key: str) -> Hearing | None:
        """The hearing that a form made."""
        row = await self._hearings.find_one({"key": key})
        return _hearing(row) if row else None

    async def hearings(self, case: str, session: Session | None = None) -> list[Hearing]:
        """Everybody who was asked, in order."""
        rows = self._hearings.find({"case": case}, session=session).sort("asked", ASCENDING)
        return [_hearing(row) for row in await rows.to_list(MOST_HEARINGS)]

    async def hearing_by_link(self, link: str) -> Hearing | None:
        """Whom a link was made for, by its digest."""
        row = await self._hearings.find_one({"link": link})
        return _hearing(row) if row else None

    async def answer(self, session: Session, hearing: str, statement: str, signed: str, now: datetime) -> Hearing:
        """Keep the other side's word. Raises `Refused("answered")` when there is one."""
        change = {"$set": {"statement": statement, "signed": signed, "answered": now}}
        row = await self._hearings.find_one_and_update(
            {"_id": hearing, "answered": None}, change, return_document=True, session=session
        )
        if row is None:
            raise Refused("answered", "This side has answered already.")
        return _hearing(row)

    # --- versions --------------------------------------------------------------------------------------------

    async def add_version(self, session: Session, version: Version, number: str, title: str) -> None:
        """Keep a published version; one that says what was corrected is in the log."""
        row = asdict(version) | {"_id": f"{version.case}:{version.number}", "version": version.number}
        row |= {"number": number, "title": title, "correction": bool(version.what)}
        await self._versions.insert_one(row, session=session)

    async def version(self, case: str, number: int | None, session: Session | None = None) -> Version | None:
        """A published version; the newest without `number`."""
        wanted: Document = {"case": case} if number is None else {"case": case, "version": number}
        row = await self._versions.find_one(wanted, sort=[("version", DESCENDING)], session=session)
        return _version(row) if row else None

    async def versions(self, case: str) -> list[Version]:
        """Every version, newest first."""
        rows = self._versions.find({"case": case}).sort("version", DESCENDING)
        return [_version(row) for row in await rows.to_list(MOST)]

    async def corrections(self, limit: int, after: datetime | None, hidden: Sequence[str]) -> list[CorrectionLine]:
        """The log of corrections, newest first, without cases that are not shown."""
        wanted: Document = {"correction": True, "case": {"$nin": list(hidden)}}
        if after:
            wanted["at"] = {"$lt": after}
        rows = self._versions.find(wanted).sort([("at", DESCENDING), ("_id", ASCENDING)]).limit(limit)
        names = ("case", "number", "title", "version", "at", "what", "why")
        return [CorrectionLine(**{name: row[name] for name in names}) for row in await rows.to_list(limit)]

    async def count_corrections(self) -> int:
        """How many there are."""
        return int(await self._versions.count_documents({"correction": True}))

    # --- what is scheduled or hidden -------------------------------------------------------------------------

    async def schedule(self, session: Session, one: Scheduled) -> None:
        """Let a case be published at a moment; another moment replaces it."""
        row = {"at": one.at, "by": one.by, "hash": one.hash}
        await self._scheduled.replace_one({"_id": one.case}, row, upsert=True, session=session)

    async def scheduled(self, case: str) -> Scheduled | None:
        """When a case will be published."""
        row = await self._scheduled.find_one({"_id": case})
        return _scheduled(row) if row else None

    async def take_due(self, session: Session, now: datetime) -> Scheduled | None:
        """Take the next one that is due away, within the transaction that publishes it."""
        row = await self._scheduled.find_one_and_delete(
            {"at": {"$lte": now}}, sort=[("at", ASCENDING)], session=session
        )
        return _scheduled(row) if row else None

    async def unschedule(self, session: Session, case: str) -> None:
        """Leave the moment of publication open again."""
        await self._scheduled.delete_one({"_id": case}, session=session)

    async def hide(self, session: Session, case: str, reason: str, now: datetime) -> None:
        """Show nothing of a case for now, but why."""
        await self._hidden.replace_one({"_id": case}, {"reason": reason, "at": now}, upsert=True, session=session)

    async def show(self, session: Session, case: str) -> bool:
        """Show a case again; False when it was shown."""
        return bool((await self._hidden.delete_one({"_id": case}, session=session)).deleted_count)

    async def hidden(self, case: str, session: Session | None = None) -> str | None:
        """Why a case is not shown for now."""
        row = await self._hidden.find_one({"_id": case}, session=session)
        return row["reason"] if row else None

    async def all_hidden(self) -> list[str]:
        """The cases that are not shown for now."""
        return [row["_id"] async for row in self._hidden.find({}, {"_id": 1})]


def _scheduled(row: Document) -> Scheduled:
    return Scheduled(row["_id"], row["at"], row["by"], row["hash"])


def _version(row: Document) -> Version:
    return Version(row["case"], row["version"], row["document"], row["hash"], row["at"], row["what"], row["why"])


def _hearing_row(hearing: Hearing) -> Document:
    row: dict[str, Any] = asdict(hearing)
    row["_id"] = row.pop("id")
    return row | {name: _midnight(row[name]) for name in ("sent", "due")}


def _hearing(row: Document) -> Hearing:
    names = [name for name in Hearing.__slots__ if name != "id"]
    found = Hearing(id=row["_id"], **{name: row[name] for name in names})
    return replace(found, sent=row["sent"].date(), due=row["due"].date())


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
