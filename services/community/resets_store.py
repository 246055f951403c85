"""New passwords: the collection `resets` of the links that set one, and what ends with the old one."""

from datetime import datetime

from services.community.accounts import RESET_WITHIN, Account
from services.community.members_store import MembersStore
from services.community.mydata.emails_store import EmailsStore
from services.community.sessions import OpenSession
from services.community.sessions_store import SessionsStore
from services.community.tokens import digest
from shared.contracts.base import MemberId
from shared.store import ASCENDING, Index, Session, Store

INDEXES = (
    Index("resets", [("member", ASCENDING)], {"name": "member"}),
    Index("resets", [("expires", ASCENDING)], {"name": "forget", "expireAfterSeconds": 0}),
)


class ResetsStore:
    """Links that set a new password, and changes of passwords."""

    def __init__(self, store: Store, members: MembersStore, sessions: SessionsStore) -> None:
        self._store = store
        self._resets = store.collection("resets")
        self._members = members
        self._sessions = sessions
        self._emails = EmailsStore(store)

    async def prepare(self) -> None:
        """Create the indexes and the collection."""
        await self._store.ensure_indexes(INDEXES)

    async def add(self, token: str, member: MemberId, now: datetime) -> None:
        """Let `token` set the member's password anew."""
        await self._resets.insert_one({"_id": digest(token), "member": member, "expires": now + RESET_WITHIN})

    async def account_to_reset(self, token: str, now: datetime) -> Account | None:
        """Whose password the link with `token` sets anew; None when it cannot be used."""
        row = await self._resets.find_one({"_id": digest(token), "expires": {"$gt": now}})
        return await self._members.account(row["member"]) if row else None

    async def reset_password(self, token: str, password_hash: str, now: datetime) -> bool:
        """Set a new password and end all sessions; False when the link cannot be used."""

        async def work(session: Session) -> bool:
            row = await self._resets.find_one_and_delete(
                {"_id": digest(token), "expires": {"$gt": now}}, session=session
            )
            if row is None:
                return False
            await self._members.set_password_hash(session, row["member"], password_hash)
            await self._forget_access(session, row["member"])
            return True

        return await self._store.atomically(work)

    async def change_password(self, account: Account, password_hash: str, kept: OpenSession) -> int | None:
        """Set a new password and end all sessions but `kept`; how many, or None when it was changed meanwhile."""

        async def work(session: Session) -> int | None:
            changed = await self._members.replace_password_hash(
                account.id, account.password_hash, password_hash, session
            )
            return await self._forget_access(session, account.id, kept.digest) if changed else None

        return await self._store.atomically(work)

    async def _forget_access(self, session: Session, member: MemberId, kept: str | None = None) -> int:
        """End a member's sessions but `kept`, and the links that change the account; how many sessions there were."""
        await self.forget_links(session, member)
        await self._emails.forget(session, member)
        return await self._sessions.end_all(session, member, kept)

    async def forget_links(self, session: Session, member: MemberId) -> None:
        """Let no link set the member's password."""
        await self._resets.delete_many({"member": member}, session=session)
