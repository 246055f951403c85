"""Asks every indicator about every process of a part."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from services.scoring.grouping import Bools, Floats
from services.scoring.indicator import (
    BIDS,
    COMMON,
    EVIDENCE_LIMIT,
    METHOD,
    METHOD_DETAILS,
    STATUS_DETAILS,
    Answers,
    Code,
    Evidence,
    Indicator,
    Json,
    Missing,
    Parameters,
    State,
)
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.statistic import Known
from services.scoring.tokens import among

Codes = NDArray[np.uint8]
Reasons = NDArray[np.uint64]
"""A bit for each reason: those of `COMMON`, then those of the indicator's `needs`."""
Statistics = Mapping[str, Known]
"""Finished statistics by name."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an indicator says about one version of a process."""

    state: State
    value: float | None = None
    threshold: float | None = None
    lots: Sequence[str] = ()
    """Raised: the lots concerned. Clear: the lots that were judged. Empty for the process as a whole."""
    judged: Sequence[str] = ()
    """All lots that could be judged, whatever came out."""
    evidence: Sequence[Evidence] = ()
    missing: Sequence[str] = ()
    """Not computable: JSON pointers or facts (see `Missing`) that are absent."""
    parameters: Mapping[str, Json] = field(default_factory=dict)
    """The parameters that decided, with their law where there is one."""
    keeps: bool = False
    """A computed answer of an earlier version outlives this one: the question can no longer be asked, that is all."""


class Engine:
    """The catalogue with the parameters it runs with."""

    def __init__(self, indicators: Sequence[Indicator], parameters: Mapping[str, Parameters] | None = None) -> None:
        """`parameters` replaces defaults, by indicator id. Raises ValueError for what is unknown or of another kind."""
        self.indicators = tuple(indicators)
        chosen = {indicator.id: dict(indicator.parameters) for indicator in indicators}
        for name, replaced in (parameters or {}).items():
            if name not in chosen:
                raise ValueError(f"there is no indicator {name}")
            if unknown := replaced.keys() - chosen[name].keys():
                raise ValueError(f"{name} has no parameter {', '.join(sorted(unknown))}")
            for parameter, value in replaced.items():
                if not _like(value, usual := chosen[name][parameter]):
                    raise ValueError(f"{name}.{parameter} is not of the kind of {usual}")
            chosen[name].update(replaced)
        self.parameters: Mapping[str, Parameters] = chosen
        """As JSON, for the catalogue."""
        self.prepared = {indicator.id: indicator.prepare(chosen[indicator.id]) for indicator in indicators}
        self.places = {indicator.id: place for place, indicator in enumerate(self.indicators)}

    def evaluate(self, part: Part, statistics: Statistics, only: Iterable[str] | None = None) -> "Results":
        """The answers of all indicators, or of those named, about all processes of `part`."""
        wanted = self.indicators if only is None else [one for one in self.indicators if one.id in set(only)]
        results = Results(self, part, statistics)
        for indicator in wanted:
            results.ask(indicator)
        return results


def _like(value: object, usual: object) -> bool:
    """Whether a parameter is of the kind of its default: a number for a number, a list for a list."""
    if isinstance(value, bool) or isinstance(usual, bool):
        return isinstance(value, bool) and isinstance(usual, bool)
    kinds: list[type | tuple[type, ...]] = [(int, float), str, (list, tuple), dict]
    return usual is None or any(isinstance(value, kind) and isinstance(usual, kind) for kind in kinds)


class Results:
    """Answers about the processes of one part: states at once, all else when it is asked for."""

    def __init__(self, engine: Engine, part: Part, statistics: Statistics) -> None:
        self.part = part
        self._engine = engine
        self._statistics = statistics
        shape = (len(part), len(engine.indicators))
        self.codes: Codes = np.zeros(shape, np.uint8)
        """A `Code` per process and indicator, in the order of the catalogue."""
        self.values: Floats = np.full(shape, np.nan)
        self.limits: Floats = np.full(shape, np.nan)
        """The thresholds that decided."""
        self.reasons: Reasons = np.zeros(shape, np.uint64)
        self._answers: dict[str, tuple[Answers, Codes]] = {}
        self._gates = _Gates(part)

    def ask(self, indicator: Indicator) -> None:
        """Ask one indicator about all processes."""
        place = self._engine.places[indicator.id]
        refused, why = self._gates.outside(indicator)
        if indicator.statistic is not None and indicator.statistic.name not in self._statistics:
            open_ = refused == Code.NEVER_ASKED
            refused[open_] = Code.NOT_COMPUTABLE
            why[open_] |= _bit(Missing.STATISTICS)
        if not (refused == Code.NEVER_ASKED).any():
            self.codes[:, place], self.reasons[:, place] = refused, why
            return
        known = self._statistics.get(indicator.statistic.name) if indicator.statistic else None
        answers = indicator.evaluate(self.part, self._engine.prepared[indicator.id], known)
        rows = _judged(answers, indicator)
        codes, values, reasons = self._gates.folded(indicator, answers, rows) if answers.per_lot else rows
        asked = refused == Code.NEVER_ASKED
        self.codes[:, place] = np.where(asked, codes, refused)
        self.values[:, place] = np.where(asked, values, np.nan)
        self.reasons[:, place] = np.where(asked, reasons, why)
        self.limits[asked, place] = self._limits(answers)[asked]
        self._answers[indicator.id] = answers, rows[0]

    def _limits(self, answers: Answers) -> Floats:
        """The threshold of each process; of several lots the highest."""
        if not isinstance(answers.threshold, np.ndarray):
            return np.full(len(self.part), np.nan if answers.threshold is None else answers.threshold)
        return self.part.lots_of_process.highest(answers.threshold) if answers.per_lot else answers.threshold

    def answer(self, process: int, indicator: Indicator) -> Answer:
        """One answer in full."""
        place = self._engine.places[indicator.id]
        code = Code(int(self.codes[process, place]))
        if code.state in (State.NOT_COMPUTABLE, State.NOT_APPLICABLE):
            missing = reasons_in_words(int(self.reasons[process, place]), indicator)
            return Answer(
                code.state,
                missing=missing if code.state is State.NOT_COMPUTABLE else (),
                keeps=code is not Code.NOT_APPLICABLE,
            )
        answers, rows = self._answers[indicator.id]
        value = self.values[process, place]
        shown = None if np.isnan(value) else float(value)
        if answers.per_lot:
            return self._of_lots(process, code, answers, rows, shown)
        concerned, judged = answers.lots(process) if answers.lots else ([], [])
        return Answer(
            code.state,
            value=shown,
            threshold=_threshold(answers, process),
            lots=concerned if code is Code.RAISED else judged,
            judged=judged,
            evidence=list(answers.evidence(process))[:EVIDENCE_LIMIT],
            parameters=answers.parameters(process),
        )

    def _of_lots(self, process: int, code: Code, answers: Answers, rows: Codes, value: float | None) -> Answer:
        lots = self.part.lots
        own = [lot for lot in self.part.lots_of_process.rows(process) if lots.live[lot]]
        chosen = [lot for lot in own if rows[lot] == code]
        named = [lot for lot in own if rows[lot] in (Code.RAISED, Code.CLEAR)]
        evidence = [piece for lot in chosen for piece in answers.evidence(lot)] if code is Code.RAISED else []
        return Answer(
            code.state,
            value=value,
            threshold=_threshold(answers, chosen[0]),
            lots=self._names(chosen),
            judged=self._names(named),
            evidence=evidence[:EVIDENCE_LIMIT],
            parameters=answers.parameters(chosen[0]),
        )

    def _names(self, lots: Sequence[int]) -> list[str]:
        names = [self.part.text(self.part.lots.id[lot]) for lot in lots]
        return [name for name in names if name is not None]


Judged = tuple[Codes, Floats, Reasons]


def _judged(answers: Answers, indicator: Indicator) -> Judged:
    """Codes, values and reasons per row of the answers; `NOT_NOW` for a row with nothing to judge."""
    codes = np.where(answers.raised, Code.RAISED, Code.CLEAR).astype(np.uint8)
    reasons = np.zeros(len(codes), np.uint64)
    for name, where in answers.missing:
        codes[where] = Code.NOT_COMPUTABLE
        reasons[where] |= _bit(name, indicator)
    if answers.nothing is not None:
        codes[answers.nothing] = Code.NOT_NOW
        reasons[answers.nothing] = 0
        if indicator.nothing is not None and not answers.per_lot:
            codes[answers.nothing] = Code.NOT_COMPUTABLE
            reasons[answers.nothing] = _bit(indicator.nothing, indicator)
    values = np.where(codes <= Code.CLEAR, answers.value, np.nan)
    return codes, values, reasons


class _Gates:
    """What definitions declare, checked for all processes of a part; equal declarations are checked once."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._kept: dict[object, tuple[Codes, Reasons]] = {}

    def outside(self, indicator: Indicator) -> tuple[Codes, Reasons]:
        """Why an indicator is not asked about a process; `NEVER_ASKED` where it is."""
        key = (
            *(indicator.country, indicator.competitions, indicator.methods, indicator.not_methods, indicator.stages),
            *(indicator.also, indicator.cancelled, indicator.bids),
        )
        if key not in self._kept:
            self._kept[key] = self._checked(indicator)
        codes, reasons = self._kept[key]
        return codes.copy(), reasons.copy()

    def _checked(self, indicator: Indicator) -> tuple[Codes, Reasons]:
        part, processes = self._part, self._part.processes
        codes = np.zeros(len(part), np.uint8)
        reasons = np.zeros(len(part), np.uint64)

        def refuse(where: Bools, code: Code, *missing: str) -> None:
            where = where & (codes == Code.NEVER_ASKED)
            codes[where] = code
            for name in missing:
                reasons[where] |= _bit(name)

        if indicator.country is not None:
            refuse(~among(processes.country, [indicator.country]), Code.NOT_APPLICABLE)
        if len(indicator.competitions) < len(Competition):
            other = ~np.isin(processes.competition, [int(one) for one in indicator.competitions])
            unknown = other & (processes.competition == Competition.UNKNOWN)
            refuse(unknown & processes.kyrgyz, Code.NOT_COMPUTABLE, METHOD_DETAILS)
            refuse(unknown, Code.NOT_COMPUTABLE, METHOD)
            refuse(other, Code.NOT_APPLICABLE)
        if indicator.methods is not None:
            other = ~among(processes.details, indicator.methods)
            refuse(other & (processes.details == 0), Code.NOT_COMPUTABLE, METHOD_DETAILS)
            refuse(other, Code.NOT_APPLICABLE)
        if indicator.not_methods:
            refuse(among(processes.details, indicator.not_methods), Code.NOT_APPLICABLE)
        if not indicator.cancelled:
            refuse(processes.cancelled, Code.NOT_NOW)
        if indicator.also is not None:
            refuse(~indicator.also(part), Code.NOT_NOW)
        if indicator.stages is not None:
            other = ~among(processes.status_details, indicator.stages)
            refuse(other & (processes.status_details == 0), Code.NOT_COMPUTABLE, STATUS_DETAILS)
            refuse(other, Code.NOT_COMPUTABLE, Missing.STAGE)
        if indicator.bids:
            refuse(processes.kyrgyz & ~processes.opened, Code.NOT_COMPUTABLE, Missing.OPENING)
            refuse(processes.bids_listed == 0, Code.NOT_COMPUTABLE, BIDS)
        return codes, reasons

    def folded(self, indicator: Indicator, answers: Answers, rows: Judged) -> Judged:
        """One answer per process from those about its live lots.

        Raised when any lot is; else not computable when any lot is, since "clear" speaks for the whole process; else
        clear.
        """
        lots, of = self._part.lots, self._part.lots_of_process
        codes, values, reasons = rows
        if not indicator.mixed:
            mixed = lots.mixed
            codes[mixed] = Code.NOT_COMPUTABLE
            reasons[mixed] = _bit(Missing.LOTS)
        result = np.full(len(self._part), Code.NOT_COMPUTABLE, np.uint8)
        why = np.zeros(len(self._part), np.uint64)
        why[:] = _bit(Missing.LIVE_LOT)
        empty = of.some(lots.live)
        result[empty] = Code.NOT_NOW if indicator.nothing is None else Code.NOT_COMPUTABLE
        why[empty] = 0 if indicator.nothing is None else _bit(indicator.nothing, indicator)
        for code in (Code.CLEAR, Code.NOT_COMPUTABLE, Code.RAISED):
            found = of.some(lots.live & (codes == code))
            result[found] = code
            why[found] = 0
        lost = lots.live & (codes == Code.NOT_COMPUTABLE) & (result[lots.process] == Code.NOT_COMPUTABLE)
        np.bitwise_or.at(why, lots.process[lost], reasons[lost])
        chosen = lots.live & (codes == result[lots.process])
        fold = of.lowest if indicator.worst is np.min else of.highest
        return result, fold(values, chosen), why


def _bit(name: str, indicator: Indicator | None = None) -> np.uint64:
    place = COMMON.index(name) if name in COMMON else len(COMMON) + _needs(indicator).index(name)
    return np.uint64(1 << place)


def _needs(indicator: Indicator | None) -> tuple[str, ...]:
    return indicator.needs if indicator else ()


def reasons_in_words(bits: int, indicator: Indicator) -> tuple[str, ...]:
    """What is missing, by the bits of an indicator's reasons."""
    return tuple(str(name) for place, name in enumerate((*COMMON, *indicator.needs)) if bits >> place & 1)


def _threshold(answers: Answers, row: int) -> float | None:
    limit = answers.threshold if not isinstance(answers.threshold, np.ndarray) else float(answers.threshold[row])
    return None if limit is None or np.isnan(limit) else float(limit)
