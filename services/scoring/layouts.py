"""How the rows of one table lie by the row of another that they belong to, and what that makes easy to answer.

In nearly all tables the rows of a parent stand together, in many each parent has exactly one, and a live event is a
single process: each of these is a class here with the same questions, and `grouping` asks whichever fits.
"""

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from services.scoring.sorting import stable_order

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Number = TypeVar("Number", bound=np.generic)
_LAYERS = 16
_MANY = 2_000
"""With more rows to a parent, or fewer rows in all, it is faster to fold them one after the other."""


def layout_of(of: Rows, size: int) -> "Layout":
    """The layout of rows whose parents are `of`, -1 for none, among `size` parents."""
    if not len(of):
        return Nothing(of, size)
    if size == 1 and not of.any():
        return Together(of, size) if len(of) > 1 else Alike(of, size)
    step = int((of[1:] - of[:-1]).min(initial=1))
    if of[0] < 0 or step < 0:
        return Scattered(of, size)
    return Alike(of, size) if step == 1 and len(of) == size else Ordered(of, size)


class Layout(ABC):
    """Every answer has one element per parent; `where` says which rows count."""

    ordered = True
    """Each row has a parent, and the rows of one stand together."""

    def __init__(self, of: Rows, size: int) -> None:
        self.of = of
        self.size = size

    @abstractmethod
    def count(self, where: Bools | None) -> Ints:
        """How many rows."""

    @abstractmethod
    def some(self, where: Bools) -> Bools:
        """Whether there is such a row."""

    @abstractmethod
    def every(self, where: Bools) -> Bools:
        """Whether there are rows and all are such."""

    @abstractmethod
    def total(self, values: Floats, where: Bools | None) -> Floats:
        """Their sum; 0 without any."""

    @abstractmethod
    def extreme(self, fold: np.ufunc, start: float, values: Floats, where: Bools) -> Floats:
        """The least (`fold` is `minimum`, `start` infinity) or greatest value; NaN without any."""

    @abstractmethod
    def first(self, where: Bools | None) -> Rows:
        """The first row; -1 without any."""

    @abstractmethod
    def distinct(self, values: Ints, where: Bools | None) -> Ints:
        """How many different values."""

    @abstractmethod
    def folded(self, fold: np.ufunc, values: NDArray[Number], empty: float) -> NDArray[Number]:
        """Several columns of values, each a row here, folded at once; `empty` without any."""


class Nothing(Layout):
    """There are no rows."""

    def count(self, where: Bools | None) -> Ints:
        return np.zeros(self.size, np.int64)

    def some(self, where: Bools) -> Bools:
        return np.zeros(self.size, np.bool_)

    def every(self, where: Bools) -> Bools:
        return np.zeros(self.size, np.bool_)

    def total(self, values: Floats, where: Bools | None) -> Floats:
        return np.zeros(self.size)

    def extreme(self, fold: np.ufunc, start: float, values: Floats, where: Bools) -> Floats:
        return np.full(self.size, np.nan)

    def first(self, where: Bools | None) -> Rows:
        return np.full(self.size, -1, np.int64)

    def distinct(self, values: Ints, where: Bools | None) -> Ints:
        return np.zeros(self.size, np.int64)

    def folded(self, fold: np.ufunc, values: NDArray[Number], empty: float) -> NDArray[Number]:
        return np.full((len(values), self.size), empty, values.dtype)


class Alike(Layout):
    """Each parent has exactly one row: its own."""

    def count(self, where: Bools | None) -> Ints:
        return np.ones(self.size, np.int64) if where is None else where.astype(np.int64)

    def some(self, where: Bools) -> Bools:
        return where.copy()

    def every(self, where: Bools) -> Bools:
        return where.copy()

    def total(self, values: Floats, where: Bools | None) -> Floats:
        return np.add(values if where is None else np.where(where, values, 0.0), 0.0, dtype=np.float64)

    def extreme(self, fold: np.ufunc, start: float, values: Floats, where: Bools) -> Floats:
        return filled(values, where, np.nan)

    def first(self, where: Bools | None) -> Rows:
        return self.of.copy() if where is None else np.where(where, self.of, -1)

    def distinct(self, values: Ints, where: Bools | None) -> Ints:
        return self.count(where)

    def folded(self, fold: np.ufunc, values: NDArray[Number], empty: float) -> NDArray[Number]:
        return values


class Together(Layout):
    """There is one parent, and it has all the rows."""

    def count(self, where: Bools | None) -> Ints:
        return np.array([len(self.of) if where is None else np.count_nonzero(where)], np.int64)

    def some(self, where: Bools) -> Bools:
        return np.array([np.count_nonzero(where) > 0])

    def every(self, where: Bools) -> Bools:
        return np.array([np.count_nonzero(where) == len(where)])

    def total(self, values: Floats, where: Bools | None) -> Floats:
        return np.bincount(self.of, values if where is None else np.where(where, values, 0.0)).astype(np.float64)

    def extreme(self, fold: np.ufunc, start: float, values: Floats, where: Bools) -> Floats:
        kept = values[where]
        return fold.reduce(kept, keepdims=True) if len(kept) else np.full(1, np.nan)

    def first(self, where: Bools | None) -> Rows:
        if where is None:
            return np.zeros(1, np.int64)
        rows = where.nonzero()[0]
        return rows[:1] if len(rows) else np.full(1, -1, np.int64)

    def distinct(self, values: Ints, where: Bools | None) -> Ints:
        return np.array([len(set((values if where is None else values[where]).tolist()))], np.int64)

    def folded(self, fold: np.ufunc, values: NDArray[Number], empty: float) -> NDArray[Number]:
        found: NDArray[Number] = fold.reduce(values, axis=1, keepdims=True)
        return found


class Ordered(Layout):
    """The rows of each parent stand together, in the order of the parents."""

    def __init__(self, of: Rows, size: int) -> None:
        super().__init__(of, size)
        new = np.ones(len(of), np.bool_)
        np.not_equal(of[1:], of[:-1], out=new[1:])
        self._heads: Rows = new.nonzero()[0]
        """The first row of each parent that has rows."""
        self._parents: Rows = of[self._heads]
        self._all = len(self._heads) == size
        """Every parent has rows."""

    @cached_property
    def _counts(self) -> Ints:
        counts = np.empty(len(self._heads), np.int64)
        np.subtract(self._heads[1:], self._heads[:-1], out=counts[:-1])
        counts[-1] = len(self.of) - self._heads[-1]
        return counts

    @cached_property
    def _most(self) -> int:
        """How many rows the parent with most of them has."""
        return int(self._counts.max())

    @cached_property
    def _layers(self) -> list[tuple[Rows, Rows]]:
        """The second row of each parent, the third of each, and so on: places among the heads, and rows."""
        places = [(self._counts > step).nonzero()[0] for step in range(1, self._most)]
        return [(place, self._heads[place] + step) for step, place in enumerate(places, 1)]

    def count(self, where: Bools | None) -> Ints:
        if where is None:
            return self._scattered(self._counts, 0)
        return np.bincount(self.of, where, self.size).astype(np.int64)

    def some(self, where: Bools) -> Bools:
        found: Bools = np.bincount(self.of, where, self.size) > 0
        return found

    def every(self, where: Bools) -> Bools:
        found: Bools = self.some(where) & ~self.some(~where)
        return found

    def total(self, values: Floats, where: Bools | None) -> Floats:
        counted = values if where is None else np.where(where, values, 0.0)
        return np.bincount(self.of, counted, self.size).astype(np.float64)

    def extreme(self, fold: np.ufunc, start: float, values: Floats, where: Bools) -> Floats:
        found = self._folded(fold, filled(values, where, start)[None])[0]
        found[found == start] = np.nan
        return self._scattered(found, np.nan)

    def first(self, where: Bools | None) -> Rows:
        if where is None:
            return self._scattered(self._heads, -1)
        rows = np.full(self.size, -1, np.int64)
        chosen = where.nonzero()[0][::-1]
        rows[self.of[chosen]] = chosen
        return rows

    def distinct(self, values: Ints, where: Bools | None) -> Ints:
        if self._most == 1:
            return self.count(where)
        if self._most <= _LAYERS:
            return self.count(self._firsts(values, where))
        return _distinct(self.of, self.size, values, where)

    def folded(self, fold: np.ufunc, values: NDArray[Number], empty: float) -> NDArray[Number]:
        found = np.full((len(values), self.size), empty, values.dtype)
        found[:, self._parents] = self._folded(fold, values)
        return found

    def _folded(self, fold: np.ufunc, values: NDArray[Number]) -> NDArray[Number]:
        """One column per parent that has rows."""
        if self._most > _LAYERS or len(self.of) < _MANY:
            whole: NDArray[Number] = fold.reduceat(values, self._heads, axis=1)
            return whole
        found = values[:, self._heads]
        for places, rows in self._layers:
            found[:, places] = fold(found[:, places], values[:, rows])
        return found

    def _scattered(self, found: NDArray[Number], empty: float) -> NDArray[Number]:
        """From one element per parent that has rows to one per parent; `empty` for the others."""
        if self._all:
            return found.copy()
        whole = np.full(self.size, empty, found.dtype)
        whole[self._parents] = found
        return whole

    def _firsts(self, values: Ints, where: Bools | None) -> Bools:
        """The first row of each different value of a parent that has few rows, which are compared each with each."""
        new = np.ones(len(values), np.bool_) if where is None else where.copy()
        for step in range(1, self._most):
            again = (values[step:] == values[:-step]) & (self.of[step:] == self.of[:-step])
            if where is not None:
                again &= where[:-step]
            new[step:] &= ~again
        return new


class Scattered(Layout):
    """Rows in any order, some without a parent: asked in the order of their parents."""

    ordered = False

    def __init__(self, of: Rows, size: int) -> None:
        super().__init__(of, size)
        kept = (of >= 0).nonzero()[0]
        self._rows = kept[stable_order(of[kept])]
        self._sorted = layout_of(of[self._rows], size)

    def count(self, where: Bools | None) -> Ints:
        return self._sorted.count(self._of(where))

    def some(self, where: Bools) -> Bools:
        return self._sorted.some(where[self._rows])

    def every(self, where: Bools) -> Bools:
        return self._sorted.every(where[self._rows])

    def total(self, values: Floats, where: Bools | None) -> Floats:
        return self._sorted.total(values[self._rows], self._of(where))

    def extreme(self, fold: np.ufunc, start: float, values: Floats, where: Bools) -> Floats:
        return self._sorted.extreme(fold, start, values[self._rows], where[self._rows])

    def first(self, where: Bools | None) -> Rows:
        place = self._sorted.first(self._of(where))
        return np.where(place >= 0, self._rows[place], -1) if len(self._rows) else place

    def distinct(self, values: Ints, where: Bools | None) -> Ints:
        return self._sorted.distinct(values[self._rows], self._of(where))

    def folded(self, fold: np.ufunc, values: NDArray[Number], empty: float) -> NDArray[Number]:
        return self._sorted.folded(fold, values[:, self._rows], empty)

    def _of(self, where: Bools | None) -> Bools | None:
        return None if where is None else where[self._rows]


def filled(values: NDArray[Any], where: Bools, otherwise: float) -> Floats:
    """`values` with something else where not `where`: what `numpy.where` gives, in half the time for mixed rows."""
    found = values.astype(np.float64)
    others = (~where).nonzero()[0]
    if len(others):
        found[others] = otherwise
    return found


def _distinct(of: Rows, size: int, values: Ints, where: Bools | None) -> Ints:
    """How many different values each parent has, whatever the order of rows."""
    chosen = np.arange(len(of)) if where is None else where.nonzero()[0]
    if not len(chosen):
        return np.zeros(size, np.int64)
    parents, values = of[chosen], values[chosen]
    order = stable_order(parents, values)
    parents, values = parents[order], values[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (parents[1:] != parents[:-1]) | (values[1:] != values[:-1])
    return np.bincount(parents[new], minlength=size)
