"""Notices (`notices`), reminders to come (`reminders`), and what each member wants of letters (`notice_members`)."""

import re
from datetime import UTC, datetime

from services.community.letters import LetterKind
from services.community.letters_store import write_letter
from services.community.notices.rules import Reminder, mail_due, notice_id
from shared.contracts.base import MemberId
from shared.contracts.notice import Notice, NoticeKind
from shared.errors import Refused
from shared.store import ASCENDING, DESCENDING, Document, Index, Session, Store

_KEPT_SECONDS = 365 * 24 * 3600
INDEXES = (
    Index("notices", [("member", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)], {"name": "member"}),
    Index(
        "notices",
        [("member", ASCENDING), ("unread", ASCENDING)],
        {"name": "unread", "partialFilterExpression": {"unread": True}},
    ),
    Index("notices", [("at", ASCENDING)], {"name": "forget", "expireAfterSeconds": _KEPT_SECONDS}),
    Index("reminders", [("at", ASCENDING)], {"name": "due"}),
    Index("reminders", [("key", ASCENDING)], {"name": "key"}),
    Index("reminders", [("member", ASCENDING)], {"name": "member"}),
    Index("notice_members", [("mailedAt", ASCENDING)], {"name": "mailed"}),
)


class NoticesStore:
    """Telling members that something waits for them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._notices = store.collection("notices")
        self._reminders = store.collection("reminders")
        self._members = store.collection("notice_members")

    async def prepare(self) -> None:
        """Create the indexes and the collections."""
        await self._store.ensure_indexes(INDEXES)

    # --- for the other rooms ---------------------------------------------------------------------------------

    async def tell(self, session: Session | None, member: MemberId, kind: NoticeKind, path: str, key: str) -> None:
        """Tell a member, once per `key`, that something waits at `path` (a page without its language).

        Within the transaction of `session`, or in one of its own. A letter goes with it when the member wants one and
        has looked since the last one.
        """
        if session is None:
            await self._store.atomically(lambda own: self._tell(own, member, kind, path, key))
        else:
            await self._tell(session, member, kind, path, key)

    async def remind(
        self, session: Session | None, key: str, at: datetime, member: MemberId, kind: NoticeKind, path: str
    ) -> None:
        """Tell a member at the moment `at`; the same key again moves the moment."""
        row = {"key": key, "at": at, "member": member, "kind": kind.value, "path": path}
        await self._reminders.replace_one({"_id": f"{key}:{member}"}, row, upsert=True, session=session)

    async def forget(self, session: Session | None, key_prefix: str) -> None:
        """Drop the reminders whose keys begin so: what they were about is done."""
        await self._reminders.delete_many({"key": {"$regex": f"^{re.escape(key_prefix)}"}}, session=session)

    # --- reminders that are due ------------------------------------------------------------------------------

    async def tell_due(self, now: datetime) -> bool:
        """Turn one reminder that is due into its notice; False when none is.

        Both in one transaction: however many replicas do this and wherever one is killed, each becomes one notice.
        """

        async def work(session: Session) -> bool:
            row = await self._reminders.find_one_and_delete(
                {"at": {"$lte": now}}, sort=[("at", ASCENDING)], session=session
            )
            if row is None:
                return False
            due = Reminder(row["key"], row["at"], row["member"], NoticeKind(row["kind"]), row["path"])
            await self._tell(session, due.member, due.kind, due.path, due.told_key)
            return True

        return await self._store.atomically(work)

    # --- for their member --------------------------------------------------------------------------------------

    async def notices(
        self, member: MemberId, limit: int, after: str | None, *, unread_only: bool
    ) -> tuple[list[Notice], str | None]:
        """A slice of a member's notices, newest first, and the cursor of the next slice."""
        wanted: Document = {"member": member}
        if unread_only:
            wanted["unread"] = True
        if after is not None:
            at, last = _read_cursor(after)
            wanted["$or"] = [{"at": {"$lt": at}}, {"at": at, "_id": {"$lt": last}}]
        order = [("at", DESCENDING), ("_id", DESCENDING)]
        rows = await self._notices.find(wanted).sort(order).limit(limit + 1).to_list(limit + 1)
        return [_notice(row) for row in rows[:limit]], _cursor(rows[limit - 1]) if len(rows) > limit else None

    async def count(self, member: MemberId, *, unread_only: bool) -> int:
        """How many notices a member has."""
        wanted: Document = {"member": member, "unread": True} if unread_only else {"member": member}
        return int(await self._notices.count_documents(wanted))

    async def mark_read(self, member: MemberId, ids: list[str], now: datetime) -> int:
        """Mark these of the member's notices as read, or all when none is named; how many were not."""
        wanted: Document = {"member": member, "unread": True}
        if ids:
            wanted["_id"] = {"$in": ids}
        change = {"$set": {"read": now}, "$unset": {"unread": ""}}
        return int((await self._notices.update_many(wanted, change)).modified_count)

    async def looked(self, member: MemberId, now: datetime) -> None:
        """Write down that the member has looked, so that the next notice is worth a letter; once per letter."""
        unseen = {"_id": member, "$expr": {"$gt": ["$mailedAt", "$lookedAt"]}}  # one never set is less than any
        await self._members.update_one(unseen, {"$set": {"lookedAt": now}})

    async def wants_mail(self, member: MemberId) -> bool:
        """Whether letters about notices are sent to the member."""
        row = await self._members.find_one({"_id": member})
        return row is None or not row.get("silent", False)

    async def set_mail(self, member: MemberId, *, mail: bool) -> None:
        """Send letters about notices to the member, or none."""
        await self._members.update_one({"_id": member}, {"$set": {"silent": not mail}}, upsert=True)

    async def _tell(self, session: Session, member: MemberId, kind: NoticeKind, path: str, key: str) -> None:
        now = datetime.now(UTC)
        told = Notice(id=notice_id(member, key), kind=kind, path=path, at=now)
        row = {"member": member, "kind": told.kind.value, "path": told.path, "at": now, "unread": True}
        written = await self._notices.update_one({"_id": told.id}, {"$setOnInsert": row}, upsert=True, session=session)
        if written.upserted_id is None:
            return
        wish = await self._members.find_one({"_id": member}, session=session) or {}
        if wish.get("silent") or not mail_due(wish.get("mailedAt"), wish.get("lookedAt"), now):
            return
        await self._members.update_one({"_id": member}, {"$set": {"mailedAt": now}}, upsert=True, session=session)
        await write_letter(self._store, session, {"kind": LetterKind.NOTICE.value, "member": member}, now)


def _notice(row: Document) -> Notice:
    return Notice(id=row["_id"], kind=NoticeKind(row["kind"]), path=row["path"], at=row["at"], read=row.get("read"))


def _cursor(last: Document) -> str:
    return f"{last['at'].isoformat()}~{last['_id']}"


def _read_cursor(cursor: str) -> tuple[datetime, str]:
    at, _, last = cursor.partition("~")
    try:
        return datetime.fromisoformat(at).astimezone(UTC), last
    except ValueError:
        sentence = "The list cannot be continued from here; start it again."
        raise Refused("invalid", sentence, {"field": "after"}) from None
