"""One measured figure, and the table of them."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

RESULTS = Path("bench/results.json")


@dataclass(frozen=True)
class Figure:
    """`value` in `unit`; `goal` as the project states it; `floor` is what the bare servers do with the same bytes."""

    name: str
    value: float
    unit: str
    goal: str = ""
    floor: float | None = None
    floor_name: str = ""

    @property
    def ratio(self) -> float | None:
        """The figure over its floor."""
        return self.value / self.floor if self.floor else None


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of `values` lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def publish(figures: list[Figure]) -> None:
    """Print the table, and write `bench/results.json`: figures not measured this time stay, each with its own date."""
    table = Table("figure", "value", "unit", "goal", "floor", "ratio")
    for each in figures:
        ratio = f"{each.ratio:.3f}" if each.ratio else ""
        floor = f"{each.floor:,.1f} ({each.floor_name})" if each.floor else ""
        table.add_row(each.name, f"{each.value:,.1f}", each.unit, each.goal, floor, ratio)
    Console(width=150).print(table)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    measured = {each.name: asdict(each) | {"ratio": each.ratio, "at": now, "machine": machine} for each in figures}
    known = json.loads(RESULTS.read_text(encoding="utf-8"))["figures"] if RESULTS.exists() else []
    kept = [measured.pop(one["name"], one) for one in known]
    content = {"figures": [*kept, *measured.values()]}
    RESULTS.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
