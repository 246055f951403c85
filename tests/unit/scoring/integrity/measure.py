"""One component asked about one process."""

from collections.abc import Sequence
from typing import Any

from services.scoring.integrity import CRI_COMPONENTS, INTEGRITY, STATISTICS, scores, told
from services.scoring.integrity.telling import Line
from services.scoring.statistic import Known
from tests.unit.scoring.build import Json, part_of


def figures(*contents: Json, country: str = "kg") -> dict[str, Known]:
    """The figures of a population."""
    part = part_of(*contents, country=country)
    return {one.name: one.finish(one.partial(part)) for one in STATISTICS}


def measure(
    component: str,
    content: Json,
    *,
    country: str = "kg",
    population: Sequence[Json] | None = None,
    risk: bool = False,
    **parameters: Any,
) -> Line:
    """The line of one component; `population` are all processes, by default this one alone."""
    index = CRI_COMPONENTS if risk else INTEGRITY
    known = figures(*([content] if population is None else population), country=country)
    replaced = {component: parameters} if parameters else None
    page = told(scores(index, part_of(content, country=country), known, replaced), 0)
    return next(line for line in page.lines if line.id == component)
