"""R036: the lowest bid was disqualified.

Of the submitted bids in the main currency the first of the lowest is disqualified, one of them is valid, and something
was awarded. Source: OCP R036; Cardinal 0.0.8.
"""

import math
from collections.abc import Iterable

from services.scoring.cardinal.indicator import Flagged
from services.scoring.cardinal.process import NOT_SUBMITTED, Portion
from services.scoring.cardinal.release import Bid


class R036(Flagged):
    """Processes whose lowest bid did not count."""

    code = "R036"

    def fold(self, portion: Portion) -> None:
        """Bids without an amount in `currency` are passed over."""
        currency = portion.currency
        if currency is None:
            return
        for process in portion.processes:
            bids = process.bids
            asked = bids.disqualified and bids.valid and process.awards.active and process.comparable
            if asked and _lowest_is_disqualified(bids.all, currency):
                self.ocids.append(process.ocid)


def _lowest_is_disqualified(bids: Iterable[Bid], currency: str) -> bool:
    lowest, status, any_valid = math.inf, None, False
    for bid in bids:
        value = bid.value
        if value is None or (amount := value.amount) is None or value.currency != currency:
            continue
        if amount < lowest and bid.status not in NOT_SUBMITTED:
            lowest, status = amount, bid.status
        any_valid = any_valid or bid.status == "valid"
    return any_valid and status == "disqualified"
