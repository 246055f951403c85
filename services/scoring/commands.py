"""Scoring over files that fit in memory, in one process. `achyk score` over any number: `batch` and `report.pieces`.

Processes are scored in the order given, as they would be live. Indicators that compare with all processes compare with
the processes of the file: give it whole. Give the versions of a process in order, or the newest alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from services.scoring.advance import Scorer
from services.scoring.engine import Engine, Statistics
from services.scoring.extract import Arrival, extract
from services.scoring.figures import figures_of
from services.scoring.indicator import Parameters, State
from services.scoring.indicators import CATALOGUE
from services.scoring.known import Slots
from services.scoring.score import flags_of
from services.scoring.turns import AT_ONCE, Body, arrivals_of, in_turn
from shared.contracts.base import Language
from shared.contracts.risk import Flags


def score_processes(
    processes: Iterable[tuple[str | None, Body]],
    *,
    country: str | None = None,
    parameters: Mapping[str, Parameters] | None = None,
) -> Iterator[tuple[str, Flags]]:
    """The flags of each compiled release, normalised as ingest does it, given as (ocid, JSON or decoded object).

    Processes come out in the order given; one that is no JSON object or has no ocid is left out. `country` (ISO 3166-1
    alpha-2) overrules what the ocid's prefix says. Raises ValueError for senseless parameters.
    """
    engine = Engine(CATALOGUE, parameters)
    arrivals = list(arrivals_of(processes, country))
    scorer = Scorer(engine, Slots.of(engine.indicators), _figures(engine, arrivals), "file")
    for ocid, known in in_turn(scorer, arrivals, datetime.now(UTC)):
        yield ocid, flags_of(ocid, known, engine, scorer.slots)


def _figures(engine: Engine, arrivals: Sequence[Arrival]) -> Statistics:
    """The figures of all processes of a file, each in its newest version."""
    newest = list({arrival.ocid: arrival for arrival in arrivals}.values())
    parts = (extract(newest[start : start + AT_ONCE]) for start in range(0, len(newest), AT_ONCE))
    return figures_of(engine.indicators, parts)


def table(results: Iterable[tuple[str, Flags]]) -> list[dict[str, Any]]:
    """Counts per indicator, for a report: id, title and the number of processes per state."""
    counts: dict[str, Counter[str]] = {indicator.id: Counter() for indicator in CATALOGUE}
    for _, flags in results:
        for flag in flags.flags:
            counts[flag.indicator][flag.state.value] += 1
    return [
        {
            "indicator": indicator.id,
            "title": indicator.title.in_language(Language.EN),
            **{state.value: counts[indicator.id][state.value] for state in State},
        }
        for indicator in CATALOGUE
    ]
