"""What is bought, when, by whom and from whom: the columns that comparisons of organisations are made of."""

from dataclasses import dataclass

import numpy as np

from services.scoring.amounts import local_years
from services.scoring.grouping import Bools, Floats, Grouping, Ints, Rows, token_at
from services.scoring.lookup import is_in
from services.scoring.part import Part
from services.scoring.remembered import remembered
from services.scoring.tokens import Tokens, among, joined

ALL = np.int64(1)
"""Stands for "any" or "not said" in a key, where `ABSENT` would make the whole key absent."""
NO_CHOICE = frozenset({"naturalMonopoly", "gov100Percent"})
"""Kyrgyz reasons for buying from one firm under which the buyer has nobody else to buy from."""


def or_any(column: Tokens) -> Tokens:
    """`column` with "not said" as a value of its own."""
    return np.where(column == 0, ALL, column)


@remembered
def class_of_lot(part: Part) -> Tokens:
    """Scheme and first four digits of what each lot buys; `ABSENT` when its items differ, or none has a class.

    A lot without items of its own is what the whole process is, when that is one class.
    """
    items = part.items
    code = joined(or_any(items.scheme), items.class4)
    own = _single(part.items_of_lot, code)
    whole = _single(part.items_of_process, code)[part.lots.process]
    return np.where(part.items_of_lot.count() > 0, own, whole)


def _single(group: Grouping, values: Tokens) -> Tokens:
    return np.where(group.distinct(values) == 1, token_at(values, group.first()), 0)


@remembered
def market_of_lot(part: Part) -> Tokens:
    """Country, class and, where it is known, the buyer's region; `ABSENT` without a class."""
    processes, of = part.processes, part.lots.process
    return joined(processes.country[of], class_of_lot(part), or_any(processes.region)[of])


@remembered
def year_of(part: Part) -> Tokens:
    """The calendar year of a process in Bishkek: of its publication, start, or first award; 0 when none is known."""
    processes = part.processes
    found = np.where(np.isnan(processes.published), processes.start, processes.published)
    if np.isnan(found).any():
        found = np.where(np.isnan(found), part.awards_of_process.lowest(part.awards.date), found)
    return local_years(found)


@remembered
def bidders_of_lot(part: Part) -> Ints:
    """How many bid for each lot, once nobody can join them any more; 0 when that is not known.

    Without bids the published number counts when the process has one lot.
    """
    processes, of = part.processes, part.lots.process
    known = processes.opened & processes.bidding_over
    counted = part.bids_of_lot.distinct(part.bids.bidder)
    alone = (part.lots_of_process.count() == 1) & (processes.bids_listed == 0)
    stated = np.where(alone, np.maximum(processes.tenderers, processes.bidders_counted), 0)
    found: Ints = np.where(known[of], np.maximum(counted, np.maximum(stated, 0)[of]), 0)
    return found


@dataclass(frozen=True)
class Won:
    """Awards that stand, each once, in processes that were not cancelled."""

    award: Rows
    process: Rows
    lot: Rows
    """`-1` when the award is for several lots."""
    supplier: Tokens
    """One token for all suppliers together; `ABSENT` when none is named."""
    amount: Floats
    """0 when it is not known in a currency."""
    currency: Tokens
    """`ABSENT` when the amount is not known."""


def won(part: Part, where: Bools) -> Won:
    """The awards of the processes `where`."""
    awards, of = part.awards, part.award_process
    kept = awards.active & awards.whole & (where & ~part.processes.cancelled)[of]
    rows = kept.nonzero()[0]
    key = joined(of + 1, awards.award.astype(np.int64) + 1)
    several = is_in(key[rows], key[~awards.whole])
    priced = ~np.isnan(awards.amount[rows]) & (awards.currency[rows] != 0)
    return Won(
        rows,
        of[rows],
        np.where(several, -1, awards.lot[rows]),
        awards.winner[rows],
        np.where(priced, awards.amount[rows], 0.0),
        np.where(priced, awards.currency[rows], 0),
    )


@remembered
def chosen_freely(part: Part) -> Bools:
    """Processes in which the buyer could have bought from somebody else."""
    return ~(part.processes.kyrgyz & among(part.processes.rationale, NO_CHOICE))
