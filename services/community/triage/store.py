"""The queue (`triage`, one row per tender that was ever flagged) and what people did with it (`triage_acts`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.community.tokens import new_id
from services.community.triage.flags import MOST_MOVES, Row, Told, taken
from services.community.triage.holding import Hold, fact
from services.community.triage.listing import INDEXES as LISTS
from services.community.triage.listing import MINE, Listing, cursor
from shared.contracts.base import MemberId
from shared.contracts.triage import Triaged, TriageDecision, TriageReason
from shared.errors import Refused
from shared.store import ASCENDING, DESCENDING, Document, Index, Session, Store, UpdateOne

MOST_COUNTED = 1000
MOST_ACTS = 100
MOST_DECISIONS = 50
_QUEUED = {"partialFilterExpression": {"queued": True}}
INDEXES = (
    *(Index("triage", keys, {"name": name, **_QUEUED}) for name, keys in LISTS.items()),
    Index(
        "triage",
        [("holder", ASCENDING), ("until", ASCENDING)],
        {"name": MINE, "partialFilterExpression": {"holder": {"$type": "string"}}},
    ),
    Index("triage_acts", [("ocid", ASCENDING), ("at", DESCENDING)], {"name": "tender"}),
    Index("triage_acts", [("by", ASCENDING)], {"name": "member"}),
)
_KNOWN = {"flags": 1, "process": 1, "queued": 1, "decided": 1}
_SHOWN = {"flags": 0}


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did with a tender."""

    kind: str
    by: MemberId
    at: datetime
    to: MemberId | None = None
    reason: TriageReason | None = None
    words: str = ""


class TriageStore:
    """Collections and queries of the queue."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rows = store.collection("triage")
        self._acts = store.collection("triage_acts")

    async def prepare(self) -> None:
        """Create the indexes and the collections."""
        await self._store.ensure_indexes(INDEXES)

    # --- flags in ----------------------------------------------------------------------------------------------

    async def take(self, events: Sequence[Told]) -> None:
        """Take flags in, in one transaction; what is known already, or was true before, changes nothing."""
        ocids = list({event.ocid for event in events})

        async def work(session: Session) -> None:
            found = self._rows.find({"_id": {"$in": ocids}}, _KNOWN, session=session)
            known = {row["_id"]: row for row in await found.to_list(None)}
            writes = [_write(ocid, changes) for ocid, changes in taken(known, events).items()]
            if writes:
                await self._rows.bulk_write(writes, ordered=False, session=session)

        await self._store.atomically(work)

    # --- lists ---------------------------------------------------------------------------------------------------

    async def slice(self, wanted: Listing, limit: int) -> tuple[list[Row], int, bool, str | None]:
        """Rows in order; how many there are, at most `MOST_COUNTED`; whether there are more; where the next begin."""
        count = await self._rows.count_documents(wanted.condition, limit=MOST_COUNTED + 1, hint=wanted.narrow)
        index = wanted.narrow if count <= MOST_COUNTED else wanted.index
        order = [(wanted.field, wanted.direction), ("_id", ASCENDING)]
        condition = {"$and": [wanted.condition, wanted.place]} if wanted.place else wanted.condition
        found = self._rows.find(condition, _SHOWN).hint(index).sort(order).limit(limit + 1)
        rows = await found.to_list(limit + 1)
        following = cursor(rows[limit - 1], wanted.field) if len(rows) > limit else None
        return rows[:limit], min(count, MOST_COUNTED), count > MOST_COUNTED, following

    async def explain(self, wanted: Listing) -> Document:
        """How the server reads a list, for tests and operators."""
        find = {"find": "triage", "filter": wanted.condition, "hint": wanted.index, "limit": 50}
        find["sort"] = {wanted.field: wanted.direction, "_id": ASCENDING}
        plan: Document = await self._store.database.command("explain", find, verbosity="executionStats")
        return plan

    async def row(self, ocid: str, session: Session | None = None) -> Row:
        """One tender that was flagged, queued or not. Raises `Refused("not_found")`."""
        row = await self._rows.find_one({"_id": ocid}, _SHOWN, session=session)
        if row is None:
            raise Refused("not_found", "No risk indicator was ever raised on this tender.")
        return row

    async def held(self, session: Session, member: MemberId, now: datetime) -> int:
        """How many tenders a member has in hand."""
        mine = {"holder": member, "until": {"$gt": now}, "queued": True}
        return int(await self._rows.count_documents(mine, session=session))

    async def acts(self, ocid: str) -> list[Document]:
        """What people did with a tender, newest first."""
        return await self._acts.find({"ocid": ocid}).sort("at", DESCENDING).limit(MOST_ACTS).to_list(MOST_ACTS)

    async def decided(self, ocid: str) -> list[Triaged]:
        """What was decided about a tender, as the public may know it, newest first."""
        rows = self._acts.find({"ocid": ocid, "triaged": {"$exists": True}}).sort("at", DESCENDING)
        return [Triaged.model_validate(row["triaged"]) for row in await rows.limit(MOST_DECISIONS).to_list(None)]

    # --- what people do, within a transaction --------------------------------------------------------------------

    async def hold(self, session: Session, ocid: str, hold: Hold, act: Act) -> None:
        """Write who has it in hand now."""
        held = {"$set": {"holder": hold.holder, "until": hold.until}}
        await self._rows.update_one({"_id": ocid}, held, session=session)
        await self._acts.insert_one(_act(ocid, act), session=session)

    async def decide(
        self, session: Session, row: Row, act: Act, decision: TriageDecision, *, case: bool = False
    ) -> None:
        """The tender leaves the queue, and the public learns that it was decided. `case` keeps it out for good."""
        number = (row["decided"]["number"] if row.get("decided") else 0) + 1
        process = row["process"]
        triaged = Triaged(
            ocid=row["_id"],
            country=process["country"],
            decision=decision,
            at=act.at,
            published=process["published"],
            deadline=process["deadline"],
            number=number,
        )
        decided = {"number": number, "raised": row["raised"], "case": case}
        left = {"decided": decided, "queued": False, "holder": None, "until": None}
        await self._rows.update_one({"_id": row["_id"]}, {"$set": left}, session=session)
        kept = _act(row["_id"], act) | {"triaged": triaged.model_dump(mode="json")}
        await self._acts.insert_one(kept, session=session)
        await self._store.record(session, [fact(triaged)])

    async def case_opened(self, session: Session, ocid: str, member: MemberId, now: datetime) -> None:
        """A member made a case of it: it leaves the queue as checked, which does not say that there is a case.

        Nothing happens when it was never flagged, or has become a case before.
        """
        row = await self._rows.find_one({"_id": ocid}, _SHOWN, session=session)
        if row is not None and not (row.get("decided") or {}).get("case"):
            await self.decide(session, row, Act("checked", member, now), TriageDecision.CHECKED, case=True)


def hold_of(row: Row) -> Hold:
    """Where a tender is."""
    return Hold(row["queued"], row.get("holder"), row.get("until"))


def _write(ocid: str, changes: Row) -> UpdateOne:
    moves = changes.pop("moves")
    update: Document = {"$set": changes}
    if moves:
        update["$push"] = {"moves": {"$each": moves, "$slice": -MOST_MOVES}}
    return UpdateOne({"_id": ocid}, update, upsert=True)


def _act(ocid: str, act: Act) -> Document:
    return {
        "_id": new_id("a"),
        "ocid": ocid,
        "kind": act.kind,
        "by": act.by,
        "at": act.at,
        "to": act.to,
        "reason": act.reason.value if act.reason else None,
        "words": act.words,
    }
