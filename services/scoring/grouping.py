"""Questions about the rows of one table that belong to one row of another: the bids of a lot, the lots of a process.

Every answer is an array with one element per parent row. `where` says which rows count.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from services.scoring.sorting import stable_order

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
"""Row numbers; -1 stands for none."""
Number = TypeVar("Number", bound=np.generic)


class Grouping:
    """Rows of one table by the row of the parent they belong to.

    In nearly all tables the rows of a parent stand together, and in many each parent has exactly one: what is asked of
    those is answered without looking for them.
    """

    __slots__ = ("_shape", "of", "size")

    def __init__(self, of: Rows, size: int) -> None:
        """`of` is the parent row of each row, -1 for none; `size` is how many parent rows there are."""
        self.of = of
        self.size = size
        self._shape: _Shape | None = None

    @property
    def shape(self) -> "_Shape":
        """How the rows lie."""
        if self._shape is None:
            self._shape = _Shape(self.of, self.size)
        return self._shape

    def count(self, where: Bools | None = None) -> Ints:
        """How many rows."""
        shape = self.shape
        if not shape.ordered:
            return np.bincount(self._parents(where), minlength=self.size)
        if where is None:
            return np.bincount(self.of, minlength=self.size)
        return where.astype(np.int64) if shape.same else np.bincount(self.of, where, self.size).astype(np.int64)

    def some(self, where: Bools) -> Bools:
        """Whether there is such a row."""
        shape = self.shape
        if shape.same:
            return where.copy()
        found = np.zeros(self.size, np.bool_)
        if not shape.ordered:
            found[self._parents(where)] = True
            return found
        found[shape.parents] = where[shape.heads]
        if len(shape.rest):
            found[self.of[shape.rest[where[shape.rest]]]] = True
        return found

    def every(self, where: Bools) -> Bools:
        """Whether there are rows and all are such."""
        return where.copy() if self.shape.same else self.some(where) & ~self.some(~where)

    def total(self, values: Floats, where: Bools | None = None) -> Floats:
        """Their sum; 0 without any."""
        shape = self.shape
        if not shape.ordered:
            chosen = _rows(self.of, where)
            return np.bincount(self.of[chosen], values[chosen], self.size).astype(np.float64)
        counted = values if where is None else np.where(where, values, 0.0)
        if shape.same:
            return np.add(counted, 0.0, dtype=np.float64)
        return np.bincount(self.of, counted, self.size).astype(np.float64)

    def lowest(self, values: Floats, where: Bools | None = None) -> Floats:
        """The least value; NaN without any."""
        return self._extreme(np.minimum, np.inf, values, where)

    def highest(self, values: Floats, where: Bools | None = None) -> Floats:
        """The greatest value; NaN without any."""
        return self._extreme(np.maximum, -np.inf, values, where)

    def first(self, where: Bools | None = None) -> Rows:
        """The first such row."""
        shape = self.shape
        if shape.same and where is not None:
            return np.where(where, self.of, -1)
        rows = np.full(self.size, -1, np.int64)
        if where is None and shape.ordered:
            rows[shape.parents] = shape.heads
            return rows
        chosen = (where.nonzero()[0] if where is not None and shape.ordered else _rows(self.of, where))[::-1]
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
        if self.shape.ordered and not len(self.shape.rest):
            return self.count(where)
        if self.shape.ordered and self.shape.most <= _LAYERS:
            return self.count(self._firsts(values, where))
        chosen = _rows(self.of, where)
        if not len(chosen):
            return np.zeros(self.size, np.int64)
        parents, values = self.of[chosen], values[chosen]
        order = stable_order(parents, values)
        parents, values = parents[order], values[order]
        new = np.ones(len(order), np.bool_)
        new[1:] = (parents[1:] != parents[:-1]) | (values[1:] != values[:-1])
        return np.bincount(parents[new], minlength=self.size)

    def rows(self, parent: int, where: Bools | None = None) -> list[int]:
        """The rows of one parent, for evidence."""
        if self.shape.ordered:
            start, stop = np.searchsorted(self.of, (parent, parent + 1)).tolist()
            found = range(start, stop)
            return list(found) if where is None else [row for row in found if where[row]]
        rows = np.flatnonzero(self.of == parent)
        return [int(row) for row in (rows if where is None else rows[where[rows]])]

    def spread(self, column: Floats) -> Floats:
        """The parent's value for each row; NaN for a row without a parent."""
        return column[self.of].astype(np.float64) if self.shape.ordered else at(column, self.of)

    def lifted(self, column: Bools) -> Bools:
        """The parent's answer for each row; False for a row without a parent."""
        return column[self.of] if self.shape.ordered else is_at(column, self.of)

    def folded(self, fold: np.ufunc, values: NDArray[Number], empty: float) -> NDArray[Number]:
        """Several columns of values, each a row here, folded at once; `empty` without any. Rows have to be in order."""
        shape = self.shape
        if shape.same:
            return values
        found = np.full((len(values), self.size), empty, values.dtype)
        if shape.most > _LAYERS:
            found[:, shape.parents] = fold.reduceat(values, shape.heads, axis=1)
            return found
        found[:, shape.parents] = values[:, shape.heads]
        for rows in shape.layers:
            parents = self.of[rows]
            found[:, parents] = fold(found[:, parents], values[:, rows])
        return found

    def _firsts(self, values: NDArray[np.int64], where: Bools | None) -> Bools:
        """The first row of each different value of a parent that has few rows, which are compared each with each."""
        new = np.ones(len(values), np.bool_) if where is None else where.copy()
        for step in range(1, self.shape.most):
            again = (values[step:] == values[:-step]) & (self.of[step:] == self.of[:-step])
            if where is not None:
                again &= where[:-step]
            new[step:] &= ~again
        return new

    def _parents(self, where: Bools | None) -> Rows:
        return self.of[_rows(self.of, where)]

    def _extreme(self, fold: np.ufunc, start: float, values: Floats, where: Bools | None) -> Floats:
        shape = self.shape
        chosen = np.isfinite(values)
        if where is not None:
            chosen &= where
        if shape.same:
            return np.where(chosen, values, np.nan)
        found = np.full(self.size, start)
        if shape.ordered:
            found[shape.parents] = np.where(chosen, values, start)[shape.heads]
            rows = shape.rest[chosen[shape.rest]]
        else:
            rows = _rows(self.of, chosen)
        if len(rows):
            fold.at(found, self.of[rows], values[rows])
        found[found == start] = np.nan
        return found


class _Shape:
    """How the rows of a grouping lie."""

    __slots__ = ("_layers", "heads", "most", "ordered", "parents", "rest", "same")

    def __init__(self, of: Rows, size: int) -> None:
        new = np.ones(len(of), np.bool_)
        step = of[1:] - of[:-1]
        self.ordered = not len(of) or bool(of[0] >= 0 and (len(of) == 1 or step.min() >= 0))
        """Each row has a parent, and the rows of one stand together."""
        if not self.ordered:
            self.same = False
            return
        np.not_equal(step, 0, out=new[1:])
        self.heads: Rows = new.nonzero()[0]
        """The first row of each parent that has rows."""
        self.parents: Rows = of[self.heads]
        self.rest: Rows = (~new).nonzero()[0]
        """All other rows."""
        self.most = int(np.diff(self.heads, append=len(of)).max(initial=0)) if len(self.rest) else min(len(of), 1)
        """How many rows the parent with most of them has."""
        self.same = len(self.heads) == size and not len(self.rest)
        """Each parent has exactly one row: its own."""
        self._layers: list[Rows] | None = None

    @property
    def layers(self) -> list[Rows]:
        """The second row of each parent, the third of each, and so on."""
        if self._layers is None:
            places = self._places()
            self._layers = [self.rest[places == place] for place in range(1, int(places.max(initial=0)) + 1)]
        return self._layers

    def _places(self) -> Ints:
        """Of all rows but the first ones the place among those of their parent."""
        return self.rest - self.heads[np.searchsorted(self.heads, self.rest, "right") - 1]


_LAYERS = 16
"""With more rows to a parent it is faster to fold them one after the other."""


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


def or_zero(values: Floats) -> Floats:
    """`values` with 0 for NaN."""
    return np.where(np.isnan(values), 0.0, values)
