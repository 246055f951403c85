"""R025: a tenderer takes part often and hardly ever wins.

Over the processes with one winner: those that a tenderer won, by those in which it made a valid bid of its own.
Flagged when the latter are at least the `percentile` (75) of all tenderers, and the ratio at most the lower fence of
all ratios, or `threshold`. Nobody is flagged when the lower quartile or the fence is not above 0. Source: OCP R025;
Cardinal 0.0.8.
"""

from collections.abc import Collection
from typing import Self

from services.scoring.cardinal.numbers import Tally
from services.scoring.cardinal.process import Portion
from services.scoring.cardinal.results import Results
from services.scoring.cardinal.settings import R025Settings
from services.scoring.quantile import fences, quantile

CODE = "R025"


class R025:
    """Processes and victories of each tenderer."""

    def __init__(self, settings: R025Settings) -> None:
        self._threshold = settings.threshold
        self._percentile = 75 if settings.percentile is None else settings.percentile
        self.bid, self.won = Tally(), Tally()

    def fold(self, portion: Portion) -> None:
        """However many bids a tenderer makes in a process, it counts once."""
        bid: list[int] = []
        won: list[int] = []
        for process in portion.processes:
            contestants: Collection[int] = process.bids.contestants
            if contestants:
                if len(contestants) > 1:
                    contestants = set(contestants)
                bid += contestants
                winner = process.awards.winner
                if winner is not None and winner in contestants:
                    won.append(winner)
        self.bid.add(bid)
        self.won.add(won)

    def merge(self, later: Self, renumbered: list[int]) -> None:
        """Both parts."""
        self.bid.merge(later.bid, renumbered)
        self.won.merge(later.won, renumbered)

    def finish(self, results: Results, ids: list[str]) -> None:
        """The tenderer has the ratio for value."""
        bid, won = self.bid.counts(), self.won.counts()
        ratios = {tenderer: won[tenderer] / count for tenderer, count in bid.items()}
        often = quantile(sorted(bid.values()), self._percentile / 100)
        fence, sparse = self._threshold, True
        if fence is None:
            q1, q3, fence, _ = fences(ratios.values())
            results.note(CODE, q1=q1, q3=q3)
            sparse = q1 > 0
        results.note(CODE, upper_fence=often, lower_fence=fence)
        if not (sparse and fence > 0):
            return
        for tenderer, ratio in ratios.items():
            if ratio <= fence and bid[tenderer] >= often:
                results.flag("Tenderer", ids[tenderer], CODE, ratio)
