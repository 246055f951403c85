"""From the answers about a part to what `ask.scoring.flags` would say of each of its processes."""

from collections.abc import Iterator
from datetime import datetime

from services.scoring.engine import Engine, Results
from services.scoring.indicator import COMPUTED, Code, Indicator, State
from services.scoring.methods import Competition
from services.scoring.score import score
from services.scoring.verdict import Verdict
from shared.contracts.risk import Flags


def flags_in(engine: Engine, results: Results, figures: str, now: datetime) -> Iterator[Flags]:
    """The flags of each process, judged in this version alone; in full only what is raised, as live."""
    part = results.part
    for process, key in enumerate(part.processes.key.tolist()):
        verdicts = [_verdict(engine, results, process, one, figures, now) for one in engine.indicators]
        kind = Competition(int(part.processes.competition[process]))
        yield Flags(
            ocid=part.text(key) or "",
            process_version=int(part.processes.version[process]),
            flags=[verdict.flag() for verdict in verdicts],
            score=score({verdict.indicator: verdict.state for verdict in verdicts}, engine.indicators, kind),
            country=part.text(part.processes.country[process]),
        )


def _verdict(
    engine: Engine, results: Results, process: int, indicator: Indicator, figures: str, now: datetime
) -> Verdict:
    place = engine.places[indicator.id]
    state = Code(int(results.codes[process, place])).state
    version = int(results.part.processes.version[process])
    common = (indicator.id, state, indicator.version, version, now)
    if state is State.RAISED:
        answer = results.answer(process, indicator)
        return Verdict(
            *common,
            answer.value,
            answer.threshold,
            list(answer.lots),
            list(answer.evidence),
            parameters=dict(answer.parameters),
            figures=figures if indicator.statistic else "",
            linked=indicator.linked,
        )
    if state in COMPUTED:
        value, limit = results.values[process, place], results.limits[process, place]
        return Verdict(*common, _number(value), _number(limit), linked=indicator.linked)
    missing = results.answer(process, indicator).missing
    return Verdict(*common, missing=[str(name) for name in missing], linked=indicator.linked)


def _number(value: float) -> float | None:
    return None if value != value else float(value)
