"""R048: a supplier delivers very different things.

The distinct beginnings (`digits`, 2 characters) of the classifications it was awarded are at least the upper fence of
all suppliers, or `threshold`. Only suppliers with enough processes (20) are compared; awards to several suppliers are
left out. Source: OCP R048; Cardinal 0.0.8.
"""

from collections import defaultdict
from typing import Self

from services.scoring.cardinal.numbers import Tally
from services.scoring.cardinal.process import Portion
from services.scoring.cardinal.results import Results
from services.scoring.cardinal.settings import R048Settings
from services.scoring.quantile import fences

CODE = "R048"


class R048:
    """Processes of each supplier, and the distinct beginnings of its codes."""

    def __init__(self, settings: R048Settings) -> None:
        processes = settings.minimum_contracting_processes
        self._digits = 2 if settings.digits is None else settings.digits
        self._threshold = settings.threshold
        self._minimum = 20 if processes is None else processes
        self.processes = Tally()
        self.codes: defaultdict[int, set[str]] = defaultdict(set)
        """Of each supplier."""

    def fold(self, portion: Portion) -> None:
        """A supplier with several awards in a process has one process."""
        digits = self._digits
        met: list[int] = []
        for process in portion.processes:
            mine: list[int] = []
            for supplier, award in process.awards.single:
                codes, found = self.codes[supplier], False
                for item in award.items or ():
                    code = item.classification
                    if code is not None and code.id is not None:
                        codes.add(code.id[:digits])
                        found = True
                if found:
                    mine.append(supplier)
            met += mine if len(mine) < 2 else set(mine)
        self.processes.add(met)

    def merge(self, later: Self, renumbered: list[int]) -> None:
        """Both parts."""
        self.processes.merge(later.processes, renumbered)
        for supplier, codes in later.codes.items():
            self.codes[renumbered[supplier]] |= codes

    def finish(self, results: Results, ids: list[str]) -> None:
        """The supplier has the number for value."""
        processes = self.processes.counts()
        variety = {
            ids[supplier]: float(len(codes))
            for supplier, codes in self.codes.items()
            if codes and processes[supplier] >= self._minimum
        }
        fence: float | None = self._threshold
        if fence is None:
            q1, q3, _, fence = fences(variety.values())
            results.note(CODE, q1=q1, q3=q3)
        results.note(CODE, upper_fence=float(fence))
        for supplier, count in variety.items():
            if count >= fence:
                results.flag("Tenderer", supplier, CODE, count)
