"""R035: everybody but the winner was disqualified.

Valid bids have one tenderer, who is also the one supplier of all active awards, and at least `threshold` (1) others had
bids disqualified; awards are final. Source: OCP R035; Cardinal 0.0.8.
"""

from typing import Self

from services.scoring.cardinal.process import Portion, bidders_of, suppliers
from services.scoring.cardinal.results import Results
from services.scoring.cardinal.settings import R035Settings

CODE = "R035"


class R035:
    """Tenderers disqualified in each flagged process, and who was left."""

    def __init__(self, settings: R035Settings) -> None:
        self._threshold = max(1, settings.threshold or 1)
        self.disqualified: dict[str, int] = {}
        self.winners: set[str] = set()

    def fold(self, portion: Portion) -> None:
        """Tenderers of a joint bid are several."""
        for process in portion.processes:
            bids, awards = process.bids, process.awards
            if (
                not (bids.disqualified and bids.valid and awards.active and awards.final)
                or len(set(bids.contestants)) > 1
            ):
                continue
            valid = bidders_of(bids.all, "valid")
            if len(valid) != 1 or valid != suppliers(process):
                continue
            others = bidders_of(bids.all, "disqualified") - valid
            if len(others) >= self._threshold:
                self.disqualified[process.ocid] = len(others)
                self.winners |= valid

    def merge(self, later: Self, renumbered: list[int]) -> None:
        """Both parts; of an ocid that comes twice, the later one."""
        self.disqualified |= later.disqualified
        self.winners |= later.winners

    def finish(self, results: Results, ids: list[str]) -> None:
        """The process has the number for value; the winner has 0."""
        for ocid, count in self.disqualified.items():
            results.flag("OCID", ocid, CODE, float(count))
        for winner in self.winners:
            results.flag("Tenderer", winner, CODE, 0.0)
