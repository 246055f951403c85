"""How values spread within each of many groups: quartiles, fences and the median deviation, exact and all at once.

The rows are sorted by group and value first, so that figures do not depend on how the history was cut into parts.
"""

import numpy as np
from numpy.typing import NDArray

from services.scoring.grouping import Floats, Ints
from services.scoring.sorting import stable_order
from services.scoring.statistic import Columns, Known

NOTHING_KNOWN = Known(np.zeros(0, np.int64))
"""A statistic without any row: nobody has peers."""
NORMAL = 1.4826
"""Times the median deviation is the standard deviation, when values are normal."""

_AT_ONCE = 1_000_000
"""Rows that are sorted together."""


def spreads(columns: Columns, value: str) -> Known:
    """For each `key`: `n`, `q1`, `median`, `q3`, the fences `lower` and `upper` (1.5 IQR), and `mad`.

    `mad` is the median distance from the median. Quantiles are those of `quantile.quantile`; NaN is left out.
    """
    keys, values = columns["key"], columns[value]
    counted = (keys != 0) & ~np.isnan(values)
    if not counted.all():
        keys, values = keys[counted], values[counted]
    if not len(keys):
        return NOTHING_KNOWN
    del columns, counted  # of a long history they are large
    return _spreads(keys, values)


def _spreads(keys: NDArray[np.int64], values: Floats) -> Known:
    """Of many rows first those with the lower keys, then the others: sorting takes several times their memory."""
    if len(keys) > _AT_ONCE and keys.min() < keys.max():
        low = keys <= (int(keys.min()) + int(keys.max())) // 2
        lower, higher = _spreads(keys[low], values[low]), _spreads(keys[~low], values[~low])
        columns = {name: np.concatenate([column, higher.columns[name]]) for name, column in lower.columns.items()}
        return Known(np.concatenate([lower.keys, higher.keys]), columns)
    keys, values = _sorted(keys, values)
    starts = (np.concatenate([[True], keys[1:] != keys[:-1]])).nonzero()[0]
    counts = np.diff(np.append(starts, len(keys)))
    first, middle, third = (_quantiles(values, starts, counts, share) for share in (0.25, 0.5, 0.75))
    away = np.abs(values - np.repeat(middle, counts))
    deviation = _quantiles(_sorted(keys, away)[1], starts, counts, 0.5)
    reach = 1.5 * (third - first)
    figures = {
        "n": counts.astype(np.float64),
        "q1": first,
        "median": middle,
        "q3": third,
        "lower": first - reach,
        "upper": third + reach,
        "mad": deviation,
    }
    return Known(keys[starts], figures)


def robust_z(values: Floats, median: Floats, mad: Floats, least: float) -> Floats:
    """How many robust standard deviations `values` are from the median.

    `least` is the smallest deviation believed: where nearly all values are equal, not every other is an outlier.
    """
    return (values - median) / np.maximum(NORMAL * mad, least)


def _sorted(keys: NDArray[np.int64], values: Floats) -> tuple[NDArray[np.int64], Floats]:
    order = stable_order(keys, values)
    return keys[order], values[order]


def _quantiles(ordered: Floats, starts: Ints, counts: Ints, share: float) -> Floats:
    """A quantile of each group of ascending values: definition 8 of Hyndman and Fan."""
    place = (counts + 1 / 3) * share + 1 / 3
    below = np.floor(place).astype(np.int64)
    low = ordered[starts + np.clip(below, 1, counts) - 1]
    high = ordered[starts + np.clip(below + 1, 1, counts) - 1]
    found: Floats = low + (place - below) * (high - low)
    return found
