"""Cases: the collections `cases`, `case_entries` (their timelines) and `case_numbers`."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from services.community.cases import rows
from services.community.cases.case import Case, Mate
from services.community.cases.entries import Entry
from services.community.cases.facts import stepped
from services.community.cases.workflow import Transition
from services.community.tokens import new_id
from shared.contracts.base import MemberId
from shared.contracts.case import CaseFields, CaseStatus, Seat
from shared.errors import Refused
from shared.store import ASCENDING, DESCENDING, Document, DuplicateKeyError, Index, Session, Store

_NEWEST = [("changed", DESCENDING), ("_id", ASCENDING)]
INDEXES = (
    Index("cases", [("list", ASCENDING), *_NEWEST], {"name": "list"}),
    Index("cases", [("list", ASCENDING), ("status", ASCENDING), *_NEWEST], {"name": "list-status"}),
    Index("cases", [("list", ASCENDING), ("stage", ASCENDING), *_NEWEST], {"name": "list-stage"}),
    Index("cases", [("list", ASCENDING), ("region", ASCENDING), *_NEWEST], {"name": "list-region"}),
    Index("cases", [("list", ASCENDING), ("violations", ASCENDING), *_NEWEST], {"name": "list-violation"}),
    Index("cases", [("list", ASCENDING), ("conclusion", ASCENDING), *_NEWEST], {"name": "list-conclusion"}),
    Index("cases", [("list", ASCENDING), ("about", ASCENDING), *_NEWEST], {"name": "list-about"}),
    Index("cases", [("list", ASCENDING), ("words", ASCENDING), *_NEWEST], {"name": "list-words"}),
    Index("cases", [("list", ASCENDING), ("answerDue", ASCENDING)], {"name": "list-due"}),
    Index("cases", [("mates", ASCENDING), *_NEWEST], {"name": "mine"}),
    Index("cases", [("status", ASCENDING), *_NEWEST], {"name": "status"}),
    Index("cases", [("about", ASCENDING)], {"name": "about"}),
    Index("cases", [("number", ASCENDING)], {"name": "number", "unique": True}),
    Index("cases", [("key", ASCENDING)], {"name": "key", "unique": True}),
    Index("case_entries", [("case", ASCENDING), ("at", DESCENDING), ("_id", ASCENDING)], {"name": "case"}),
    Index("case_entries", [("case", ASCENDING), ("public", ASCENDING), ("at", DESCENDING)], {"name": "public"}),
)


Also = Callable[[Session, Case], Awaitable[None]]
"""What another room writes together with a new case."""


class CasesStore:
    """Cases and their timelines."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._cases = store.collection("cases")
        self._entries = store.collection("case_entries")
        self._numbers = store.collection("case_numbers")

    async def prepare(self) -> None:
        """Create the indexes and the collections."""
        await self._store.ensure_indexes(INDEXES)
        year = datetime.now(UTC).year
        await self._numbers.update_one({"_id": year}, {"$setOnInsert": {"last": 0}}, upsert=True)

    async def case(self, id: str, session: Session | None = None) -> Case | None:  # noqa: A002 - the field's own word
        """The case with this id."""
        row = await self._cases.find_one({"_id": id}, session=session)
        return rows.read(row) if row else None

    async def by_number(self, number: str) -> Case | None:
        """The case that people call `KG-2026-0001`."""
        row = await self._cases.find_one({"number": number})
        return rows.read(row) if row else None

    async def create(
        self, author: MemberId, fields: CaseFields, key: str, now: datetime, also: Also | None = None
    ) -> Case:
        """A new case, led by its author; the same one when `key` was used by them before.

        `also` is done in the same transaction.
        """

        async def work(session: Session) -> Case:
            number = await self._numbers.find_one_and_update(
                {"_id": now.year}, {"$inc": {"last": 1}}, upsert=True, return_document=True, session=session
            )
            row: Document = {
                "_id": new_id("c"),
                "key": f"{author}:{key}",
                "number": f"KG-{now.year}-{number['last']:04}",
                **rows.fields_row(fields),
                "status": CaseStatus.DRAFT.value,
                "conclusion": None,
                "team": [rows.mate_row(Mate(author, Seat.LEAD, None, now))],
                "joining": [],
                "author": author,
                "created": now,
                "changed": now,
                "revision": 1,
                "published": None,
                "publicTitle": "",
                "publicSummary": "",
                "answerDue": None,
            }
            await self._cases.insert_one(row | rows.derived(row), session=session)
            await self.add_entry(session, row["_id"], Entry("created", now, author, {"origin": row["origin"]}))
            case = rows.read(row)
            if also:
                await also(session, case)
            return case

        try:
            return await self._store.atomically(work)
        except DuplicateKeyError:
            row = await self._cases.find_one({"key": f"{author}:{key}"})
            if row is None:
                raise
            return rows.read(row)

    async def edit(self, case: Case, fields: CaseFields, by: MemberId, now: datetime) -> Case:
        """What people write, anew. Raises `Refused("conflict")` when somebody else changed it meanwhile."""
        written = rows.fields_row(fields)
        before = rows.fields_row(_fields(case))
        changed = sorted(name for name in written if written[name] != before[name])
        if not changed:
            return case

        async def work(session: Session) -> Case:
            after = await self.change(session, case, written, now)
            await self.add_entry(session, case.id, Entry("edited", now, by, {"fields": changed}))
            return after

        return await self._store.atomically(work)

    async def change(self, session: Session, case: Case, changes: Document, now: datetime) -> Case:
        """Write `changes` (fields of the document) to the case as it was seen. Raises `Refused("conflict")`."""
        row = await self._cases.find_one({"_id": case.id, "revision": case.revision}, session=session)
        if row is None:
            raise Refused("conflict", "Somebody else changed this meanwhile; look at it again before you save.")
        after = row | changes | {"revision": case.revision + 1, "changed": now}
        await self._cases.replace_one({"_id": case.id}, after | rows.derived(after), session=session)
        return rows.read(after)

    async def step(
        self, session: Session, case: Case, line: Transition, by: MemberId | None, reason: str, now: datetime
    ) -> Case:
        """Take a step within a transaction: the new status, an entry of the timeline, a fact when the case is public.

        Raises `Refused("conflict")`.
        """
        changes = {"status": line.to.value, "conclusion": line.conclusion if line.to is CaseStatus.CLOSED else None}
        after = await self.change(session, case, changes, now)
        data = {"step": line.step.value, "from": case.status.value, "to": line.to.value, "reason": reason}
        entry = Entry("step", now, by, data, public=False)
        await self.add_entry(session, case.id, entry)
        if after.published:
            told = {name: data[name] for name in ("step", "from", "to")}
            await self.add_entry(session, case.id, Entry("status", now, None, told, public=True))
            await self._store.record(session, [stepped(after, line.step, now)])
        return after

    async def set_answer_due(self, session: Session, case_id: str, due: datetime | None) -> None:
        """When the earliest answer to a letter of the case should come; no change of the case itself."""
        await self._cases.update_one({"_id": case_id}, {"$set": {"answerDue": due}}, session=session)

    async def add_asking(self, case_id: str, member: MemberId, words: str, now: datetime) -> None:
        """Somebody asks for a seat; asking again changes the words."""

        async def work(session: Session) -> None:
            gone = {"$pull": {"joining": {"member": member}}}
            await self._cases.update_one({"_id": case_id}, gone, session=session)
            asking = {"member": member, "words": words, "at": now}
            push = {"$push": {"joining": {"$each": [asking], "$slice": -50}}}
            await self._cases.update_one({"_id": case_id}, push, session=session)

        await self._store.atomically(work)

    async def asking(self, case_id: str) -> list[Document]:
        """Who asks for a seat: `member`, `words`, `at`."""
        row = await self._cases.find_one({"_id": case_id}, {"joining": 1})
        return list(row["joining"]) if row else []

    async def seat(self, case: Case, team: Sequence[Mate], entry: Entry, now: datetime) -> Case:
        """The team as it is from now on. Raises `Refused("conflict")`."""
        seated = {mate.member for mate in team}

        async def work(session: Session) -> Case:
            waiting = await self._cases.find_one({"_id": case.id}, {"joining": 1}, session=session)
            joining = [each for each in (waiting or {}).get("joining", []) if each["member"] not in seated]
            changes = {"team": [rows.mate_row(mate) for mate in team], "joining": joining}
            after = await self.change(session, case, changes, now)
            await self.add_entry(session, case.id, entry)
            return after

        return await self._store.atomically(work)

    # --- timeline ------------------------------------------------------------------------------------------

    async def add_entry(self, session: Session | None, case_id: str, entry: Entry) -> None:
        """Add to the timeline; the same entry twice is once."""
        row = {"case": case_id, "kind": entry.kind, "at": entry.at, "by": entry.by, "public": entry.public}
        await self._entries.update_one(
            {"_id": entry.id}, {"$setOnInsert": row | {"data": entry.data}}, upsert=True, session=session
        )

    async def timeline(
        self, case_id: str, limit: int, after: tuple[datetime, str] | None, *, public: bool
    ) -> list[Document]:
        """Entries, newest first, `limit` of them after the one at `after`."""
        condition: Document = {"case": case_id}
        if public:
            condition["public"] = True
        if after:
            at, entry = after
            condition["$or"] = [{"at": {"$lt": at}}, {"at": at, "_id": {"$gt": entry}}]
        found = self._entries.find(condition).sort([("at", DESCENDING), ("_id", ASCENDING)]).limit(limit)
        return await found.to_list(limit)

    async def about(self, ocids: Sequence[str]) -> list[tuple[str, str]]:
        """Which cases are about these contracting processes: (case id, ocid)."""
        wanted = set(ocids)
        found = self._cases.find({"about": {"$in": list(wanted)}}, {"about": 1})
        return [(row["_id"], ocid) async for row in found for ocid in row["about"] if ocid in wanted]


def _fields(case: Case) -> CaseFields:
    names: dict[str, Any] = {name: getattr(case, name) for name in CaseFields.model_fields}
    return CaseFields(**names | {"violations": list(case.violations), "links": list(case.links)})
