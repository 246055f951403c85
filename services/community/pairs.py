"""Pairs of tenders that two different members compare, without knowing of each other. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.contracts.base import MemberId
from shared.contracts.judgement import PairChoice
from shared.contracts.risk import Pair

RATERS = 2
KEPT_FOR = timedelta(days=7)
"""A member who was given a pair and has not answered by then may lose it to somebody else."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A member who was given a pair, and the answer once there is one."""

    member: MemberId
    at: datetime
    """When the pair was given, then when it was answered."""
    choice: PairChoice | None = None


@dataclass(frozen=True, slots=True)
class RatedPair:
    """A pair with its raters in the order in which it was given to them."""

    id: str
    pair: Pair
    slots: tuple[Slot, ...]

    @property
    def open(self) -> bool:
        """Whether an answer is still missing."""
        return sum(slot.choice is not None for slot in self.slots) < RATERS

    def waits_for(self, member: MemberId) -> bool:
        """Whether `member` was given the pair and has not answered."""
        return any(slot.member == member and slot.choice is None for slot in self.slots)


def given(pair: RatedPair, member: MemberId, now: datetime) -> RatedPair | None:
    """The pair once it is given to `member`; None when it cannot be: it was theirs before, or has its raters."""
    if any(slot.member == member for slot in pair.slots):
        return None
    kept = tuple(slot for slot in pair.slots if slot.choice is not None or now - slot.at < KEPT_FOR)
    return replace(pair, slots=(*kept, Slot(member, now))) if len(kept) < RATERS else None


def answered(pair: RatedPair, member: MemberId, choice: PairChoice, now: datetime) -> RatedPair | None:
    """The pair with the member's answer; None when it does not wait for one."""
    if not pair.waits_for(member):
        return None
    return replace(
        pair, slots=tuple(Slot(member, now, choice) if slot.member == member else slot for slot in pair.slots)
    )


def key(pair: Pair) -> str:
    """The same for a pair in either order."""
    return "\n".join(sorted((pair.first, pair.second)))
