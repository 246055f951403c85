"""Sessions: the collection `sessions`."""

from datetime import datetime

from services.community.accounts import Account
from services.community.members_store import MembersStore
from services.community.sessions import OpenSession
from services.community.tokens import digest
from shared.contracts.base import MemberId
from shared.store import ASCENDING, Document, Index, Session, Store

_SESSIONS_LISTED = 200
INDEXES = (
    Index("sessions", [("member", ASCENDING), ("created", ASCENDING)], {"name": "member"}),
    Index("sessions", [("expires", ASCENDING)], {"name": "forget", "expireAfterSeconds": 0}),
)


class SessionsStore:
    """Where members are signed in."""

    def __init__(self, store: Store, members: MembersStore) -> None:
        self._store = store
        self._sessions = store.collection("sessions")
        self._members = members

    async def prepare(self) -> None:
        """Create the indexes and the collection."""
        await self._store.ensure_indexes(INDEXES)

    async def open_session(self, session: OpenSession, transaction: Session | None = None) -> None:
        """Keep a new session."""
        await self._sessions.insert_one(_session_row(session), session=transaction)

    async def session(self, token: str, now: datetime) -> tuple[OpenSession, Account] | None:
        """The session of `token` and its member; None when it has ended."""
        row = await self._sessions.find_one({"_id": digest(token), "expires": {"$gt": now}})
        account = await self._members.account(row["member"]) if row else None
        return (_session(row), account) if row and account else None

    async def touch(self, session: OpenSession, now: datetime, expires: datetime) -> None:
        """Write down that the session is in use."""
        await self._sessions.update_one({"_id": session.digest}, {"$set": {"seen": now, "expires": expires}})

    async def sessions_of(self, member: MemberId, now: datetime) -> list[OpenSession]:
        """Where `member` is signed in, oldest first."""
        found = self._sessions.find({"member": member, "expires": {"$gt": now}}).sort("created", ASCENDING)
        return [_session(row) for row in await found.to_list(_SESSIONS_LISTED)]

    async def close_session(self, token: str) -> bool:
        """End the session of `token`; False when there was none."""
        return bool((await self._sessions.delete_one({"_id": digest(token)})).deleted_count)

    async def end_session(self, member: MemberId, session_id: str) -> bool:
        """End one of `member`'s own sessions; False when there is none with this id."""
        return bool((await self._sessions.delete_one({"member": member, "id": session_id})).deleted_count)

    async def end_all(self, transaction: Session, member: MemberId, kept: str | None) -> int:
        """End a member's sessions but `kept`; how many there were."""
        query = {"member": member, "_id": {"$ne": kept}}
        return int((await self._sessions.delete_many(query, session=transaction)).deleted_count)


def _session_row(session: OpenSession) -> Document:
    return {
        "_id": session.digest,
        "id": session.id,
        "member": session.member,
        "device": session.device,
        "created": session.created,
        "seen": session.seen,
        "expires": session.expires,
    }


def _session(row: Document) -> OpenSession:
    return OpenSession(row["_id"], row["id"], row["member"], row["device"], row["created"], row["seen"], row["expires"])
