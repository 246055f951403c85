"""Authenticators of members: the collection `second_factors`; and the key they are sealed with: `keys`."""

import secrets
from contextlib import suppress
from datetime import datetime

from services.community.accounts import Account
from services.community.identity.factors import ENROL_WITHIN, Factor
from services.community.identity.sealing import KEY_BYTES, Sealer, key_of
from services.community.members_store import MembersStore
from services.community.sessions import OpenSession
from services.community.sessions_store import SessionsStore
from shared.contracts.base import MemberId
from shared.store import Document, DuplicateKeyError, Session, Store


class FactorsStore:
    """What members confirm their sign-ins with."""

    def __init__(self, store: Store, members: MembersStore, sessions: SessionsStore) -> None:
        """`members` remembers who has a second factor, `sessions` which session was confirmed with it."""
        self._store = store
        self._factors = store.collection("second_factors")
        self._keys = store.collection("keys")
        self._members = members
        self._sessions = sessions

    async def sealer(self, setting: str | None) -> Sealer:
        """What secrets are sealed with: by the operator's `setting`, else by a key that is made once and kept here."""
        if setting:
            return Sealer(key_of(setting))
        fresh = secrets.token_bytes(KEY_BYTES)
        row = await self._keys.find_one_and_update(
            {"_id": "identity"}, {"$setOnInsert": {"key": fresh}}, upsert=True, return_document=True
        )
        return Sealer(bytes(row["key"]))

    async def factor(self, member: MemberId) -> Factor | None:
        """The member's authenticator, also one that is not confirmed yet."""
        row = await self._factors.find_one({"_id": member})
        return _read(row) if row else None

    async def begin(self, member: MemberId, sealed: bytes, now: datetime) -> Factor | None:
        """Let `sealed` wait for its first code, unless another one waits or is confirmed: whichever stands now."""
        late = {"_id": member, "since": None, "begun": {"$lte": now - ENROL_WITHIN}}
        fresh = {"sealed": sealed, "begun": now, "lastStep": 0, "codes": []}
        with suppress(DuplicateKeyError):  # one stands that is not late
            await self._factors.update_one(late, {"$set": fresh}, upsert=True)
        return await self.factor(member)

    async def confirm(self, factor: Factor, step: int, codes: list[str], session: OpenSession, now: datetime) -> bool:
        """Let the authenticator count from now on: in this session at once, other sessions end.

        False when it was confirmed or replaced meanwhile.
        """

        async def work(transaction: Session) -> bool:
            done = await self._factors.update_one(
                {"_id": factor.member, "since": None, "sealed": factor.sealed},
                {"$set": {"since": now, "lastStep": step, "codes": codes}},
                session=transaction,
            )
            if not done.matched_count:
                return False
            await self._members.set_second_factor(transaction, factor.member, on=True)
            await self._sessions.end_all(transaction, factor.member, session.digest)
            await self._sessions.strengthen(transaction, session)
            return True

        return await self._store.atomically(work)

    async def use_step(self, member: MemberId, step: int) -> bool:
        """Take the code of a time step; False when it, or a later one, was used before."""
        unused = {"_id": member, "lastStep": {"$lt": step}}
        return bool((await self._factors.update_one(unused, {"$set": {"lastStep": step}})).matched_count)

    async def use_code(self, member: MemberId, kept: str) -> bool:
        """Take a recovery code; False when there is none, or it was used before."""
        unused = {"_id": member, "codes": kept}
        return bool((await self._factors.update_one(unused, {"$pull": {"codes": kept}})).modified_count)

    async def replace_codes(self, member: MemberId, codes: list[str]) -> None:
        """Let these recovery codes work and no earlier ones."""
        await self._factors.update_one({"_id": member, "since": {"$ne": None}}, {"$set": {"codes": codes}})

    async def remove(self, transaction: Session, member: MemberId, kept: str | None = None) -> int:
        """Forget the authenticator and its codes and end all sessions but `kept`; how many there were."""
        await self._factors.delete_one({"_id": member}, session=transaction)
        await self._members.set_second_factor(transaction, member, on=False)
        await self._sessions.weaken_all(transaction, member)
        return await self._sessions.end_all(transaction, member, kept)

    async def switch_off(self, account: Account, session: OpenSession) -> int:
        """Remove the authenticator by its owner's wish, who stays signed in; how many other sessions ended."""
        return await self._store.atomically(lambda transaction: self.remove(transaction, account.id, session.digest))

    async def seed(self, member: MemberId, sealed: bytes, now: datetime) -> None:
        """Give a member an authenticator that needs no first code: for the sample only."""

        async def work(transaction: Session) -> None:
            row = {"_id": member, "sealed": sealed, "begun": now, "since": now, "lastStep": 0, "codes": []}
            await self._factors.replace_one({"_id": member}, row, upsert=True, session=transaction)
            await self._members.set_second_factor(transaction, member, on=True)

        await self._store.atomically(work)


def _read(row: Document) -> Factor:
    return Factor(row["_id"], bytes(row["sealed"]), row["begun"], row["since"], len(row["codes"]))
