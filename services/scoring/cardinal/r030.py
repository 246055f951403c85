"""R030: a bid came late and won all the same.

A valid bid is dated after the end of the tender period, and one of its tenderers was awarded something. Dates are
compared as text, as Cardinal does: with different offsets the order can be wrong. Source: OCP R030; Cardinal 0.0.8.
"""

from typing import Self

from services.scoring.cardinal.indicator import Flagged
from services.scoring.cardinal.process import Portion, ids_of, suppliers
from services.scoring.cardinal.results import Results
from services.scoring.cardinal.settings import Section


class R030(Flagged):
    """Processes with a late winner, and the winners."""

    code = "R030"

    def __init__(self, settings: Section) -> None:
        super().__init__(settings)
        self.tenderers: set[str] = set()

    def fold(self, portion: Portion) -> None:
        """Late bids are few; only for them one asks who won."""
        for process in portion.processes:
            period = process.tender.period
            if period is None or (end := period.end) is None:
                continue
            for bid in process.bids.all:
                if bid.date is not None and bid.date > end and bid.status == "valid":
                    late = ids_of(bid.tenderers) & suppliers(process)
                    if late:
                        self.ocids.append(process.ocid)
                        self.tenderers |= late

    def merge(self, later: Self, renumbered: list[int]) -> None:
        """Both parts."""
        super().merge(later, renumbered)
        self.tenderers |= later.tenderers

    def finish(self, results: Results, ids: list[str]) -> None:
        """1.0 for the process and for each tenderer."""
        super().finish(results, ids)
        for tenderer in self.tenderers:
            results.flag("Tenderer", tenderer, self.code, 1.0)
