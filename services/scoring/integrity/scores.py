"""The values of an index for all processes of a part, their average, and one of them in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from services.scoring.grouping import Bools, Floats, Ints
from services.scoring.indicator import Parameters
from services.scoring.integrity.component import Component, Scored, scored
from services.scoring.part import Part
from services.scoring.statistic import Known
from shared.contracts.base import Texts


@dataclass(frozen=True)
class Scores:
    """An index over a part: one row per process, one column per component."""

    components: tuple[Component, ...]
    values: Floats
    """NaN where a component cannot be computed."""
    average: Floats
    """Over the components available; NaN when none is, or all that are say only "not stated"."""
    available: Ints
    """How many components went into the average."""
    unstated: Bools
    """Values that stand only for "not stated"."""
    details: tuple[Scored, ...]


@dataclass(frozen=True)
class Line:
    """One component of one process, for a page."""

    id: str
    title: Texts
    explanation: Texts
    value: float | None
    """None: not computable, which is neither good nor bad."""
    measured: float | None
    unstated: bool
    missing: tuple[str, ...]
    """Why there is no value: JSON pointers or words."""
    version: str


@dataclass(frozen=True)
class Told:
    """An index of one process, for a page."""

    average: float | None
    available: int
    components: int
    summary: Texts
    lines: tuple[Line, ...]


def scores(
    index: Sequence[Component],
    part: Part,
    statistics: Mapping[str, Known],
    parameters: Mapping[str, Parameters] | None = None,
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
    np.divide(np.where(there, values, 0).sum(axis=1), available, out=average, where=(there & ~unstated).any(axis=1))
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


def told(found: Scores, process: int) -> Told:
    """One process for a page: each component with its reason where it has no value."""
    lines = tuple(
        Line(
            id=component.id,
            title=component.title,
            explanation=component.explanation,
            value=_number(found.values[process, place]),
            measured=None if detail.measured is None else _number(detail.measured[process]),
            unstated=bool(found.unstated[process, place]),
            missing=tuple(dict.fromkeys(name for name, where in detail.missing if where[process])),
            version=component.version,
        )
        for place, (component, detail) in enumerate(zip(found.components, found.details, strict=True))
    )
    average, available = _number(found.average[process]), int(found.available[process])
    return Told(average, available, len(lines), _summary(average, available, len(lines)), lines)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _summary(average: float | None, available: int, components: int) -> Texts:
    if average is None:
        return Texts(
            ky="Жарыяланган маалыматтар боюнча эсептөөгө болбойт. Бул «баары жакшы» дегенди билдирбейт.",
            ru="По опубликованным данным рассчитать нельзя. Это не значит «всё хорошо».",
            en="It cannot be computed from the published data. That does not mean that all is well.",
        )
    value = f"{average:.4g}"
    return Texts(
        ky=f"Орточо {value}: {components} бөлүктүн {available} бөлүгү боюнча эсептелди. Бул тобокелдиктин белгиси, "
        "далил эмес.",
        ru=f"Среднее {value}: рассчитано по {available} составляющим из {components}. Это показатель риска, не "
        "доказательство.",
        en=f"Average {value}, from {available} of {components} components. It is a risk indicator, not proof.",
    )
