"""Events of a pair within some days of each other: kept rows that are looked up by key and moment.

What a process adds itself is counted once, whether or not an older version of it is among the rows.
"""

import numpy as np
from numpy.typing import NDArray

from services.scoring.grouping import Floats, Ints, Rows, or_zero
from services.scoring.sorting import stable_order
from services.scoring.statistic import Columns, Known
from services.scoring.tokens import Tokens, joined

_SPAN = 10**11
"""More seconds than lie between any two moments of a history (which `extract` limits to 1950-2150), and zero."""
_SHIFT = 10**10
_DAY = 86_400
_MILLIONTH = 1_000_000
"""Shares are added up as whole millionths, exactly, so that a sum of 1 is 1 in whatever order it came about."""


def history(rows: Columns) -> Known:
    """Rows with `key`, `process`, `moment` (seconds) and `share` (of a limit), in the order of key and moment.

    A key may have many rows, and two columns are an index of the others: such a statistic is kept whole or not at all.
    """
    keys, moments, owns = rows["key"], rows["moment"], joined(rows["key"], rows["process"])
    order = stable_order(keys, moments, rows["share"], owns)
    keys, moments, owns, share = keys[order], moments[order], owns[order], _whole(rows["share"][order])
    by_own = stable_order(owns)
    columns = {
        "place": _place(np.searchsorted(keys, keys), moments),
        "share": share,
        "total": np.cumsum(share),
        "own": owns[by_own],
        "own_row": by_own,
    }
    return Known(keys, columns)


class Within:
    """The events of each key in a window of days that ends, or begins, with an event at hand."""

    def __init__(self, known: Known, key: Tokens, process: Tokens, moment: Floats, share: Floats, days: float) -> None:
        """One row per event at hand; `days` is the length of the window."""
        self._known = known
        self._own = _own_rows(known, joined(key, process))
        self._start = np.searchsorted(known.keys, key)
        when = np.where(np.isnan(moment), 0.0, moment)
        own = _whole(or_zero(share))
        before = self._window(key, when - days * _DAY, when, own)
        after = self._window(key, when, when + days * _DAY, own)
        later = after[1] > before[1]
        self.count: Ints = np.where(later, after[0], before[0])
        """How many events, with the one at hand."""
        self.total: Floats = np.where(later, after[1], before[1]) / _MILLIONTH
        """Their shares together, whichever window holds more."""

    def _window(self, key: Tokens, since: Floats, until: Floats, share: Ints) -> tuple[Ints, Ints]:
        one = np.ones(len(key), np.int64)
        if not len(self._known.keys):
            return one, share
        place, totals = self._known.columns["place"], np.append(0, self._known.columns["total"])
        low = np.searchsorted(place, _place(self._start, since), "left")
        high = np.searchsorted(place, _place(self._start, until), "right")
        strange = self._known.keys[np.minimum(self._start, len(place) - 1)] != key
        low, high = np.where(strange, 0, low), np.where(strange, 0, high)
        own = (self._own >= low) & (self._own < high)
        known = self._known.columns["share"][np.maximum(self._own, 0)]
        return high - low - own + one, totals[high] - totals[low] - np.where(own, known, 0) + share


def _own_rows(known: Known, owns: Tokens) -> Rows:
    """The row of each event at hand in the history; -1 when it is not there."""
    if not len(known.keys):
        return np.full(len(owns), -1, np.int64)
    sorted_owns = known.columns["own"]
    rows = np.minimum(np.searchsorted(sorted_owns, owns), len(sorted_owns) - 1)
    return np.where(sorted_owns[rows] == owns, known.columns["own_row"][rows], -1)


def _place(start: Ints, moment: Floats) -> NDArray[np.int64]:
    """Key and moment in one ascending number; `start` is the first row of the key."""
    return start * _SPAN + moment.astype(np.int64) + _SHIFT


def _whole(share: Floats) -> Ints:
    return np.rint(share * _MILLIONTH).astype(np.int64)
