"""R028: different tenderers submitted the same price.

Two submitted bids have the same amount and currency, and not the same set of tenderers. Source: OCP R028;
Cardinal 0.0.8.
"""

from typing import Self

from services.scoring.cardinal.indicator import Flagged
from services.scoring.cardinal.process import NOT_SUBMITTED, Portion, Process, ids_of
from services.scoring.cardinal.results import Results
from services.scoring.cardinal.settings import Section


class R028(Flagged):
    """Processes with equal prices, and the tenderers who gave them."""

    code = "R028"

    def __init__(self, settings: Section) -> None:
        super().__init__(settings)
        self.tenderers: set[str] = set()

    def fold(self, portion: Portion) -> None:
        """Most processes have no equal prices; only for the others one asks whose they are."""
        for process in portion.processes:
            amounts = process.bids.amounts
            equal = len(amounts) > 1 and len(set(amounts)) < len(amounts)
            if equal and process.comparable and (same := _same_price(process)):
                self.ocids.append(process.ocid)
                self.tenderers |= same

    def merge(self, later: Self, renumbered: list[int]) -> None:
        """Both parts."""
        super().merge(later, renumbered)
        self.tenderers |= later.tenderers

    def finish(self, results: Results, ids: list[str]) -> None:
        """1.0 for the process and for each tenderer."""
        super().finish(results, ids)
        for tenderer in self.tenderers:
            results.flag("Tenderer", tenderer, self.code, 1.0)


def _same_price(process: Process) -> set[str]:
    """Tenderers whose price is that of the bid before it with the same price, when others made that one."""
    found: set[str] = set()
    prices: dict[tuple[float, str], set[str]] = {}
    for bid in process.bids.all:
        value, tenderers = bid.value, ids_of(bid.tenderers)
        if bid.status in NOT_SUBMITTED or not tenderers:
            continue
        if value is None or value.amount is None or value.currency is None:
            continue
        before = prices.get((value.amount, value.currency))
        if before is not None and before != tenderers:
            found |= before | tenderers
        prices[value.amount, value.currency] = tenderers
    return found
