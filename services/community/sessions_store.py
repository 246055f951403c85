"""Sessions: the collection `sessions`; and sign-ins that wait for their second factor: `waiting`."""

from datetime import datetime

from services.community.accounts import Account
from services.community.members_store import MembersStore
from services.community.sessions import OpenSession, WaitingSignIn
from services.community.tokens import digest
from shared.contracts.base import MemberId
from shared.store import ASCENDING, Document, Index, Session, Store

_SESSIONS_LISTED = 200
INDEXES = (
    Index("sessions", [("member", ASCENDING), ("created", ASCENDING)], {"name": "member"}),
    Index("sessions", [("expires", ASCENDING)], {"name": "forget", "expireAfterSeconds": 0}),
    Index("waiting", [("member", ASCENDING)], {"name": "member"}),
    Index("waiting", [("expires", ASCENDING)], {"name": "forget", "expireAfterSeconds": 0}),
)


class SessionsStore:
    """Where members are signed in."""

    def __init__(self, store: Store, members: MembersStore) -> None:
        self._store = store
        self._sessions = store.collection("sessions")
        self._waiting = store.collection("waiting")
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
        """End the session of `token`, or the sign-in that waits; False when there was none."""
        one = {"_id": digest(token)}
        gone = [(await rows.delete_one(one)).deleted_count for rows in (self._sessions, self._waiting)]
        return any(gone)

    async def end_session(self, member: MemberId, session_id: str) -> bool:
        """End one of `member`'s own sessions; False when there is none with this id."""
        return bool((await self._sessions.delete_one({"member": member, "id": session_id})).deleted_count)

    async def end_all(self, transaction: Session, member: MemberId, kept: str | None) -> int:
        """End a member's sessions but `kept`; how many there were."""
        await self._waiting.delete_many({"member": member}, session=transaction)
        query = {"member": member, "_id": {"$ne": kept}}
        return int((await self._sessions.delete_many(query, session=transaction)).deleted_count)

    async def strengthen(self, transaction: Session, session: OpenSession) -> None:
        """Remember that a session was confirmed with a second factor."""
        await self._sessions.update_one({"_id": session.digest}, {"$set": {"strong": True}}, session=transaction)

    async def weaken_all(self, transaction: Session, member: MemberId) -> None:
        """Let no session of `member` count as confirmed any longer."""
        await self._sessions.update_many({"member": member}, {"$set": {"strong": False}}, session=transaction)

    async def wait(self, sign_in: WaitingSignIn) -> None:
        """Keep a sign-in until its second factor comes."""
        row = {"_id": sign_in.digest, "member": sign_in.member, "device": sign_in.device, "expires": sign_in.expires}
        await self._waiting.insert_one(row)

    async def waiting(self, token: str, now: datetime) -> tuple[WaitingSignIn, Account] | None:
        """The sign-in that waits with `token`, and whose it is; None when there is none or it waited too long."""
        row = await self._waiting.find_one({"_id": digest(token), "expires": {"$gt": now}})
        account = await self._members.account(row["member"]) if row else None
        if row is None or account is None:
            return None
        return WaitingSignIn(row["_id"], row["member"], row["device"], row["expires"]), account


def _session_row(session: OpenSession) -> Document:
    return {
        "_id": session.digest,
        "id": session.id,
        "member": session.member,
        "device": session.device,
        "created": session.created,
        "seen": session.seen,
        "expires": session.expires,
        "strong": session.strong,
    }


def _session(row: Document) -> OpenSession:
    return OpenSession(
        row["_id"],
        row["id"],
        row["member"],
        row["device"],
        row["created"],
        row["seen"],
        row["expires"],
        row.get("strong", False),
    )
