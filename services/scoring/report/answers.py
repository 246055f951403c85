"""From answers to the rows of a report: those about a part, and those remembered after several versions."""

from collections.abc import Iterator
from functools import cache

from services.scoring.engine import Engine, Results, Statistics
from services.scoring.indicator import COMMON, Code, State
from services.scoring.known import Known, Slots, verdicts_of
from services.scoring.methods import Competition
from services.scoring.report.rows import Row
from services.scoring.score import kind_of


def rows_of(engine: Engine, results: Results, statistics: Statistics) -> Iterator[Row]:
    """All answers, process by process. Threshold and lots are told of raised ones."""
    part = results.part
    needs = [(*COMMON, *one.needs) for one in engine.indicators]
    versions = _versions(engine, statistics)

    @cache
    def missing(place: int, bits: int) -> tuple[str, ...]:
        return tuple(str(name) for shift, name in enumerate(needs[place]) if bits >> shift & 1)

    codes, values, reasons = results.codes.tolist(), results.values.tolist(), results.reasons.tolist()
    for process, key in enumerate(part.processes.key.tolist()):
        ocid, kind = part.text(key) or "", Competition(int(part.processes.competition[process]))
        for place, indicator in enumerate(engine.indicators):
            code = Code(codes[process][place])
            value = values[process][place]
            raised = results.answer(process, indicator) if code is Code.RAISED else None
            yield Row(
                ocid,
                indicator.id,
                code.state,
                None if value != value else value,
                None if raised is None else raised.threshold,
                () if raised is None else tuple(raised.lots),
                missing(place, reasons[process][place]) if code is Code.NOT_COMPUTABLE else (),
                indicator.version,
                versions[place],
                kind,
            )


def rows_known(ocid: str, known: Known, slots: Slots, statistics: Statistics, engine: Engine) -> Iterator[Row]:
    """All answers remembered of one process; the rule version of a latched one is that which gave it."""
    kind = kind_of(known)
    for verdict, version in zip(verdicts_of(known, slots), _versions(engine, statistics), strict=True):
        raised = verdict.state is State.RAISED
        yield Row(
            ocid,
            verdict.indicator,
            verdict.state,
            verdict.value,
            verdict.threshold if raised else None,
            tuple(verdict.lots) if raised else (),
            tuple(verdict.missing),
            verdict.rule_version,
            version,
            kind,
        )


def _versions(engine: Engine, statistics: Statistics) -> list[str]:
    """By indicator the version of the figures it compares with."""
    return [
        known.version if one.statistic and (known := statistics.get(one.statistic.name)) else ""
        for one in engine.indicators
    ]
