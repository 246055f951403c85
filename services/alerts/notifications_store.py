"""Notifications: the collection `notifications`, which is every member's inbox."""

import json
import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from pydantic import ValidationError

from services.alerts.deliveries_store import DeliveriesStore
from services.alerts.notify import Notice, Told
from shared.contracts.alert import Notification
from shared.contracts.base import IndicatorId, MemberId, NotificationId, Ocid
from shared.contracts.delivery import Channel
from shared.contracts.risk import RiskVerb
from shared.errors import Refused
from shared.store import ASCENDING, DESCENDING, Document, Index, Session, Store

log = logging.getLogger(__name__)

INDEXES = (
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
)


class NotificationsStore:
    """What members were told."""

    def __init__(self, store: Store, deliveries: DeliveriesStore) -> None:
        """`deliveries` are written with the notifications that they carry."""
        self._store = store
        self._notifications = store.collection("notifications")
        self._deliveries = deliveries

    async def prepare(self) -> None:
        """Create the indexes and the collection."""
        await self._store.ensure_indexes(INDEXES)

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
            await self._deliveries.begin(session, deliveries, now)
        return len(fresh)

    async def notification(self, id_: NotificationId) -> Notification | None:
        """One notification; None when there is none that can be read."""
        row = await self._notifications.find_one({"_id": id_})
        return _notification(row) if row else None

    async def failed(self, id_: NotificationId, channel: Channel, reason: str) -> None:
        """Let the member see beside the notification why it was given up to send it through this channel."""
        await self._notifications.update_one({"_id": id_}, {"$set": {f"failed.{channel.value}": reason}})

    async def told_of(self, ocid: Ocid, indicator: IndicatorId, until: datetime) -> list[Told]:
        """Whom the newest notification of this flag, up to `until`, told that it is raised, and through what."""
        rows = self._notifications.find({"ocid": ocid, "indicator": indicator, "at": {"$lte": until}})
        newest = {row["member"]: row async for row in rows.sort([("at", ASCENDING), ("process.version", ASCENDING)])}
        raised = {row["_id"]: row for row in newest.values() if row["verb"] == RiskVerb.RAISED}
        sent = await self._deliveries.channels(list(raised))
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


def _opaque(last: Document) -> str:
    return urlsafe_b64encode(json.dumps([last["at"].isoformat(), last["_id"]]).encode()).decode().rstrip("=")


def _position(after: str) -> tuple[datetime, str]:
    try:
        at, id_ = json.loads(urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        return datetime.fromisoformat(at), str(id_)
    except (ValueError, TypeError) as error:
        raise Refused("invalid", "This page mark cannot be read.", {"field": "after"}) from error
