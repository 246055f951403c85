"""What is remembered from one design to the next, so that no pattern arises by accident.

Whoever buys in a year must now and then do what looks odd; here it happens only where it is planted. Memory is bounded:
organisations are few, and of earlier processes a sample is kept.
"""

from collections import Counter, deque
from dataclasses import dataclass, field
from random import Random

from services.ingest.sample.words import Good

LONE_LIMIT = 14
"""Official flag 8 begins at 19 lots with one bid; an unplanted buyer never comes near."""
APART = 40
"""Days between purchases of one class by a lighter method, so that they are no pieces of one (R011 looks 30 back)."""
_AFTER_CANCELLATION = 8
"""Days after which a purchase from a single source follows no cancelled tender any more (KG04 looks 5 back)."""
_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that later ones may name: signed for `amount` KGS, or failed."""

    number: int
    buyer: int
    good: Good
    day: int
    """When its end was exported."""
    amount: int = 0


@dataclass(slots=True)
class Year:
    """The year as it was drawn so far."""

    random: Random
    size: int
    days: int
    fewest: int = 3
    """Bidders for an ordinary competitive lot; or one more."""
    lone_lots: Counter[int] = field(default_factory=Counter)
    """Lots with one valid bid, by buyer."""
    signed: deque[Ended] = field(default_factory=lambda: deque(maxlen=_KEPT))
    failed: deque[Ended] = field(default_factory=lambda: deque(maxlen=_KEPT))
    _bought: Counter[int] = field(default_factory=Counter)
    _directly: Counter[int] = field(default_factory=Counter)
    _lighter: dict[tuple[int, str], int] = field(default_factory=dict)
    _cancelled: dict[tuple[int, str], int] = field(default_factory=dict)
    _added: set[tuple[int, str]] = field(default_factory=set)

    @property
    def planted_buyers(self) -> int:
        """How many buyers are planted for official flag 8; they come first."""
        return max(1, self.size // 2000) if self.size >= 60 else 0

    @property
    def buyers(self) -> int:
        """How many buyers publish in the year."""
        return max(16, min(4000, self.size // 25))

    @property
    def firms(self) -> int:
        """How many firms bid in the year: so many that two seldom meet again."""
        return max(80, min(8_000, self.size // 4))

    def count(self, buyer: int, *, direct: bool) -> None:
        """Take note of a purchase."""
        self._bought[buyer] += 1
        self._directly[buyer] += direct

    def may_buy_directly(self, buyer: int) -> bool:
        """Whether one more purchase without competition leaves the buyer's share of them ordinary (R013: half)."""
        return self._directly[buyer] + 1 <= max(3, 0.3 * (self._bought[buyer] + 1))

    def may_buy_lightly(self, buyer: int, good: Good, day: int) -> bool:
        """Whether the buyer bought nothing of the class by a lighter method of late; if so, it does now."""
        last = self._lighter.get((buyer, good.code), -APART)
        if day - last < APART:
            return False
        self._lighter[buyer, good.code] = day
        return True

    def cancelled(self, buyer: int, good: Good, day: int) -> None:
        """Take note of a cancelled tender."""
        self._cancelled[buyer, good.code] = max(day, self._cancelled.get((buyer, good.code), day))

    def follows_cancellation(self, buyer: int, good: Good, day: int) -> bool:
        """Whether the buyer has cancelled a tender for such things of late, or is about to."""
        last = self._cancelled.get((buyer, good.code))
        return last is not None and day - last < _AFTER_CANCELLATION

    def ended(self, one: Ended, *, failed: bool) -> None:
        """Keep a process that later ones may name; of a large year not each."""
        every = max(1, self.size // 4000)
        if one.number % every == 0:
            (self.failed if failed else self.signed).append(one)

    def to_name(self, day: int, *, failed: bool, least: int = 0) -> Ended | None:
        """A process that had ended by `day` and that none has named yet, signed for at least `least`."""
        kept = self.failed if failed else self.signed
        for one in kept:
            if one.day < day and one.amount >= least and self.may_buy_directly(one.buyer):
                if not failed and (one.buyer, one.good.code) in self._added:
                    continue
                if self.follows_cancellation(one.buyer, one.good, day):
                    continue
                kept.remove(one)
                self._added.add((one.buyer, one.good.code))
                return one
        return None
