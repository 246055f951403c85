"""Quantiles as Cardinal computes them: Hyndman and Fan's type 8 (R-8), which assumes no distribution.

Other usual definitions, those of `statistics.quantiles` and numpy's default among them, give other fences.
Source: Hyndman & Fan 1996; statrs 0.16, which Cardinal 0.0.8 uses.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

THIRD = 1 / 3


class Fences(NamedTuple):
    """The quartiles of some values and Tukey's fences around them; all NaN when there are no values."""

    q1: float
    q3: float
    lower: float
    """q1 - 1.5 · (q3 - q1)."""
    upper: float
    """q3 + 1.5 · (q3 - q1)."""


def quantile(sorted_values: "Sequence[float] | NDArray[np.float64]", tau: float) -> float:
    """The value below which the share `tau` of ascending values lies; NaN for no values, or `tau` outside 0 to 1."""
    count = len(sorted_values)
    if not count or not 0 <= tau <= 1:
        return math.nan
    position = (count + THIRD) * tau + THIRD
    below = int(position)
    if below <= 0 or tau == 0:
        return sorted_values[0]
    if below >= count or tau == 1:
        return sorted_values[-1]
    low, high = sorted_values[below - 1], sorted_values[below]
    return low + (position - below) * (high - low)


def fences(values: Iterable[float]) -> Fences:
    """Quartiles and fences of values in any order; NaN counts as the highest."""
    known = list(values)
    ordered = sorted([value for value in known if value == value])
    ordered += [math.nan] * (len(known) - len(ordered))
    q1, q3 = quantile(ordered, 0.25), quantile(ordered, 0.75)
    return Fences(q1, q3, _fused(q3 - q1, -1.5, q1), _fused(q3 - q1, 1.5, q3))


@dataclass(frozen=True, slots=True)
class ColumnFences:
    """The quartiles and fences of a column, and how many values they rest on."""

    q1: float
    q3: float
    lower: float
    upper: float
    count: int


def fences_of(column: "NDArray[np.float64]") -> ColumnFences:
    """Quartiles and fences of a column, NaN left out."""
    ordered = column[column == column]
    ordered.sort()
    q1, q3 = float(quantile(ordered, 0.25)), float(quantile(ordered, 0.75))
    return ColumnFences(q1, q3, _fused(q3 - q1, -1.5, q1), _fused(q3 - q1, 1.5, q3), len(ordered))


def _fused(a: float, b: float, c: float) -> float:
    """A · b + c, rounded once, as by a fused multiply-add: a value that lies on a fence must stay on it."""
    if not (math.isfinite(a) and math.isfinite(c)):
        return a * b + c
    exact = Fraction(a) * Fraction(b) + Fraction(c)
    try:
        return float(exact)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf
