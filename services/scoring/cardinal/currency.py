"""The main currency when the settings name none: that of the first amount that any indicator would compare.

Two rules of Cardinal decide which amount that is, in this order for each process: the ratio of R024 and R058 looks at
the valid bids where there is one winner, R036 at all submitted bids where anything was awarded. Source: Cardinal 0.0.8.
"""

from collections.abc import Iterable

from services.scoring.cardinal.process import Process
from services.scoring.cardinal.release import Bid
from services.scoring.cardinal.settings import Settings


def first_currency(processes: Iterable[Process], settings: Settings) -> str | None:
    """The currency of the first amount; None when no indicator compares any."""
    ratios = settings.R024 is not None or settings.R058 is not None
    lowest = settings.R036 is not None
    for process in processes:
        if not process.comparable:
            continue
        found = None
        if ratios:
            found = _first(bid for _, bid in process.bids.contest)
        if found is None and lowest and process.awards.active:
            found = _first(process.bids.submitted)
        if found is not None:
            return found
    return None


def _first(bids: Iterable[Bid]) -> str | None:
    values = (bid.value for bid in bids)
    return next((v.currency for v in values if v and v.amount is not None and v.currency is not None), None)
