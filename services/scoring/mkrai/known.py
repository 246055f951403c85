"""What the official application knows at one moment: the newest version of every tender, and tables drawn from them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from services.scoring.grouping import Bools, Floats, Rows, token_at
from services.scoring.methods import COMP3
from services.scoring.part import Part
from services.scoring.tokens import Tokens, among

AFTER_OPENING = frozenset(
    {
        *("bidsOpened", "firstPackagePending", "secondPackageOpened", "firstPackageEvaluated", "firstStageComplete"),
        *("evaluationResultsPending", "evaluationComplete", "contractSignPending", "contractSigned"),
    }
)
EVALUATED = frozenset({"evaluationResultsPending", "evaluationComplete", "contractSigned"})
LIVE = frozenset({"active", "complete"})
LISTED = COMP3 | {"twostage", "singleSource"}
_SETTLED_DAYS = 30


def bad_quality(part: Part) -> Bools:
    """The official gate of data quality. Direct contracts have no bids, so that all of them fail it."""
    processes, lots = part.processes, part.lots
    living = part.lots_of_process.some(among(lots.status, LIVE) | (lots.status == 0))
    bad: Bools = (
        np.isnan(processes.published)
        | (processes.lots_listed == 0)
        | (among(processes.status, ["active"]) & ~living)
        | (among(processes.status_details, AFTER_OPENING) & (processes.bids_listed == 0))
        | (among(processes.status_details, EVALUATED) & (processes.awards_listed == 0))
    )
    return bad


@dataclass(frozen=True)
class Known:
    """All tenders at one moment."""

    part: Part
    bad: Bools
    """Tenders of bad quality: neither evaluated nor counted in the tables."""
    year: int
    now: float
    """The moment of computing, in seconds."""
    licences: frozenset[str] = frozenset()
    """Item classes that need a licence."""

    @property
    def good(self) -> Bools:
        """Tenders that count."""
        return ~self.bad

    @cached_property
    def comp3(self) -> Bools:
        """The three competitive methods that the rules know."""
        return among(self.part.processes.details, COMP3)

    @cached_property
    def lot_of_item(self) -> Tokens:
        """The status of the lot of each item; `ABSENT` for one that names no lot of the tender."""
        return token_at(self.part.lots.status, self.part.items.lot)

    @cached_property
    def listed(self) -> Bools:
        """Items that count as what a tender is about: those of active and complete lots (`tender_cpv_list`)."""
        items = self.part.items
        counts = self.good & among(self.part.processes.details, LISTED)
        listed: Bools = (items.code != 0) & among(self.lot_of_item, LIVE) & counts[items.process]
        return listed

    @cached_property
    def finished(self) -> Bools:
        """Complete, or evaluated with the first award more than 30 days ago."""
        processes = self.part.processes
        first = self.part.awards_of_process.lowest(self.part.awards.date)
        with np.errstate(invalid="ignore"):
            settled: Bools = np.floor((self.now - first) / 86_400) > _SETTLED_DAYS
        pending = among(processes.status, ["active"]) & among(processes.status_details, ["evaluationComplete"])
        finished: Bools = self.good & (among(processes.status, ["complete"]) | (pending & settled))
        return finished

    def by_ocid(self, ocids: Tokens) -> Rows:
        """The row of each tender; -1 when it is not known."""
        return rows_of(self.part.processes.key, ocids)

    def by_number(self, numbers: Tokens) -> Rows:
        """The same by tender number."""
        return rows_of(self.part.processes.number, numbers)


def rows_of(column: Tokens, wanted: Tokens) -> Rows:
    """The first row of `column` with each wanted token; -1 for `ABSENT` and what is not there."""
    keys, first = np.unique(column, return_index=True)
    if not len(keys):
        return np.full(len(wanted), -1, np.int64)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where((keys[place] == wanted) & (wanted != 0), first[place], -1)


def latest(keys: Tokens, moments: Floats, wanted: Tokens) -> Floats:
    """For each wanted key the latest of its moments; NaN without any."""
    order = np.lexsort((-moments, keys))
    row = rows_of(keys[order], wanted)
    return np.where(row >= 0, moments[order][row], np.nan) if len(keys) else np.full(len(wanted), np.nan)
