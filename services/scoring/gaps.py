"""How far the next price is above the winner's, per lot: what R024 (very near) and R058 (very far) look at.

As in Cardinal: one active award to one firm, all awards final, admitted bids of single firms in the main currency, and
the winner is the cheapest. Unlike Cardinal: per lot, and peers are the lots of one country in one currency.
"""

from dataclasses import dataclass

import numpy as np

from services.scoring.grouping import Bools, Floats, Rows, at, token_at
from services.scoring.indicator import Evidence, Missing, NotThere, price, ratio
from services.scoring.methods import PRICE_NOT_COMPARED
from services.scoring.part import Part
from services.scoring.remembered import remembered
from services.scoring.spreads import spreads
from services.scoring.statistic import Columns, Statistic
from services.scoring.tokens import Tokens, among, joined

SUPPLIERS, PRICE = "/awards/suppliers", "/bids/details/value/amount"
NEEDS = (Missing.FINAL_AWARDS, Missing.ONE_CURRENCY, SUPPLIERS, PRICE, Missing.PEERS)


@dataclass(frozen=True)
class Gaps:
    """Per lot; `gap` is (next lowest - winning) / winning."""

    gap: Floats
    winning: Rows
    next: Rows
    nothing: Bools
    """Nobody won, nobody else was admitted, or a dearer bid won."""
    missing: list[NotThere]

    def evidence(self, part: Part, lot: int) -> list[Evidence]:
        """Both prices."""
        return [price(part, self.winning[lot]), price(part, self.next[lot])]


@remembered
def gaps(part: Part) -> Gaps:
    """The gap of each lot, NaN where there is none to judge."""
    lots, bids, awards = part.lots, part.bids, part.awards
    single = part.awards_of_lot.count(awards.active) == 1
    firm = np.where(single, token_at(awards.firm, part.awards_of_lot.first(awards.active)), 0)
    own = bids.firm == firm[bids.lot]
    admitted = bids.valid & (bids.firm != 0) & (firm != 0)[bids.lot]
    winning = part.bids_of_lot.first_lowest(bids.amount, admitted & bids.comparable & own)
    following = part.bids_of_lot.first_lowest(bids.amount, admitted & bids.comparable & ~own)
    gap = ratio(at(bids.amount, following) - at(bids.amount, winning), at(bids.amount, winning))
    alone = ~part.bids_of_lot.some(admitted & ~own) & (firm != 0)
    unpriced = (firm != 0) & ~lots.several_currencies & ((winning < 0) | (following < 0))
    nothing = lots.decided & (~lots.awarded | alone | (gap < 0))
    missing: list[NotThere] = [
        (Missing.FINAL_AWARDS, ~lots.decided),
        (Missing.ONE_CURRENCY, lots.decided & lots.several_currencies),
        (SUPPLIERS, lots.decided & (firm == 0)),
        (PRICE, lots.decided & unpriced),
    ]
    judged = lots.decided & lots.live & ~lots.mixed & (gap >= 0)
    return Gaps(np.where(judged, gap, np.nan), winning, following, nothing, missing)


@remembered
def market(part: Part) -> Tokens:
    """The country and the currency of each lot: only such prices are compared."""
    return joined(part.processes.country[part.lots.process], part.lots.currency)


def collect(part: Part) -> Columns:
    """The gap of each lot that is judged."""
    found = gaps(part).gap
    compared = ~part.processes.cancelled & ~among(part.processes.details, PRICE_NOT_COMPARED)
    kept = ~np.isnan(found) & compared[part.lots.process]
    return {"key": market(part)[kept], "gap": found[kept]}


WINNING_GAPS = Statistic(
    name="winning_gaps", version="1", collect=collect, by=(), finish=lambda rows: spreads(rows, "gap")
)
"""Rows are kept, so that quartiles are exact whatever parts the history is cut into."""
