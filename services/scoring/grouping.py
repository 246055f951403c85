"""Questions about the rows of one table that belong to one row of another: the bids of a lot, the lots of a process.

Every answer is an array with one element per parent row. `where` says which rows count.
"""

import numpy as np
from numpy.typing import NDArray

from services.scoring.layouts import Bools, Floats, Ints, Layout, Number, Rows, filled, layout_of

__all__ = ["Bools", "Floats", "Grouping", "Ints", "Rows", "at", "is_at", "or_zero", "token_at"]


class Grouping:
    """Rows of one table by the row of the parent they belong to."""

    __slots__ = ("_layout", "of", "size")

    def __init__(self, of: Rows, size: int) -> None:
        """`of` is the parent row of each row, -1 for none; `size` is how many parent rows there are."""
        self.of = of
        self.size = size
        self._layout: Layout | None = None

    @property
    def layout(self) -> Layout:
        """How the rows lie, which is looked at once somebody asks."""
        if self._layout is None:
            self._layout = layout_of(self.of, self.size)
        return self._layout

    def count(self, where: Bools | None = None) -> Ints:
        """How many rows."""
        return self.layout.count(where)

    def some(self, where: Bools) -> Bools:
        """Whether there is such a row."""
        return self.layout.some(where)

    def every(self, where: Bools) -> Bools:
        """Whether there are rows and all are such."""
        return self.layout.every(where)

    def total(self, values: Floats, where: Bools | None = None) -> Floats:
        """Their sum; 0 without any."""
        return self.layout.total(values, where)

    def lowest(self, values: Floats, where: Bools | None = None) -> Floats:
        """The least value; NaN without any."""
        return self.layout.extreme(np.minimum, np.inf, values, _finite(values, where))

    def highest(self, values: Floats, where: Bools | None = None) -> Floats:
        """The greatest value; NaN without any."""
        return self.layout.extreme(np.maximum, -np.inf, values, _finite(values, where))

    def first(self, where: Bools | None = None) -> Rows:
        """The first such row."""
        return self.layout.first(where)

    def first_lowest(self, values: Floats, where: Bools | None = None) -> Rows:
        """The row with the least value; of several the first."""
        least = self.lowest(values, where)
        same = values == self.spread(least)
        return self.first(same if where is None else same & where)

    def first_highest(self, values: Floats, where: Bools | None = None) -> Rows:
        """The row with the greatest value; of several the first."""
        return self.first_lowest(-values, where)

    def distinct(self, values: Ints, where: Bools | None = None) -> Ints:
        """How many different values."""
        return self.layout.distinct(values, where)

    def rows(self, parent: int, where: Bools | None = None) -> list[int]:
        """The rows of one parent, for evidence."""
        if self.layout.ordered:
            start, stop = self.of.searchsorted((parent, parent + 1)).tolist()
            found = range(start, stop)
            return list(found) if where is None else [row for row in found if where[row]]
        rows = (self.of == parent).nonzero()[0]
        return [int(row) for row in (rows if where is None else rows[where[rows]])]

    def spread(self, column: Floats) -> Floats:
        """The parent's value for each row; NaN for a row without a parent."""
        return column[self.of].astype(np.float64, copy=False) if self.layout.ordered else at(column, self.of)

    def lifted(self, column: Bools) -> Bools:
        """The parent's answer for each row; False for a row without a parent."""
        return column[self.of] if self.layout.ordered else is_at(column, self.of)

    def folded(self, fold: np.ufunc, values: NDArray[Number], empty: float) -> NDArray[Number]:
        """Several columns of values, each a row here, folded at once; `empty` without any."""
        return self.layout.folded(fold, values, empty)


def _finite(values: Floats, where: Bools | None) -> Bools:
    chosen = np.isfinite(values)
    return chosen if where is None else np.logical_and(chosen, where, out=chosen)


def at(column: Floats, rows: Rows) -> Floats:
    """`column` at `rows`; NaN where there is no row."""
    if not len(column):
        return np.full(len(rows), np.nan)
    found = column[rows].astype(np.float64, copy=False)
    absent = (rows < 0).nonzero()[0]
    if len(absent):
        found[absent] = np.nan
    return found


def is_at(column: Bools, rows: Rows) -> Bools:
    """`column` at `rows`; False where there is no row."""
    if not len(column):
        return np.zeros(len(rows), np.bool_)
    return (rows >= 0) & column[rows]


def token_at(column: NDArray[np.int64], rows: Rows) -> NDArray[np.int64]:
    """`column` at `rows`; 0 where there is no row."""
    if not len(column):
        return np.zeros(len(rows), np.int64)
    return np.where(rows >= 0, column[rows], 0)


def or_zero(values: Floats) -> Floats:
    """`values` with 0 for NaN."""
    return filled(values, values == values, 0.0)
