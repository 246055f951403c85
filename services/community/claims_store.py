"""Claims on an address: the collection `claims`, what the links of letters confirm."""

from datetime import datetime

from services.community.accounts import (
    UNCONFIRMED_KEPT,
    VERIFY_WITHIN,
    Account,
    Registration,
    email_key,
    new_account,
)
from services.community.members_store import MembersStore
from services.community.mydata.consents_store import ConsentsStore
from services.community.tokens import digest
from shared.contracts.base import Language
from shared.contracts.consent import AgreedText
from shared.store import ASCENDING, DESCENDING, Document, DuplicateKeyError, Index, Session, Store

_REGISTRATIONS_TRIED = 10
"""So many registrations of one address are compared with a password: each comparison is costly on purpose."""
INDEXES = (
    Index("claims", [("emailKey", ASCENDING), ("expires", DESCENDING)], {"name": "address"}),
    Index("claims", [("forgetAt", ASCENDING)], {"name": "unconfirmed", "expireAfterSeconds": 0}),
)


class ClaimsStore:
    """Registrations that wait for somebody to confirm their address."""

    def __init__(self, store: Store, members: MembersStore) -> None:
        self._store = store
        self._claims = store.collection("claims")
        self._members = members
        self._consents = ConsentsStore(store)

    async def prepare(self) -> None:
        """Create the indexes and the collection."""
        await self._store.ensure_indexes(INDEXES)

    async def add(self, token: str, email: str, registration: Registration | None, now: datetime) -> None:
        """Let `token` confirm a registration of this address, or whichever one its reader knows the password of."""
        row: Document = {"_id": digest(token), "email": email, "emailKey": email_key(email)}
        row |= {"expires": now + VERIFY_WITHIN, "forgetAt": now + UNCONFIRMED_KEPT}
        await self._claims.insert_one(row | (registration_row(registration) if registration else {}))

    async def standing(self, token: str, now: datetime) -> list[Registration]:
        """The registrations that the link with `token` can confirm, newest first; none when it cannot be used."""
        claim = await self._claims.find_one({"_id": digest(token), "expires": {"$gt": now}})
        if claim is None:
            return []
        return [read_registration(claim)] if "passwordHash" in claim else await self.registrations(claim["emailKey"])

    async def registrations(self, key: str) -> list[Registration]:
        """Those that stand at the address with this key, newest first."""
        found = self._claims.find({"emailKey": key, "passwordHash": {"$exists": True}}).sort("expires", DESCENDING)
        return [read_registration(row) for row in await found.limit(_REGISTRATIONS_TRIED).to_list(_REGISTRATIONS_TRIED)]

    async def confirm(self, token: str, registration: Registration, now: datetime) -> Account | None:
        """Make the registration an account of the address that `token` was sent to; None when it cannot be used."""

        async def work(session: Session) -> Account | None:
            claim = await self._claims.find_one_and_delete(
                {"_id": digest(token), "expires": {"$gt": now}}, session=session
            )
            if claim is None:
                return None
            account = new_account(claim["email"], registration, now)
            await self._members.insert(session, account)
            await self._consents.add(session, account.id, registration.agreed, now)
            await self._claims.delete_many({"emailKey": claim["emailKey"]}, session=session)
            return account

        try:
            return await self._store.atomically(work)
        except DuplicateKeyError:  # its text quotes the address: it must reach no log
            return None


def registration_row(registration: Registration) -> Document:
    """A registration as it is kept with its claim and its letter."""
    return {
        "name": registration.name,
        "passwordHash": registration.password_hash,
        "language": registration.language.value,
        "agreed": [each.model_dump(mode="json") for each in registration.agreed],
    }


def read_registration(row: Document) -> Registration:
    """The registration that a row holds."""
    agreed = tuple(AgreedText(**each) for each in row.get("agreed", ()))
    return Registration(row["name"], row["passwordHash"], Language(row["language"]), agreed)
