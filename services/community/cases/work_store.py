"""What a team works with: the collections `case_tasks` and `case_notes`."""

from datetime import UTC, datetime

from services.community.cases.tasks import Task
from services.community.tokens import new_id
from shared.contracts.base import MemberId
from shared.errors import Refused
from shared.store import ASCENDING, DESCENDING, Document, DuplicateKeyError, Index, Session, Store

MOST_TASKS = 200
MOST_NOTES = 100
INDEXES = (
    Index("case_tasks", [("case", ASCENDING), ("created", ASCENDING)], {"name": "case"}),
    Index("case_tasks", [("key", ASCENDING)], {"name": "key", "unique": True}),
    Index("case_tasks", [("assignee", ASCENDING), ("done", ASCENDING), ("due", ASCENDING)], {"name": "mine"}),
    Index("case_notes", [("case", ASCENDING), ("at", DESCENDING)], {"name": "case"}),
    Index("case_notes", [("key", ASCENDING)], {"name": "key", "unique": True}),
)


class WorkStore:
    """Tasks and notes of cases."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tasks = store.collection("case_tasks")
        self._notes = store.collection("case_notes")

    async def prepare(self) -> None:
        """Create the indexes and the collections."""
        await self._store.ensure_indexes(INDEXES)

    async def tasks(self, case_id: str, session: Session | None = None) -> list[Task]:
        """The tasks of a case, oldest first."""
        found = self._tasks.find({"case": case_id}, session=session).sort("created", ASCENDING).limit(MOST_TASKS)
        return [_task(row) for row in await found.to_list(MOST_TASKS)]

    async def add_task(self, session: Session, case_id: str, task: Task, key: str, now: datetime) -> None:
        """A new task. Raises `DuplicateKeyError` when `key` was used in this case before."""
        row = {"_id": task.id, "case": case_id, "key": f"{case_id}:{key}", "created": now, **_row(task)}
        await self._tasks.insert_one(row, session=session)

    async def save_task(self, session: Session, case_id: str, task: Task) -> None:
        """A task as it is from now on. Raises `Refused("conflict")` when it was changed meanwhile."""
        seen = {"_id": task.id, "case": case_id, "revision": task.revision}
        changed = await self._tasks.update_one(
            seen, {"$set": _row(task) | {"revision": task.revision + 1}}, session=session
        )
        if not changed.matched_count:
            raise Refused("conflict", "Somebody else changed this task meanwhile; look at it again.")

    async def add_note(self, case_id: str, by: MemberId, text: str, key: str, now: datetime, *, public: bool) -> None:
        """Words of a member; sent twice with one `key` they stand once."""
        row: Document = {"_id": new_id("o"), "case": case_id, "key": f"{case_id}:{by}:{key}", "by": by}
        try:
            await self._notes.insert_one(row | {"at": now, "text": text, "public": public})
        except DuplicateKeyError:
            return

    async def notes(self, case_id: str, *, public: bool = False) -> list[Document]:
        """The latest notes, newest first: `_id`, `by`, `at`, `text`, `public`."""
        condition: Document = {"case": case_id} | ({"public": True} if public else {})
        return await self._notes.find(condition).sort("at", DESCENDING).limit(MOST_NOTES).to_list(MOST_NOTES)


def _row(task: Task) -> Document:
    return {
        "title": task.title,
        "assignee": task.assignee,
        "due": task.due.isoformat() if task.due else None,
        "after": task.after,
        "done": task.done,
        "revision": task.revision,
    }


def _task(row: Document) -> Task:
    return Task(
        id=row["_id"],
        title=row["title"],
        assignee=row["assignee"],
        due=datetime.fromisoformat(row["due"]).replace(tzinfo=UTC).date() if row["due"] else None,
        after=row["after"],
        done=row["done"],
        revision=row["revision"],
    )
