"""Questions about the rows of one table that belong to one row of another: the bids of a lot, the lots of a process.

Every answer is an array with one element per parent row. `where` says which rows count.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
"""Row numbers; -1 stands for none."""


class Grouping:
    """Rows of one table by the row of the parent they belong to."""

    __slots__ = ("_ordered", "of", "size")

    def __init__(self, of: Rows, size: int) -> None:
        """`of` is the parent row of each row, -1 for none; `size` is how many parent rows there are."""
        self.of = of
        self.size = size
        self._ordered: bool | None = None

    def count(self, where: Bools | None = None) -> Ints:
        """How many rows."""
        return np.bincount(self._parents(where), minlength=self.size)

    def some(self, where: Bools) -> Bools:
        """Whether there is such a row."""
        found = np.zeros(self.size, np.bool_)
        found[self._parents(where)] = True
        return found

    def every(self, where: Bools) -> Bools:
        """Whether there are rows and all are such."""
        return self.some(where) & ~self.some(~where)

    def total(self, values: Floats, where: Bools | None = None) -> Floats:
        """Their sum; 0 without any."""
        chosen = _rows(self.of, where)
        return np.bincount(self.of[chosen], values[chosen], self.size).astype(np.float64)

    def lowest(self, values: Floats, where: Bools | None = None) -> Floats:
        """The least value; NaN without any."""
        return self._extreme(np.minimum.at, np.inf, values, where)

    def highest(self, values: Floats, where: Bools | None = None) -> Floats:
        """The greatest value; NaN without any."""
        return self._extreme(np.maximum.at, -np.inf, values, where)

    def first(self, where: Bools | None = None) -> Rows:
        """The first such row."""
        chosen = _rows(self.of, where)[::-1]
        rows = np.full(self.size, -1, np.int64)
        rows[self.of[chosen]] = chosen
        return rows

    def first_lowest(self, values: Floats, where: Bools | None = None) -> Rows:
        """The row with the least value; of several the first."""
        least = self.lowest(values, where)
        same = values == self.spread(least)
        return self.first(same if where is None else same & where)

    def first_highest(self, values: Floats, where: Bools | None = None) -> Rows:
        """The row with the greatest value; of several the first."""
        return self.first_lowest(-values, where)

    def distinct(self, values: NDArray[np.int64], where: Bools | None = None) -> Ints:
        """How many different values."""
        chosen = _rows(self.of, where)
        if not len(chosen):
            return np.zeros(self.size, np.int64)
        parents, values = self.of[chosen], values[chosen]
        order = np.lexsort((values, parents))
        parents, values = parents[order], values[order]
        new = np.ones(len(order), np.bool_)
        new[1:] = (parents[1:] != parents[:-1]) | (values[1:] != values[:-1])
        return np.bincount(parents[new], minlength=self.size)

    def rows(self, parent: int, where: Bools | None = None) -> list[int]:
        """The rows of one parent, for evidence."""
        if self._ordered is None:
            self._ordered = bool((self.of[1:] >= self.of[:-1]).all())
        if self._ordered:  # as nearly all tables are: then they stand together
            start, stop = np.searchsorted(self.of, (parent, parent + 1))
            found = np.arange(start, stop)
        else:
            found = np.flatnonzero(self.of == parent)
        return [int(row) for row in (found if where is None else found[where[found]])]

    def spread(self, column: Floats) -> Floats:
        """The parent's value for each row; NaN for a row without a parent."""
        return at(column, self.of)

    def lifted(self, column: Bools) -> Bools:
        """The parent's answer for each row; False for a row without a parent."""
        return is_at(column, self.of)

    def _parents(self, where: Bools | None) -> Rows:
        return self.of[_rows(self.of, where)]

    def _extreme(self, fold: "Fold", start: float, values: Floats, where: Bools | None) -> Floats:
        chosen = np.isfinite(values) & (self.of >= 0)
        if where is not None:
            chosen &= where
        found = np.full(self.size, start)
        fold(found, self.of[chosen], values[chosen])
        found[found == start] = np.nan
        return found


Fold = Callable[[Floats, Rows, Floats], None]


def _rows(of: Rows, where: Bools | None) -> Rows:
    return np.flatnonzero(of >= 0 if where is None else where & (of >= 0))


def at(column: Floats, rows: Rows) -> Floats:
    """`column` at `rows`; NaN where there is no row."""
    if not len(column):
        return np.full(len(rows), np.nan)
    return np.where(rows >= 0, column[rows], np.nan)


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
