"""R035: everybody but the winner was disqualified.

Valid bids have one tenderer, who is also the one supplier of all active awards, and at least `threshold` (1) others had
bids disqualified; awards are final. Source: OCP R035; Cardinal 0.0.8.
"""

from typing import Self

from services.scoring.cardinal.numbers import Column
from services.scoring.cardinal.process import Process, ids_of, suppliers
from services.scoring.cardinal.results import Results
from services.scoring.cardinal.settings import R035Settings

CODE = "R035"


class R035:
    """Tenderers disqualified in each flagged process, and who was left."""

    def __init__(self, settings: R035Settings) -> None:
        self._threshold = max(1, settings.threshold or 1)
        self.disqualified: dict[str, int] = {}
        self.winners: set[str] = set()

    def fold(self, processes: list[Process], currency: str | None) -> None:
        """Tenderers of a joint bid are several."""
        for process in processes:
            if not (
                process.bids.disqualified and process.bids.valid and process.awards.active and process.awards.final
            ):
                continue
            valid = set().union(*(ids_of(bid.tenderers) for bid in process.bids.valid))
            if len(valid) != 1 or valid != suppliers(process):
                continue
            others = set().union(*(ids_of(bid.tenderers) for bid in process.bids.disqualified)) - valid
            if len(others) >= self._threshold:
                self.disqualified[process.ocid] = len(others)
                self.winners |= valid

    def merge(self, later: Self, renumbered: Column) -> None:
        """Both parts; of an ocid that comes twice, the later one."""
        self.disqualified |= later.disqualified
        self.winners |= later.winners

    def finish(self, results: Results, ids: list[str]) -> None:
        """The process has the number for value; the winner has 0."""
        for ocid, count in self.disqualified.items():
            results.flag("OCID", ocid, CODE, float(count))
        for winner in self.winners:
            results.flag("Tenderer", winner, CODE, 0.0)
