"""How far the second-lowest price lies above the winner's: what R024 and R058 judge.

(second - winner) / winner, where winner is the lowest valid bid of the only supplier and second the lowest valid bid of
anybody else. Joint bids are left out, and so is a process in which the winner was not the cheapest: price alone did not
decide there. Source: OCP R024, R058; Cardinal 0.0.8.
"""

import math
from typing import NamedTuple, Self

from services.scoring.cardinal.numbers import Column
from services.scoring.cardinal.process import Process


class Ratio(NamedTuple):
    """A process that can be judged. `value` is infinite or NaN when the winning price is 0."""

    ocid: str
    value: float
    winner: int
    second: int


class Ratios:
    """The ratio of each process that has one."""

    def __init__(self) -> None:
        self._ocids: list[str] = []
        self._values: list[float] = []
        self._pairs: list[tuple[int, int]] = []

    def fold(self, processes: list[Process], currency: str | None) -> None:
        """Only amounts in `currency`."""
        if currency is None:
            return
        for process in processes:
            if len(process.bids.contest) > 1 and process.comparable:
                self._judge(process, currency)

    def _judge(self, process: Process, currency: str) -> None:
        winner, second = process.awards.winner, None
        won = lowest = math.inf
        for tenderer, bid in process.bids.contest:
            value = bid.value
            if value is None or value.amount is None or value.currency != currency:
                continue
            if tenderer == winner:
                won = min(won, value.amount)
            elif value.amount < lowest:
                lowest, second = value.amount, tenderer
        if winner is not None and second is not None and won <= lowest:
            self._ocids.append(process.ocid)
            self._values.append(_divided(lowest - won, won))
            self._pairs.append((winner, second))

    def merge(self, later: Self, renumbered: Column) -> None:
        """Both parts."""
        self._ocids += later._ocids
        self._values += later._values
        numbers = renumbered.tolist()
        self._pairs += [(numbers[winner], numbers[second]) for winner, second in later._pairs]

    def all(self) -> list[Ratio]:
        """Of an ocid that comes twice, the later one."""
        last = {ocid: place for place, ocid in enumerate(self._ocids)}
        return [Ratio(ocid, self._values[place], *self._pairs[place]) for ocid, place in last.items()]


def _divided(difference: float, by: float) -> float:
    if by:
        return difference / by
    return math.copysign(math.inf, by) if difference else math.nan
