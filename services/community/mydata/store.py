"""Corrections of an account, and deletions that wait their week: the collection `deletions`."""

from collections.abc import Sequence
from datetime import datetime

from services.community.accounts import DELETE_AFTER, Account, email_key
from services.community.letters import LetterKind
from services.community.letters_store import write_letter
from services.community.members_store import MembersStore
from services.community.mydata.emails_store import EmailsStore
from services.community.mydata.registry import Holder
from services.community.resets_store import ResetsStore
from shared.contracts.base import MemberId
from shared.errors import Refused
from shared.store import ASCENDING, DuplicateKeyError, Index, Session, Store

INDEXES = (Index("deletions", [("at", ASCENDING)], {"name": "due"}),)


class MyDataStore:
    """What members change of their accounts."""

    def __init__(
        self, store: Store, members: MembersStore, emails: EmailsStore, resets: ResetsStore, holders: Sequence[Holder]
    ) -> None:
        """`holders` is everything that keeps data of members."""
        self._store = store
        self._members = members
        self._emails = emails
        self._resets = resets
        self._holders = holders
        self._deletions = store.collection("deletions")

    async def prepare(self) -> None:
        """Create the indexes and the collection."""
        await self._store.ensure_indexes(INDEXES)

    # --- another address -------------------------------------------------------------------------------------

    async def ask_for_email(self, member: MemberId, email: str, now: datetime) -> None:
        """Have a letter sent to the new address, whose link gives it to the account."""
        row = {"kind": LetterKind.NEW_EMAIL.value, "member": member, "to": email}
        await self._store.atomically(lambda session: write_letter(self._store, session, row, now))

    async def confirm_email(self, token: str, now: datetime) -> bool:
        """Give an account the address that `token` was sent to, and tell the old one; False when it cannot be used."""

        async def work(session: Session) -> bool:
            found = await self._emails.take(session, token, now)
            account = await self._members.account(found[0], session) if found else None
            if found is None or account is None:
                return False
            await self._members.set_email(session, account.id, found[1])
            await self._resets.forget_links(session, account.id)  # letters with links lie in the old mailbox
            if email_key(account.email) != email_key(found[1]):
                row = {"kind": LetterKind.EMAIL_CHANGED.value, "member": account.id, "to": account.email}
                await write_letter(self._store, session, row, now)
            return True

        try:
            return await self._store.atomically(work)
        except DuplicateKeyError:  # its text quotes the address: it must reach no log
            return False

    # --- deletion --------------------------------------------------------------------------------------------

    async def plan_deletion(self, account: Account, now: datetime) -> datetime:
        """Have the account deleted in a week, and say so by letter; when. Raises `Refused("last_admin")`."""

        async def work(session: Session) -> datetime:
            if not await self._members.may_go(session, account):
                raise Refused("last_admin", "The last administrator cannot go; name another one first.")
            row = await self._deletions.find_one({"_id": account.id}, session=session)
            if row:
                at: datetime = row["at"]
                return at
            planned = now.replace(microsecond=0) + DELETE_AFTER
            await self._deletions.insert_one({"_id": account.id, "at": planned}, session=session)
            letter = {"kind": LetterKind.DELETION.value, "member": account.id}
            await write_letter(self._store, session, letter, now)
            return planned

        return await self._store.atomically(work)

    async def deletion(self, member: MemberId) -> datetime | None:
        """When the account is deleted; None when that was not asked for."""
        row = await self._deletions.find_one({"_id": member})
        return row["at"] if row else None

    async def call_off(self, member: MemberId) -> bool:
        """Keep the account; False when no deletion was planned."""
        return bool((await self._deletions.delete_one({"_id": member})).deleted_count)

    async def delete_due(self, now: datetime) -> bool:
        """Delete one account whose week is over; False when there is none.

        Everything in one transaction: an account is there with all its data, or gone with all that tells who it was.
        Whoever has become the last administrator meanwhile stays.
        """

        async def work(session: Session) -> bool:
            row = await self._deletions.find_one_and_delete(
                {"at": {"$lte": now}}, sort=[("at", ASCENDING)], session=session
            )
            if row is None:
                return False
            account = await self._members.account(row["_id"], session)
            if account and await self._members.may_go(session, account):
                for holder in self._holders:
                    await holder.erase(session, account.id)
            return True

        return await self._store.atomically(work)
