"""R038: too many of the bids are disqualified, at a buyer, at a procuring entity or of a tenderer.

Disqualified by submitted bids is at least the upper fence of all such ratios, or `threshold`; nobody is flagged when
that is not above 0. Who has fewer bids than the minimum is left out. (The minimum for buyers is called one of processes
and counts bids in Cardinal, hence here.) Source: OCP R038; Cardinal 0.0.8.
"""

from typing import Self

from services.scoring.cardinal.numbers import Tally
from services.scoring.cardinal.process import Portion
from services.scoring.cardinal.results import Group, Results
from services.scoring.cardinal.settings import R038Settings
from services.scoring.quantile import fences

CODE = "R038"
ENOUGH = 2


class Counts:
    """Submitted and disqualified bids by organisation."""

    def __init__(self) -> None:
        self.submitted, self.disqualified = Tally(), Tally()

    def add(self, submitted: list[int], disqualified: list[int]) -> None:
        """The organisations of some bids, as often as they bid."""
        self.submitted.add(submitted)
        self.disqualified.add(disqualified)

    def merge(self, later: Self, renumbered: list[int]) -> None:
        """Both parts."""
        self.submitted.merge(later.submitted, renumbered)
        self.disqualified.merge(later.disqualified, renumbered)

    def ratios(self, minimum: int) -> dict[int, float]:
        """Of organisations with at least `minimum` submitted bids."""
        submitted, disqualified = self.submitted.counts(), self.disqualified.counts().get
        return {number: disqualified(number, 0) / count for number, count in submitted.items() if count >= minimum}


class R038:
    """Bids by buyer, procuring entity and tenderer."""

    def __init__(self, settings: R038Settings) -> None:
        bids, processes = settings.minimum_submitted_bids, settings.minimum_contracting_processes
        self._threshold = settings.threshold
        self._minimum_of_tenderers = ENOUGH if bids is None else bids
        self._minimum_of_buyers = ENOUGH if processes is None else processes
        self.buyers, self.entities, self.tenderers = Counts(), Counts(), Counts()

    def fold(self, portion: Portion) -> None:
        """A joint bid counts once for the buyer and once for each of its tenderers."""
        self.tenderers.add(portion.bidders, portion.rejected)
        buyers, entities, rejecting_buyers, rejecting_entities = [], [], [], []
        for process in portion.processes:
            bids = process.bids
            if bids.submitted:
                buyers += [process.buyer] * bids.submitted
                entities += [process.entity] * bids.submitted
                if bids.disqualified:
                    rejecting_buyers += [process.buyer] * bids.disqualified
                    rejecting_entities += [process.entity] * bids.disqualified
        self.buyers.add(buyers, rejecting_buyers)
        self.entities.add(entities, rejecting_entities)

    def merge(self, later: Self, renumbered: list[int]) -> None:
        """Both parts."""
        self.buyers.merge(later.buyers, renumbered)
        self.entities.merge(later.entities, renumbered)
        self.tenderers.merge(later.tenderers, renumbered)

    def finish(self, results: Results, ids: list[str]) -> None:
        """Each group has a fence of its own."""
        self._judge(results, "Buyer", self.buyers.ratios(self._minimum_of_buyers), ids)
        self._judge(results, "ProcuringEntity", self.entities.ratios(self._minimum_of_buyers), ids)
        self._judge(results, "Tenderer", self.tenderers.ratios(self._minimum_of_tenderers), ids)

    def _judge(self, results: Results, group: Group, ratios: dict[int, float], ids: list[str]) -> None:
        if not ratios:
            return
        fence = self._threshold
        if fence is None:
            q1, q3, _, fence = fences(ratios.values())
            results.note(CODE, **{f"{group}_q1": q1, f"{group}_q3": q3})
        results.note(CODE, **{f"{group}_upper_fence": fence})
        if fence > 0:
            for number, ratio in ratios.items():
                if ratio >= fence:
                    results.flag(group, ids[number], CODE, ratio)
