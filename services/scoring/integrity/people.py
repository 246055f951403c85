"""Who buys and who wins, as the components join them."""

import numpy as np

from services.scoring.amounts import local_years
from services.scoring.grouping import Bools, Floats, Rows
from services.scoring.part import Part
from services.scoring.tokens import Tokens, joined


def buyers(part: Part) -> Tokens:
    """The buyer of each process or, where it names none, the procuring entity."""
    return np.where(part.processes.buyer != 0, part.processes.buyer, part.processes.entity)


def won(part: Part) -> Bools:
    """Awards that stand, in tenders that do, and whose amount counts, with a winner named."""
    awards = part.awards
    found: Bools = awards.active & awards.whole & (awards.winner != 0) & ~part.processes.cancelled[part.award_process]
    return found


def paid(part: Part) -> Bools:
    """Those of them with an amount and a currency."""
    found: Bools = won(part) & ~np.isnan(part.awards.amount) & (part.awards.currency != 0)
    return found


def decided(part: Part) -> Floats:
    """When each award was made or, where it does not say, when its tender was published."""
    date, published = part.awards.date, part.processes.published[part.award_process]
    return np.where(np.isnan(date), published, date)


def buyer_year(part: Part) -> Tokens:
    """For each award its buyer, currency and calendar year."""
    return joined(buyers(part)[part.award_process], part.awards.currency, local_years(decided(part)))


def main_items(part: Part) -> Rows:
    """For each award the first classified item of its lot; -1 when it cannot be told.

    Where a process has one lot, its items are that lot's.
    """
    classified = part.items.class2 != 0
    of_lot = part.items_of_lot.first(classified)
    of_process = part.items_of_process.first(classified)[part.lots.process]
    alone = (part.lots_of_process.count() == 1)[part.lots.process]
    return np.where((of_lot < 0) & alone, of_process, of_lot)[part.awards.lot]


def market(part: Part) -> Tokens:
    """The country and the class of the first classified item of each process; 0 when it cannot be told."""
    first = part.items_of_process.first(part.items.class2 != 0)
    if not len(part.items):
        return np.zeros(len(part), np.int64)
    item = np.maximum(first, 0)
    found = joined(part.processes.country, part.items.scheme[item], part.items.class2[item])
    return np.where(first >= 0, found, 0)
