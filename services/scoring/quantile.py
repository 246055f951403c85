"""Quartiles and fences, the same everywhere in the house."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fences:
    """Quartiles of some values and the limits beyond which a value is an outlier; NaN without values."""

    q1: float
    q3: float
    lower: float
    upper: float
    count: int


def quantile(ordered: Floats, share: float) -> float:
    """The quantile of ascending values: definition 8 of Hyndman and Fan (numpy's `median_unbiased`), as Cardinal's."""
    count = len(ordered)
    if not count:
        return float("nan")
    place = (count + 1 / 3) * share + 1 / 3
    below = int(np.floor(place))
    if below <= 0:
        return float(ordered[0])
    if below >= count:
        return float(ordered[-1])
    return float(ordered[below - 1] + (place - below) * (ordered[below] - ordered[below - 1]))


def fences(values: Floats) -> Fences:
    """Q1 - 1.5 IQR and Q3 + 1.5 IQR of `values`, NaN left out."""
    ordered = np.sort(values[~np.isnan(values)])
    first, third = quantile(ordered, 0.25), quantile(ordered, 0.75)
    reach = 1.5 * (third - first)
    return Fences(first, third, first - reach, third + reach, len(ordered))
