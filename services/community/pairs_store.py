"""Pairs that members compare (`pairs`), and for each member a series of draws (`raters`)."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from services.community.pairs import RatedPair, Slot, answered, given, key
from services.community.tokens import new_id, new_token
from shared.contracts.base import MemberId
from shared.contracts.judgement import PairChoice
from shared.contracts.risk import Pair
from shared.store import ASCENDING, Document, DuplicateKeyError, Index, Session, Store

_LOOKED_AT = 50
"""Open pairs that are looked at for one that a member can be given."""
INDEXES = (
    Index("pairs", [("key", ASCENDING)], {"name": "key", "unique": True}),
    Index("pairs", [("open", ASCENDING), ("drawn", ASCENDING)], {"name": "open"}),
    Index("pairs", [("slots.member", ASCENDING)], {"name": "member"}),
)


@dataclass(frozen=True, slots=True)
class Rater:
    """A member's series of pairs."""

    seed: str
    """Random and of no other use, so that who draws learns nothing of the member."""
    drawn: int
    answered: int
    pair: str | None
    """The one at hand."""


class PairsStore:
    """Collections and queries of pairs."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pairs = store.collection("pairs")
        self._raters = store.collection("raters")

    async def prepare(self) -> None:
        """Create the indexes and the collections."""
        await self._store.ensure_indexes(INDEXES)

    async def rater(self, member: MemberId) -> Rater:
        """The member's series, begun when there is none."""
        first = {"seed": new_token(), "drawn": 0, "answered": 0, "pair": None}
        with suppress(DuplicateKeyError):  # the same member's other request has begun it in this moment
            await self._raters.update_one({"_id": member}, {"$setOnInsert": first}, upsert=True)
        row = await self._raters.find_one({"_id": member})
        if row is None:
            raise LookupError("a rater has gone")
        return Rater(row["seed"], row["drawn"], row["answered"], row["pair"])

    async def at_hand(self, member: MemberId, pair: str) -> RatedPair | None:
        """The pair when it still waits for the member's answer."""
        row = await self._pairs.find_one({"_id": pair})
        found = _read(row) if row else None
        return found if found and found.waits_for(member) else None

    async def give_open(self, member: MemberId, now: datetime) -> RatedPair | None:
        """Give the member the oldest pair that lacks a rater; None when there is none for them."""
        query = {"open": True, "slots.member": {"$ne": member}}
        rows = self._pairs.find(query, {"_id": 1}).sort("drawn", ASCENDING).limit(_LOOKED_AT)
        for row in await rows.to_list(_LOOKED_AT):
            found = await self._give(row["_id"], member, now)
            if found:
                return found
        return None

    async def give_drawn(self, member: MemberId, pair: Pair, now: datetime) -> RatedPair | None:
        """Give the member a pair that was drawn for them; None when it is known and cannot be given to them."""
        drawn = RatedPair(new_id("p"), pair, (Slot(member, now),))

        async def work(session: Session) -> None:
            await self._pairs.insert_one(_row(drawn) | {"drawn": now}, session=session)
            await self._raters.update_one({"_id": member}, {"$set": {"pair": drawn.id}}, session=session)

        known = await self._pairs.find_one({"key": key(pair)}, {"_id": 1})
        if known is None:
            try:
                await self._store.atomically(work)
            except DuplicateKeyError:
                return None  # somebody else drew the same in this moment
            return drawn
        return await self._give(known["_id"], member, now)

    async def count_draw(self, member: MemberId) -> None:
        """The member's series goes on with its next pair."""
        await self._raters.update_one({"_id": member}, {"$inc": {"drawn": 1}})

    async def answer(self, member: MemberId, pair: str, choice: PairChoice, now: datetime) -> int | None:
        """Keep an answer; how many the member has given, or None when the pair does not wait for it."""

        async def work(session: Session) -> int | None:
            row = await self._pairs.find_one({"_id": pair}, session=session)
            changed = answered(_read(row), member, choice, now) if row else None
            if changed is None:
                return None
            await self._write(session, changed)
            rater = await self._raters.find_one_and_update(
                {"_id": member},
                {"$inc": {"answered": 1}, "$set": {"pair": None}},
                return_document=True,
                session=session,
            )
            return int(rater["answered"])

        return await self._store.atomically(work)

    async def all(self) -> AsyncIterator[RatedPair]:
        """Every pair, in the order drawn."""
        async for row in self._pairs.find({}).sort("drawn", ASCENDING):
            yield _read(row)

    async def _give(self, pair: str, member: MemberId, now: datetime) -> RatedPair | None:
        async def work(session: Session) -> RatedPair | None:
            row = await self._pairs.find_one({"_id": pair}, session=session)
            changed = given(_read(row), member, now) if row else None
            if changed:
                await self._write(session, changed)
                await self._raters.update_one({"_id": member}, {"$set": {"pair": pair}}, session=session)
            return changed

        return await self._store.atomically(work)

    async def _write(self, session: Session, pair: RatedPair) -> None:
        change = {"slots": [_slot_row(slot) for slot in pair.slots], "open": pair.open}
        await self._pairs.update_one({"_id": pair.id}, {"$set": change}, session=session)


def _row(pair: RatedPair) -> Document:
    return {
        "_id": pair.id,
        "key": key(pair.pair),
        "pair": pair.pair.model_dump(mode="json"),
        "slots": [_slot_row(slot) for slot in pair.slots],
        "open": pair.open,
    }


def _slot_row(slot: Slot) -> Document:
    return {"member": slot.member, "at": slot.at, "choice": slot.choice.value if slot.choice else None}


def _read(row: Document) -> RatedPair:
    slots = (
        Slot(slot["member"], slot["at"], PairChoice(slot["choice"]) if slot["choice"] else None)
        for slot in row["slots"]
    )
    return RatedPair(row["_id"], Pair(**row["pair"]), tuple(slots))
