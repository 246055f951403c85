"""Drawing the ordinary processes of a year, and the patterns planted in one process.

Ordinary values are chosen so that any reasonable threshold calls them clear: at least 25 days to submit, three or four
bidders in every lot of a competitive method, each price 3 to 5.5 per cent above the one before and never in equal
steps, the highest below the estimate; purchases by lighter methods far below their limits.
"""

from random import Random
from typing import TypeVar

from services.ingest.sample.basis import (
    BRANDED,
    CHEAP,
    PRICED,
    SMALL,
    UNPRICED,
    base,
    fault_of,
    filled,
    some_firms,
)
from services.ingest.sample.design import Bid, Design, Fault, Kind, Lot, Plant, Stage
from services.ingest.sample.parties import fresh_firm, neighbour_of, twin_firms
from services.ingest.sample.sole import direct, single_source
from services.ingest.sample.words import CONVENTIONAL_UNIT, GOODS, Good
from services.ingest.sample.year import LONE_LIMIT, Ended, Year

T = TypeVar("T")

PLANTS: tuple[tuple[float, Plant], ...] = (
    (0.030, Plant.SHORT_PERIOD),
    (0.075, Plant.SINGLE_BID),
    (0.085, Plant.SHORT_AND_SINGLE),
    (0.105, Plant.SAME_PRICE),
    (0.125, Plant.OTHERS_DISQUALIFIED),
    (0.145, Plant.LOWEST_DISQUALIFIED),
    (0.155, Plant.CHEAPER_ONES_DISQUALIFIED),
    (0.180, Plant.WIDE_PRICES),
    (0.200, Plant.CONVENTIONAL_UNITS),
    (0.210, Plant.CONVENTIONAL_UNDOCUMENTED),
    (0.218, Plant.CLOSE_PRICE),
    (0.226, Plant.DISCOUNT),
    (0.234, Plant.LONELY_LOW_PRICE),
    (0.242, Plant.EQUAL_STEPS),
    (0.256, Plant.AT_ESTIMATE),
    (0.264, Plant.LATE_BID),
    (0.288, Plant.COMPLAINED),
    (0.296, Plant.UNANSWERED),
    (0.306, Plant.RIVALS_AT_ONE_ADDRESS),
    (0.312, Plant.NEIGHBOUR_OF_BUYER),
    (0.320, Plant.CONTRACT_GREW),
    (0.328, Plant.SLOW_CONTRACT),
    (0.336, Plant.QUICK_DECISION),
    (0.344, Plant.SLOW_DECISION),
    (0.354, Plant.MIXED_LETTERS),
    (0.364, Plant.BRAND),
    (0.372, Plant.EMPTY_TERMS),
    (0.384, Plant.FEW_REQUIREMENTS),
    (0.388, Plant.HUGE_VALUE),
    (0.398, Plant.HIGH_PRICE),
    (1.000, Plant.NOTHING),
)
SINGLE_SOURCE_PLANTS: tuple[tuple[float, Plant], ...] = (
    (0.05, Plant.NO_REASON),
    (0.10, Plant.ADDS_TO_NOTHING),
    (0.15, Plant.ADDS_MUCH),
    (0.20, Plant.NEVER_FAILED),
    (1.00, Plant.NOTHING),
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
_ONE_STAGE_ONLY = frozenset(
    {
        *(Plant.SHORT_PERIOD, Plant.SHORT_AND_SINGLE, Plant.EQUAL_STEPS, Plant.LATE_BID, Plant.QUICK_DECISION),
        *(Plant.SLOW_DECISION, Plant.FEW_REQUIREMENTS, Plant.HUGE_VALUE, Plant.HIGH_PRICE, Plant.LONELY_LOW_PRICE),
        *(Plant.BRAND, Plant.AT_ESTIMATE),
    }
)
_OF_THREE = frozenset({Plant.EQUAL_STEPS, Plant.LOWEST_DISQUALIFIED, Plant.WIDE_PRICES})
_LONE_PLANTS = frozenset(
    {Plant.SINGLE_BID, Plant.SHORT_AND_SINGLE, Plant.OTHERS_DISQUALIFIED, Plant.CHEAPER_ONES_DISQUALIFIED}
)
HUGE_TIMES, HIGH_TIMES = 250, 15
FIRST_STEP, NEXT_STEP = (0.032, 0.010), (0.046, 0.008)
"""How much dearer each bid is than the one before: at least, and by how much more at most, in turns."""


def ordinary(year: Year, number: int, day: int, *, planted: bool) -> Design:
    """A process as it comes; with `planted` perhaps with a pattern in it."""
    draw = year.random.random
    kind = _pick(KINDS, draw())
    plant = _pick(PLANTS if kind.competitive else SINGLE_SOURCE_PLANTS, draw())
    fault = fault_of(number) if planted else None
    if not planted or not (kind.competitive or kind is Kind.SINGLE_SOURCE):
        plant = Plant.NOTHING
    if fault:  # on an ordinary process, so that it changes no planted answer
        kind, plant = Kind.ONE_STAGE, Plant.NOTHING
    if plant in _ONE_STAGE_ONLY:
        kind = Kind.ONE_STAGE
    elif plant is Plant.CONVENTIONAL_UNDOCUMENTED:
        kind = Kind.SIMPLIFIED
    buyer = year.planted_buyers + int(draw() ** 1.5 * year.buyers)
    if kind in (Kind.SINGLE_SOURCE, Kind.DIRECT) and not year.may_buy_directly(buyer):
        kind, plant = Kind.ONE_STAGE, Plant.NOTHING
    if kind is Kind.SINGLE_SOURCE:
        return single_source(year, base(year, number, day, kind, plant, buyer, CHEAP))
    if kind is Kind.DIRECT:
        return direct(year, base(year, number, day, kind, plant, buyer, CHEAP))
    return _competitive(year, number, day, kind, plant, buyer, fault)


# --- competitive ----------------------------------------------------------------------------------------------


def _competitive(
    year: Year, number: int, day: int, kind: Kind, plant: Plant, buyer: int, fault: Fault | None
) -> Design:
    draw = year.random.random
    lots = 1 if plant in (Plant.HUGE_VALUE, Plant.RIVALS_AT_ONE_ADDRESS) else _lot_count(draw())
    if plant in _LONE_PLANTS and year.lone_lots[buyer] >= LONE_LIMIT:
        plant = Plant.NOTHING
    goods = {
        Plant.HIGH_PRICE: tuple(good for good in PRICED if good.high <= 70_000),
        Plant.LONELY_LOW_PRICE: UNPRICED,
        Plant.BRAND: BRANDED,
    }.get(plant, SMALL if kind is Kind.SIMPLIFIED else GOODS)
    design = base(year, number, day, kind, plant, buyer, goods)
    design.fault = fault
    good = design.lots[0].items[0].good
    if kind is Kind.SIMPLIFIED and not year.may_buy_lightly(buyer, good, day):
        design.kind = Kind.ONE_STAGE if plant is not Plant.CONVENTIONAL_UNDOCUMENTED else Kind.SIMPLIFIED
        if design.kind is Kind.SIMPLIFIED:
            design.kind, design.plant = Kind.ONE_STAGE, Plant.NOTHING
    year.count(buyer, direct=False)
    design.lots = _lots(year.random, design, good, lots)
    design.days_to_submit = 2 + int(draw() * 4) if "R003" in design.plant.value else 25 + int(draw() * 9)
    _place_bids(year, design)
    _schedule(year, design)
    return design


def _lot_count(chance: float) -> int:
    return 1 if chance < 0.72 else 2 if chance < 0.87 else 3 if chance < 0.95 else 4


def _lots(random: Random, design: Design, good: Good, count: int) -> list[Lot]:
    """Lots of one or two items: together 0.2 to 0.8 million KGS when simplified, else each 0.3 to 1.6 million."""
    draw = random.random
    small = (200_000 + 500_000 * draw()) / count if design.kind is Kind.SIMPLIFIED else None
    lots = []
    for _ in range(count):
        budget = small or 300_000 * 4 ** (1.2 * draw())
        pieces = 1 if draw() < 0.7 else 2
        lots.append(Lot([filled(random, good, budget / pieces).items[0] for _ in range(pieces)]))
    first = lots[0].items[0]
    if "KG10" in design.plant.value:
        first.unit = CONVENTIONAL_UNIT
    elif design.plant is Plant.HUGE_VALUE:
        first.quantity *= HUGE_TIMES
    elif design.plant is Plant.HIGH_PRICE:
        worth, first.price = first.quantity * first.price, good.high * HIGH_TIMES
        first.quantity = max(1, worth // first.price)
    return lots


def _place_bids(year: Year, design: Design) -> None:
    """Bids for every lot; the planted pattern goes into the first one, and who is lowest changes from lot to lot."""
    draw = year.random.random
    plant, lots = design.plant, design.lots
    lone = "R018" in plant.value
    least = 3 if plant in _LONE_PLANTS or plant in _OF_THREE else year.fewest
    count = 1 if lone and len(lots) == 1 else least + int(draw() * 2)
    design.bids = [Bid(firm, {}) for firm in _bidders(year, design, count)]
    for lot_number, lot in enumerate(lots):
        planted = plant if lot_number == 0 else Plant.NOTHING
        bidders = 1 if planted is not Plant.NOTHING and lone else count
        if planted is Plant.NOTHING and lot_number and count > year.fewest:
            bidders -= 1  # somebody is not interested in the other lots
        amounts = _amounts(year.random, lot.value, bidders, planted)
        for n, bid in enumerate(design.bids[:bidders]):
            bid.amounts[lot_number] = amounts[(n + lot_number) % bidders]
    _disqualify(design)
    if plant is Plant.NOTHING and len(lots) == 1 and draw() < 0.01:
        design.bids[-1].currency = "KZT"
    if plant in _LONE_PLANTS:
        year.lone_lots[design.buyer] += 1
    design.bids = [bid for bid in design.bids if bid.amounts]


def _bidders(year: Year, design: Design, count: int) -> list[int]:
    if design.plant is Plant.HUGE_VALUE:  # so that the sum makes nobody a buyer's favourite
        return [fresh_firm(design.number, n) for n in range(count)]
    firms = some_firms(year, count)
    if design.plant is Plant.RIVALS_AT_ONE_ADDRESS:
        firms[:2] = twin_firms(design.number)
    elif design.plant is Plant.NEIGHBOUR_OF_BUYER:
        firms[-1] = neighbour_of(design.buyer)
    return firms


def _amounts(random: Random, value: int, count: int, plant: Plant) -> list[int]:
    """Bid amounts in whole KGS, rising, the highest below the estimate unless it is planted otherwise."""
    draw = random.random
    amounts = [value * (0.78 + 0.06 * draw())]
    for n in range(1, count):
        least, more = (FIRST_STEP, NEXT_STEP)[(n - 1) % 2]
        amounts.append(amounts[-1] * (1 + least + more * draw()))
    if plant is Plant.WIDE_PRICES:
        amounts[-1] = amounts[0] * (1.5 + 0.35 * draw())
    elif plant is Plant.CLOSE_PRICE:
        amounts[0] = amounts[1] / (1.003 + 0.005 * draw())
    elif plant is Plant.DISCOUNT:
        amounts = [amounts[1] / (1.32 + 0.03 * draw()), *(amounts[1] * (1 + 0.003 * n) for n in range(count - 1))]
    elif plant is Plant.LONELY_LOW_PRICE:
        amounts[0] = amounts[1] / (2.3 + 0.4 * draw())
    elif plant is Plant.AT_ESTIMATE:
        amounts = [value * (0.993 + 0.005 * draw()) * amount / amounts[0] for amount in amounts]
    elif plant is Plant.EQUAL_STEPS:
        return _equal_steps(amounts, count)
    whole = [round(amount) for amount in amounts]
    if plant is Plant.SAME_PRICE:
        whole[1] = whole[0]
    return whole


def _equal_steps(amounts: list[float], count: int) -> list[int]:
    """The first three amounts in equal steps, none of them near a round number."""
    for more in range(40):
        step, first = 1.034 + more / 4000, amounts[0] * (1 - more / 1000)
        found = [round(first * step**n) for n in range(3)]
        if not any(_roundish(amount) for amount in found):
            break
    return [*found, *(round(found[-1] * 1.052) for _ in range(count - 3))]


def _roundish(amount: int) -> bool:
    two: float = amount / 10 ** (len(str(amount)) - 2)
    return abs(two - round(two)) < 0.0015 * two


def _disqualify(design: Design) -> None:
    if design.plant is Plant.OTHERS_DISQUALIFIED:
        losers = design.bids[1:]
    elif design.plant is Plant.LOWEST_DISQUALIFIED:
        losers = design.bids[:1]
    elif design.plant is Plant.CHEAPER_ONES_DISQUALIFIED:
        losers = design.bids[:-1]
    else:
        return
    for n, bid in enumerate(losers):  # unknown firms, so that nobody is turned away again and again
        bid.firm, bid.disqualified = fresh_firm(design.number, n), frozenset({0})


def _schedule(year: Year, design: Design) -> None:
    """Which exports there are and on which day; one in twelve unplanted processes ends without an award."""
    draw = year.random.random
    day, plant, good = design.day, design.plant, design.lots[0].items[0].good
    design.stages = [(day, Stage.PUBLISHED)]
    if design.kind is Kind.TWO_STAGE and design.number:
        design.prior = int(draw() * design.number)
    if draw() < 0.18:
        design.stages.append((day + int(draw() * min(6, design.days_to_submit)), Stage.CHANGED))
    end = draw() if plant is Plant.NOTHING and not design.fault else 1.0
    opened = day + design.days_to_submit + 1
    if end < 0.05:
        cancelled = day + 6 + int(draw() * 10)
        design.stages.append((cancelled, Stage.CANCELLED))
        year.cancelled(design.buyer, good, cancelled)
        return
    if end < 0.08:
        design.bids = []
        design.stages.append((opened, Stage.UNSUCCESSFUL))
        if opened < year.days:
            year.ended(Ended(design.number, design.buyer, good, opened), failed=True)
        return
    evaluated = opened + 4 + int(draw() * 8)
    if plant in (Plant.QUICK_DECISION, Plant.SLOW_DECISION):
        evaluated = opened if plant is Plant.QUICK_DECISION else opened + 75
    design.stages.append((opened, Stage.OPENED))
    if draw() < 0.5 or plant in (Plant.QUICK_DECISION, Plant.SLOW_DECISION, Plant.SLOW_CONTRACT):
        design.stages.append((evaluated, Stage.EVALUATED))
    signed = evaluated + (75 if plant is Plant.SLOW_CONTRACT else 4 + int(draw() * 9))
    design.stages.append((signed, Stage.SIGNED))
    ordinary = plant is Plant.NOTHING and not design.fault and not 0.45 < design.chance < 0.55
    if ordinary and signed < year.days and design.bids[-1].currency == "KGS":
        amount = sum(
            min(bid.amounts[lot] for bid in design.bids if lot in bid.amounts) for lot in range(len(design.lots))
        )
        year.ended(Ended(design.number, design.buyer, good, signed, amount), failed=False)


def _pick(table: tuple[tuple[float, T], ...], chance: float) -> T:
    return next(value for below, value in table if chance < below)
