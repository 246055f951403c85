"""Purchases without competition: contracts without announcement, and those announced for one firm."""

from services.ingest.sample.basis import filled
from services.ingest.sample.design import Bid, Design, Kind, Plant, Stage
from services.ingest.sample.parties import DIRECT_FIRMS, fresh_firm
from services.ingest.sample.words import DIRECT_REASONS, SINGLE_SOURCE_REASONS
from services.ingest.sample.year import LONE_LIMIT, Year


def direct(year: Year, design: Design, value: float | None = None, firm: int | None = None) -> Design:
    """A contract without announcement, of 120 to 400 thousand KGS when no other value is asked for."""
    draw = year.random.random
    year.count(design.buyer, direct=True)
    good = design.lots[0].items[0].good
    design.lots = [filled(year.random, good, value or 120_000 + 280_000 * draw())]
    design.reason = DIRECT_REASONS[int(draw() * len(DIRECT_REASONS))]
    supplier = DIRECT_FIRMS + int(draw() * year.firms) if firm is None else firm
    design.bids = [Bid(supplier, {0: design.lots[0].value})]
    design.stages = [(design.day, Stage.SIGNED)]
    return design


def from_single_source(year: Year, design: Design, value: float, reason: str | None, firm: int) -> Design:
    """Announced, but only one firm is asked: a single bid and few days are normal there and no flags."""
    draw = year.random.random
    year.count(design.buyer, direct=True)
    design.lots = [filled(year.random, design.lots[0].items[0].good, value)]
    design.reason = reason
    design.days_to_submit = 3 + int(draw() * 4)
    design.bids = [Bid(firm, {0: design.lots[0].value * 99 // 100})]
    year.lone_lots[design.buyer] += 1
    opened = design.day + design.days_to_submit + 1
    design.stages = [(design.day, Stage.PUBLISHED), (opened, Stage.OPENED), (opened + 6, Stage.SIGNED)]
    return design


def single_source(year: Year, design: Design) -> Design:
    """With a reason that bears a look, unless something is planted."""
    draw = year.random.random
    plant, good = design.plant, design.lots[0].items[0].good
    value = 120_000 + 680_000 * draw()
    firm = DIRECT_FIRMS + int(draw() * year.firms)
    reason: str | None = SINGLE_SOURCE_REASONS[int(draw() * len(SINGLE_SOURCE_REASONS))]
    alone = year.lone_lots[design.buyer] < LONE_LIMIT
    if not alone or year.follows_cancellation(design.buyer, good, design.day):
        design.kind, design.plant = Kind.DIRECT, Plant.NOTHING
        return direct(year, design)
    if plant is Plant.NO_REASON:
        return from_single_source(year, design, value, None, firm)
    if plant is Plant.ADDS_TO_NOTHING:
        return from_single_source(year, design, value, "additionalProcurement5", fresh_firm(design.number, 0))
    if plant is Plant.ADDS_MUCH or (reason == "additionalProcurement5" and plant is not Plant.NEVER_FAILED):
        share = 0.3 if plant is Plant.ADDS_MUCH else 0.048
        return _following(year, design, share, "additionalProcurement5", failed=False)
    if reason == "twiceUnsuccessful" or plant is Plant.NEVER_FAILED:
        return _following(year, design, 0.5, "twiceUnsuccessful", failed=plant is not Plant.NEVER_FAILED)
    if reason == "annualProcurement":
        if year.may_buy_lightly(design.buyer, good, design.day):
            return from_single_source(year, design, value, reason, fresh_firm(design.number, 0))
        reason = "urgentNeed"
    return from_single_source(year, design, value, reason, firm)


def _following(year: Year, design: Design, share: float, reason: str, *, failed: bool) -> Design:
    """A purchase that names an earlier process of its buyer and class; an urgent one when there is none to name."""
    earlier = year.to_name(design.day, failed=failed, least=0 if failed else 1_800_000)
    if earlier is None or (not failed and earlier.good.high > share * earlier.amount / 4):
        design.plant = Plant.NOTHING
        firm = DIRECT_FIRMS + int(year.random.random() * year.firms)
        return from_single_source(year, design, 300_000, "urgentNeed", firm)
    design.buyer, design.prior = earlier.buyer, earlier.number
    design.lots[0].items[0].good = earlier.good
    value = 250_000 if failed else share * earlier.amount - earlier.good.high
    return from_single_source(year, design, value, reason, fresh_firm(design.number, 0))
