"""How long a step usually takes, by country and method, and beyond which limits it is unusual.

Whole days are counted in a table that can be added up; the fences are Q1 - 1.5 IQR and Q3 + 1.5 IQR of the logarithms,
since durations are skewed: on a plain scale the lower fence would lie below zero and the upper one would catch every
slow month.
"""

from collections.abc import Callable

import numpy as np

from services.scoring.grouping import Floats
from services.scoring.part import Part
from services.scoring.practice import method
from services.scoring.quantile import fences_of
from services.scoring.statistic import Columns, Known, Statistic

LONGEST = 3 * 365
"""Days; a step beyond is a typing error and not counted."""


def durations(name: str, version: str, days: Callable[[Part], Floats]) -> Statistic:
    """The usual range of `days` (whole days per process, NaN when unknown)."""

    def collect(part: Part) -> Columns:
        found = days(part)
        key = method(part)
        kept = (found >= 0) & (found <= LONGEST) & (key != 0) & ~part.processes.cancelled
        return {
            "key": key[kept],
            "days": found[kept].astype(np.int64),
            "count": np.ones(int(kept.sum())),
        }

    return Statistic(name=name, version=version, collect=collect, by=("key", "days"), finish=finish)


def finish(columns: Columns) -> Known:
    """`lower`, `upper` (days) and `n` for each group."""
    keys, starts = np.unique(columns["key"], return_index=True)
    ends = np.append(starts, len(columns["key"]))[1:]
    found = []
    for start, end in zip(starts, ends, strict=True):
        times = columns["count"][start:end].astype(np.int64)
        limits = fences_of(np.repeat(np.log1p(columns["days"][start:end].astype(np.float64)), times))
        found.append((np.expm1(limits.lower), np.expm1(limits.upper), float(limits.count)))
    table = np.array(found, np.float64).reshape(len(keys), 3)
    return Known(keys, {"lower": table[:, 0], "upper": table[:, 1], "n": table[:, 2]})
