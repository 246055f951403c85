"""Direct purchases of a buyer from a supplier to which a limit applies: what R049 and R055 look at.

One row per process and supplier, with the sum of its awards as a share of the limit in force when it was announced.
Purchases for a reason without a limit (a natural monopoly, an urgent need) are none of them.
"""

from dataclasses import dataclass

import numpy as np

from services.scoring.grouping import Floats, Grouping, Rows
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.remembered import remembered
from services.scoring.sorting import grouped
from services.scoring.statistic import Columns
from services.scoring.thresholds import announced, limits, share_of_limit
from services.scoring.tokens import Tokens, joined


@dataclass(frozen=True)
class DirectAwards:
    """One row per direct process and supplier, in the order of processes."""

    process: Rows
    key: Tokens
    """The buyer and the supplier; 0 when the buyer is unknown."""
    ocid: Tokens
    firm: Tokens
    moment: Floats
    share: Floats
    """Of the limit; NaN when there is no limit or no amount in its currency."""

    def of_processes(self, size: int) -> Grouping:
        """The rows of each process."""
        return Grouping(self.process, size)


@remembered
def direct_awards(part: Part) -> tuple[DirectAwards, Rows]:
    """The awards, and the limit (a row of `LIMITS`) of each process; -1 for a process without one."""
    awards, of = part.awards, part.award_process
    when = announced(part)
    limit = np.where(part.processes.competition == Competition.NONE, limits(part, when), -1)
    rows = (awards.active & awards.whole & (awards.firm != 0) & (limit >= 0)[of]).nonzero()[0]
    first, place = grouped(joined(of[rows] + 1, awards.firm[rows]))
    order = np.argsort(first)
    share = share_of_limit(limit[of[rows]], awards.amount[rows], awards.currency[rows])
    total = np.bincount(place, share, len(first)).astype(np.float64)[order]
    firsts = rows[first[order]]
    process, firm = of[firsts], awards.firm[firsts]
    buyer, ocid = part.processes.buyer[process], part.processes.key[process]
    return DirectAwards(process, joined(buyer, firm), ocid, firm, when[process], total), limit


def contributed(part: Part, least: float) -> Columns:
    """Rows for a history: awards of at least `least` of the limit, and below it."""
    found, _ = direct_awards(part)
    kept = (found.key != 0) & (found.share >= least) & (found.share < 1)
    kept &= ~part.processes.cancelled[found.process]
    return {
        "key": found.key[kept],
        "process": found.ocid[kept],
        "moment": found.moment[kept],
        "share": found.share[kept],
    }
