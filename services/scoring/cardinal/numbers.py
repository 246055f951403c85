"""Organisations by number, and counting them.

An id is looked up once for each time it is met; after that organisations are small integers, so that a million bids are
counted in columns instead of in dictionaries of text. Each part of a file numbers for itself; merging renumbers.
"""

from typing import Self

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[np.int64]
SETTLE = 1 << 20
"""Numbers kept before they are counted, so that memory does not grow with the file."""


class Numbers(dict[str, int]):
    """The number of each id, in the order in which they were first met."""

    def __missing__(self, key: str) -> int:
        """Met for the first time."""
        self[key] = number = len(self)
        return number

    def merge(self, later: Self) -> Column:
        """Take in the ids of a later part; what their numbers are here, by what they were there."""
        return np.fromiter((self[each] for each in later), np.int64, len(later))


class Distinct:
    """The numbers that were met, each once."""

    def __init__(self) -> None:
        self._met: list[int] = []
        self._known: Column = np.zeros(0, np.int64)

    def add(self, numbers: list[int]) -> None:
        """A number may be among them several times."""
        self._met += numbers
        if len(self._met) > SETTLE:
            self.add_column(np.zeros(0, np.int64))

    def add_column(self, numbers: Column) -> None:
        """The same."""
        self._known = np.unique(np.concatenate((self._known, np.array(self._met, np.int64), numbers)))
        self._met = []

    def all(self) -> Column:
        """In ascending order."""
        self.add_column(np.zeros(0, np.int64))
        return self._known

    def __getstate__(self) -> Column:
        """Each once: they are fewer."""
        return self.all()

    def __setstate__(self, known: Column) -> None:
        self._met, self._known = [], known


class Tally:
    """How often each number was met."""

    def __init__(self) -> None:
        self._met: list[int] = []
        self._counts: Column = np.zeros(0, np.int64)

    def add(self, numbers: list[int]) -> None:
        """Each once more; a number may be among them several times."""
        self._met += numbers
        if len(self._met) > SETTLE:
            self.settle()

    def settle(self) -> None:
        """Count what was met since the last time."""
        self._counts = self.counts(0)
        self._met = []

    def counts(self, size: int) -> Column:
        """The counts of all numbers below `size`, and of those above that were met."""
        met = np.array(self._met, np.int64)
        found = np.bincount(met, minlength=max(size, len(self._counts)))
        found[: len(self._counts)] += self._counts
        return found

    def merge(self, later: Self, renumbered: Column) -> None:
        """Add the counts of a later part."""
        theirs = later.counts(len(renumbered))
        ours = self.counts(int(renumbered.max(initial=-1)) + 1)
        ours[renumbered] += theirs
        self._counts, self._met = ours, []

    def __getstate__(self) -> Column:
        """Counts only: they are short."""
        return self.counts(0)

    def __setstate__(self, counts: Column) -> None:
        self._met, self._counts = [], counts
