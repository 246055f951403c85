"""Versions that were published and what each member completed: the only place that knows this service's database."""

from datetime import datetime

from services.learning.courses import CourseText
from shared.contracts.base import MemberId
from shared.contracts.learning import CourseEvent
from shared.facts import Fact, fact_id, token
from shared.store import ASCENDING, DESCENDING, DuplicateKeyError, Index, Session, Store

_ROWS = 100_000

INDEXES = (
    Index("versions", [("course", ASCENDING), ("version", DESCENDING)], {"name": "version", "unique": True}),
    Index(
        "progress",
        [("member", ASCENDING), ("course", ASCENDING), ("lesson", ASCENDING)],
        {"name": "completed", "unique": True},
    ),
)


class LearningStore:
    """Collections and queries of learning."""

    def __init__(self, store: Store) -> None:
        """`store` is the service's own database."""
        self._store = store
        self._versions = store.collection("versions")
        self._progress = store.collection("progress")

    async def prepare(self) -> None:
        """Create what is missing: collections and indexes."""
        await self._store.ensure_indexes(INDEXES)

    async def publish(self, course: CourseText, now: datetime) -> int:
        """The version of this content; when it is new, its event is recorded in the same transaction.

        Content that was there before keeps its version: old and new replicas side by side publish nothing twice.
        """
        row_id = f"{course.slug}:{course.content_hash}"

        async def work(session: Session) -> int:
            known = await self._versions.find_one({"_id": row_id}, session=session)
            if known:
                return int(known["version"])
            newest = await self._versions.find_one(
                {"course": course.slug}, sort=[("version", DESCENDING)], session=session
            )
            version = int(newest["version"]) + 1 if newest else 1
            row = {"_id": row_id, "course": course.slug, "version": version, "published": now}
            await self._versions.insert_one(row, session=session)
            await self._store.record(session, [published(course, version, now)])
            return version

        try:
            return await self._store.atomically(work)
        except DuplicateKeyError:
            # Another replica published in this very moment; now it is found.
            return await self._store.atomically(work)

    async def complete(self, member: MemberId, course: str, lesson: str, now: datetime) -> None:
        """Remember that `member` completed `lesson`; the first time counts."""
        key = {"member": member, "course": course, "lesson": lesson}
        try:
            await self._progress.update_one(key, {"$setOnInsert": {"completed": now}}, upsert=True)
        except DuplicateKeyError:
            return  # the same request, sent twice at once: it is written

    async def completed(self, member: MemberId | None, course: str) -> set[str]:
        """Lessons of `course` that `member` completed; none for a visitor."""
        return (await self._completed({"member": member, "course": course})).get(course, set()) if member else set()

    async def completed_everywhere(self, member: MemberId | None) -> dict[str, set[str]]:
        """Lessons that `member` completed, by course."""
        return await self._completed({"member": member}) if member else {}

    async def _completed(self, condition: dict[str, str | None]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        async for row in self._progress.find(condition, {"_id": 0, "course": 1, "lesson": 1}).limit(_ROWS):
            found.setdefault(row["course"], set()).add(row["lesson"])
        return found


def published(course: CourseText, version: int, now: datetime) -> Fact:
    """`course.v1.published.<course>`: this version can be taken."""
    event = CourseEvent(course=course.slug, version=version, title=course.outline.title, lessons=len(course.lessons))
    return Fact(
        id=fact_id("course.v1.published", course.slug, version, course.content_hash),
        type="course.v1.published",
        subject=f"course.v1.published.{token(course.slug)}",
        about=course.slug,
        data=event.model_dump_json().encode(),
        time=now,
    )
