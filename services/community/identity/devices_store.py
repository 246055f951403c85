"""Browsers that members have signed in with: the collection `devices`."""

from datetime import datetime

from services.community.accounts import Account
from services.community.letters import LetterKind
from services.community.letters_store import LettersStore
from services.community.tokens import digest
from shared.store import ASCENDING, DuplicateKeyError, Index, Session, Store

_FORGET_SECONDS = 400 * 24 * 3600
"""As long as browsers keep a cookie at most."""
INDEXES = (
    Index("devices", [("member", ASCENDING)], {"name": "member"}),
    Index("devices", [("seen", ASCENDING)], {"name": "forget", "expireAfterSeconds": _FORGET_SECONDS}),
)


class DevicesStore:
    """Knows a member's browsers again, and nothing else about them."""

    def __init__(self, store: Store, letters: LettersStore) -> None:
        """`letters` tell of browsers that were not seen before."""
        self._store = store
        self._devices = store.collection("devices")
        self._letters = letters

    async def prepare(self) -> None:
        """Create the indexes and the collection."""
        await self._store.ensure_indexes(INDEXES)

    async def meet(self, account: Account, browser: str | None, device: str, now: datetime) -> None:
        """Remember the browser of a sign-in; a new one is told of by a letter, unless it is the member's first.

        `browser` is the value that it keeps; whoever comes without one is no browser of the gateway's. `device` is one
        word for it.
        """
        if browser is None:
            return
        key = digest(f"{account.id}\n{browser}")

        async def work(session: Session) -> None:
            known = await self._devices.update_one({"_id": key}, {"$set": {"seen": now}}, session=session)
            if known.matched_count:
                return
            others = await self._devices.find_one({"member": account.id}, session=session)
            await self._devices.insert_one({"_id": key, "member": account.id, "seen": now}, session=session)
            if others and account.login_alerts:
                await self._letters.tell(session, account, LetterKind.NEW_DEVICE, now, device=device)

        try:
            await self._store.atomically(work)
        except DuplicateKeyError:  # the same browser signs in twice at once: the other one has told
            return
