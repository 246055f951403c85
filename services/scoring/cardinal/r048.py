"""R048: a supplier delivers very different things.

The distinct beginnings (`digits`, 2 characters) of the classifications it was awarded are at least the upper fence of
all suppliers, or `threshold`. Only suppliers with enough processes (20) are compared; awards to several suppliers are
left out. Source: OCP R048; Cardinal 0.0.8.
"""

from typing import Self

import msgspec

from services.scoring.cardinal.process import Process, only_id
from services.scoring.cardinal.release import Item
from services.scoring.cardinal.results import Results
from services.scoring.cardinal.settings import R048Settings
from services.scoring.quantile import fences

CODE = "R048"


class Supplied(msgspec.Struct):
    """What one supplier was awarded."""

    processes: int
    codes: set[str]
    """Beginnings of classifications."""


class R048:
    """What each supplier was awarded."""

    def __init__(self, settings: R048Settings) -> None:
        processes = settings.minimum_contracting_processes
        self._digits = 2 if settings.digits is None else settings.digits
        self._threshold = settings.threshold
        self._minimum = 20 if processes is None else processes
        self.suppliers: dict[str, Supplied] = {}

    def fold(self, processes: list[Process], currency: str | None) -> None:
        """A supplier with several awards in a process has one process."""
        for process in processes:
            seen: list[Supplied] = []
            for award in process.active:
                supplier = only_id(award.suppliers)
                if supplier is not None and award.items:
                    self._add(supplier, award.items, seen)

    def _add(self, supplier: str, items: list[Item], seen: list[Supplied]) -> None:
        digits = self._digits
        codes = [
            item.classification.id[:digits]
            for item in items
            if item.classification is not None and item.classification.id is not None
        ]
        if not codes:
            return
        supplied = self.suppliers.get(supplier)
        if supplied is None:
            supplied = self.suppliers[supplier] = Supplied(0, set())
        supplied.codes.update(codes)
        if not any(each is supplied for each in seen):
            supplied.processes += 1
            seen.append(supplied)

    def merge(self, later: Self) -> None:
        """Both parts."""
        for supplier, theirs in later.suppliers.items():
            ours = self.suppliers.setdefault(supplier, theirs)
            if ours is not theirs:
                ours.processes += theirs.processes
                ours.codes |= theirs.codes

    def finish(self, results: Results) -> None:
        """The supplier has the number for value."""
        variety = {
            supplier: float(len(supplied.codes))
            for supplier, supplied in self.suppliers.items()
            if supplied.processes >= self._minimum
        }
        fence: float | None = self._threshold
        if fence is None:
            q1, q3, _, fence = fences(variety.values())
            results.note(CODE, q1=q1, q3=q3)
        results.note(CODE, upper_fence=float(fence))
        for supplier, count in variety.items():
            if count >= fence:
                results.flag("Tenderer", supplier, CODE, count)
