"""Counted tries: the collection `tries`."""

from collections.abc import Callable
from datetime import datetime

from services.community.accounts import email_key
from services.community.limits import AddressLimit, Limit, Rate, Tries, spend, take
from services.community.tokens import digest
from shared.store import ASCENDING, Document, DuplicateKeyError, Index, Store

INDEXES = (Index("tries", [("forgetAt", ASCENDING)], {"name": "forget", "expireAfterSeconds": 0}),)


class TriesStore:
    """How often something was tried."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tries = store.collection("tries")

    async def prepare(self) -> None:
        """Create the indexes and the collection."""
        await self._store.ensure_indexes(INDEXES)

    async def take_try(self, limit: AddressLimit, email: str, client: str, now: datetime) -> None:
        """Count a client's try at an address before it is made. Raises `too_many_attempts`."""
        await self.take_own_try(limit.each, _of_client(email, client), now)
        await self.take_turn(limit.together, digest(email_key(email)), now)

    async def take_turn(self, rate: Rate, key: str, now: datetime) -> None:
        """Count one of those that `rate` allows at `key`, a digest. Raises `too_many_attempts`."""

        def used(row: Document | None) -> Document:
            until = spend(rate, row["usedUntil"] if row else None, now)
            return {"usedUntil": until, "forgetAt": until}

        await self._count(f"{rate.name}:{key}", used)

    async def take_own_try(self, limit: Limit, key: str, now: datetime) -> None:
        """Count a try at `key`, a digest, so that tries made at once count too. Raises `too_many_attempts`."""

        def counted(row: Document | None) -> Document:
            after = take(limit, Tries(row["count"], row["openAt"], row["forgetAt"]) if row else None, now)
            return {"count": after.count, "openAt": after.open_at, "forgetAt": after.forget_at}

        await self._count(f"{limit.name}:{key}", counted)

    async def _count(self, key: str, change: Callable[[Document | None], Document]) -> None:
        """Write what `change` makes of the row `key`, anew whenever another try came between."""
        while True:
            row = await self._tries.find_one({"_id": key})
            if await self._swap_tries(key, row, change(row)):
                return

    async def _swap_tries(self, key: str, before: Document | None, after: Document) -> bool:
        """Write `after` unless another try came between."""
        if before is None:
            try:
                await self._tries.insert_one({"_id": key, **after})
            except DuplicateKeyError:
                return False
            return True
        return bool((await self._tries.update_one(before, {"$set": after})).matched_count)

    async def forget_tries(self, limit: AddressLimit, email: str, client: str) -> None:
        """Start counting a client's tries anew, after one that succeeded."""
        await self._tries.delete_one({"_id": f"{limit.each.name}:{_of_client(email, client)}"})


def _of_client(email: str, client: str) -> str:
    """The key of a client's tries at an address, from which neither can be read."""
    return digest(f"{email_key(email)}\n{client}")
