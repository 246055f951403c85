"""Which tenders each official rule looks at, what it weighs, and the levels of a tender."""

from dataclasses import dataclass

import numpy as np

from services.scoring.amounts import local_years
from services.scoring.earlier import ADDITIONAL, ANNUAL, TWICE_FAILED
from services.scoring.grouping import Bools
from services.scoring.methods import COMP3
from services.scoring.part import Part
from services.scoring.tokens import among

SINGLE = frozenset({"singleSource"})
PUBLISHED = frozenset({"published"})
OPEN = frozenset({"published", "changed"})
OPENED = frozenset({"bidsOpened", "evaluationResultsPending"})
DECIDED = frozenset({"evaluationComplete", "contractSignPending"})
LEVELS = (2, 4, 6, 9)
"""Sums of weights at which low, medium, high and very high begin; below is very low."""
LEVEL_NAMES = ("very low", "low", "medium", "high", "very high")


@dataclass(frozen=True)
class Gate:
    """A row of the official table of rules."""

    weight: int
    methods: frozenset[str]
    stages: frozenset[str]
    reason: str | None = None
    second_stage: bool = False
    """Two-stage tenders that name an earlier process are looked at too."""
    this_year: bool = False
    """Only tenders published in the current year: one of December is never judged again in January."""


GATES: dict[int, Gate] = {
    2: Gate(2, SINGLE, PUBLISHED, ADDITIONAL),
    3: Gate(2, SINGLE, PUBLISHED, ADDITIONAL),
    4: Gate(1, SINGLE, OPEN),
    5: Gate(2, COMP3, OPEN, second_stage=True),
    6: Gate(2, COMP3, OPENED),
    7: Gate(3, COMP3, OPENED, second_stage=True),
    8: Gate(3, frozenset({"oneStage"}), OPENED, second_stage=True),
    9: Gate(3, frozenset({"simplicated"}), PUBLISHED),
    10: Gate(1, COMP3, PUBLISHED),
    12: Gate(2, frozenset({"oneStage"}), OPEN),
    13: Gate(5, COMP3 | SINGLE, OPEN),
    14: Gate(2, SINGLE, DECIDED, this_year=True),
    15: Gate(1, SINGLE, OPEN, ADDITIONAL),
    16: Gate(5, frozenset({"simplicated"}), OPEN),
    17: Gate(2, SINGLE, DECIDED, ANNUAL, this_year=True),
    18: Gate(1, SINGLE, OPEN, TWICE_FAILED),
}
NUMBERS = tuple(GATES)


def inside(gate: Gate, part: Part, year: int) -> Bools:
    """Which tenders a rule looks at."""
    processes = part.processes
    found = among(processes.details, gate.methods)
    if gate.second_stage:
        found = found | (among(processes.details, ["twostage"]) & (processes.related > 0))
    found = found & among(processes.status_details, gate.stages)
    if gate.reason is not None:
        found &= among(processes.rationale, [gate.reason])
    if gate.this_year:
        found &= np.equal(local_years(processes.published), year)
    return found


def level(weight: int) -> int:
    """1 (very low) to 5 (very high)."""
    return 1 + sum(weight >= start for start in LEVELS)
