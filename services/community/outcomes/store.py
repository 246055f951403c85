"""Outcomes (`case_outcomes`), and the records that the impact figures are computed from."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from services.community.calendar.working_days import Calendar
from services.community.correspondence.letter import TO_AUTHORITIES
from services.community.outcomes.impact import LetterRecord, OutcomeRecord, Records, closed_with_outcome
from services.community.outcomes.outcome import KeptOutcome
from services.community.tokens import new_id
from shared.contracts.base import MemberId
from shared.contracts.case import CaseStatus
from shared.contracts.outcome import OutcomeFields
from shared.contracts.triage import TriageDecision
from shared.errors import Refused
from shared.store import ASCENDING, Document, DuplicateKeyError, Index, Session, Store

MOST = 100
"""Outcomes of one case."""
BISHKEK = ZoneInfo("Asia/Bishkek")
INDEXES = (
    Index("case_outcomes", [("case", ASCENDING), ("at", ASCENDING)], {"name": "case"}),
    Index("case_outcomes", [("key", ASCENDING)], {"name": "key", "unique": True}),
    Index("case_outcomes", [("confirmed", ASCENDING)], {"name": "confirmed"}),
)


class OutcomesStore:
    """Outcomes of cases."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._outcomes = store.collection("case_outcomes")

    async def prepare(self) -> None:
        """Create the indexes and the collection."""
        await self._store.ensure_indexes(INDEXES)

    async def of_case(self, case_id: str, session: Session | None = None) -> list[KeptOutcome]:
        """The outcomes of a case, oldest first."""
        rows = self._outcomes.find({"case": case_id}, session=session).sort("at", ASCENDING).limit(MOST)
        return [_read(row) for row in await rows.to_list(MOST)]

    async def add(self, case_id: str, fields: OutcomeFields, by: MemberId, key: str, now: datetime) -> None:
        """A new outcome; the same form sent again adds nothing. Raises `Refused("too_many")`."""
        if await self._outcomes.count_documents({"case": case_id}, limit=MOST) >= MOST:
            raise Refused("too_many", f"A case has at most {MOST} outcomes.")
        row: Document = {"_id": new_id("q"), "case": case_id, "key": f"{case_id}:{by}:{key}", "author": by, "at": now}
        row |= {"fields": fields.model_dump(mode="json"), "confirmer": None, "confirmed": None, "revision": 1}
        try:
            await self._outcomes.insert_one(row)
        except DuplicateKeyError:
            return

    async def confirm(self, session: Session, outcome: KeptOutcome, by: MemberId, now: datetime) -> None:
        """A second person agrees. Raises `Refused("conflict")` when it was changed meanwhile."""
        change = {"$set": {"confirmer": by, "confirmed": now, "revision": outcome.revision + 1}}
        seen = {"_id": outcome.id, "revision": outcome.revision, "confirmed": None}
        changed = await self._outcomes.update_one(seen, change, session=session)
        if not changed.matched_count:
            raise Refused("conflict", "This was changed or confirmed meanwhile; look at it again.")

    async def withdraw(self, outcome: KeptOutcome) -> None:
        """Take back one that nobody confirmed. Raises `Refused("conflict")`."""
        seen = {"_id": outcome.id, "revision": outcome.revision, "confirmed": None}
        if not (await self._outcomes.delete_one(seen)).deleted_count:
            raise Refused("conflict", "This was changed or confirmed meanwhile; look at it again.")

    # --- impact --------------------------------------------------------------------------------------------

    async def records(self, calendar: Calendar, today: date) -> Records:
        """Everything that the figures are computed from, as it is now."""
        cases = self._store.collection("cases")
        closed = {row["_id"] async for row in cases.find({"status": CaseStatus.CLOSED.value}, {"_id": 1})}
        rows = await self._outcomes.find({"confirmed": {"$ne": None}}).sort("confirmed", ASCENDING).to_list(None)
        outcomes = [OutcomeRecord(row["case"], OutcomeFields.model_validate(row["fields"])) for row in rows]
        judged = await self._judged()
        return Records(
            opened=await cases.count_documents({}),
            published=await cases.count_documents({"list": "public"}),
            closed=len(closed),
            closed_confirmed=closed_with_outcome(outcomes, closed),
            letters=await self._letters(calendar, today),
            outcomes=outcomes,
            reviewed=await self._reviewed(),
            confirmed_flags=judged[0],
            judged_flags=judged[1],
        )

    async def _letters(self, calendar: Calendar, today: date) -> Sequence[LetterRecord]:
        wanted = {"kind": {"$in": [kind.value for kind in TO_AUTHORITIES]}, "sending": {"$ne": None}}
        found = []
        async for row in self._store.collection("case_letters").find(wanted):
            sent = date.fromisoformat(row["sending"]["day"])
            answered = date.fromisoformat(row["answered"]) if row["answered"] else None
            due = date.fromisoformat(row["due"]) if row["due"] else None
            waited = max(0, calendar.between(sent, min(answered or today, today)))
            found.append(LetterRecord(row["kind"], sent, due, answered, waited))
        return found

    async def _reviewed(self) -> int:
        """Tenders about which somebody decided in the queue."""
        decided = {"$in": [decision.value for decision in TriageDecision]}
        pipeline: list[Document] = [{"$match": {"kind": decided}}, {"$group": {"_id": "$ocid"}}, {"$count": "n"}]
        found = await self._store.collection("triage_acts").aggregate(pipeline).to_list(1)
        return int(found[0]["n"]) if found else 0

    async def _judged(self) -> tuple[int, int]:
        """Verdicts on flags that confirm, and all of them."""
        sums = {f: {"$sum": f"$counts.{f}"} for f in ("confirmed", "explainable", "wrong_data")}
        found = await self._store.collection("judged").aggregate([{"$group": {"_id": None, **sums}}]).to_list(1)
        if not found:
            return 0, 0
        return found[0]["confirmed"], sum(found[0][f] for f in sums)


def _read(row: Document) -> KeptOutcome:
    return KeptOutcome(
        row["_id"],
        row["case"],
        OutcomeFields.model_validate(row["fields"]),
        row["author"],
        row["at"],
        row["confirmer"],
        row["confirmed"],
        row["revision"],
    )
