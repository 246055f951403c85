"""What happened before: events by key and moment, looked up as they stood at another moment.

A history has one row per event, so that one key may have many; `Known.keys` is then ascending with repetitions.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from services.scoring.grouping import Floats, Ints, Rows, or_zero
from services.scoring.sorting import stable_order
from services.scoring.statistic import Columns, Known
from services.scoring.tokens import Tokens

N = TypeVar("N", np.int64, np.float64)
_SECONDS = 2**34
"""More seconds than between any two moments that are kept (1950 to 2150)."""
_SINCE = -(2**31)


def history(columns: Columns) -> Known:
    """Rows with `key` and `moment`, in order; rows without either are left out."""
    kept = (columns["key"] != 0) & ~np.isnan(columns["moment"])
    rows = {name: column[kept] for name, column in columns.items()}
    order = stable_order(rows["key"], rows["moment"])
    rows = {name: column[order] for name, column in rows.items()}
    keys = rows.pop("key")
    return Known(keys, {**rows, "order": _order(starts(keys), rows["moment"])})


def starts(keys: Tokens) -> Rows:
    """For each row of ascending keys the first row with the same key."""
    return np.searchsorted(keys, keys).astype(np.int64)


def last(known: Known, keys: Tokens, moments: Floats, *, before: bool = True) -> Rows:
    """The last event of each key before a moment (or, `before` false, at that second too); -1 when there is none."""
    if not len(known.keys):
        return np.full(len(keys), -1, np.int64)
    start = np.searchsorted(known.keys, keys)
    wanted = _order(start, or_zero(moments))
    rows = np.searchsorted(known.columns["order"], wanted, "left" if before else "right") - 1
    found = (rows >= 0) & (known.keys[np.maximum(rows, 0)] == keys) & ~np.isnan(moments)
    return np.where(found, rows, -1)


def so_far(values: NDArray[N], start: Rows) -> NDArray[N]:
    """Sums of `values` from the first row of each key (`start`) up to and including each row.

    Whole numbers come out exact; with fractions all rows before would leave a trace.
    """
    sums = np.cumsum(values)
    found: NDArray[N] = sums - sums[start] + values[start]
    return found


def _order(start: Ints, moments: Floats) -> Ints:
    return start * _SECONDS + (np.floor(moments).astype(np.int64) - _SINCE)
