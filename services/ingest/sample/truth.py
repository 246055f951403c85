"""What was planted, so that what scoring finds and what ingest refuses can be checked against it."""

from collections import Counter
from dataclasses import dataclass, field

from services.ingest.sample.design import INDICATORS, VISIBLE_AT, Design, Fault, Stage


@dataclass(slots=True)
class Truth:
    """The answers to a sample.

    `raised` says which of `INDICATORS` must be raised for a process; for every other (process, indicator) of the file
    nothing may be raised. `dirty` says what is broken, and in which line.
    """

    seed: int
    size: int
    raised: dict[str, list[str]] = field(default_factory=dict)
    dirty: list[dict[str, str | int | None]] = field(default_factory=list)
    processes: int = 0
    """Processes of which at least one release can be read."""
    releases: int = 0
    lines: int = 0

    def seen(self, ocid: str, design: Design, stage: Stage) -> None:
        """Take note that the export of `stage` is in the file."""
        reached = {stage, Stage.EVALUATED} if stage is Stage.SIGNED else {stage}
        found = [i for i in design.plant.value if VISIBLE_AT[i] in reached]
        if found:
            known = self.raised.get(ocid, [])
            self.raised[ocid] = sorted({*known, *found})

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
            "`raised` and no other. Others are not spoken about.",
            "seed": self.seed,
            "size": self.size,
            "processes": self.processes,
            "releases": self.releases,
            "lines": self.lines,
            "indicators": list(INDICATORS),
            "planted": self.planted(),
            "raised": self.raised,
            "dirty": self.dirty,
        }
