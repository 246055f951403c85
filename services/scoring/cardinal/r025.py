"""R025: a tenderer takes part often and hardly ever wins.

Over the processes with one winner: those that a tenderer won, by those in which it made a valid bid of its own.
Flagged when the latter are at least the `percentile` (75) of all tenderers, and the ratio at most the lower fence of
all ratios, or `threshold`. Nobody is flagged when the lower quartile or the fence is not above 0. Source: OCP R025;
Cardinal 0.0.8.
"""

from collections import Counter
from typing import Self

from services.scoring.cardinal.process import Process
from services.scoring.cardinal.results import Results
from services.scoring.cardinal.settings import R025Settings
from services.scoring.quantile import fences, quantile

CODE = "R025"


class R025:
    """Processes and victories of each tenderer."""

    def __init__(self, settings: R025Settings) -> None:
        self._threshold = settings.threshold
        self._percentile = 75 if settings.percentile is None else settings.percentile
        self.bid: Counter[str] = Counter()
        self.won: Counter[str] = Counter()

    def fold(self, processes: list[Process], currency: str | None) -> None:
        """However many bids a tenderer makes in a process, it counts once."""
        bid: list[str] = []
        won: list[str] = []
        for process in processes:
            if process.contest:
                tenderers = dict(process.contest)
                bid += tenderers
                if (winner := process.winner) in tenderers:
                    won.append(winner)
        self.bid.update(bid)
        self.won.update(won)

    def merge(self, later: Self) -> None:
        """Both parts."""
        self.bid.update(later.bid)
        self.won.update(later.won)

    def finish(self, results: Results) -> None:
        """The tenderer has the ratio for value."""
        often = quantile(sorted(self.bid.values()), self._percentile / 100)
        ratios = {tenderer: self.won.get(tenderer, 0) / count for tenderer, count in self.bid.items()}
        fence, sparse = self._threshold, True
        if fence is None:
            q1, q3, fence, _ = fences(ratios.values())
            results.note(CODE, q1=q1, q3=q3)
            sparse = q1 > 0
        results.note(CODE, upper_fence=often, lower_fence=fence)
        if not (sparse and fence > 0):
            return
        for tenderer, ratio in ratios.items():
            if self.bid[tenderer] >= often and ratio <= fence:
                results.flag("Tenderer", tenderer, CODE, ratio)
