"""What publishers usually publish: whether something that is absent is missing from one process or from all.

Many publishers never publish complaints, planning documents or contract documents. Their absence then says nothing
about a buyer. It is a finding only among processes that usually have them, and "none" is an answer only where such
things are published at all. Compared within one country, since a publisher is seldom told from the data otherwise.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from services.scoring.grouping import Bools, Floats
from services.scoring.indicator import ratio, reaches
from services.scoring.part import Part
from services.scoring.remembered import remembered
from services.scoring.sorting import different
from services.scoring.statistic import Columns, Known, Statistic, known
from services.scoring.tokens import Tokens, joined

Counted = Callable[[Part], tuple[Tokens, Bools, Bools]]
"""Of some rows: the group of each, whether it counts, and whether it has what is asked about."""


def practice(name: str, version: str, counted: Counted) -> Statistic:
    """How many of a group count (`asked`), and how many of these have it (`told`)."""

    def collect(part: Part) -> Columns:
        key, counts, has = counted(part)
        kept = counts & (key != 0)
        return {
            "key": key[kept],
            "asked": np.ones(int(kept.sum())),
            "told": has[kept].astype(np.float64),
        }

    return Statistic(name=name, version=version, collect=collect, finish=known)


@dataclass(frozen=True)
class Habit:
    """The practice of the group of each row."""

    asked: Floats
    """How many of the group count."""
    told: Floats
    """How many of these have what is asked about."""

    def usual(self, share: float, peers: int) -> Bools:
        """Whether at least `share` of at least `peers` have it."""
        return (self.asked >= peers) & reaches(ratio(self.told, self.asked), share)

    @property
    def share(self) -> Floats:
        """Of the group, how many have it; NaN in an empty one."""
        return ratio(self.told, self.asked)


def habit(figures: Known | None, key: Tokens) -> Habit:
    """The practice of each row's group."""
    if figures is None:
        return Habit(np.zeros(len(key)), np.zeros(len(key)))
    rows = figures.rows(key)
    return Habit(figures.column("asked", rows, 0.0), figures.column("told", rows, 0.0))


@remembered
def methods_there(part: Part) -> frozenset[int]:
    """The methods that some process has: tables of law hold many more than a part does."""
    return frozenset(different(part.processes.details).tolist())


@remembered
def method(part: Part) -> Tokens:
    """The country and method of each process, as the law of the country names it; else as OCDS does."""
    processes = part.processes
    return joined(processes.country, np.where(processes.details != 0, processes.details, processes.method))
