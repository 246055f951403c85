"""R038: too many of the bids are disqualified, at a buyer, at a procuring entity or of a tenderer.

Disqualified by submitted bids is at least the upper fence of all such ratios, or `threshold`; nobody is flagged when
that is not above 0. Who has fewer bids than the minimum is left out. (The minimum for buyers is called one of processes
and counts bids in Cardinal, hence here.) Source: OCP R038; Cardinal 0.0.8.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Self

from services.scoring.cardinal.process import Process
from services.scoring.cardinal.release import Bid
from services.scoring.cardinal.results import Group, Results
from services.scoring.cardinal.settings import R038Settings
from services.scoring.quantile import fences

CODE = "R038"
ENOUGH = 2


class Bids:
    """Submitted and disqualified bids by organisation."""

    def __init__(self) -> None:
        self.submitted: Counter[str] = Counter()
        self.disqualified: Counter[str] = Counter()

    def add(self, id_: str, submitted: int, disqualified: int) -> None:
        """Bids of one process."""
        self.submitted[id_] = self.submitted.get(id_, 0) + submitted
        if disqualified:
            self.disqualified[id_] += disqualified

    def merge(self, later: Self) -> None:
        """Both parts."""
        self.submitted.update(later.submitted)
        self.disqualified.update(later.disqualified)

    def ratios(self, minimum: int) -> dict[str, float]:
        """Of organisations with at least `minimum` submitted bids."""
        disqualified = self.disqualified
        return {id_: disqualified.get(id_, 0) / count for id_, count in self.submitted.items() if count >= minimum}


def _tenderers(bids: Iterable[Sequence[Bid]]) -> list[str]:
    """Once for each bid."""
    return [
        tenderer.id
        for of_process in bids
        for bid in of_process
        if bid.tenderers
        for tenderer in bid.tenderers
        if tenderer.id is not None
    ]


class R038:
    """Bids by buyer, procuring entity and tenderer."""

    def __init__(self, settings: R038Settings) -> None:
        bids, processes = settings.minimum_submitted_bids, settings.minimum_contracting_processes
        self._threshold = settings.threshold
        self._minimum_of_tenderers = ENOUGH if bids is None else bids
        self._minimum_of_buyers = ENOUGH if processes is None else processes
        self.buyers, self.entities, self.tenderers = Bids(), Bids(), Bids()

    def fold(self, processes: list[Process], currency: str | None) -> None:
        """A joint bid counts once for the buyer and once for each of its tenderers."""
        self.tenderers.submitted.update(_tenderers(process.submitted for process in processes))
        self.tenderers.disqualified.update(_tenderers(process.disqualified for process in processes))
        buyers, entities = self.buyers, self.entities
        for process in processes:
            submitted = len(process.submitted)
            if not submitted:
                continue
            if process.buyer is not None:
                buyers.add(process.buyer, submitted, len(process.disqualified))
            if process.entity is not None:
                entities.add(process.entity, submitted, len(process.disqualified))

    def merge(self, later: Self) -> None:
        """Both parts."""
        self.buyers.merge(later.buyers)
        self.entities.merge(later.entities)
        self.tenderers.merge(later.tenderers)

    def finish(self, results: Results) -> None:
        """Each group has a fence of its own."""
        self._judge(results, "Buyer", self.buyers.ratios(self._minimum_of_buyers))
        self._judge(results, "ProcuringEntity", self.entities.ratios(self._minimum_of_buyers))
        self._judge(results, "Tenderer", self.tenderers.ratios(self._minimum_of_tenderers))

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
