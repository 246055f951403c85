"""Figures of the whole population: computed apart for each part, joined, and looked up when a process is judged.

They are computed on a schedule and stored as a whole under one version, which each flag that rests on them names. So
a flag can be explained later, parts can be computed on different machines, and nobody is alerted because the figures
of others drifted.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.scoring.grouping import Floats, Rows
from services.scoring.lookup import Directory
from services.scoring.part import Part
from services.scoring.quantile import fences_of
from services.scoring.sorting import stable_order

Column = NDArray[Any]
Columns = Mapping[str, Column]
"""Columns of one length, by name."""


@dataclass(frozen=True)
class Known:
    """A finished statistic: one row per key, in the order of the keys, and figures about all rows."""

    keys: NDArray[np.int64]
    columns: Columns = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    version: str = ""
    """Of the computation, e.g. the moment it began; the same for all statistics computed together."""

    def rows(self, keys: NDArray[np.int64]) -> Rows:
        """The row of each key; -1 for a key that is not there."""
        asked: tuple[NDArray[np.int64], Rows] | None = vars(self).get("_asked")
        if asked is not None and asked[0] is keys:  # several columns are looked up one after the other
            return asked[1]
        rows = self.directory.rows(keys)
        vars(self)["_asked"] = keys, rows
        return rows

    @cached_property
    def directory(self) -> Directory:
        """Where the keys stand."""
        return Directory(self.keys)

    def at(self, name: str, keys: NDArray[np.int64]) -> Floats:
        """A column for each key; NaN for a key that is not there."""
        return self.column(name, self.rows(keys))

    def column(self, name: str, rows: Rows, otherwise: float = np.nan) -> Floats:
        """A column at some rows; NaN, or something else, for a row of -1."""
        if not len(self.keys):
            return np.full(len(rows), otherwise)
        found = self.columns[name][rows].astype(np.float64, copy=False)
        absent = (rows < 0).nonzero()[0]
        if len(absent):
            found[absent] = otherwise
        return found

    def figure(self, name: str) -> float:
        """One figure about all rows; NaN when it could not be computed."""
        return self.figures.get(name, np.nan)


@dataclass(frozen=True, kw_only=True)
class Statistic:
    """How figures of the population come about. `collect` and `joined` may run anywhere, `finish` runs once."""

    name: str
    version: str
    """Raised whenever the same data could give other figures."""
    collect: Callable[[Part], Columns]
    """What the processes of a part contribute: rows with a column `key` (and others)."""
    by: tuple[str, ...] = ("key",)
    """Rows that agree in these columns are one: their other columns are added up. Empty: rows are kept as they are."""
    same: tuple[str, ...] = ()
    """Columns that rows which are one agree in anyhow: they are neither compared nor added up."""
    finish: Callable[[Columns], Known]
    """From all rows to what is looked up."""

    def partial(self, part: Part) -> Columns:
        """What a part contributes, as small as it gets."""
        return self.joined([self.collect(part)])

    def joined(self, parts: Sequence[Columns]) -> Columns:
        """What several parts contribute together."""
        whole = parts[0]
        if len(parts) > 1:
            whole = {name: np.concatenate([part[name] for part in parts]) for name in whole}
        return summed(whole, self.by, self.same) if self.by else whole


def summed(columns: Columns, by: Sequence[str], same: Sequence[str] = ()) -> Columns:
    """Rows that agree in `by` as one row, in the order of these columns; the other columns added up.

    Those in `same` are taken from the first row instead.
    """
    size = len(columns[by[0]])
    if not size:
        return columns
    order = stable_order(*(columns[name] for name in by))
    new = np.zeros(size, np.bool_)
    new[0] = True
    for name in by:
        column = columns[name][order]
        new[1:] |= column[1:] != column[:-1]
    starts = new.nonzero()[0]
    firsts = order[starts]
    if len(starts) == size:
        return {name: column[order] for name, column in columns.items()}
    return {
        name: column[firsts] if name in by or name in same else np.add.reduceat(column[order], starts)
        for name, column in columns.items()
    }


def known(columns: Columns, **figures: float) -> Known:
    """A statistic whose rows have unique keys, with what is to be told about all of them."""
    order = stable_order(columns["key"])
    rest = {name: column[order] for name, column in columns.items() if name != "key"}
    return Known(columns["key"][order], rest, figures)


def fenced(name: str, values: Iterable[float] | Floats) -> dict[str, float]:
    """Quartiles and fences of `values` as figures: `<name>_q1`, `_q3`, `_lower`, `_upper`, `_n`."""
    found = fences_of(np.asarray(values, np.float64))
    return {
        f"{name}_q1": found.q1,
        f"{name}_q3": found.q3,
        f"{name}_lower": found.lower,
        f"{name}_upper": found.upper,
        f"{name}_n": float(found.count),
    }
