"""How exactly scoring finds what was planted in a made-up year: precision and recall of each indicator.

A made-up year knows its answers (`truth.json`). Of the processes that raise an indicator, precision is the share that
may; recall is the share found of those that must. What is raised elsewhere, among the processes in which nothing was
planted, is the base rate of the indicators the year says nothing about. The year is no measure of how often anything
happens in Kyrgyzstan, nor of how many real cases an indicator finds.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.report import Figure

SEED, PROCESSES = 5, 6_000
"""So many that every planted indicator has enough peers (`services.ingest.sample.design.VOLUME`)."""


@dataclass
class Found:
    """What came of one indicator."""

    must: int = 0
    may: int = 0
    """Processes that may raise it, besides those that must."""
    found: int = 0
    """Of those that must."""
    raised: int = 0
    right: int = 0
    """Of those that raise it, processes that must or may."""
    clean: int = 0
    """Raised in processes in which nothing was planted."""

    @property
    def precision(self) -> float | None:
        """None where nothing is raised."""
        return self.right / self.raised if self.raised else None

    @property
    def recall(self) -> float | None:
        """None where nothing must be."""
        return self.found / self.must if self.must else None


@dataclass
class Comparison:
    """All indicators over one year."""

    processes: int
    clean: int
    """Processes in which nothing was planted."""
    spoken: frozenset[str]
    """Indicators the truth speaks about."""
    by_indicator: dict[str, Found] = field(default_factory=dict)


async def measure(folder: Path) -> list[Figure]:
    """Generate, score, compare, print."""
    from achyk.score import versions_in
    from services.ingest.sample.commands import write_sample
    from services.scoring.commands import score_processes
    from shared.contracts.risk import FlagState

    report = write_sample(folder, SEED, PROCESSES, lambda _done, _total: None)
    truth = json.loads(report.truth_file.read_bytes())
    raised: dict[str, set[str]] = {}
    for ocid, flags in score_processes(versions_in(report.releases_file, None, [])):
        raised[ocid] = {flag.indicator for flag in flags.flags if flag.state is FlagState.RAISED}
    found = compared(raised, truth)
    _print(found)
    return list(_figures(found))


def compared(raised: Mapping[str, set[str]], truth: Mapping[str, Any]) -> Comparison:
    """What was raised (indicators by ocid, the last answers) beside the truth file."""
    must, may = truth["raised"], truth["possible"]
    clean = {ocid for ocid in raised if ocid not in must and ocid not in may}
    result = Comparison(len(raised), len(clean), frozenset(truth["indicators"]))
    counted = Counter(indicator for found in raised.values() for indicator in found)
    for indicator in sorted({*counted, *result.spoken}):
        wanted = {ocid for ocid, found in must.items() if indicator in found}
        allowed = {ocid for ocid, found in may.items() if indicator in found} - wanted
        having = {ocid for ocid, found in raised.items() if indicator in found}
        result.by_indicator[indicator] = Found(
            must=len(wanted),
            may=len(allowed),
            found=len(wanted & having),
            raised=len(having),
            right=len(having & (wanted | allowed)),
            clean=len(having & clean),
        )
    return result


def _print(found: Comparison) -> None:
    table = Table("indicator", "must", "found", "may", "raised", "precision", "recall", "clean processes")
    for name, each in found.by_indicator.items():
        spoken = name in found.spoken
        precision, recall = (_share(value) if spoken else "" for value in (each.precision, each.recall))
        must, hits, may = ((str(n) if spoken else "") for n in (each.must, each.found, each.may))
        table.add_row(name, must, hits, may, str(each.raised), precision, recall, f"{each.clean} of {found.clean}")
    Console(width=120).print(table)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _figures(found: Comparison) -> Iterable[Figure]:
    spoken = {name: each for name, each in found.by_indicator.items() if name in found.spoken}
    planted = {name: each for name, each in spoken.items() if each.must}
    yield Figure("planted indicators checked", len(planted), "indicators")
    yield Figure("processes in the made-up year", found.processes, "processes")
    yield Figure("flags that must be raised", sum(each.must for each in planted.values()), "flags")
    right, raised = (sum(getattr(each, name) for each in spoken.values()) for name in ("right", "raised"))
    yield Figure("precision of all planted indicators", 100 * right / max(1, raised), "%", "100")
    hits, must = (sum(getattr(each, name) for each in planted.values()) for name in ("found", "must"))
    yield Figure("recall of all planted indicators", 100 * hits / max(1, must), "%", "100")
    for name, each in spoken.items():
        if each.precision is not None and each.precision < 1:
            yield Figure(f"precision of {name}", 100 * each.precision, "%", "100")
        if each.recall is not None and each.recall < 1:
            yield Figure(f"recall of {name}", 100 * each.recall, "%", "100")
    for name, each in found.by_indicator.items():
        if name not in found.spoken and each.clean:
            yield Figure(f"base rate of {name}, not planted, in clean processes", 100 * each.clean / found.clean, "%")
