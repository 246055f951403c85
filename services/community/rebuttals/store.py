"""Rebuttals: the collections `rebuttals` and `desk_settings`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.community.publication.personal import masked
from services.community.rebuttals.rules import HOURS, Verdict
from shared.contracts.base import MemberId
from shared.contracts.publication import PublicRebuttal
from shared.contracts.rebuttal import AskRebut, Check, Decision, RebuttalHours, Wanted
from shared.errors import Refused
from shared.store import ASCENDING, DESCENDING, Document, DuplicateKeyError, Index, Session, Store

MOST: Final = 200
INDEXES = (
    Index("rebuttals", [("key", ASCENDING)], {"name": "key", "unique": True}),
    Index("rebuttals", [("receipts", ASCENDING)], {"name": "receipts"}),
    Index("rebuttals", [("decided", ASCENDING), ("due", ASCENDING)], {"name": "due"}),
    Index("rebuttals", [("case", ASCENDING), ("decision", ASCENDING), ("decided", ASCENDING)], {"name": "case"}),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A rebuttal as it is kept."""

    id: str
    name: str
    email: str
    speaks_for: str
    about: str
    untrue: str
    proof: str
    wanted: Wanted
    language: str
    case: str | None
    received: datetime
    due: datetime
    decided: datetime | None
    decision: Decision | None
    reasons: str
    text: str
    signed: str
    number: str
    checks: tuple[Check, ...]


class RebuttalsStore:
    """Collections and queries of the desk."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rebuttals = store.collection("rebuttals")
        self._settings = store.collection("desk_settings")

    async def prepare(self) -> None:
        """Create the indexes and the settings."""
        await self._store.ensure_indexes(INDEXES)
        await self._settings.update_one({"_id": "hours"}, {"$setOnInsert": HOURS.model_dump()}, upsert=True)

    async def add(
        self,
        session: Session,
        id: str,  # noqa: A002
        ask: AskRebut,
        case: str | None,
        receipt: str,
        now: datetime,
        due: datetime,
    ) -> bool:
        """Keep a rebuttal with the digest of its receipt; False when the form was sent before."""
        if await self._rebuttals.find_one({"key": ask.key}, session=session):
            return False
        said = ask.model_dump(mode="json", exclude={"key", "client"})
        row: Document = said | {"_id": id, "key": ask.key, "case": case, "receipts": [receipt]}
        row |= {"received": now, "due": due, "decided": None, "decision": None, "reasons": "", "text": ""}
        await self._rebuttals.insert_one(row | {"signed": "", "number": "", "checks": []}, session=session)
        return True

    async def add_receipt(self, key: str, receipt: str) -> datetime | None:
        """One more receipt for a form that was sent again; when its hours are over."""
        row = await self._rebuttals.find_one_and_update({"key": key}, {"$push": {"receipts": receipt}})
        return row["due"] if row else None

    async def by_receipt(self, receipt: str) -> Kept | None:
        """The rebuttal of a receipt."""
        row = await self._rebuttals.find_one({"receipts": receipt})
        return _read(row) if row else None

    async def rebuttal(self, id: str, session: Session | None = None) -> Kept | None:  # noqa: A002
        """The rebuttal with this id."""
        row = await self._rebuttals.find_one({"_id": id}, session=session)
        return _read(row) if row else None

    async def waiting(self) -> list[Kept]:
        """What is to be decided, the soonest due first."""
        rows = self._rebuttals.find({"decided": None}).sort("due", ASCENDING)
        return [_read(row) for row in await rows.to_list(MOST)]

    async def done(self, limit: int, after: datetime | None = None) -> list[Kept]:
        """What was decided, the latest first."""
        wanted: Document = {"decided": {"$ne": None} if after is None else {"$lt": after, "$ne": None}}
        rows = self._rebuttals.find(wanted).sort("decided", DESCENDING).limit(limit)
        return [_read(row) for row in await rows.to_list(limit)]

    async def decide(
        self,
        session: Session,
        id: str,  # noqa: A002
        verdict: Verdict,
        number: str,
        by: MemberId,
        now: datetime,
    ) -> None:
        """Write a decision. Raises `Refused("decided")` when there is one."""
        change = {
            "decided": now,
            "decision": verdict.decision.value,
            "reasons": verdict.reasons,
            "text": masked(verdict.text) if verdict.decision is Decision.PUBLISH else "",
            "signed": masked(verdict.signed),
            "number": number,
            "checks": [check.value for check in verdict.checks],
            "by": by,
        }
        done = await self._rebuttals.update_one({"_id": id, "decided": None}, {"$set": change}, session=session)
        if not done.matched_count:
            raise Refused("decided", "Somebody has decided this already.")

    async def beside(self, case: str) -> list[PublicRebuttal]:
        """What stands beside a case, oldest first."""
        wanted = {"case": case, "decision": Decision.PUBLISH.value}
        rows = await self._rebuttals.find(wanted).sort("decided", ASCENDING).to_list(MOST)
        return [PublicRebuttal(by=row["signed"], text=row["text"], at=row["decided"]) for row in rows]

    async def hours(self) -> RebuttalHours:
        """How long the desk has."""
        row = await self._settings.find_one({"_id": "hours"})
        return RebuttalHours(**row) if row else HOURS

    async def set_hours(self, hours: int, source: str, revision: int, by: MemberId, now: datetime) -> RebuttalHours:
        """Change it; the old ones are kept. Raises `Refused("conflict")`."""

        async def work(session: Session) -> RebuttalHours:
            seen = {"_id": "hours", "revision": revision}
            before = await self._settings.find_one(seen, session=session)
            if before is None:
                raise Refused("conflict", "Somebody else changed this meanwhile; look at it again before you save.")
            after = RebuttalHours(hours=hours, source=source, revision=revision + 1)
            await self._settings.replace_one(seen, after.model_dump() | {"by": by, "at": now}, session=session)
            await self._settings.insert_one(before | {"_id": f"hours:{revision}"}, session=session)
            return after

        try:
            return await self._store.atomically(work)
        except DuplicateKeyError:
            raise Refused("conflict", "Somebody else changed this meanwhile.") from None

    async def count(self, **wanted: object) -> int:
        """How many rebuttals there are like this."""
        return int(await self._rebuttals.count_documents(dict(wanted)))

    async def late(self, now: datetime) -> int:
        """Decided after their hours, or waiting after them."""
        decided = {"decided": {"$ne": None}, "$expr": {"$gt": ["$decided", "$due"]}}
        return await self.count(**{"$or": [decided, {"decided": None, "due": {"$lt": now}}]})


def _read(row: Document) -> Kept:
    return Kept(
        id=row["_id"],
        name=row["name"],
        email=row["email"],
        speaks_for=row["speaks_for"],
        about=row["about"],
        untrue=row["untrue"],
        proof=row["proof"],
        wanted=Wanted(row["wanted"]),
        language=row["language"],
        case=row["case"],
        received=row["received"],
        due=row["due"],
        decided=row["decided"],
        decision=Decision(row["decision"]) if row["decision"] else None,
        reasons=row["reasons"],
        text=row["text"],
        signed=row["signed"],
        number=row["number"],
        checks=tuple(Check(each) for each in row["checks"]),
    )
