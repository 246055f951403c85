"""R048: a supplier delivers very different things.

The distinct beginnings (`digits`, 2 characters) of the classifications it was awarded are at least the upper fence of all
suppliers, or `threshold`. Only suppliers with enough processes (20) are compared; awards to several suppliers are left out.
Source: OCP R048; Cardinal 0.0.8.
"""

from collections import Counter
from typing import Self

from services.scoring.cardinal.process import Process, only_id
from services.scoring.cardinal.results import Results
from services.scoring.cardinal.settings import R048Settings
from services.scoring.quantile import fences

CODE = "R048"


class R048:
    """Processes of each supplier, and what it supplied."""

    def __init__(self, settings: R048Settings) -> None:
        processes = settings.minimum_contracting_processes
        self._digits = 2 if settings.digits is None else settings.digits
        self._threshold = settings.threshold
        self._minimum = 20 if processes is None else processes
        self.processes: Counter[str] = Counter()
        self.supplied: set[tuple[str, str]] = set()
        """Pairs of supplier and beginning of a classification."""

    def fold(self, processes: list[Process], currency: str | None) -> None:
        """A supplier with several awards in a process has one process."""
        digits, supplied = self._digits, self.supplied
        for process in processes:
            seen = set()
            for award in process.active:
                supplier = only_id(award.suppliers)
                if supplier is None:
                    continue
                for item in award.items or ():
                    if item.classification is not None and (code := item.classification.id) is not None:
                        supplied.add((supplier, code[:digits]))
                        seen.add(supplier)
            for supplier in seen:
                self.processes[supplier] += 1

    def merge(self, later: Self) -> None:
        """Both parts."""
        self.processes.update(later.processes)
        self.supplied |= later.supplied

    def finish(self, results: Results) -> None:
        """The supplier has the number for value."""
        variety = Counter(supplier for supplier, _ in self.supplied if self.processes[supplier] >= self._minimum)
        fence: float | None = self._threshold
        if fence is None:
            q1, q3, _, fence = fences(map(float, variety.values()))
            results.note(CODE, q1=q1, q3=q3)
        results.note(CODE, upper_fence=float(fence))
        for supplier, count in variety.items():
            if count >= fence:
                results.flag("Tenderer", supplier, CODE, float(count))
