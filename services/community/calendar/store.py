"""The days as they stand (`calendar`), their versions (`calendar_versions`), files to accept (`calendar_files`)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from services.community.calendar.day import Day, calendar_of, require_revision, seeded
from services.community.calendar.proposal import Proposal
from services.community.calendar.working_days import Calendar
from shared.contracts.base import MemberId, Texts
from shared.contracts.calendar import DayKind, DayOrigin, ProposedDay
from shared.errors import Refused
from shared.store import ASCENDING, DESCENDING, Document, Index, Session, Store

SEEDED_BEFORE: Final = 4
SEEDED_AFTER: Final = 2
"""Years around this one that are filled from the open list: letters run for months, old purchases for years."""
KEPT: Final = timedelta(days=1)
"""How long a file waits to be accepted."""
MOST_VERSIONS: Final = 100
INDEXES = (
    Index("calendar", [("year", ASCENDING), ("_id", ASCENDING)], {"name": "year"}),
    Index("calendar_versions", [("day", ASCENDING), ("revision", DESCENDING)], {"name": "day", "unique": True}),
    Index("calendar_files", [("at", ASCENDING)], {"name": "forget", "expireAfterSeconds": int(KEPT.total_seconds())}),
)


class CalendarStore:
    """Collections and queries of the calendar."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._days = store.collection("calendar")
        self._versions = store.collection("calendar_versions")
        self._files = store.collection("calendar_files")

    async def prepare(self, now: datetime) -> None:
        """Create the indexes, and fill in what the open list of holidays has and nobody has touched."""
        await self._store.ensure_indexes(INDEXES)
        for year in range(now.year - SEEDED_BEFORE, now.year + SEEDED_AFTER + 1):
            await self._seed(year, now)

    async def calendar(self) -> Calendar:
        """The calendar to count with."""
        rows = await self._days.find({}).to_list(None)
        return calendar_of(map(_day, rows))

    async def of_year(self, year: int) -> list[Day]:
        """The entries of a year in their order, without those taken back."""
        rows = self._days.find({"year": year, "kind": {"$ne": DayKind.PLAIN.value}}).sort("_id", ASCENDING)
        return [_day(row) for row in await rows.to_list(None)]

    async def years(self) -> list[int]:
        """Years with at least one entry."""
        return sorted(await self._days.distinct("year"))

    async def day(self, day: date, session: Session | None = None) -> Day | None:
        """A day as it stands; None when nothing was ever said of it."""
        row = await self._days.find_one({"_id": day.isoformat()}, session=session)
        return _day(row) if row else None

    async def versions(self, day: date) -> list[Day]:
        """Every version of a day, newest first, at most a hundred."""
        rows = self._versions.find({"day": day.isoformat()}).sort("revision", DESCENDING).limit(MOST_VERSIONS)
        return [_day(row | {"_id": row["day"]}) for row in await rows.to_list(MOST_VERSIONS)]

    async def change(self, day: Day, seen: int) -> Day:
        """Write a new version of a day that was at revision `seen`. Raises `Refused("conflict")`."""

        async def work(session: Session) -> Day:
            return await self._write(session, day, seen)

        return await self._store.atomically(work)

    async def keep(self, proposal: Proposal) -> None:
        """Keep what a file would change until it is accepted."""
        row = {
            "_id": proposal.id,
            "by": proposal.by,
            "at": proposal.at,
            "days": [day.model_dump(mode="json") for day in proposal.days],
            "skipped": list(proposal.skipped),
            "written": None,
        }
        await self._files.insert_one(row)

    async def proposal(self, id: str, by: MemberId, session: Session | None = None) -> Proposal:  # noqa: A002
        """A file that this administrator brought. Raises `Refused("not_found")`."""
        row = await self._files.find_one({"_id": id, "by": by}, session=session)
        if row is None:
            raise Refused("not_found", "There is no such calendar file, or it has waited for more than a day.")
        days = tuple(ProposedDay.model_validate(day) for day in row["days"])
        return Proposal(row["_id"], row["by"], row["at"], days, tuple(row["skipped"]), row["written"])

    async def accept(
        self,
        id: str,  # noqa: A002
        by: MemberId,
        chosen: Sequence[date],
        source: str,
        now: datetime,
    ) -> int:
        """Write the chosen days of a file, all or none; how many. Raises `Refused`: `not_found`, `conflict`."""

        async def work(session: Session) -> int:
            proposal = await self.proposal(id, by, session)
            if proposal.written is not None:
                return proposal.written
            days = proposal.chosen(chosen, source, now)
            for day, seen in days:
                await self._write(session, day, seen)
            await self._files.update_one({"_id": id}, {"$set": {"written": len(days)}}, session=session)
            return len(days)

        return await self._store.atomically(work)

    async def _write(self, session: Session, day: Day, seen: int) -> Day:
        present = await self.day(day.day, session)
        written = replace(day, revision=require_revision(present, seen))
        row = _row(written)
        await self._days.replace_one({"_id": row["_id"]}, row, upsert=True, session=session)
        await self._versions.insert_one(_version(row), session=session)
        return written

    async def _seed(self, year: int, now: datetime) -> None:
        """Bring the untouched days of a year to what the open list says now."""

        async def work(session: Session) -> None:
            rows = await self._days.find({"year": year}, session=session).to_list(None)
            present = {row["_id"]: _day(row) for row in rows}
            wanted = {day.day.isoformat(): day for day in seeded(year, now)}
            for key, old in present.items():
                if old.origin is not DayOrigin.SEED:
                    wanted.pop(key, None)
                elif key not in wanted:
                    gone = {"_id": key}
                    await self._days.delete_one(gone, session=session)
                    await self._versions.delete_many({"day": key}, session=session)
                elif _same(old, wanted[key]):
                    wanted.pop(key)
            for key, day in wanted.items():
                row = _row(day)
                await self._days.replace_one({"_id": key}, row, upsert=True, session=session)
                await self._versions.replace_one(
                    {"day": key, "revision": 1}, _version(row), upsert=True, session=session
                )

        await self._store.atomically(work)


def _same(old: Day, new: Day) -> bool:
    """Whether two seeds say the same, whenever they were made."""
    return replace(old, at=new.at) == new


def _row(day: Day) -> Document:
    return {
        "_id": day.day.isoformat(),
        "year": day.day.year,
        "kind": day.kind.value,
        "name": day.name.model_dump(),
        "source": day.source,
        "origin": day.origin.value,
        "at": day.at,
        "by": day.by,
        "estimated": day.estimated,
        "revision": day.revision,
    }


def _version(row: Document) -> Document:
    """The same, as one version among others."""
    return {key: value for key, value in row.items() if key != "_id"} | {"day": row["_id"]}


def _day(row: Document) -> Day:
    return Day(
        day=date.fromisoformat(row["_id"]),
        kind=DayKind(row["kind"]),
        name=Texts(**row["name"]),
        source=row["source"],
        origin=DayOrigin(row["origin"]),
        at=row["at"],
        by=row["by"],
        estimated=row["estimated"],
        revision=row["revision"],
    )
