"""Saved searches, notifications and deliveries: the only place that knows this service's database.

`searches` carry a revision from one counter, raised in the transaction that changes them; so a replica sees with one
read whether it knows them all (`changed_since`). Deleted ones stay as an empty tombstone for a week.

When a delivery is due is told by the database's clock alone (`$$NOW`): replicas need not agree on the time.
"""

import asyncio
import json
import logging
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from pydantic import ValidationError

from services.alerts.notify import Delivery, Notice, Told
from shared.contracts.alert import Notification, Search
from shared.contracts.base import IndicatorId, MemberId, NotificationId, Ocid, SearchId
from shared.contracts.delivery import Channel, DeliveryEvent
from shared.contracts.risk import RiskVerb
from shared.errors import Refused
from shared.facts import Fact, fact_id
from shared.store import ASCENDING, DESCENDING, Document, Index, Session, Store, is_away

log = logging.getLogger(__name__)

INDEXES = (
    Index("searches", [("revision", ASCENDING)], {"name": "changed"}),
    Index("searches", [("member", ASCENDING), ("created", DESCENDING)], {"name": "member"}),
    Index("searches", [("deletedAt", ASCENDING)], {"name": "forget", "expireAfterSeconds": 7 * 24 * 3600}),
    Index("notifications", [("member", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)], {"name": "inbox"}),
    Index(
        "notifications",
        [("member", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)],
        {"name": "unread", "partialFilterExpression": {"read": None}},
    ),
    Index(
        "notifications",
        [("ocid", ASCENDING), ("indicator", ASCENDING)],
        {"name": "flagged", "partialFilterExpression": {"indicator": {"$gt": ""}}},
    ),
    Index(
        "deliveries",
        [("due", ASCENDING)],
        {"name": "due", "partialFilterExpression": {"open": True}},
    ),
    Index("deliveries", [("notification", ASCENDING)], {"name": "notification"}),
)
FIRST_LOOK = timedelta(minutes=10)
"""A delivery whose first event was not handled for so long is announced again; later ones are waited for longer."""
_DOUBLINGS = 5
_MARK_AGAIN = 0.1
"""Seconds between tries to mark a delivery as sent while the database is away."""
_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""`notBefore` of a delivery that waits for nothing, whatever the clocks say."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a delivery is about: that never changes, so it can be read before the delivery is claimed."""

    notification: NotificationId
    member: MemberId
    searches: tuple[SearchId, ...]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this process is now carrying out."""

    id: str
    notification: NotificationId
    member: MemberId
    channel: Channel
    searches: tuple[SearchId, ...]
    attempts: int
    """This try included."""
    first: datetime
    """When the first try began."""


class AlertsStore:
    """Queries of alerts over its `Store`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._searches = store.collection("searches")
        self._notifications = store.collection("notifications")
        self._deliveries = store.collection("deliveries")
        self._counters = store.collection("counters")

    async def prepare(self) -> None:
        """Indexes, and the counter, so that changing it is always an update."""
        await self._store.ensure_indexes(INDEXES)
        await self._counters.update_one({"_id": "searches"}, {"$setOnInsert": {"revision": 0}}, upsert=True)

    # --- saved searches ------------------------------------------------------------------------------------

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

    # --- notifications -------------------------------------------------------------------------------------

    async def tell(self, session: Session, notices: Sequence[Notice], now: datetime) -> int:
        """Write the notices that are not there yet, their deliveries and the events that start them; how many."""
        ids = [notice.id for notice in notices]
        known = {
            row["_id"] async for row in self._notifications.find({"_id": {"$in": ids}}, {"_id": 1}, session=session)
        }
        fresh = {notice.id: notice for notice in notices if notice.id not in known}
        if not fresh:
            return 0
        await self._notifications.insert_many([_notification_row(notice) for notice in fresh.values()], session=session)
        deliveries = [(delivery, notice.trace) for notice in fresh.values() for delivery in notice.deliveries]
        if deliveries:
            rows = [_delivery_row(delivery, now) for delivery, _ in deliveries]
            await self._deliveries.insert_many(rows, session=session)
            await self._store.record(
                session, [_start(one.id, one.channel, now, "0", trace) for one, trace in deliveries]
            )
        return len(fresh)

    async def notification(self, id_: NotificationId) -> Notification | None:
        """One notification; None when there is none that can be read."""
        row = await self._notifications.find_one({"_id": id_})
        return _notification(row) if row else None

    async def told_of(self, ocid: Ocid, indicator: IndicatorId, until: datetime) -> list[Told]:
        """Whom the newest notification of this flag, up to `until`, told that it is raised, and through what."""
        rows = self._notifications.find({"ocid": ocid, "indicator": indicator, "at": {"$lte": until}})
        newest = {row["member"]: row async for row in rows.sort([("at", ASCENDING), ("process.version", ASCENDING)])}
        raised = {row["_id"]: row for row in newest.values() if row["verb"] == RiskVerb.RAISED}
        sent: dict[NotificationId, list[tuple[Channel, tuple[SearchId, ...]]]] = {id_: [] for id_ in raised}
        async for row in self._deliveries.find({"notification": {"$in": list(raised)}}).sort("_id", ASCENDING):
            sent[row["notification"]].append((Channel(row["channel"]), tuple(row["searches"])))
        return [Told(row["member"], tuple(row["searches"]), tuple(sent[id_])) for id_, row in sorted(raised.items())]

    async def inbox(
        self, member: MemberId, *, limit: int, after: str | None, unread_only: bool
    ) -> tuple[list[Notification], str | None]:
        """One page, newest first, and where the next begins. `Refused("invalid")` for an unreadable `after`.

        A row that cannot be read is left out, so that it costs its member no other.
        """
        query: Document = {"member": member}
        if unread_only:
            query["read"] = None
        if after:
            at, id_ = _position(after)
            query["$or"] = [{"at": {"$lt": at}}, {"at": at, "_id": {"$lt": id_}}]
        cursor = self._notifications.find(query).sort([("at", DESCENDING), ("_id", DESCENDING)]).limit(limit + 1)
        rows = [row async for row in cursor]
        page = [told for row in rows[:limit] if (told := _notification(row))]
        return page, _opaque(rows[limit - 1]) if len(rows) > limit else None

    async def count(self, member: MemberId) -> int:
        """How many notifications a member has."""
        return await self._notifications.count_documents({"member": member})

    async def unread(self, member: MemberId) -> int:
        """How many of them were not read."""
        return await self._notifications.count_documents({"member": member, "read": None})

    async def mark_read(self, member: MemberId, ids: Sequence[NotificationId], now: datetime) -> bool:
        """Mark these, or all when `ids` is empty; whether anything changed."""
        query: Document = {"member": member, "read": None}
        if ids:
            query["_id"] = {"$in": list(ids)}
        changed = await self._notifications.update_many(query, {"$set": {"read": now}})
        return changed.modified_count > 0

    # --- deliveries ----------------------------------------------------------------------------------------

    async def order(self, id_: str) -> Order | None:
        """What a delivery that is not done is about."""
        row = await self._deliveries.find_one({"_id": id_, "open": True})
        return Order(row["notification"], row["member"], tuple(row["searches"])) if row else None

    async def claim(self, id_: str, lease: timedelta) -> Claimed | None:
        """Take a delivery that is due; None when it is done, not due yet, or another process is at it."""
        row = await self._deliveries.find_one_and_update(
            {
                "_id": id_,
                "open": True,
                "$or": [{"state": "pending", **_passed("notBefore")}, _passed("due")],
            },
            [
                {
                    "$set": {
                        "state": "sending",
                        "due": _after(lease),
                        "attempts": {"$add": ["$attempts", 1]},
                        "first": {"$ifNull": ["$first", "$$NOW"]},
                    }
                }
            ],
            return_document=True,
        )
        return _claimed(row) if row else None

    async def sent(self, claimed: Claimed, now: datetime, patience: timedelta) -> None:
        """The receiver has it: that holds also when this claim ran out meanwhile and another process is at it.

        Tried again for `patience` while the database is away: what is not marked is sent a second time.
        """
        change = {"state": "sent", "sentAt": now, "error": None, "open": False}
        until = time.monotonic() + patience.total_seconds()
        while True:
            try:
                await self._deliveries.update_one({"_id": claimed.id, "open": True}, {"$set": change})
            except Exception as error:
                if not is_away(error) or time.monotonic() > until:
                    raise
                await asyncio.sleep(_MARK_AGAIN)
            else:
                return

    async def dropped(self, claimed: Claimed, reason: str) -> None:
        """It is no longer wanted or cannot be addressed; nobody needs to be told."""
        await self._close(claimed, {"state": "dropped", "error": reason})

    async def failed(self, claimed: Claimed, reason: str) -> None:
        """Given up for good; the member sees it beside the notification."""
        if await self._close(claimed, {"state": "failed", "error": reason}):
            await self._notifications.update_one(
                {"_id": claimed.notification}, {"$set": {f"failed.{claimed.channel.value}": reason}}
            )

    async def postpone(self, claimed: Claimed, reason: str, wait: timedelta) -> None:
        """Try again after `wait`."""
        change = {
            "state": "pending",
            "notBefore": _after(wait),
            "due": _after(wait),
            "error": {"$literal": reason},
        }
        await self._deliveries.update_one(_held(claimed), [{"$set": change}])

    async def _close(self, claimed: Claimed, change: Document) -> bool:
        closed = await self._deliveries.update_one(_held(claimed), {"$set": {**change, "open": False}})
        return closed.modified_count > 0

    async def announce_due(self, limit: int) -> int:
        """Put events for deliveries that are due on their way: waited long enough, or left by a process that died.

        Each announcement of a delivery is waited for twice as long as the one before, so that events do not pile up
        while nobody can handle them.
        """
        due = {"open": True, **_passed("due")}

        async def work(session: Session) -> int:
            cursor = self._deliveries.find(due, session=session).limit(limit)
            rows = [row async for row in cursor]
            if not rows:
                return 0
            await self._deliveries.update_many(
                {"_id": {"$in": [row["_id"] for row in rows]}},
                [
                    {
                        "$set": {
                            "state": "pending",
                            "notBefore": _AT_ONCE,
                            "due": {"$add": ["$$NOW", _LOOKS]},
                            "announced": {"$add": ["$announced", 1]},
                        }
                    }
                ],
                session=session,
            )
            now = datetime.now(UTC)
            facts = [_start(row["_id"], Channel(row["channel"]), now, str(row["announced"] + 1)) for row in rows]
            await self._store.record(session, facts)
            return len(rows)

        if not await self._deliveries.find_one(due, {"_id": 1}):
            return 0
        return await self._store.atomically(work)


def _passed(field: str) -> Document:
    """Condition: the moment in `field` has come."""
    return {"$expr": {"$lte": [f"${field}", "$$NOW"]}}


def _after(wait: timedelta) -> Document:
    """Expression: the moment `wait` from now."""
    return {"$add": ["$$NOW", _milliseconds(wait)]}


def _milliseconds(wait: timedelta) -> int:
    return wait // timedelta(milliseconds=1)


_LOOKS: Document = {
    "$multiply": [_milliseconds(FIRST_LOOK), {"$pow": [2, {"$min": [{"$add": ["$announced", 1]}, _DOUBLINGS]}]}]
}
"""Expression: milliseconds until a delivery that is announced now is announced again."""


def _held(claimed: Claimed) -> Document:
    """Condition: nobody took this delivery over since."""
    return {"_id": claimed.id, "open": True, "attempts": claimed.attempts}


def _start(id_: str, channel: Channel, now: datetime, announcement: str, trace: str | None = None) -> Fact:
    """The event that makes a delivery begin; it carries nothing but its id."""
    return Fact(
        id=fact_id("delivery", id_, announcement),
        type=f"delivery.v1.{channel.value}",
        subject=f"delivery.v1.{channel.value}",
        about=id_,
        data=DeliveryEvent(channel=channel, item=id_).model_dump_json().encode(),
        time=now,
        trace=trace,
    )


def _search(row: Document) -> Search:
    return Search.model_validate(row["search"])


def _notification_row(notice: Notice) -> Document:
    return {
        "_id": notice.id,
        "member": notice.member,
        "ocid": notice.summary.ocid,
        "verb": notice.verb,
        "indicator": notice.indicator,
        "process": msgspec.to_builtins(notice.summary),
        "searches": list(notice.searches),
        "at": notice.at,
        "read": None,
    }


def _notification(row: Document) -> Notification | None:
    """A row as the contract has it; None, and a word in the log, when it cannot be read."""
    fields: dict[str, Any] = {name: value for name, value in row.items() if name != "_id"}
    try:
        return Notification.model_validate({"id": row["_id"], **fields})
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, problem["loc"])) for problem in error.errors(include_input=False))
        log.error("the notification %s cannot be read: %s", row["_id"], wrong)
        return None


def _delivery_row(delivery: Delivery, now: datetime) -> Document:
    return {
        "_id": delivery.id,
        "notification": delivery.notification,
        "member": delivery.member,
        "channel": delivery.channel.value,
        "searches": list(delivery.searches),
        "state": "pending",
        "open": True,
        "attempts": 0,
        "announced": 0,
        "notBefore": _AT_ONCE,
        "due": now + FIRST_LOOK,
    }


def _claimed(row: Document) -> Claimed:
    return Claimed(
        id=row["_id"],
        notification=row["notification"],
        member=row["member"],
        channel=Channel(row["channel"]),
        searches=tuple(row["searches"]),
        attempts=row["attempts"],
        first=row["first"],
    )


def _opaque(last: Document) -> str:
    return urlsafe_b64encode(json.dumps([last["at"].isoformat(), last["_id"]]).encode()).decode().rstrip("=")


def _position(after: str) -> tuple[datetime, str]:
    try:
        at, id_ = json.loads(urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        return datetime.fromisoformat(at), str(id_)
    except (ValueError, TypeError) as error:
        raise Refused("invalid", "This page mark cannot be read.", {"field": "after"}) from error
