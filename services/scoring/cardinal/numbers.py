"""Organisations by number, and counting them.

An id is looked up when it is met; after that organisations are small integers, which are counted many at a time instead
of in dictionaries of text. Each part of a file numbers for itself; merging renumbers.
"""

from collections import Counter
from typing import Self

NOBODY = -1
"""Stands where no organisation is named, and is never counted."""
SETTLE = 1 << 18
"""Numbers kept before they are counted, so that memory does not grow with the file."""


class Numbers(dict[str, int]):
    """The number of each id, in the order in which they were first met."""

    def __missing__(self, key: str) -> int:
        """Met for the first time."""
        self[key] = number = len(self)
        return number

    def merge(self, later: Self) -> list[int]:
        """Take in the ids of a later part; what their numbers are here, by what they were there."""
        return [self[each] for each in later]


class Tally:
    """How often each number was met."""

    def __init__(self) -> None:
        self._met: list[int] = []
        self._counts = Counter[int]()

    def add(self, numbers: list[int]) -> None:
        """Each once more; a number may be among them several times."""
        self._met += numbers
        if len(self._met) > SETTLE:
            self.counts()

    def counts(self) -> Counter[int]:
        """The counts of all numbers that were met."""
        self._counts.update(self._met)
        self._met = []
        self._counts.pop(NOBODY, None)
        return self._counts

    def merge(self, later: Self, renumbered: list[int]) -> None:
        """Add the counts of a later part."""
        ours = self.counts()
        for number, count in later.counts().items():
            ours[renumbered[number]] += count

    def __getstate__(self) -> dict[int, int]:
        """Counts only: they are short."""
        return dict(self.counts())

    def __setstate__(self, counts: dict[int, int]) -> None:
        self._met, self._counts = [], Counter(counts)
