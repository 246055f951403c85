"""R025: a tenderer takes part often and hardly ever wins.

Over the processes with one winner: those that a tenderer won, by those in which it made a valid bid of its own.
Flagged when the latter are at least the `percentile` (75) of all tenderers, and the ratio at most the lower fence of
all ratios, or `threshold`. Nobody is flagged when the lower quartile or the fence is not above 0. Source: OCP R025;
Cardinal 0.0.8.
"""

from typing import Self

from services.scoring.cardinal.numbers import Column, Tally
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
        self.bid, self.won = Tally(), Tally()

    def fold(self, processes: list[Process], currency: str | None) -> None:
        """However many bids a tenderer makes in a process, it counts once."""
        bid: list[int] = []
        won: list[int] = []
        for process in processes:
            if process.bids.contest:
                tenderers = dict(process.bids.contest)
                bid += tenderers
                if (winner := process.awards.winner) in tenderers:
                    won.append(winner)
        self.bid.add(bid)
        self.won.add(won)

    def merge(self, later: Self, renumbered: Column) -> None:
        """Both parts."""
        self.bid.merge(later.bid, renumbered)
        self.won.merge(later.won, renumbered)

    def finish(self, results: Results, ids: list[str]) -> None:
        """The tenderer has the ratio for value."""
        bid, won = self.bid.counts(len(ids)), self.won.counts(len(ids))
        (tenderers,) = bid.nonzero()
        counts, ratios = bid[tenderers], (won[tenderers] / bid[tenderers]).tolist()
        often = quantile(sorted(counts.tolist()), self._percentile / 100)
        fence, sparse = self._threshold, True
        if fence is None:
            q1, q3, fence, _ = fences(ratios)
            results.note(CODE, q1=q1, q3=q3)
            sparse = q1 > 0
        results.note(CODE, upper_fence=often, lower_fence=fence)
        if not (sparse and fence > 0):
            return
        for tenderer, count, ratio in zip(tenderers.tolist(), counts.tolist(), ratios, strict=True):
            if count >= often and ratio <= fence:
                results.flag("Tenderer", ids[tenderer], CODE, ratio)
