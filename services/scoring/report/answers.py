"""From the answers about a part to the rows of a report."""

from collections.abc import Iterator
from functools import cache

from services.scoring.engine import Engine, Results, Statistics
from services.scoring.indicator import COMMON, Code
from services.scoring.report.rows import Row


def rows_of(engine: Engine, results: Results, statistics: Statistics) -> Iterator[Row]:
    """All answers, process by process. Threshold and lots are told of raised ones."""
    part = results.part
    needs = [(*COMMON, *one.needs) for one in engine.indicators]
    versions = [
        known.version if one.statistic and (known := statistics.get(one.statistic.name)) else ""
        for one in engine.indicators
    ]

    @cache
    def missing(place: int, bits: int) -> tuple[str, ...]:
        return tuple(str(name) for shift, name in enumerate(needs[place]) if bits >> shift & 1)

    codes, values, reasons = results.codes.tolist(), results.values.tolist(), results.reasons.tolist()
    for process, key in enumerate(part.processes.key.tolist()):
        ocid = part.text(key) or ""
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
            )
