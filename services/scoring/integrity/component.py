"""What a component of an integrity score is: texts, thresholds as data, and one pure function over the columns.

Two indices share this shape. The integrity scores of opentender.eu run from 0 (the picture that calls for a look) over
50 to 100 (nothing of the kind); the components of the Corruption Risk Index (CRI) run the other way, from 0 to 1. Both
compare how processes look and prove nothing about anybody.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from services.scoring.grouping import Bools, Floats
from services.scoring.indicator import BIDS, METHOD, METHOD_DETAILS, Missing, NotThere, Parameters
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.statistic import Known, Statistic
from shared.contracts.base import Texts

LOW, MIDDLE, HIGH = 0.0, 50.0, 100.0
"""The three scores; LOW is the one that calls for a look."""
NOT_APPLICABLE = "not_applicable"
"""The question does not arise: another kind of method, a cancelled tender, nothing to judge."""
COMPARED = frozenset({Competition.COMPETITIVE, Competition.RESTRICTED})
"""Methods in which bids are compared."""

OPENTENDER = Texts(
    ky="opentender.eu бүтүндүк көрсөткүчтөрү (iMonitor), ушул каталогдун босоголору менен",
    ru="Показатели добросовестности opentender.eu (iMonitor) с порогами этого каталога",
    en="Integrity scores of opentender.eu (iMonitor), with the thresholds of this catalogue",
)
CRI = Texts(
    ky="Коррупция тобокелинин индекси (Фазекаш жана GTI), ушул каталогдун босоголору менен",
    ru="Индекс коррупционных рисков (Фазекаш и GTI) с порогами этого каталога",
    en="Corruption Risk Index (Fazekas and GTI), with the thresholds of this catalogue",
)


class Scale(StrEnum):
    """Which way the values of an index run."""

    INTEGRITY = "integrity"
    """0, 50 or 100; the lowest calls for a look."""
    RISK = "risk"
    """0 to 1; the highest does."""


@dataclass(frozen=True, kw_only=True)
class Scored:
    """What a component says about each process of a part."""

    values: Floats
    """NaN where it cannot be computed."""
    missing: Sequence[NotThere] = ()
    """What is missing, and where; such rows have no value, whatever `values` says."""
    measured: Floats | None = None
    """What the value rests on: days, shares, counts."""
    unstated: Bools | None = None
    """Rows whose value is only that of the category "not stated" (CRI)."""


Formula = Callable[[Part, Parameters, Known], Scored]
NO_FIGURES = Known(np.zeros(0, np.int64))
"""What a component without a statistic is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One component of an index."""

    id: str
    title: Texts
    explanation: Texts
    formula: str
    """The rule in one line, for the documentation."""
    source: Texts
    version: str
    """Raised whenever the same data could give another value."""
    scale: Scale = Scale.INTEGRITY
    needs: tuple[str, ...]
    """What may be missing: JSON pointers without places, or words of `Missing`."""
    parameters: Parameters = field(default_factory=dict)
    """Thresholds as data; those of periods differ from country to country."""
    competitions: frozenset[Competition] = frozenset(Competition)
    bids: bool = False
    """It looks at bids, which may be sealed or unpublished."""
    evaluate: Formula
    statistic: Statistic | None = None
    prepare: Callable[[Parameters], Parameters] = lambda parameters: parameters


def scored(component: Component, part: Part, parameters: Parameters, statistics: Mapping[str, Known]) -> Scored:
    """What a component says, its gates included: each row without a value has a reason in `missing`."""
    missing = list(_outside(component, part))
    known = statistics.get(component.statistic.name) if component.statistic is not None else NO_FIGURES
    if known is None:
        found = Scored(values=np.full(len(part), np.nan), missing=[(Missing.STATISTICS, np.ones(len(part), np.bool_))])
    else:
        found = component.evaluate(part, parameters, known)
    closed = np.zeros(len(part), np.bool_)
    for _, where in missing:
        closed |= where
    missing += [(str(name), where & ~closed) for name, where in found.missing]
    values = found.values.copy()
    for _, where in missing:
        values[where] = np.nan
    return Scored(
        values=values,
        missing=[*missing, (NOT_APPLICABLE, np.isnan(values) & ~_any(missing, len(part)))],
        measured=found.measured,
        unstated=None if found.unstated is None else found.unstated & ~np.isnan(values),
    )


def _outside(component: Component, part: Part) -> list[NotThere]:
    """Processes that the question is not about, or not yet."""
    processes = part.processes
    refused: list[NotThere] = [(NOT_APPLICABLE, processes.cancelled)]
    if len(component.competitions) < len(Competition):
        other = ~np.isin(processes.competition, [int(one) for one in component.competitions])
        unknown = other & (processes.competition == Competition.UNKNOWN) & ~processes.cancelled
        refused.append((METHOD_DETAILS, unknown & processes.kyrgyz))
        refused.append((METHOD, unknown & ~processes.kyrgyz))
        refused.append((NOT_APPLICABLE, other & ~unknown))
    if component.bids:
        sealed = processes.kyrgyz & ~processes.opened & ~processes.cancelled
        refused.append((str(Missing.OPENING), sealed))
        refused.append((BIDS, ~sealed & ~processes.cancelled & (processes.bids_listed == 0)))
    return refused


def _any(missing: Sequence[NotThere], size: int) -> Bools:
    found = np.zeros(size, np.bool_)
    for _, where in missing:
        found |= where
    return found


def of_lots(part: Part, values: Floats, missing: Sequence[NotThere], nothing: Bools) -> Scored:
    """One score per process from those of its live lots.

    The best only when all lots have it, the worst only when all have it; else the middle. A lot that cannot be judged
    hides the best, since that speaks for the whole process.
    """
    of, lots = part.lots_of_process, part.lots
    judged = lots.live & ~nothing
    known = values.copy()
    lost = np.zeros(len(lots), np.bool_)
    for _, where in missing:
        lost |= where
    known[lost] = np.nan
    lowest, highest = of.lowest(known, judged), of.highest(known, judged)
    some_lost = of.some(judged & lost)
    result = np.where(lowest == highest, lowest, MIDDLE)
    result[np.isnan(lowest)] = np.nan
    result[some_lost & (lowest == LOW)] = MIDDLE
    hidden = some_lost & ~(lowest < HIGH)
    return Scored(
        values=result,
        missing=[
            *((name, hidden & of.some(judged & where)) for name, where in missing),
            (NOT_APPLICABLE, ~of.some(judged)),
        ],
    )
