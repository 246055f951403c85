"""Base rates: how many processes have which answer of each indicator."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.scoring.indicator import Code, Indicator, State
from services.scoring.known import Codes


class Counts:
    """Where each answer is counted."""

    def __init__(self, indicators: Sequence[Indicator]) -> None:
        self._keys = [rate_key(one.id, state) for one in indicators for state in State]
        self._first = np.arange(len(indicators)) * len(State)
        self._rest = len(self._keys)
        """Where what is not counted goes."""

    def move(self, old: Codes, new: Codes, rates: Counter[str]) -> None:
        """Move what changed its state from one count to the other."""
        moved = self._counted(new) - self._counted(old)
        places = moved.nonzero()[0]
        for place, by in zip(places.tolist(), moved[places].tolist(), strict=True):
            rates[self._keys[place]] += by

    def _counted(self, codes: Codes) -> NDArray[np.int64]:
        states = _COUNTED[codes]
        places = np.where(states < len(State), states + self._first, self._rest)
        return np.bincount(places.ravel(), minlength=self._rest + 1)[: self._rest]


_COUNTED = np.array([len(State) if code is Code.NEVER_ASKED else list(State).index(code.state) for code in Code])
"""By code the number of its state; one more than there are for what is not counted."""


def rate_key(indicator: str, state: State) -> str:
    """Where a state is counted for the base rate of its indicator."""
    return f"{indicator}.{state}"
