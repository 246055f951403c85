"""Reasons for an answer that could not be computed, as bits of one number per process and indicator."""

import numpy as np
from numpy.typing import NDArray

from services.scoring.indicator import COMMON, Indicator

Reasons = NDArray[np.uint64]
"""A bit for each reason: those of `COMMON`, then those of the indicator's `needs`."""


def bit(name: str, indicator: Indicator | None = None) -> np.uint64:
    """The bit of one reason; one that is not common to all is among the indicator's `needs`."""
    if name in COMMON:
        return np.uint64(1 << COMMON.index(name))
    needs = indicator.needs if indicator else ()
    return np.uint64(1 << (len(COMMON) + needs.index(name)))


def reasons_in_words(bits: int, indicator: Indicator) -> tuple[str, ...]:
    """What is missing, by the bits of an indicator's reasons."""
    return tuple(str(name) for place, name in enumerate((*COMMON, *indicator.needs)) if bits >> place & 1)
