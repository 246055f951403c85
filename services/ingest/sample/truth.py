"""What was planted, so that what scoring finds and what ingest refuses can be checked against it."""

from collections import Counter
from dataclasses import dataclass, field

from services.ingest.sample.design import (
    CONSEQUENCE,
    INDICATORS,
    ONLY_THEN,
    POPULATION,
    VISIBLE_AT,
    VOLUME,
    Design,
    Fault,
    Stage,
)

_ORDER = {
    **dict.fromkeys((Stage.PUBLISHED, Stage.CHANGED, Stage.CANCELLED), 0),
    **dict.fromkeys((Stage.OPENED, Stage.UNSUCCESSFUL), 1),
    Stage.EVALUATED: 2,
    Stage.SIGNED: 3,
}
_SAME = {Stage.CHANGED: Stage.PUBLISHED}
_FEW = 2
"""Bidders for a lot that may be fewer than is usual."""


@dataclass(slots=True)
class Truth:
    """The answers to a sample.

    `raised` says which of `INDICATORS` must be raised for a process, `possible` which may be, because it depends on
    how many others there are to compare with; for every other (process, indicator) of the file nothing may be raised.
    `dirty` says what is broken, and in which line.
    """

    seed: int
    size: int
    raised: dict[str, list[str]] = field(default_factory=dict)
    possible: dict[str, list[str]] = field(default_factory=dict)
    organisations: dict[str, list[list[str]]] = field(default_factory=dict)
    """By indicator, the organisations (and classes of goods) that a pattern over several processes is about."""
    dirty: list[dict[str, str | int | None]] = field(default_factory=list)
    processes: int = 0
    """Processes of which at least one release can be read."""
    releases: int = 0
    lines: int = 0
    alone: bool = False
    """Each process comes once and nothing is planted over several: only what a process shows by itself counts."""

    @property
    def indicators(self) -> list[str]:
        """The indicators that are spoken about."""
        return [each for each in INDICATORS if not self.alone or each not in {*POPULATION, CONSEQUENCE}]

    def seen(self, ocid: str, design: Design, stage: Stage) -> None:
        """Take note that the export of `stage` is in the file."""
        spoken = [i for i in design.plant.value if not (self.alone and i in POPULATION)]
        found = [i for i in spoken if _visible(i, stage)]
        must = [i for i in found if self.size >= VOLUME.get(i, 0)]
        may = [i for i in found if i not in must]
        if not self.alone and _few_bidders(design) and _ORDER[stage]:
            may.append(CONSEQUENCE)
        for chosen, known in ((must, self.raised), (may, self.possible)):
            if chosen:
                known[ocid] = sorted({*known.get(ocid, []), *chosen})
        for indicator in found:
            about = self.organisations.setdefault(indicator, []) if design.organisations else []
            if design.organisations and list(design.organisations) not in about:
                about.append(list(design.organisations))

    def broken(self, fault: Fault, ocid: str | None) -> None:
        """Take note of a dirty record in the line that comes next."""
        self.dirty.append({"kind": fault.value, "line": self.lines + 1, "ocid": ocid})

    def planted(self) -> dict[str, int]:
        """How many processes must raise each indicator."""
        return dict(sorted(Counter(i for found in self.raised.values() for i in found).items()))

    def as_json(self) -> dict[str, object]:
        """The content of the truth file."""
        return {
            "about": "Answers to a made-up sample. Of the indicators listed, a process must raise those under "
            "`raised`, may raise those under `possible` (the sample may be too small to compare with), and no other. "
            "Others are not spoken about. `organisations` says whom patterns over several processes are about.",
            "seed": self.seed,
            "size": self.size,
            "processes": self.processes,
            "releases": self.releases,
            "lines": self.lines,
            "indicators": self.indicators,
            "planted": self.planted(),
            "raised": self.raised,
            "possible": self.possible,
            "organisations": dict(sorted(self.organisations.items())),
            "dirty": self.dirty,
        }


def _visible(indicator: str, stage: Stage) -> bool:
    first = VISIBLE_AT[indicator]
    if indicator in ONLY_THEN:
        return _SAME.get(stage, stage) is first
    return _ORDER[stage] >= _ORDER[first]


def _few_bidders(design: Design) -> bool:
    if not design.kind.competitive or not design.bids:
        return False
    return any(sum(lot in bid.amounts for bid in design.bids) <= _FEW for lot in range(len(design.lots)))
