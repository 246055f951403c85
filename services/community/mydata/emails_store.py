"""New addresses that wait for the letter to be opened: the collection `email_changes`."""

from datetime import datetime

from services.community.accounts import CHANGE_EMAIL_WITHIN
from services.community.tokens import digest
from shared.contracts.base import MemberId
from shared.store import ASCENDING, Index, Session, Store

INDEXES = (
    Index("email_changes", [("member", ASCENDING)], {"name": "member"}),
    Index("email_changes", [("expires", ASCENDING)], {"name": "forget", "expireAfterSeconds": 0}),
)


class EmailsStore:
    """Links that give an account another address. Apart from those that set a password: they go to another mailbox."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._changes = store.collection("email_changes")

    async def prepare(self) -> None:
        """Create the indexes and the collection."""
        await self._store.ensure_indexes(INDEXES)

    async def add(self, token: str, member: MemberId, email: str, now: datetime) -> None:
        """Let `token` give the member's account this address."""
        row = {"_id": digest(token), "member": member, "email": email, "expires": now + CHANGE_EMAIL_WITHIN}
        await self._changes.insert_one(row)

    async def take(self, session: Session, token: str, now: datetime) -> tuple[MemberId, str] | None:
        """Whose account gets which address; the link is used up. None when it cannot be used."""
        row = await self._changes.find_one_and_delete({"_id": digest(token), "expires": {"$gt": now}}, session=session)
        return (row["member"], row["email"]) if row else None

    async def forget(self, session: Session, member: MemberId) -> None:
        """Let no link change the member's address."""
        await self._changes.delete_many({"member": member}, session=session)
