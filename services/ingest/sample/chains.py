"""Patterns over several processes: of buyers and firms that do nothing else in the year.

Each set of patterns has organisations of its own, so that what they do is all there is to find about them. The steps of
a pattern come at given days of the year; the last one is exported before its end.
"""

from collections.abc import Callable
from dataclasses import dataclass

from services.ingest.sample.basis import CHEAP, LARGE, SMALL, USUAL, base, fault_of, filled, some_firms
from services.ingest.sample.design import Bid, Design, Kind, Plant, Stage
from services.ingest.sample.draw import FIRST_STEP, NEXT_STEP
from services.ingest.sample.parties import DIRECT_FIRMS, buyer_id, chain_firm, firm_id, fresh_firm
from services.ingest.sample.sole import direct, from_single_source
from services.ingest.sample.words import LIFTS, Good
from services.ingest.sample.year import Year

_BUYERS, _PER_SET = 5_000, 20
"""Buyers of patterns: apart from those of ordinary processes, so many numbers for each set."""
_MARKET_BUYERS, _SAME_REGION = 4_500, 9


@dataclass(frozen=True, slots=True)
class Step:
    """One process of a pattern: the how-maniest, of which set, with the numbers and days of all steps."""

    pattern: int
    set: int
    place: int
    numbers: list[int]
    days: list[int]

    @property
    def number(self) -> int:
        """The number of this process."""
        return self.numbers[self.place]

    @property
    def day(self) -> int:
        """The day of this process."""
        return self.days[self.place]

    @property
    def buyer(self) -> int:
        """The buyer of this pattern and set."""
        return _BUYERS + self.set * _PER_SET + self.pattern

    def firm(self, n: int) -> int:
        """A firm of this pattern and set."""
        return chain_firm(self.set, self.pattern, n)

    def good(self, goods: tuple[Good, ...], n: int) -> tuple[Good, ...]:
        """Only the `n`-th of `goods`, by set."""
        return (goods[(self.set + n) % len(goods)],)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Days of its steps from its beginning, and how each is made; in samples of at least so many processes."""

    days: tuple[int, ...]
    make: Callable[[Year, Step], Design]
    least: int = 600
    once: bool = False
    """However large the sample."""


def steps(size: int, days: int) -> dict[int, Step]:
    """Which process numbers belong to patterns."""
    found: dict[int, Step] = {}
    for one_set in range(max(1, size // 2000)):
        for place, pattern in enumerate(PATTERNS):
            if size < pattern.least or (one_set and pattern.once):
                continue
            numbers: list[int] = []
            for day in pattern.days:
                number = (3 + (one_set * 3 + place) % 20 + day) * size // days
                while number in found or number in numbers or fault_of(number):
                    number += 1
                numbers.append(number)
            when = [min(days - 1, number * days // size) for number in numbers]
            for n, number in enumerate(numbers):
                found[number] = Step(place, one_set, n, numbers, when)
    return found


def made(year: Year, step: Step) -> Design:
    """The process of a step."""
    return PATTERNS[step.pattern].make(year, step)


def _tender(
    year: Year,
    step: Step,
    goods: tuple[Good, ...],
    value: float,
    firms: list[int],
    winner: int = 0,
    plant: Plant = Plant.NOTHING,
    kind: Kind = Kind.ONE_STAGE,
) -> Design:
    """A competitive tender of one lot, in which `firms[winner]` is the lowest."""
    design = base(year, step.number, step.day, kind, plant, step.buyer, goods)
    design.chance = 0.2 + design.chance / 10  # no winner withdraws, and no lot loses its value
    good = design.lots[0].items[0].good
    design.lots = [filled(year.random, good, value)]
    amount = design.lots[0].value * (0.79 + 0.04 * year.random.random())
    order = [firms[winner], *(firm for n, firm in enumerate(firms) if n != winner)]
    amounts: dict[int, int] = {}
    for n, firm in enumerate(order):
        amounts[firm] = round(amount)
        least, more = (FIRST_STEP, NEXT_STEP)[n % 2]
        amount *= 1 + least + more * year.random.random()
    design.bids = [Bid(firm, {0: amounts[firm]}) for firm in firms]
    ends = ((26, Stage.OPENED), (31, Stage.EVALUATED), (36, Stage.SIGNED))
    design.stages = [(step.day, Stage.PUBLISHED), *((step.day + after, stage) for after, stage in ends)]
    return design


def _single_bid_buyer(year: Year, step: Step) -> Design:
    """Official flag 8: eight tenders of four lots with one bid each, of another good every time."""
    goods = step.good(USUAL, 7 * step.place)
    design = base(year, step.number, step.day, Kind.ONE_STAGE, Plant.SINGLE_BID_BUYER, step.set, goods)
    good = design.lots[0].items[0].good
    design.lots = [filled(year.random, good, 300_000 * 4 ** (1.2 * year.random.random())) for _ in range(4)]
    firm = int(year.random.random() * year.firms)
    design.bids = [Bid(firm, {n: lot.value * 97 // 100 for n, lot in enumerate(design.lots)})]
    ends = ((0, Stage.PUBLISHED), (26, Stage.OPENED), (30, Stage.EVALUATED), (35, Stage.SIGNED))
    design.stages = [(step.day + after, stage) for after, stage in ends]
    design.organisations = (buyer_id(design.buyer),)
    return design


def _direct_buyer(year: Year, step: Step) -> Design:
    """A buyer that never holds a tender."""
    design = base(year, step.number, step.day, Kind.DIRECT, Plant.DIRECT_BUYER, step.buyer, CHEAP)
    design.organisations = (buyer_id(step.buyer),)
    return direct(year, design, firm=DIRECT_FIRMS + int(year.random.random() * year.firms))


def _favourite(year: Year, step: Step) -> Design:
    """A large buyer; one firm wins nine of its twelve tenders."""
    favourite = step.place % 4 != 3
    firms = [step.firm(0), *some_firms(year, 2)] if favourite else some_firms(year, 3)
    plant = Plant.FAVOURITE if favourite else Plant.NOTHING
    design = _tender(year, step, step.good(LARGE, step.place), 6_000_000, firms, plant=plant)
    design.organisations = (buyer_id(step.buyer), firm_id(step.firm(0)))
    return design


def _loyal_loser(year: Year, step: Step) -> Design:
    """One firm always loses against the same other."""
    firms = [step.firm(0), step.firm(1), *some_firms(year, 1)]
    design = _tender(year, step, step.good(SMALL, step.place), 600_000, firms, plant=Plant.LOYAL_LOSER)
    design.organisations = (firm_id(step.firm(0)), firm_id(step.firm(1)))
    return design


def _ring(year: Year, step: Step) -> Design:
    """Three firms, nobody else, each wins in turn; their bids come in one order."""
    firms = [step.firm(n) for n in range(3)]
    design = _tender(year, step, step.good(SMALL, step.place), 600_000, firms, step.place % 3, Plant.RING)
    design.organisations = tuple(map(firm_id, firms))
    return design


def _strict_buyer(year: Year, step: Step) -> Design:
    """A buyer that turns half of all bids away, though not the lowest ones."""
    firms = [*some_firms(year, 2), *(fresh_firm(step.number, n) for n in (0, 1))]
    design = _tender(year, step, step.good(SMALL, step.place), 600_000, firms, plant=Plant.STRICT_BUYER)
    for bid in design.bids[2:]:
        bid.disqualified = frozenset({0})
    design.organisations = (buyer_id(step.buyer),)
    return design


def _below_limit(year: Year, step: Step) -> Design:
    """Annual purchases from one firm, each a little below the limit of a million."""
    goods = step.good(SMALL, step.place)
    design = base(year, step.number, step.day, Kind.SINGLE_SOURCE, Plant.BELOW_LIMIT, step.buyer, goods)
    design.organisations = (buyer_id(step.buyer), firm_id(step.firm(0)))
    return from_single_source(year, design, 900_000, "annualProcurement", step.firm(0))


def _split(year: Year, step: Step) -> Design:
    """Simplified purchases of one class days apart, of which any two exceed the limit."""
    design = _tender(
        year, step, step.good(SMALL, 0), 560_000, some_firms(year, 3), plant=Plant.SPLIT, kind=Kind.SIMPLIFIED
    )
    design.organisations = (buyer_id(step.buyer),)
    return design


def _near_limit_buyer(year: Year, step: Step) -> Design:
    """A buyer whose simplified purchases all stay just below the limit."""
    goods, firms = step.good(SMALL, step.place), some_firms(year, 3)
    design = _tender(year, step, goods, 930_000, firms, plant=Plant.NEAR_LIMIT_BUYER, kind=Kind.SIMPLIFIED)
    design.organisations = (buyer_id(step.buyer),)
    return design


def _grew_fast(year: Year, step: Step) -> Design:
    """A small direct contract, then one twenty times as large."""
    plant, value = (Plant.GREW_FAST, 4_000_000) if step.place else (Plant.NOTHING, 150_000)
    design = base(year, step.number, step.day, Kind.DIRECT, plant, step.buyer, step.good(SMALL, 0))
    design.organisations = (buyer_id(step.buyer), firm_id(step.firm(0)))
    return direct(year, design, value, step.firm(0))


def _captive(year: Year, step: Step) -> Design:
    """A firm that wins two tenders of one buyer and then gets a contract without any."""
    if step.place < 2:
        firms = [step.firm(0), *some_firms(year, 2)]
        return _tender(year, step, step.good(SMALL, step.place), 500_000, firms)
    goods = step.good(SMALL, 2)
    design = base(year, step.number, step.day, Kind.SINGLE_SOURCE, Plant.CAPTIVE, step.buyer, goods)
    design.organisations = (buyer_id(step.buyer), firm_id(step.firm(0)))
    return from_single_source(year, design, 400_000, "urgentNeed", step.firm(0))


def _after_cancellation(year: Year, step: Step) -> Design:
    """A tender is cancelled, and two days later the same is bought from a single source."""
    goods = step.good(SMALL, 0)
    if not step.place:
        design = _tender(year, step, goods, 500_000, some_firms(year, 3))
        design.bids = []
        design.stages = [(step.day, Stage.PUBLISHED), (step.days[1] - 2, Stage.CANCELLED)]
        return design
    design = base(year, step.number, step.day, Kind.SINGLE_SOURCE, Plant.AFTER_CANCELLATION, step.buyer, goods)
    design.organisations = (buyer_id(step.buyer),)
    return from_single_source(year, design, 400_000, "urgentNeed", step.firm(0))


def _added_twice(year: Year, step: Step) -> Design:
    """A tender, and two additions to it in one year, each small enough."""
    goods = (SMALL[step.set % 4],)
    if not step.place:
        return _tender(year, step, goods, 3_200_000, [step.firm(0), *some_firms(year, 2)])
    plant = Plant.ADDED_TWICE if step.place > 1 else Plant.NOTHING
    design = base(year, step.number, step.day, Kind.SINGLE_SOURCE, plant, step.buyer, goods)
    design.prior = step.numbers[0]
    design.organisations = (buyer_id(step.buyer),)
    return from_single_source(year, design, 100_000, "additionalProcurement5", step.firm(1))


def _held_market(year: Year, step: Step) -> Design:
    """A good of one region that five buyers buy: one firm wins more than half of it."""
    holds = step.place % 15 < 8
    firms = [step.firm(0) if holds else step.firm(1 + step.place), *some_firms(year, 2)]
    plant = Plant.MARKET_HOLDER if holds else Plant.HELD_MARKET
    design = _tender(year, step, (LIFTS,), 1, firms, plant=plant)
    design.buyer = _MARKET_BUYERS + _SAME_REGION * (step.place % 5)
    design.organisations = (LIFTS.code, firm_id(step.firm(0)))
    return design


PATTERNS = (
    Pattern(tuple(range(0, 8 * 42, 42)), _single_bid_buyer, least=60),
    Pattern(tuple(range(5, 305, 30)), _direct_buyer),
    Pattern(tuple(range(2, 302, 25)), _favourite),
    Pattern(tuple(range(8, 268, 45)), _loyal_loser),
    Pattern(tuple(range(11, 281, 45)), _ring),
    Pattern(tuple(range(14, 284, 45)), _strict_buyer),
    Pattern((20, 70, 120, 170, 220), _below_limit),
    Pattern((130, 139, 148), _split),
    Pattern(tuple(range(17, 287, 27)), _near_limit_buyer),
    Pattern((60, 190), _grew_fast),
    Pattern((25, 95, 230), _captive),
    Pattern((100, 115), _after_cancellation),
    Pattern((40, 150, 210), _added_twice),
    Pattern(tuple(range(4, 304, 10)), _held_market, least=1_500, once=True),
)
