"""In which order the bids of a process came in.

The bidders of a process as a set, and as a sequence, are one number each: the sum of a digest per firm, or per firm and
place. Equal sets (sequences) have equal numbers, whatever the order of the rows.
"""

from dataclasses import dataclass

import numpy as np

from services.scoring.grouping import Bools, Ints, Rows
from services.scoring.part import Part
from services.scoring.remembered import remembered
from services.scoring.sorting import stable_order
from services.scoring.tokens import Tokens, joined


@dataclass(frozen=True)
class Orders:
    """One element per process."""

    group: Tokens
    """The bidders of the process in its country; 0 when their order is not known."""
    order: Tokens
    """The bidders as they came in."""
    bidders: Ints
    undated: Bools
    """Some bid does not say when, or from whom, it came."""
    tied: Bools
    """Two bidders at the same moment."""


@remembered
def orders(part: Part) -> Orders:
    """Each bidder counts once per process, with the earliest of its bids."""
    bids, of, size = part.bids, part.bid_process, len(part)
    undated = part.bids_of_process.some(np.isnan(bids.date) | ~bids.named)
    again = part.bids_of_process.distinct(bids.bidder) < part.bids_of_process.count()
    rows = np.concatenate([(~undated & ~again)[of].nonzero()[0], _earliest(part, (~undated & again)[of].nonzero()[0])])
    rows = rows[stable_order(of[rows], bids.date[rows], bids.bidder[rows])]
    process, bidder, date = of[rows], bids.bidder[rows], bids.date[rows]
    bidders = np.bincount(process, minlength=size)
    place = np.arange(len(rows)) - (bidders.cumsum() - bidders)[process] + 1
    tied = np.zeros(size, np.bool_)
    tied[process[1:][(process[1:] == process[:-1]) & (date[1:] == date[:-1])]] = True
    group, order = np.zeros(size, np.int64), np.zeros(size, np.int64)
    np.add.at(group, process, joined(bidder))
    np.add.at(order, process, joined(bidder, place))
    return Orders(joined(part.processes.country, group), order, bidders, undated, tied)


def _earliest(part: Part, rows: Rows) -> Rows:
    """Of these bids the earliest of each bidder in its process."""
    process, bidder, date = part.bid_process[rows], part.bids.bidder[rows], part.bids.date[rows]
    order = stable_order(process, bidder, date)
    process, bidder = process[order], bidder[order]
    first = np.ones(len(rows), np.bool_)
    first[1:] = (process[1:] != process[:-1]) | (bidder[1:] != bidder[:-1])
    return rows[order[first]]
