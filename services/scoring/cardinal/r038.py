"""R038: too many of the bids are disqualified, at a buyer, at a procuring entity or of a tenderer.

Disqualified by submitted bids is at least the upper fence of all such ratios, or `threshold`; nobody is flagged when
that is not above 0. Who has fewer bids than the minimum is left out. (The minimum for buyers is called one of processes
and counts bids in Cardinal, hence here.) Source: OCP R038; Cardinal 0.0.8.
"""

from typing import Self

from services.scoring.cardinal.numbers import Column, Tally
from services.scoring.cardinal.process import Bids, Process
from services.scoring.cardinal.results import Group, Results
from services.scoring.cardinal.settings import R038Settings
from services.scoring.quantile import fences

CODE = "R038"
ENOUGH = 2


class Counts:
    """Submitted and disqualified bids by organisation."""

    def __init__(self) -> None:
        self.submitted, self.disqualified = Tally(), Tally()

    def merge(self, later: Self, renumbered: Column) -> None:
        """Both parts."""
        self.submitted.merge(later.submitted, renumbered)
        self.disqualified.merge(later.disqualified, renumbered)

    def ratios(self, minimum: int, ids: list[str]) -> dict[str, float]:
        """Of organisations with at least `minimum` submitted bids."""
        submitted, disqualified = self.submitted.counts(len(ids)), self.disqualified.counts(len(ids))
        (enough,) = (submitted >= max(1, minimum)).nonzero()
        ratios = disqualified[enough] / submitted[enough]
        return {ids[number]: ratio for number, ratio in zip(enough.tolist(), ratios.tolist(), strict=True)}


class R038:
    """Bids by buyer, procuring entity and tenderer."""

    def __init__(self, settings: R038Settings) -> None:
        bids, processes = settings.minimum_submitted_bids, settings.minimum_contracting_processes
        self._threshold = settings.threshold
        self._minimum_of_tenderers = ENOUGH if bids is None else bids
        self._minimum_of_buyers = ENOUGH if processes is None else processes
        self.buyers, self.entities, self.tenderers = Counts(), Counts(), Counts()

    def fold(self, processes: list[Process], currency: str | None) -> None:
        """A joint bid counts once for the buyer and once for each of its tenderers."""
        bidders: list[int] = []
        rejected: list[int] = []
        for process in processes:
            bidders += process.bids.bidders
            rejected += process.bids.rejected
        self.tenderers.submitted.add(bidders)
        self.tenderers.disqualified.add(rejected)
        _add(self.buyers, [(process.buyer, process.bids) for process in processes])
        _add(self.entities, [(process.entity, process.bids) for process in processes])

    def merge(self, later: Self, renumbered: Column) -> None:
        """Both parts."""
        self.buyers.merge(later.buyers, renumbered)
        self.entities.merge(later.entities, renumbered)
        self.tenderers.merge(later.tenderers, renumbered)

    def finish(self, results: Results, ids: list[str]) -> None:
        """Each group has a fence of its own."""
        self._judge(results, "Buyer", self.buyers.ratios(self._minimum_of_buyers, ids))
        self._judge(results, "ProcuringEntity", self.entities.ratios(self._minimum_of_buyers, ids))
        self._judge(results, "Tenderer", self.tenderers.ratios(self._minimum_of_tenderers, ids))

    def _judge(self, results: Results, group: Group, ratios: dict[str, float]) -> None:
        if not ratios:
            return
        fence = self._threshold
        if fence is None:
            q1, q3, _, fence = fences(ratios.values())
            results.note(CODE, **{f"{group}_q1": q1, f"{group}_q3": q3})
        results.note(CODE, **{f"{group}_upper_fence": fence})
        if fence > 0:
            for id_, ratio in ratios.items():
                if ratio >= fence:
                    results.flag(group, id_, CODE, ratio)


def _add(counts: Counts, pairs: list[tuple[int | None, Bids]]) -> None:
    submitted: list[int] = []
    disqualified: list[int] = []
    for number, bids in pairs:
        if number is not None and bids.submitted:
            submitted += [number] * len(bids.submitted)
            if bids.disqualified:
                disqualified += [number] * len(bids.disqualified)
    counts.submitted.add(submitted)
    counts.disqualified.add(disqualified)
