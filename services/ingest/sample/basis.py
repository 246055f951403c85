"""What designs are made of: goods, lots, firms, and which processes are dirty."""

from random import Random

from services.ingest.sample.design import Design, Fault, Item, Kind, Lot, Plant
from services.ingest.sample.words import GOODS, Good
from services.ingest.sample.year import Year

FAULTS = tuple(Fault)
FAULT_EVERY = 50
"""One process in so many is dirty, the faults in turn."""
_MEASURES = frozenset({"168", "112", "166", "796", "113", "006", "055"})
_NARROW = 5
PRICED = tuple(good for good in GOODS if good.unit_id in _MEASURES and len(good.code[:8].rstrip("0")) >= _NARROW)
"""Goods whose unit prices can be compared: of a narrow class, by measure."""
UNPRICED = tuple(good for good in GOODS if good not in PRICED)
BRANDED = tuple(good for good in GOODS if good.code.startswith(("302", "341")))
SMALL = tuple(good for good in GOODS if good.high <= 12_000)
"""Goods of which a small sum buys several."""
CHEAP = tuple(good for good in GOODS if good.high <= 60_000)
LARGE = tuple(good for good in GOODS if good.low >= 1_000_000)
USUAL = tuple(good for good in GOODS if good not in LARGE)


def fault_of(number: int) -> Fault | None:
    """The fault of the process with this number, if it is a dirty one."""
    turn, place = divmod(number, FAULT_EVERY)
    return FAULTS[turn % len(FAULTS)] if place == FAULT_EVERY // 2 else None


def base(
    year: Year, number: int, day: int, kind: Kind, plant: Plant, buyer: int, goods: tuple[Good, ...] = GOODS
) -> Design:
    """A process without lots, bids and stages; the good it buys is drawn from `goods`."""
    draw = year.random.random
    good = goods[int(draw() * len(goods))]
    return Design(
        number=number,
        kind=kind,
        plant=plant,
        buyer=buyer,
        day=day,
        minute=9 * 60 + int(draw() * 8 * 60),
        days_to_submit=25,
        lots=[Lot([Item(good, good.unit, 1, good.low)])],
        bids=[],
        stages=[],
        kyrgyz_title=draw() < 0.25,
        chance=draw(),
    )


def filled(random: Random, good: Good, budget: float) -> Lot:
    """A lot of one item worth at least `budget` KGS, by less than the price of one unit."""
    price = good.low + int(random.random() * (good.high - good.low))
    return Lot([Item(good, good.unit, max(1, -int(-budget // price)), price)])


def some_firms(year: Year, count: int) -> list[int]:
    """Different firms of those that bid in the year."""
    found: dict[int, None] = {}
    while len(found) < count:
        found[int(year.random.random() * year.firms)] = None
    return list(found)
