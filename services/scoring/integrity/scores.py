"""The values of an index for all processes of a part, and their average."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from services.scoring.grouping import Bools, Floats, Ints
from services.scoring.indicator import Parameters
from services.scoring.integrity.component import Component, Scored, scored
from services.scoring.part import Part
from services.scoring.statistic import Known

LEAST = 3
"""Components that must be answered for an average: the kind of method alone, which is often all there is, says nothing
about a process that would deserve to be called a score."""


@dataclass(frozen=True)
class Scores:
    """An index over a part: one row per process, one column per component."""

    components: tuple[Component, ...]
    values: Floats
    """NaN where a component cannot be computed."""
    average: Floats
    """Over the components available; NaN when fewer than `least` are answered by more than "not stated"."""
    available: Ints
    """How many components have a value."""
    unstated: Bools
    """Values that stand only for "not stated"."""
    details: tuple[Scored, ...]


def scores(
    index: Sequence[Component],
    part: Part,
    statistics: Mapping[str, Known],
    parameters: Mapping[str, Parameters] | None = None,
    *,
    least: int = LEAST,
) -> Scores:
    """The components of `index` for each process; `parameters` replaces thresholds, by component id.

    Raises ValueError for a component or parameter that there is not.
    """
    chosen = _parameters(index, parameters or {})
    details = tuple(scored(one, part, chosen[one.id], statistics) for one in index)
    values = np.column_stack([each.values for each in details])
    none = np.zeros(len(part), np.bool_)
    unstated = np.column_stack([none if each.unstated is None else each.unstated for each in details])
    there = ~np.isnan(values)
    available = there.sum(axis=1)
    average = np.full(len(part), np.nan)
    enough = (there & ~unstated).sum(axis=1) >= max(least, 1)
    np.divide(np.where(there, values, 0).sum(axis=1), available, out=average, where=enough)
    return Scores(tuple(index), values, average, available, unstated, details)


def _parameters(index: Sequence[Component], replaced: Mapping[str, Parameters]) -> dict[str, Parameters]:
    own = {one.id: dict(one.parameters) for one in index}
    for name, values in replaced.items():
        if name not in own:
            raise ValueError(f"there is no component {name}")
        if unknown := values.keys() - own[name].keys():
            raise ValueError(f"{name} has no parameter {', '.join(sorted(unknown))}")
        own[name].update(values)
    return {one.id: one.prepare(own[one.id]) for one in index}
