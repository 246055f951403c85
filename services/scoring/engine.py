"""Asks every indicator about every process of a part."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from services.scoring.bits import Reasons, bit, reasons_in_words
from services.scoring.folding import FoldedLots, Said
from services.scoring.gates import STATISTICS, Gates, codes_of, reasons_of
from services.scoring.grouping import Floats
from services.scoring.indicator import (
    EVIDENCE_LIMIT,
    Answers,
    Code,
    Evidence,
    Indicator,
    Json,
    Parameters,
    State,
    nothing_to_judge,
)
from services.scoring.part import Part
from services.scoring.statistic import Known

Codes = NDArray[np.uint8]
_CLEAR, _NOT_COMPUTABLE, _NOT_NOW = (np.uint8(code) for code in (Code.CLEAR, Code.NOT_COMPUTABLE, Code.NOT_NOW))
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

        self.gates = Gates(self.indicators)

    def evaluate(self, part: Part, statistics: Statistics, only: Iterable[str] | None = None) -> "Results":
        """The answers of all indicators, or of those named, about all processes of `part`."""
        names = self.places.keys() if only is None else set(only)
        return Results(self, part, statistics, [place for name, place in self.places.items() if name in names])


def _like(value: object, usual: object) -> bool:
    """Whether a parameter is of the kind of its default: a number for a number, a list for a list."""
    if isinstance(value, bool) or isinstance(usual, bool):
        return isinstance(value, bool) and isinstance(usual, bool)
    kinds: list[type | tuple[type, ...]] = [(int, float), str, (list, tuple), dict]
    return usual is None or any(isinstance(value, kind) and isinstance(usual, kind) for kind in kinds)


class Results:
    """Answers about the processes of one part: states at once, all else when it is asked for.

    Inside, there is a row per indicator and a column per process; outside it is the other way round.
    """

    def __init__(self, engine: Engine, part: Part, statistics: Statistics, places: Sequence[int]) -> None:
        self.part = part
        self._engine = engine
        self._refused = engine.gates.refusals(part)
        self._answers: dict[int, Answers] = {}
        self._asked = np.zeros(len(engine.indicators), np.bool_)
        self._asked[places] = True
        for place in self._open(places, statistics):
            indicator = engine.indicators[place]
            known = statistics.get(indicator.statistic.name) if indicator.statistic else None
            if indicator.contracts and not len(part.contracts):
                self._answers[place] = nothing_to_judge(part)
            else:
                self._answers[place] = indicator.evaluate(part, engine.prepared[indicator.id], known)
        self._of_lots = [place for place, answers in self._answers.items() if answers.per_lot]
        self._own = [place for place, answers in self._answers.items() if not answers.per_lot]
        asked = [engine.indicators[place] for place in self._of_lots]
        self._folded = FoldedLots(part, asked, [self._answers[place] for place in self._of_lots])
        self._codes = self._found_codes()

    def _open(self, places: Sequence[int], statistics: Statistics) -> list[int]:
        """The indicators that some process has to be asked about and that can be asked."""
        some = (self._refused == 0).any(axis=1)
        found = []
        for place in places:
            needed = self._engine.indicators[place].statistic
            if needed is not None and needed.name not in statistics:
                np.maximum(self._refused[place], STATISTICS, out=self._refused[place])
            elif some[place]:
                found.append(place)
        return found

    # --- columns: one row per process, one column per indicator ------------------------------------------------

    @property
    def codes(self) -> Codes:
        """A `Code` per process and indicator, in the order of the catalogue."""
        return self._codes.T

    @cached_property
    def values(self) -> Floats:
        """What was measured; NaN where nothing was."""
        values = np.full(self._codes.shape, np.nan)
        for place in self._own:
            value = self._answers[place].value
            if value is not None:
                values[place] = value
        values[self._of_lots] = self._folded.values()
        return self._where_computed(values).T

    @cached_property
    def limits(self) -> Floats:
        """The thresholds that decided; NaN where nothing did."""
        limits = np.full(self._codes.shape, np.nan)
        for place in self._own:
            threshold = self._answers[place].threshold
            if threshold is not None:
                limits[place] = threshold
        limits[self._of_lots] = self._folded.limits()
        return self._where_computed(limits).T

    @cached_property
    def reasons(self) -> Reasons:
        """The bits of what is missing."""
        reasons = np.zeros(self._codes.shape, np.uint64)
        unsure = ((self._codes == Code.NOT_COMPUTABLE) | (self._codes == Code.NOT_NOW)).any(axis=1)
        for place in self._own:
            if unsure[place]:
                self._reasons_of(place, reasons[place])
        reasons[self._of_lots] = self._folded.reasons()
        refused = self._refused != 0
        reasons[refused] = reasons_of(self._refused[refused])
        reasons[~self._asked] = 0
        return reasons.T

    def _reasons_of(self, place: int, row: Reasons) -> None:
        """Write what one indicator misses in each process as a whole."""
        answers, indicator = self._answers[place], self._engine.indicators[place]
        for name, where in answers.missing:
            row |= where * bit(name, indicator)
        if answers.nothing is not None:
            row[answers.nothing] = 0 if indicator.nothing is None else bit(indicator.nothing, indicator)

    def _where_computed(self, column: Floats) -> Floats:
        np.copyto(column, np.nan, where=self._codes > Code.CLEAR)
        return column

    def _found_codes(self) -> Codes:
        found = np.zeros(self._refused.shape, np.uint8)
        found[self._own] = self._codes_of_processes()
        found[self._of_lots] = self._folded.codes()
        codes = codes_of(self._refused)
        np.copyto(codes, found, where=self._refused == 0)
        codes[~self._asked] = Code.NEVER_ASKED
        return codes

    def _codes_of_processes(self) -> Codes:
        """What is said of each process as a whole: a row per indicator that does."""
        said = Said([self._answers[place] for place in self._own], len(self.part))
        ends = [self._engine.indicators[place].nothing is not None for place in self._own]
        nothing = np.where(ends, _NOT_COMPUTABLE, _NOT_NOW)[:, None]
        codes: Codes = _CLEAR - said.raised
        np.copyto(codes, _NOT_COMPUTABLE, where=said.missing)
        np.copyto(codes, nothing, where=said.nothing)
        return codes

    # --- one answer in full --------------------------------------------------------------------------------------

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
        answers = self._answers[place]
        value = self.values[process, place]
        shown = None if np.isnan(value) else float(value)
        if answers.per_lot:
            return self._about_lots(process, code, place, shown)
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

    def _about_lots(self, process: int, code: Code, place: int, value: float | None) -> Answer:
        answers, row, of = self._answers[place], self._of_lots.index(place), self.part.lots_of_process
        chosen = of.rows(process, self._folded.lots(row, code))
        named = of.rows(process, self._folded.judged(row))
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


def _threshold(answers: Answers, row: int) -> float | None:
    limit = answers.threshold if not isinstance(answers.threshold, np.ndarray) else float(answers.threshold[row])
    return None if limit is None or np.isnan(limit) else float(limit)
