"""R036: the lowest bid was disqualified.

Of the submitted bids in the main currency the first of the lowest is disqualified, one of them is valid, and something
was awarded. Source: OCP R036; Cardinal 0.0.8.
"""

from services.scoring.cardinal.indicator import Flagged
from services.scoring.cardinal.process import Process


class R036(Flagged):
    """Processes whose lowest bid did not count."""

    code = "R036"

    def fold(self, processes: list[Process], currency: str | None) -> None:
        """Bids without an amount in `currency` are passed over."""
        if currency is None:
            return
        for process in processes:
            asked = process.bids.disqualified and process.bids.valid and process.awards.active and process.comparable
            if asked and _lowest_is_disqualified(process, currency):
                self.ocids.append(process.ocid)


def _lowest_is_disqualified(process: Process, currency: str) -> bool:
    prices = [
        (bid.value.amount, bid.status)
        for bid in process.bids.submitted
        if bid.value is not None and bid.value.amount is not None and bid.value.currency == currency
    ]
    if not any(status == "valid" for _, status in prices):
        return False
    return min(prices, key=lambda price: price[0])[1] == "disqualified"
