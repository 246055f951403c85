"""Saved searches: the collection `searches`.

They carry a revision from one counter, raised in the transaction that changes them; so a replica sees with one
read whether it knows them all (`changed_since`). Deleted ones stay as an empty tombstone for a week.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.contracts.alert import Search
from shared.contracts.base import MemberId, SearchId
from shared.errors import Refused
from shared.store import ASCENDING, DESCENDING, Document, Index, Session, Store

INDEXES = (
    Index("searches", [("revision", ASCENDING)], {"name": "changed"}),
    Index("searches", [("member", ASCENDING), ("created", DESCENDING)], {"name": "member"}),
    Index("searches", [("deletedAt", ASCENDING)], {"name": "forget", "expireAfterSeconds": 7 * 24 * 3600}),
)


class SearchesStore:
    """The saved searches of all members."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._searches = store.collection("searches")
        self._counters = store.collection("counters")

    async def prepare(self) -> None:
        """Indexes, and the counter, so that changing it is always an update."""
        await self._store.ensure_indexes(INDEXES)
        await self._counters.update_one({"_id": "searches"}, {"$setOnInsert": {"revision": 0}}, upsert=True)

    async def revision(self) -> int:
        """The revision of the last committed change to the saved searches."""
        row = await self._counters.find_one({"_id": "searches"})
        return int(row["revision"]) if row else 0

    async def changed_since(self, revision: int) -> tuple[list[Search], list[SearchId]]:
        """Searches that changed after `revision`: those that are watching, and the ids of those that are not."""
        watching: list[Search] = []
        gone: list[SearchId] = []
        async for row in self._searches.find({"revision": {"$gt": revision}}):
            if "search" not in row or row["search"]["paused"]:
                gone.append(row["_id"])
            else:
                watching.append(_search(row))
        return watching, gone

    async def save_search(self, search: Search, limit: int) -> Search:
        """Keep a search, or give back the one with its id; `Refused("too_many")` when the member has `limit`."""

        async def work(session: Session) -> Search:
            found = await self._searches.find_one({"_id": search.id}, session=session)
            if found and "search" in found:
                return _search(found)
            revision = await self._next_revision(session)
            kept = await self._searches.count_documents({"member": search.member}, session=session)
            if kept >= limit:
                raise Refused("too_many", f"A member can keep {limit} saved searches.", {"limit": limit})
            row = {
                "member": search.member,
                "created": search.created,
                "revision": revision,
                "search": search.model_dump(mode="json"),
            }
            await self._searches.replace_one({"_id": search.id}, row, upsert=True, session=session)
            return search

        return await self._store.atomically(work)

    async def searches_of(self, member: MemberId) -> list[Search]:
        """A member's searches, newest first."""
        cursor = self._searches.find({"member": member}).sort([("created", DESCENDING), ("_id", DESCENDING)])
        return [_search(row) async for row in cursor]

    async def searches(self, ids: Sequence[SearchId]) -> list[Search]:
        """The searches with these ids that still exist."""
        rows = self._searches.find({"_id": {"$in": list(ids)}, "search": {"$exists": True}}).sort("_id", ASCENDING)
        return [_search(row) async for row in rows]

    async def pause_search(self, member: MemberId, id_: SearchId, *, paused: bool) -> Search | None:
        """Pause or resume; None when the member has no such search. Resuming gives a failing webhook a new chance."""

        async def work(session: Session) -> Search | None:
            change: Document = {"search.paused": paused, "revision": await self._next_revision(session)}
            if not paused:
                change |= {"search.webhook_failing": None, "failingSince": None, "webhookOff": False}
            row = await self._searches.find_one_and_update(
                {"_id": id_, "member": member}, {"$set": change}, session=session, return_document=True
            )
            return _search(row) if row else None

        return await self._store.atomically(work)

    async def delete_search(self, member: MemberId, id_: SearchId, now: datetime) -> bool:
        """Leave nothing but the id; False when the member has no such search."""

        async def work(session: Session) -> bool:
            found = await self._searches.find_one({"_id": id_, "member": member}, session=session)
            if not found:
                return False
            tombstone = {"revision": await self._next_revision(session), "deletedAt": now}
            await self._searches.replace_one({"_id": id_}, tombstone, session=session)
            return True

        return await self._store.atomically(work)

    async def _next_revision(self, session: Session) -> int:
        """Raise the counter: transactions that change searches thereby commit one after the other."""
        row = await self._counters.find_one_and_update(
            {"_id": "searches"}, {"$inc": {"revision": 1}}, session=session, upsert=True, return_document=True
        )
        return int(row["revision"])

    async def webhook_failed(self, id_: SearchId, reason: str, now: datetime, patience: timedelta) -> None:
        """Remember that a webhook fails, and switch it off when it has for longer than `patience`.

        One that is off stays off, with the reason it was switched off for.
        """
        await self._searches.update_one(
            {"_id": id_, "search": {"$exists": True}},
            [
                {"$set": {"failingSince": {"$ifNull": ["$failingSince", now]}}},
                {
                    "$set": {
                        "search.webhook_failing": {
                            "$cond": ["$webhookOff", "$search.webhook_failing", {"$literal": reason}]
                        },
                        "webhookOff": {"$or": ["$webhookOff", {"$lte": ["$failingSince", now - patience]}]},
                    }
                },
            ],
        )

    async def webhook_gone(self, id_: SearchId, reason: str) -> None:
        """Switch a webhook off at once."""
        change = {"search.webhook_failing": reason, "webhookOff": True}
        await self._searches.update_one({"_id": id_, "search": {"$exists": True}}, {"$set": change})

    async def webhook_works(self, id_: SearchId) -> None:
        """Forget earlier failures."""
        await self._searches.update_one(
            {"_id": id_, "failingSince": {"$ne": None}},
            {"$set": {"failingSince": None, "search.webhook_failing": None, "webhookOff": False}},
        )

    async def webhooks_on(self, ids: Sequence[SearchId]) -> set[SearchId]:
        """Those of these searches whose webhook was not switched off."""
        rows = self._searches.find({"_id": {"$in": list(ids)}, "webhookOff": {"$ne": True}}, {"_id": 1})
        return {row["_id"] async for row in rows}


def _search(row: Document) -> Search:
    return Search.model_validate(row["search"])
