"""Asks every indicator about one version of a process."""

from collections.abc import Mapping, Sequence

from services.scoring.indicator import Answer, Indicator, Missing, Parameters, Population, State, not_computable
from services.scoring.methods import Competition
from services.scoring.process import Process

METHOD = "/tender/procurementMethod"
METHOD_DETAILS = "/tender/procurementMethodDetails"
STATUS_DETAILS = "/tender/statusDetails"
_NOT_APPLICABLE = Answer(State.NOT_APPLICABLE)
_NOW_WITHOUT = Answer(State.NOT_APPLICABLE, keeps=True)
"""It does not apply to this version, which was cancelled or lost what made it apply; an earlier answer stays."""


class Engine:
    """The catalogue with the parameters it runs with."""

    def __init__(self, indicators: Sequence[Indicator], parameters: Mapping[str, Parameters] | None = None) -> None:
        """`parameters` replaces defaults, by indicator id. Raises ValueError for an unknown indicator or parameter."""
        self.indicators = tuple(indicators)
        chosen = {indicator.id: dict(indicator.parameters) for indicator in indicators}
        for name, replaced in (parameters or {}).items():
            if name not in chosen:
                raise ValueError(f"there is no indicator {name}")
            if unknown := replaced.keys() - chosen[name].keys():
                raise ValueError(f"{name} has no parameter {', '.join(sorted(unknown))}")
            chosen[name].update(replaced)
        self.parameters: Mapping[str, Parameters] = chosen
        """As JSON, for the catalogue."""
        self._prepared = {indicator.id: indicator.prepare(chosen[indicator.id]) for indicator in indicators}

    def contribution(self, process: Process) -> dict[str, int]:
        """What this version adds to the population: key -> count. Contributions of processes are added up."""
        total: dict[str, int] = {}
        for indicator in self.indicators:
            if indicator.contribute:
                for key, count in indicator.contribute(process).items():
                    total[key] = total.get(key, 0) + count
        return total

    def reads(self, process: Process) -> set[str]:
        """The keys of the population that must be known before `evaluate`."""
        return {key for indicator in self.indicators if indicator.reads for key in indicator.reads(process)}

    def evaluate(self, process: Process, population: Population) -> Mapping[str, Answer]:
        """The answer of each indicator, by its id, in the order of the catalogue."""
        return {indicator.id: self.answer(indicator, process, population) for indicator in self.indicators}

    def answer(self, indicator: Indicator, process: Process, population: Population) -> Answer:
        """The answer of one indicator of the catalogue."""
        refused = outside(indicator, process)
        return refused or indicator.evaluate(process, self._prepared[indicator.id], population)


def outside(indicator: Indicator, process: Process) -> Answer | None:
    """Why this indicator is not asked about this process, or None when it is."""
    tender = process.tender
    details = tender.procurement_method_details
    if indicator.country is not None and process.country != indicator.country:
        return _NOT_APPLICABLE
    if process.competition not in indicator.competitions:
        if process.competition is Competition.UNKNOWN:
            return not_computable(METHOD_DETAILS if process.country == "kg" else METHOD)
        return _NOT_APPLICABLE
    if indicator.methods is not None and details not in indicator.methods:
        return not_computable(METHOD_DETAILS) if details is None else _NOT_APPLICABLE
    if details in indicator.not_methods:
        return _NOT_APPLICABLE
    if process.cancelled or (indicator.also and not indicator.also(process)):
        return _NOW_WITHOUT
    if indicator.stages is not None and tender.status_details not in indicator.stages:
        return not_computable(Missing.STAGE if tender.status_details is not None else STATUS_DETAILS)
    return None
