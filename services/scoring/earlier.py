"""Earlier Kyrgyz tenders as later ones refer to them: how they ended, for how much, and what they were about.

A later purchase "to the same contract" or "after two failed tenders" is checked against the tender it names. Only a
*final* state of that tender is held against anybody: a tender that is still open here may be an old copy, and a method
that is not in our table is not known to be without competition.
"""

from enum import IntEnum

import numpy as np

from services.scoring.grouping import Bools, Floats, Ints, Rows, is_at, or_zero
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.sorting import different, firsts
from services.scoring.statistic import Columns, Known, Statistic
from services.scoring.tokens import Tokens, among, joined, token

ADDITIONAL, TWICE_FAILED, ANNUAL = "additionalProcurement5", "twiceUnsuccessful", "annualProcurement"
"""Reasons for a purchase from a single source."""
RELATED = "/relatedProcesses/identifier"
CODE = "/tender/items/classification/id"
_SIGNED = frozenset({"contractSigned", "contractSignPending", "evaluationComplete"})
_KGS = "KGS"


class Ending(IntEnum):
    """How an earlier tender ended."""

    UNKNOWN = 0
    """Not on record, or of a method that is not in our table."""
    OPEN = 1
    """Competitive and, as far as we know, not over."""
    SINGLE = 2
    """A purchase without competition."""
    SIGNED = 3
    FAILED = 4
    CANCELLED = 5


def ending(part: Part) -> Ints:
    """The `Ending` of each process."""
    processes = part.processes
    competitive = processes.competition == Competition.COMPETITIVE
    return np.select(
        [
            processes.competition == Competition.NONE,
            ~competitive,
            processes.cancelled,
            among(processes.status, ["unsuccessful"]) | among(processes.status_details, ["unsuccessful"]),
            among(processes.status, ["complete"]) | among(processes.status_details, _SIGNED),
        ],
        [Ending.SINGLE, Ending.UNKNOWN, Ending.CANCELLED, Ending.FAILED, Ending.SIGNED],
        Ending.OPEN,
    ).astype(np.int64)


def awarded(part: Part) -> Floats:
    """The sum of the standing awards of each process in som; NaN when there are none or one has no such amount."""
    awards = part.awards
    counts = awards.active & awards.whole
    known = counts & ~np.isnan(awards.amount) & among(awards.currency, [_KGS])
    total = part.awards_of_process.total(awards.amount, known)
    incomplete = part.awards_of_process.some(counts & ~known) | ~part.awards_of_process.some(counts)
    return np.where(incomplete, np.nan, total)


def live(part: Part) -> Bools:
    """Items that are really to be bought: their lot is live, or no lot can be told."""
    return (part.items.award < 0) & ((part.items.lot < 0) | is_at(part.lots.live, part.items.lot))


def collect(part: Part) -> Columns:
    """One row per Kyrgyz process by its ocid; for those that ended, one per class of item, and per class and unit.

    There is a row for every process: small numbers keep the figures of a long history small.
    """
    processes, items = part.processes, part.items
    end = ending(part)
    rows = processes.kyrgyz & (processes.key != 0)
    of = items.process
    ended = rows & ((end == Ending.SIGNED) | (end == Ending.FAILED))
    coded = (items.award < 0) & (items.code != 0) & ended[of]
    failed = coded & (end == Ending.FAILED)[of] & (items.unit != 0)
    by_code = different(joined(processes.key[of[coded]], items.code[coded]))
    by_unit = different(joined(processes.key[of[failed]], items.code[failed], items.unit[failed]))
    by_any = different(joined(processes.key[of[failed]], items.code[failed], _unit_known(failed)))
    coded_at_all = part.items_of_process.some(coded)
    inner = np.concatenate([by_code, by_unit, by_any])
    return {
        "key": np.concatenate([processes.key[rows], inner]),
        "ending": np.concatenate([end[rows].astype(np.int8), np.zeros(len(inner), np.int8)]),
        "total": np.concatenate([np.where(end == Ending.SIGNED, awarded(part), np.nan)[rows], np.zeros(len(inner))]),
        "coded": np.concatenate([coded_at_all[rows].astype(np.int8), np.ones(len(inner), np.int8)]),
    }


def _unit_known(rows: Bools) -> Tokens:
    """Stands for "some unit" beside a class."""
    return np.full(int(rows.sum()), token("\x1funit"), np.int64)


def finish(columns: Columns) -> Known:
    """One row per key; of repeated ones the first."""
    first = firsts(columns["key"])
    return Known(columns["key"][first], {name: columns[name][first] for name in ("ending", "total", "coded")})


EARLIER = Statistic(name="earlier_tenders", version="1", collect=collect, by=(), finish=finish)


def linked(part: Part, relationship: str | None = None) -> Rows:
    """The first link of each process (of one relationship); -1 when it names none."""
    links = part.links
    return part.links_of_process.first(None if relationship is None else among(links.relationship, [relationship]))


def endings(known: Known, ocids: Tokens) -> Ints:
    """How the tenders of these ocids ended."""
    return or_zero(known.at("ending", ocids)).astype(np.int64)


def had(known: Known, ocids: Tokens, *columns: Tokens) -> Bools:
    """Whether the tender of each ocid had an item of this class (and unit)."""
    return known.rows(joined(ocids, *columns)) >= 0


def had_units(known: Known, ocids: Tokens, codes: Tokens) -> Bools:
    """Whether the tender of each ocid had an item of this class with any unit, so that units can be compared."""
    every = np.ones(len(codes), np.bool_)
    return known.rows(joined(ocids, codes, _unit_known(every))) >= 0


def pairs(part: Part, links: Rows) -> tuple[Rows, Rows]:
    """Each of `links` with each item of its process: rows of both, side by side."""
    of = part.links.process[links]
    begin, end = np.searchsorted(part.items.process, of), np.searchsorted(part.items.process, of, "right")
    count = end - begin
    inside = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(links, count), np.repeat(begin, count) + inside
