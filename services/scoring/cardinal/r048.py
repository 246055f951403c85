"""R048: a supplier delivers very different things.

The distinct beginnings (`digits`, 2 characters) of the classifications it was awarded are at least the upper fence of
all suppliers, or `threshold`. Only suppliers with enough processes (20) are compared; awards to several suppliers are
left out. Source: OCP R048; Cardinal 0.0.8.
"""

from collections import Counter
from typing import Self

from services.scoring.cardinal.numbers import Column, Distinct, Numbers, Tally
from services.scoring.cardinal.process import Process
from services.scoring.cardinal.release import Item
from services.scoring.cardinal.results import Results
from services.scoring.cardinal.settings import R048Settings
from services.scoring.quantile import fences

CODE = "R048"


class R048:
    """Processes of each supplier, and the distinct pairs of supplier and code."""

    def __init__(self, settings: R048Settings) -> None:
        processes = settings.minimum_contracting_processes
        self._digits = 2 if settings.digits is None else settings.digits
        self._threshold = settings.threshold
        self._minimum = 20 if processes is None else processes
        self.processes = Tally()
        self.codes = Numbers()
        self.pairs = Distinct()
        """Number of the supplier · 2³² + number of the code."""

    def fold(self, processes: list[Process], currency: str | None) -> None:
        """A supplier with several awards in a process has one process."""
        count: list[int] = []
        pairs: list[int] = []
        for process in processes:
            seen = set()
            for supplier, award in process.awards.single:
                if award.items and (codes := self._codes(award.items)):
                    seen.add(supplier)
                    pairs += [supplier << 32 | code for code in codes]
            count += seen
        self.processes.add(count)
        self.pairs.add(pairs)

    def _codes(self, items: list[Item]) -> list[int]:
        digits, codes = self._digits, self.codes
        return [
            codes[item.classification.id[:digits]]
            for item in items
            if item.classification is not None and item.classification.id is not None
        ]

    def merge(self, later: Self, renumbered: Column) -> None:
        """Both parts."""
        self.processes.merge(later.processes, renumbered)
        codes, pairs = self.codes.merge(later.codes), later.pairs.all()
        self.pairs.add_column(renumbered[pairs >> 32] << 32 | codes[pairs & 0xFFFF_FFFF])

    def finish(self, results: Results, ids: list[str]) -> None:
        """The supplier has the number for value."""
        processes = self.processes.counts(len(ids)).tolist()
        variety = {
            ids[supplier]: float(count)
            for supplier, count in Counter((self.pairs.all() >> 32).tolist()).items()
            if processes[supplier] >= self._minimum
        }
        fence: float | None = self._threshold
        if fence is None:
            q1, q3, _, fence = fences(variety.values())
            results.note(CODE, q1=q1, q3=q3)
        results.note(CODE, upper_fence=float(fence))
        for supplier, count in variety.items():
            if count >= fence:
                results.flag("Tenderer", supplier, CODE, count)
