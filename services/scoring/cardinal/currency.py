"""The main currency when the settings name none: that of the first amount that any indicator would compare.

Two rules of Cardinal decide which amount that is, in this order for each process: the ratio of R024 and R058 looks at
the valid bids where there is one winner, R036 at all submitted bids where anything was awarded. Source: Cardinal 0.0.8.
"""

from collections.abc import Iterable

from services.scoring.cardinal.process import NOT_SUBMITTED, Awards, only_id
from services.scoring.cardinal.release import Bid
from services.scoring.cardinal.settings import Settings


def first_currency(awards: Awards, bids: Iterable[Bid], settings: Settings) -> str | None:
    """The currency of the first amount of a process with comparable prices; None when no indicator compares any."""
    found = None
    if awards.winner is not None and (settings.R024 is not None or settings.R058 is not None):
        found = _first(bid for bid in bids if bid.status == "valid" and only_id(bid.tenderers) is not None)
    if found is None and awards.active and settings.R036 is not None:
        found = _first(bid for bid in bids if bid.status not in NOT_SUBMITTED)
    return found


def _first(bids: Iterable[Bid]) -> str | None:
    values = (bid.value for bid in bids)
    return next((v.currency for v in values if v and v.amount is not None and v.currency is not None), None)
