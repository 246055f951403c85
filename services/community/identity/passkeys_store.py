"""Passkeys of members: the collection `passkeys`; and challenges that were answered: `spent_challenges`."""

import hashlib
from datetime import datetime

from services.community.identity.passkeys import ANSWER_WITHIN, MOST, Made, Passkey
from services.community.members_store import MembersStore
from services.community.tokens import new_id
from shared.contracts.base import MemberId
from shared.errors import Refused
from shared.store import ASCENDING, Document, DuplicateKeyError, Index, Session, Store

INDEXES = (
    Index("passkeys", [("member", ASCENDING), ("created", ASCENDING)], {"name": "member"}),
    Index("spent_challenges", [("forgetAt", ASCENDING)], {"name": "forget", "expireAfterSeconds": 0}),
)


class PasskeysStore:
    """What members sign in with instead of a password."""

    def __init__(self, store: Store, members: MembersStore) -> None:
        """`members` remembers who has a passkey."""
        self._store = store
        self._passkeys = store.collection("passkeys")
        self._spent = store.collection("spent_challenges")
        self._members = members

    async def prepare(self) -> None:
        """Create the indexes and the collections."""
        await self._store.ensure_indexes(INDEXES)

    async def of_member(self, member: MemberId) -> list[Passkey]:
        """A member's passkeys, oldest first."""
        return [_read(row) for row in await self._passkeys.find({"member": member}).sort("created").to_list(MOST)]

    async def passkey(self, credential: str) -> Passkey | None:
        """The passkey that an authenticator calls by this."""
        row = await self._passkeys.find_one({"_id": credential})
        return _read(row) if row else None

    async def spend(self, challenge: bytes, now: datetime) -> bool:
        """Let a challenge be answered no more; False when it was answered before."""
        key = hashlib.sha256(challenge).hexdigest()
        try:
            await self._spent.insert_one({"_id": key, "forgetAt": now + 2 * ANSWER_WITHIN})
        except DuplicateKeyError:
            return False
        return True

    async def add(self, member: MemberId, name: str, made: Made, now: datetime) -> Passkey:
        """Keep a new passkey. Raises `Refused`: `too_many_passkeys`, or `passkey_refused` for one that is there."""
        new = Passkey(new_id("k"), made.credential, member, name, made.public_key, made.sign_count, now, None)

        async def work(session: Session) -> None:
            await self._members.set_passkeys(session, member, has=True)  # makes two at once wait for each other
            if await self._passkeys.count_documents({"member": member}, session=session) >= MOST:
                raise Refused("too_many_passkeys", f"An account has at most {MOST} passkeys; remove one first.")
            await self._passkeys.insert_one(_row(new), session=session)

        try:
            await self._store.atomically(work)
        except DuplicateKeyError:
            raise Refused("passkey_refused", "This passkey is there already.") from None
        return new

    async def use(self, passkey: Passkey, sign_count: int, now: datetime) -> bool:
        """Remember a use; False when the passkey was used or removed meanwhile."""
        same = {"_id": passkey.credential, "signCount": passkey.sign_count}
        change = {"$set": {"signCount": sign_count, "used": now}}
        return bool((await self._passkeys.update_one(same, change)).matched_count)

    async def rename(self, member: MemberId, passkey_id: str, name: str) -> Passkey | None:
        """Give one of `member`'s own passkeys another name; None when there is none with this id."""
        row = await self._passkeys.find_one_and_update(
            {"member": member, "id": passkey_id}, {"$set": {"name": name}}, return_document=True
        )
        return _read(row) if row else None

    async def remove(self, member: MemberId, passkey_id: str) -> bool:
        """Forget one of `member`'s own passkeys; False when there is none with this id."""

        async def work(session: Session) -> bool:
            gone = await self._passkeys.delete_one({"member": member, "id": passkey_id}, session=session)
            left = await self._passkeys.find_one({"member": member}, session=session)
            await self._members.set_passkeys(session, member, has=left is not None)
            return bool(gone.deleted_count)

        return await self._store.atomically(work)

    async def remove_all(self, session: Session, member: MemberId) -> None:
        """Forget a member's passkeys within a transaction."""
        await self._passkeys.delete_many({"member": member}, session=session)
        await self._members.set_passkeys(session, member, has=False)


def _row(passkey: Passkey) -> Document:
    return {
        "_id": passkey.credential,
        "id": passkey.id,
        "member": passkey.member,
        "name": passkey.name,
        "publicKey": passkey.public_key,
        "signCount": passkey.sign_count,
        "created": passkey.created,
        "used": passkey.used,
    }


def _read(row: Document) -> Passkey:
    return Passkey(
        row["id"],
        row["_id"],
        row["member"],
        row["name"],
        bytes(row["publicKey"]),
        row["signCount"],
        row["created"],
        row["used"],
    )
