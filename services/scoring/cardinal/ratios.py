"""How far the second-lowest price lies above the winner's: what R024 and R058 judge.

(second - winner) / winner, where winner is the lowest valid bid of the only supplier and second the lowest valid bid of
anybody else. Joint bids are left out, and so is a process in which the winner was not the cheapest: price alone did not
decide there. Source: OCP R024, R058; Cardinal 0.0.8.
"""

import math
from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Self

from services.scoring.cardinal.process import Portion
from services.scoring.quantile import Fences, fences


class Ratios:
    """The ratio of each process that has one, in columns: there are many, and few are looked at again."""

    def __init__(self) -> None:
        self._ocids: list[str] = []
        self._values = array("d")
        """Infinite or NaN when the winning price is 0."""
        self._winners = array("q")
        self._seconds = array("q")

    def fold(self, portion: Portion) -> None:
        """Two bids make a contest."""
        for process in portion.processes:
            contest = process.bids.contest
            if len(contest) > 1 and process.comparable:
                found = _judge(process.awards.winner, contest)
                if found is not None:
                    value, winner, second = found
                    self._ocids.append(process.ocid)
                    self._values.append(value)
                    self._winners.append(winner)
                    self._seconds.append(second)

    def merge(self, later: Self, renumbered: list[int]) -> None:
        """Both parts."""
        self._ocids += later._ocids
        self._values += later._values
        self._winners.extend(map(renumbered.__getitem__, later._winners))
        self._seconds.extend(map(renumbered.__getitem__, later._seconds))

    def settle(self) -> None:
        """Once all are known: of an ocid that comes twice, the later ratio counts."""
        if len(set(self._ocids)) < len(self._ocids):
            places = {ocid: place for place, ocid in enumerate(self._ocids)}
            self._ocids = list(places)
            self._values = array("d", [self._values[place] for place in places.values()])
            self._winners = array("q", [self._winners[place] for place in places.values()])
            self._seconds = array("q", [self._seconds[place] for place in places.values()])

    @cached_property
    def fences(self) -> Fences:
        """Of all ratios."""
        return fences(self._values)

    def at_most(self, fence: float) -> Iterator[tuple[str, float, int, int]]:
        """Ocid, ratio, winner and who was second."""
        columns = zip(self._ocids, self._values, self._winners, self._seconds, strict=True)
        return (row for row in columns if row[1] <= fence)

    def at_least(self, fence: float) -> Iterator[tuple[str, float, int, int]]:
        """The same."""
        columns = zip(self._ocids, self._values, self._winners, self._seconds, strict=True)
        return (row for row in columns if row[1] >= fence)


def _judge(winner: int | None, contest: Sequence[tuple[int, float]]) -> tuple[float, int, int] | None:
    second = None
    won = lowest = math.inf
    for tenderer, amount in contest:
        if tenderer == winner:
            if amount < won:
                won = amount
        elif amount < lowest:
            lowest, second = amount, tenderer
    if winner is None or second is None or won > lowest:
        return None
    return _divided(lowest - won, won), winner, second


def _divided(difference: float, by: float) -> float:
    if by:
        return difference / by
    return math.copysign(math.inf, by) if difference else math.nan
