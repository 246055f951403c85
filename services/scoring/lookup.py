"""Looking keys up among keys: where each stands in an ascending column, and which are in another column.

Keys are tokens, whose bits are spread evenly. So the leading bits of a key say nearly where it stands, and a step or
two from there it is found: many times as fast as halving a long column again and again.
"""

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]
Bools = NDArray[np.bool_]
Rows = NDArray[np.int64]
_FEW, _SHORT = 256, 64
"""For fewer keys, or a shorter column, a directory is not worth making."""
_CROWD = 24
"""So many keys with the same leading bits are walked through at most."""
_PAIRS = 1_024
"""So many comparisons are made at once rather than sort anything."""


class Directory:
    """Where the keys of an ascending column stand."""

    __slots__ = ("_begin", "_half", "_keys", "_shift")

    def __init__(self, keys: Keys) -> None:
        """Keys may repeat."""
        self._keys = keys
        self._begin: NDArray[np.int32] | None = None

    def first(self, wanted: Keys) -> Rows:
        """The first row that is not below each key, as `numpy.searchsorted` has it."""
        if self._begin is None and len(wanted) >= _FEW and len(self._keys) >= _SHORT:
            self._begin = self._divided()
        if len(wanted) < _FEW or self._begin is None or not len(self._begin):
            found: Rows = self._keys.searchsorted(wanted)
            return found
        rows: Rows = self._begin[(wanted >> self._shift) + self._half].astype(np.int64)
        left = (self._keys[rows] < wanted).nonzero()[0]
        while len(left):
            rows[left] = further = rows[left] + 1
            left = left[further < self.size]
            left = left[self._keys[rows[left]] < wanted[left]]
        return rows

    def rows(self, wanted: Keys) -> Rows:
        """The first row of each key; -1 for a key that is not there."""
        if not self.size:
            return np.full(len(wanted), -1, np.int64)
        rows = np.minimum(self.first(wanted), self.size - 1)
        return np.where(self._keys[rows] == wanted, rows, -1)

    @property
    def size(self) -> int:
        """How many keys there are."""
        return len(self._keys)

    def _divided(self) -> NDArray[np.int32]:
        """Where the keys with each leading bits begin; nothing when they are too unlike tokens."""
        bits = self.size.bit_length()
        self._half, self._shift = 1 << (bits - 1), 64 - bits
        crowds = np.bincount((self._keys >> self._shift) + self._half, minlength=2 * self._half)
        begin = np.minimum(crowds.cumsum() - crowds, self.size - 1).astype(np.int32)
        return begin[:0] if crowds.max() > _CROWD else begin


def is_in(column: Keys, others: Keys, where: Bools | None = None) -> Bools:
    """Which of `column` are one of `others`; only rows `where` are looked at."""
    if where is not None:
        rows = where.nonzero()[0]
        some = np.zeros(len(column), np.bool_)
        some[rows] = is_in(column[rows], others)
        return some
    if len(column) * len(others) <= _PAIRS:
        found: Bools = (column[:, None] == others).any(axis=1)
        return found
    return Directory(np.sort(others)).rows(column) >= 0
