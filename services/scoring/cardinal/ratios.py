"""How far the second-lowest price lies above the winner's: what R024 and R058 judge.

(second - winner) / winner, where winner is the lowest valid bid of the only supplier and second the lowest valid bid of
anybody else. Joint bids are left out, and so is a process in which the winner was not the cheapest: price alone did not
decide there. Source: OCP R024, R058; Cardinal 0.0.8.
"""

import math
from typing import NamedTuple, Self

from services.scoring.cardinal.process import Process


class Ratio(NamedTuple):
    """A process that can be judged. `value` is infinite or NaN when the winning price is 0."""

    value: float
    winner: str
    second: str


class Ratios:
    """The ratio of each process that has one; of an ocid that comes twice, the later one."""

    def __init__(self) -> None:
        self.of: dict[str, Ratio] = {}

    def fold(self, processes: list[Process], currency: str | None) -> None:
        """Only amounts in `currency`."""
        if currency is None:
            return
        for process in processes:
            if len(process.contest) > 1 and process.comparable:
                found = _ratio(process, currency)
                if found:
                    self.of[process.ocid] = found

    def merge(self, later: Self) -> None:
        """Both parts."""
        self.of |= later.of


def _ratio(process: Process, currency: str) -> Ratio | None:
    winner, second = process.winner, None
    won = lowest = math.inf
    for tenderer, bid in process.contest:
        value = bid.value
        if value is None or value.amount is None or value.currency != currency:
            continue
        if tenderer == winner:
            won = min(won, value.amount)
        elif value.amount < lowest:
            lowest, second = value.amount, tenderer
    if winner is None or second is None or won > lowest:
        return None
    return Ratio(_divided(lowest - won, won), winner, second)


def _divided(difference: float, by: float) -> float:
    if by:
        return difference / by
    return math.copysign(math.inf, by) if difference else math.nan
