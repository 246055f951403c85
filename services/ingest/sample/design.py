"""What one made-up contracting process will be: its method, lots, bids, stages and the pattern planted in it.

A design is drawn before anything is written, and what scoring should find follows from the design, not from the data:
a mistake in either shows as a difference. The limits kept by unplanted processes are chosen so that any reasonable
threshold calls them clear: at least 22 days to submit, bids within 15 % of each other and never equal, at least two
bidders in every lot of a competitive method.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from random import Random
from typing import TypeVar

from services.ingest.sample.words import CONVENTIONAL_UNIT, DIRECT_REASONS, GOODS, SINGLE_SOURCE_REASONS, Good

T = TypeVar("T")


class Plant(Enum):
    """A pattern planted in a process; the value is the risk indicators it must raise."""

    NOTHING = frozenset[str]()  # an empty tuple loses its value on Python 3.11.2
    SHORT_PERIOD = ("R003",)
    SINGLE_BID = ("R018",)
    SHORT_AND_SINGLE = ("R003", "R018")
    SAME_PRICE = ("R028",)
    OTHERS_DISQUALIFIED = ("R035",)
    LOWEST_DISQUALIFIED = ("R036",)
    CHEAPER_ONES_DISQUALIFIED = ("R035", "R036")  # all but the winner, the lowest among them
    WIDE_PRICES = ("KG07",)
    SINGLE_BID_BUYER = ("R018", "KG08")
    CONVENTIONAL_UNITS = ("KG10",)


class Kind(Enum):
    """How the purchase is made: (OCDS method, the portal's own word, competitive for the official flags)."""

    ONE_STAGE = ("open", "oneStage", True)
    SIMPLIFIED = ("open", "simplicated", True)
    PRICE_REDUCTION = ("open", "downgrade", True)
    TWO_STAGE = ("selective", "twostage", False)
    QUOTATIONS = ("open", "requestForQuotation", False)
    SINGLE_SOURCE = ("selective", "singleSource", False)
    DIRECT = ("direct", "singleSource", False)
    """A contract without announcement; its ocid says `contract-based`."""

    @property
    def competitive(self) -> bool:
        """True for the methods the official flags call competitive."""
        return self.value[2]


class Stage(Enum):
    """A moment at which the portal exported the process anew; the value is the portal's `statusDetails`."""

    PUBLISHED = "published"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    OPENED = "bidsOpened"
    UNSUCCESSFUL = "unsuccessful"
    EVALUATED = "evaluationComplete"
    SIGNED = "contractSigned"


class Fault(StrEnum):
    """What is broken in a dirty process; the comment says what a reader must make of it."""

    BROKEN_DATE = "broken_date"  # the end of the tender period is no date: nothing may be concluded from it
    STRING_AMOUNT = "string_amount"  # the tender value is text: a strict decimal may be read, else it is left out
    LOST_BIDS = "lost_bids"  # a later export lost the bids: it must be refused and the earlier content stay
    NO_OCID = "no_ocid"  # a release that belongs to no process
    TRUNCATED_LINE = "truncated_line"  # the line breaks off; the lines around it are whole


VISIBLE_AT = {
    "R003": Stage.PUBLISHED,
    "KG10": Stage.PUBLISHED,
    "R018": Stage.OPENED,
    "R028": Stage.OPENED,
    "KG07": Stage.OPENED,
    "KG08": Stage.OPENED,
    "R035": Stage.EVALUATED,
    "R036": Stage.EVALUATED,
}
"""The stage at which an indicator first has its data; a process that stops earlier must not raise it."""
INDICATORS = tuple(sorted(VISIBLE_AT))
"""The indicators the truth file speaks about; about any other it says nothing."""


@dataclass(slots=True)
class Bid:
    """One tenderer's offer: amounts in whole KGS by lot index, and the lots it was disqualified for."""

    firm: int
    amounts: dict[int, int]
    disqualified: frozenset[int] = frozenset()
    currency: str = "KGS"


@dataclass(slots=True)
class Item:
    """Something bought in a lot; `price` is whole KGS per unit."""

    good: Good
    unit: str
    quantity: int
    price: int


@dataclass(slots=True)
class Lot:
    """One lot with its items; its value is their sum."""

    items: list[Item]

    @property
    def value(self) -> int:
        """Expected value in whole KGS."""
        return sum(item.quantity * item.price for item in self.items)


@dataclass(slots=True)
class Design:
    """One contracting process from publication to signature. Days count from the first day of the sample."""

    number: int
    kind: Kind
    plant: Plant
    buyer: int
    day: int
    minute: int
    days_to_submit: int
    lots: list[Lot]
    bids: list[Bid]
    stages: list[tuple[int, Stage]]
    """(day of export, stage), in order."""
    kyrgyz_title: bool
    chance: float
    """One more draw in [0, 1) that decides the small peculiarities of its export."""
    reason: str | None = None
    prior: int | None = None
    """Number of the earlier process it follows, if any."""
    fault: Fault | None = None


@dataclass(slots=True)
class Year:
    """What must be remembered from one design to the next: how many lots of a buyer had a single valid bid."""

    random: Random
    size: int
    days: int
    lone_lots: Counter[int] = field(default_factory=Counter)

    @property
    def buyers(self) -> int:
        """How many buyers publish in the year."""
        return max(16, min(4000, self.size // 25))

    @property
    def firms(self) -> int:
        """How many firms bid in the year."""
        return max(40, min(5000, self.size // 8))


PLANTS: tuple[tuple[float, Plant], ...] = (
    (0.055, Plant.SHORT_PERIOD),
    (0.130, Plant.SINGLE_BID),
    (0.145, Plant.SHORT_AND_SINGLE),
    (0.180, Plant.SAME_PRICE),
    (0.205, Plant.OTHERS_DISQUALIFIED),
    (0.235, Plant.LOWEST_DISQUALIFIED),
    (0.250, Plant.CHEAPER_ONES_DISQUALIFIED),
    (0.300, Plant.WIDE_PRICES),
    (0.335, Plant.CONVENTIONAL_UNITS),
    (1.000, Plant.NOTHING),
)
KINDS: tuple[tuple[float, Kind], ...] = (
    (0.42, Kind.ONE_STAGE),
    (0.70, Kind.SIMPLIFIED),
    (0.78, Kind.PRICE_REDUCTION),
    (0.81, Kind.TWO_STAGE),
    (0.85, Kind.QUOTATIONS),
    (0.93, Kind.SINGLE_SOURCE),
    (1.00, Kind.DIRECT),
)
FAULTS = tuple(Fault)
FAULT_EVERY = 50
"""One process in so many is dirty, the faults in turn."""
LONE_LIMIT = 14
"""Official flag 8 begins at 19 lots with one bid; an unplanted buyer never comes near."""
CHAIN_TENDERS, CHAIN_LOTS, CHAIN_DAYS = 8, 4, 42
"""A planted buyer of flag 8 publishes 8 tenders of 4 lone-bid lots, each begun after the one before was signed."""
LONE_PLANTS = frozenset(
    {Plant.SINGLE_BID, Plant.SHORT_AND_SINGLE, Plant.OTHERS_DISQUALIFIED, Plant.CHEAPER_ONES_DISQUALIFIED}
)


def designs(random: Random, size: int, days: int) -> Iterator[Design]:
    """`size` designs in order of their day; the same for the same random numbers."""
    year = Year(random, size, days)
    chains = chain_slots(size, days)
    for number in range(size):
        day = min(days - 1, number * days // size)
        slot = chains.get(number)
        yield _chained(year, number, day, slot[0]) if slot else _design(year, number, day)


def chain_slots(size: int, days: int) -> dict[int, tuple[int, int]]:
    """Which process numbers belong to planted buyers of official flag 8: number -> (buyer, tender of that buyer)."""
    if size < 60:
        return {}
    slots: dict[int, tuple[int, int]] = {}
    for chain in range(max(1, size // 2000)):
        for tender in range(CHAIN_TENDERS):
            number = (3 + tender * CHAIN_DAYS + chain % 20) * size // days
            while number in slots or fault_of(number):
                number += 1
            slots[number] = (chain, tender)
    return slots


def fault_of(number: int) -> Fault | None:
    """The fault of the process with this number, if it is a dirty one."""
    turn, place = divmod(number, FAULT_EVERY)
    return FAULTS[turn % len(FAULTS)] if place == FAULT_EVERY // 2 else None


def _chained(year: Year, number: int, day: int, buyer: int) -> Design:
    """One tender of the buyer planted for official flag 8."""
    design = _base(year, number, day, Kind.ONE_STAGE, Plant.SINGLE_BID_BUYER, lots=CHAIN_LOTS)
    design.buyer = buyer
    firm = int(year.random.random() * year.firms)
    design.bids = [Bid(firm, {n: lot.value * 97 // 100 for n, lot in enumerate(design.lots)})]
    design.days_to_submit = 25
    design.stages = [
        (day, Stage.PUBLISHED),
        (day + 26, Stage.OPENED),
        (day + 30, Stage.EVALUATED),
        (day + 35, Stage.SIGNED),
    ]
    return design


def _design(year: Year, number: int, day: int) -> Design:
    draw = year.random.random
    kind = _pick(KINDS, draw())
    plant = _pick(PLANTS, draw()) if kind.competitive else Plant.NOTHING
    fault = fault_of(number)
    if fault:  # on an ordinary process, so that it changes no planted answer
        kind, plant = Kind.ONE_STAGE, Plant.NOTHING
    if plant in (Plant.SHORT_PERIOD, Plant.SHORT_AND_SINGLE):
        kind = Kind.ONE_STAGE
    design = _base(year, number, day, kind, plant, lots=_lot_count(draw()))
    if design.kind is Kind.DIRECT:
        design.reason = DIRECT_REASONS[int(draw() * len(DIRECT_REASONS))]
        design.bids = [Bid(int(draw() * year.firms), {n: lot.value for n, lot in enumerate(design.lots)})]
        design.stages = [(day, Stage.SIGNED)]
        return design
    if design.kind is Kind.SINGLE_SOURCE:
        return _single_source(year, design)
    design.days_to_submit = 2 + int(draw() * 4) if "R003" in design.plant.value else 25 + int(draw() * 9)
    _place_bids(year, design)
    _schedule(year, design)
    return design


def _base(year: Year, number: int, day: int, kind: Kind, plant: Plant, lots: int) -> Design:
    draw = year.random.random
    planted_buyers = max(1, year.size // 2000) if year.size >= 60 else 0
    buyer = planted_buyers + int(draw() ** 1.5 * year.buyers)
    if year.lone_lots[buyer] + lots > LONE_LIMIT and (plant in LONE_PLANTS or kind is Kind.SINGLE_SOURCE):
        kind, plant = (Kind.DIRECT if kind is Kind.SINGLE_SOURCE else kind), Plant.NOTHING
    good = GOODS[int(draw() * len(GOODS))]
    return Design(
        number=number,
        kind=kind,
        plant=plant,
        buyer=buyer,
        day=day,
        minute=9 * 60 + int(draw() * 8 * 60),
        days_to_submit=0,
        lots=[_lot(year, good, plant if n == 0 else Plant.NOTHING) for n in range(lots)],
        bids=[],
        stages=[],
        kyrgyz_title=draw() < 0.25,
        chance=draw(),
        fault=fault_of(number),
    )


def _lot_count(chance: float) -> int:
    return 1 if chance < 0.72 else 2 if chance < 0.87 else 3 if chance < 0.95 else 4


def _lot(year: Year, good: Good, plant: Plant) -> Lot:
    draw = year.random.random
    items = []
    for n in range(1 if draw() < 0.7 else 2):
        price = good.low + int(draw() * (good.high - good.low))
        budget = 60_000 * (4 ** (1 + 2.2 * draw()))  # from a quarter of a million to some five million KGS
        unit = CONVENTIONAL_UNIT if plant is Plant.CONVENTIONAL_UNITS and n == 0 else good.unit
        items.append(Item(good, unit, max(1, int(budget / price)), price))
    return Lot(items)


def _place_bids(year: Year, design: Design) -> None:
    """Bids for every lot; the planted pattern goes into the first one."""
    draw = year.random.random
    plant = design.plant
    lone = "R018" in plant.value
    needed = 3 if plant in LONE_PLANTS or plant is Plant.LOWEST_DISQUALIFIED else 2
    count = 1 if lone and len(design.lots) == 1 else needed + int(draw() * 4)
    first_firm, step = int(draw() * year.firms), 1 + int(draw() * 6)
    design.bids = [Bid((first_firm + n * step) % year.firms, {}) for n in range(count)]
    for lot_number, lot in enumerate(design.lots):
        planted = plant if lot_number == 0 else Plant.NOTHING
        amounts = _amounts(year, lot.value, count, planted)
        bidders = 1 if planted is not Plant.NOTHING and lone else count
        if planted is Plant.NOTHING and lot_number and count > 3:
            bidders -= 1  # somebody is not interested in the other lots
        for bid, amount in zip(design.bids[:bidders], amounts, strict=False):
            bid.amounts[lot_number] = amount
    _disqualify(design)
    if plant is Plant.NOTHING and count > 2 and draw() < 0.01:
        design.bids[-1].currency = "KZT"
    if lone or plant in LONE_PLANTS:
        year.lone_lots[design.buyer] += 1
    design.bids = [bid for bid in design.bids if bid.amounts]


def _amounts(year: Year, value: int, count: int, plant: Plant) -> list[int]:
    """Bid amounts in whole KGS, rising; within 15 % of each other unless wide prices are planted."""
    draw = year.random.random
    low = int(value * (0.80 + 0.10 * draw()))
    step = 0.12 / max(1, count - 1)
    amounts = [low + n * max(1, int(low * step * (0.55 + 0.4 * draw()))) + n for n in range(count)]
    amounts.sort()
    for n in range(1, count):
        amounts[n] = max(amounts[n], amounts[n - 1] + 1)
    if plant is Plant.SAME_PRICE:
        amounts[1] = amounts[0]
    elif plant is Plant.WIDE_PRICES:
        amounts[-1] = int(amounts[0] * (1.6 + 0.6 * draw()))
    return amounts


def _disqualify(design: Design) -> None:
    first = frozenset({0})
    if design.plant is Plant.OTHERS_DISQUALIFIED:
        losers = design.bids[1:]
    elif design.plant is Plant.LOWEST_DISQUALIFIED:
        losers = design.bids[:1]
    elif design.plant is Plant.CHEAPER_ONES_DISQUALIFIED:
        losers = design.bids[:-1]
    else:
        return
    for bid in losers:
        bid.disqualified = first


def _single_source(year: Year, design: Design) -> Design:
    """Announced, but only one firm is asked: a single bid and few days are normal there and no flags."""
    draw = year.random.random
    design.reason = SINGLE_SOURCE_REASONS[int(draw() * len(SINGLE_SOURCE_REASONS))]
    if design.number and design.reason in ("additionalProcurement5", "twiceUnsuccessful"):
        design.prior = int(draw() * design.number)
    design.days_to_submit = 3 + int(draw() * 4)
    amounts = {n: lot.value * 99 // 100 for n, lot in enumerate(design.lots)}
    design.bids = [Bid(int(draw() * year.firms), amounts)]
    year.lone_lots[design.buyer] += len(design.lots)
    opened = design.day + design.days_to_submit + 1
    design.stages = [(design.day, Stage.PUBLISHED), (opened, Stage.OPENED), (opened + 6, Stage.SIGNED)]
    return design


def _schedule(year: Year, design: Design) -> None:
    """Which exports there are and on which day; one in twelve unplanted processes ends without an award."""
    draw = year.random.random
    day = design.day
    design.stages = [(day, Stage.PUBLISHED)]
    if design.kind is Kind.TWO_STAGE and design.number:
        design.prior = int(draw() * design.number)
    if draw() < 0.18:
        design.stages.append((day + int(draw() * min(6, design.days_to_submit)), Stage.CHANGED))
    end = draw() if design.plant is Plant.NOTHING and not design.fault else 1.0
    opened = day + design.days_to_submit + 1
    if end < 0.05:
        design.stages.append((day + 6 + int(draw() * 10), Stage.CANCELLED))
        return
    if end < 0.08:
        design.bids = []
        design.stages.append((opened, Stage.UNSUCCESSFUL))
        return
    evaluated = opened + 3 + int(draw() * 8)
    design.stages.append((opened, Stage.OPENED))
    if draw() < 0.5:
        design.stages.append((evaluated, Stage.EVALUATED))
    design.stages.append((evaluated + 4 + int(draw() * 9), Stage.SIGNED))


def _pick(table: tuple[tuple[float, T], ...], chance: float) -> T:
    return next(value for below, value in table if chance < below)
