"""Deliveries: the collection `deliveries`, and who is carrying one out.

When a delivery is due is told by the database's clock alone (`$$NOW`): replicas need not agree on the time.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.alerts.notify import Delivery
from shared.contracts.base import MemberId, NotificationId, SearchId
from shared.contracts.delivery import Channel, DeliveryEvent
from shared.facts import Fact, fact_id
from shared.store import ASCENDING, Document, Index, Session, Store, is_away

INDEXES = (
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


class DeliveriesStore:
    """Notifications on their way."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._deliveries = store.collection("deliveries")

    async def prepare(self) -> None:
        """Create the indexes and the collection."""
        await self._store.ensure_indexes(INDEXES)

    async def begin(self, session: Session, deliveries: Sequence[tuple[Delivery, str | None]], now: datetime) -> None:
        """Write deliveries, each with the trace that led to it, and the events that start them."""
        rows = [_delivery_row(delivery, now) for delivery, _ in deliveries]
        await self._deliveries.insert_many(rows, session=session)
        await self._store.record(session, [_start(one.id, one.channel, now, "0", trace) for one, trace in deliveries])

    async def channels(
        self, notifications: Sequence[NotificationId]
    ) -> dict[NotificationId, list[tuple[Channel, tuple[SearchId, ...]]]]:
        """Through what each of these notifications was sent: each channel with the searches that wanted it."""
        sent: dict[NotificationId, list[tuple[Channel, tuple[SearchId, ...]]]] = {id_: [] for id_ in notifications}
        async for row in self._deliveries.find({"notification": {"$in": list(notifications)}}).sort("_id", ASCENDING):
            sent[row["notification"]].append((Channel(row["channel"]), tuple(row["searches"])))
        return sent

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

    async def failed(self, claimed: Claimed, reason: str) -> bool:
        """Given up for good; False when another process has taken the delivery over since."""
        return await self._close(claimed, {"state": "failed", "error": reason})

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
