"""Prices of one lot in fixed proportions: whole multiples, and equal percentage steps."""

from dataclasses import dataclass

import numpy as np

from services.scoring.grouping import Bools, Floats, Ints, Rows
from services.scoring.part import Part
from services.scoring.sorting import stable_order

_LARGEST_MULTIPLE = 9
_NEARLY, _EXACT = 0.001, 1e-6
_TENS = 10.0 ** np.concatenate([np.arange(309), np.arange(-320, 0)])
"""Powers of ten by their exponent; negative ones are counted from the end."""


@dataclass(frozen=True)
class Pairs:
    """Two priced bids of different bidders for one lot; `low` is the cheaper, `between` the number of bids between."""

    low: Rows
    high: Rows
    between: Ints
    lot: Rows
    shared: Ints
    """How many pairs their lot has."""


def own_price(part: Part) -> Floats:
    """What a bidder asked at first."""
    return np.where(np.isnan(part.bids.initial), part.bids.amount, part.bids.initial)


def not_round(amounts: Floats) -> Bools:
    """Amounts with more than three digits before the zeros, and not just beside one with two (99,990; 1,999)."""
    safe = np.where(amounts > 0, amounts, 1.0)
    two = safe / _TENS[np.floor(np.log10(safe) + 1e-12).astype(np.int64) - 1]
    near = np.abs(two - np.rint(two)) <= _NEARLY * two
    round_ = np.abs(10 * two - np.rint(10 * two)) <= _EXACT
    odd: Bools = (amounts > 0) & ~near & ~round_
    return odd


def pairs(part: Part, prices: Floats, most: int) -> Pairs:
    """All pairs of a lot's `most` lowest odd prices, from the cheaper to the dearer."""
    bids = part.bids
    rows = (bids.comparable & bids.named & not_round(prices)).nonzero()[0]
    if len(rows) < 2:
        return Pairs(*np.zeros((5, 0), np.int64))
    rows = rows[stable_order(bids.lot[rows], prices[rows])]
    start = np.searchsorted(bids.lot[rows], np.arange(len(part.lots)))
    place = np.arange(len(rows)) - start[bids.lot[rows]]
    rows, place = rows[place < most], place[place < most]
    size = np.bincount(bids.lot[rows], minlength=len(part.lots))
    after = size[bids.lot[rows]] - 1 - place
    low = np.repeat(np.arange(len(rows)), after)
    between = np.arange(len(low)) - np.repeat(np.cumsum(after) - after, after)
    high = low + 1 + between
    lot = bids.lot[rows[low]]
    different = bids.bidder[rows[low]] != bids.bidder[rows[high]]
    found = Pairs(rows[low], rows[high], between, lot, (size * (size - 1) // 2)[lot])
    return Pairs(*(column[different] for column in vars(found).values()))


def multiples(found: Pairs, prices: Floats, tolerance: float) -> Bools:
    """Pairs in which one price is a whole multiple of the other."""
    times = prices[found.high] / prices[found.low]
    whole = np.rint(times)
    close = np.abs(times - whole) <= tolerance / found.shared
    hit: Bools = close & (whole >= 2) & (whole <= _LARGEST_MULTIPLE)
    return hit


def equal_steps(found: Pairs, prices: Floats, tolerance: float, smallest: float) -> Bools:
    """Pairs of neighbours that are followed, or preceded, by neighbours the same percentage apart."""
    if not len(found.low):
        return np.zeros(0, np.bool_)
    step = np.where(found.between == 0, prices[found.high] / prices[found.low] - 1, np.nan)
    neighbours = (step >= smallest).nonzero()[0]
    order = neighbours[stable_order(found.lot[neighbours], prices[found.low[neighbours]])]
    first, second = order[:-1], order[1:]
    chained = found.high[first] == found.low[second]
    same = chained & (np.abs(step[first] - step[second]) <= tolerance / 10 / found.shared[first])
    hit = np.zeros(len(step), np.bool_)
    hit[first[same]] = hit[second[same]] = True
    return hit
