"""Figures within groups: each row of a finished statistic with what is usual among its peers."""

from collections.abc import Sequence
from copy import copy

import numpy as np

from services.scoring.grouping import Bools, Floats, Ints, Rows
from services.scoring.indicator import number
from services.scoring.sorting import grouped, stable_order
from services.scoring.statistic import Columns, Known, summed
from services.scoring.tokens import Tokens

WINDOW = 3
"""Calendar years that are looked at together: the year itself and the two before it."""


NOTHING = Known(np.zeros(0, np.int64))
"""A statistic of an empty population."""


class Figures:
    """The rows of a statistic for some keys, looked up once for all columns."""

    def __init__(self, known: Known | None, keys: Tokens) -> None:
        """Without a statistic it is as if the population were empty."""
        self._known = known or NOTHING
        self.rows = self._known.rows(keys)

    def __getitem__(self, name: str) -> Floats:
        """A column for each key; NaN for a key that is not there."""
        return self._known.column(name, self.rows)

    def only(self, places: Rows) -> "Figures":
        """For some of the keys."""
        some = copy(self)
        some.rows = self.rows[places]
        return some

    def one(self, name: str, place: int) -> int | float | None:
        """A column for one of the keys, as JSON has it; None for a key that is not there, or a place of -1."""
        row = self.rows[place] if place >= 0 else -1
        return None if row < 0 else number(float(self._known.columns[name][row]))


class Grouped:
    """Rows by the group they belong to, which is looked at once for all questions."""

    def __init__(self, group: Tokens) -> None:
        self._firsts, self._of = grouped(group)

    def total(self, values: Floats) -> Floats:
        """For each row the sum over its group."""
        sums: Floats = np.bincount(self._of, values).astype(np.float64)[self._of]
        return sums

    def size(self) -> Floats:
        """For each row how many rows its group has."""
        sizes: Floats = np.bincount(self._of).astype(np.float64)[self._of]
        return sizes

    def first(self) -> Bools:
        """The first row of each group: one row to stand for all."""
        first = np.zeros(len(self._of), np.bool_)
        first[self._firsts] = True
        return first


def total_by(group: Tokens, values: Floats) -> Floats:
    """For each row the sum over its group."""
    return Grouped(group).total(values)


def count_by(group: Tokens, where: Bools) -> Floats:
    """For each row how many rows of its group are such."""
    return total_by(group, where.astype(np.float64))


def first_of(group: Tokens) -> Bools:
    """The first row of each group: one row to stand for all."""
    return Grouped(group).first()


def fences_by(group: Tokens, values: Floats, where: Bools) -> dict[str, Floats]:
    """For each row the quartiles and fences of its group, counted over the rows `where`, and how many those are.

    The same quantile as `quantile.fences`, for all groups at once; NaN (and 0 `peers`) for a group without such rows.
    """
    firsts, of = grouped(group)
    chosen = where & ~np.isnan(values)
    order = stable_order(of[chosen], values[chosen])
    ordered = values[chosen][order]
    count = np.bincount(of[chosen], minlength=len(firsts))
    start = np.cumsum(count) - count
    first, middle, third = (_quantile(ordered, start, count, share) for share in (0.25, 0.5, 0.75))
    reach = 1.5 * (third - first)
    found = {"q1": first, "median": middle, "q3": third, "lower": first - reach, "upper": third + reach}
    return {name: column[of] for name, column in found.items()} | {"peers": count[of].astype(np.float64)}


def _quantile(ordered: Floats, start: Ints, count: Ints, share: float) -> Floats:
    if not len(ordered):
        return np.full(len(count), np.nan)
    place = (count + 1 / 3) * share + 1 / 3
    below = np.floor(place).astype(np.int64)
    last = np.maximum(count - 1, 0)
    low = ordered[np.minimum(start + np.clip(below - 1, 0, last), len(ordered) - 1)]
    high = ordered[np.minimum(start + np.clip(below, 0, last), len(ordered) - 1)]
    return np.where(count > 0, low + (place - below) * (high - low), np.nan)


def windowed(columns: Columns, by: Sequence[str]) -> Columns:
    """Rows of a `year` (one of `by`) as sums over that year and the two before it."""
    size = len(columns["year"])
    wide = {name: np.tile(column, WINDOW) for name, column in columns.items()}
    wide["year"] = wide["year"] + np.repeat(np.arange(WINDOW), size)
    return summed(wide, by)
