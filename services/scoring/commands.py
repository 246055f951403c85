"""Scoring over files: `achyk score FILE`. No server is needed.

Processes are scored in the order given, as they would be live. Indicators that compare with all processes compare with
the processes of the file: give it whole. Give the versions of a process in order, or the newest alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from services.scoring.advance import Scorer
from services.scoring.engine import Engine, Statistics
from services.scoring.extract import Arrival, extract
from services.scoring.figures import figures_of
from services.scoring.indicator import Parameters, State
from services.scoring.indicators import CATALOGUE
from services.scoring.known import Known, Slots
from services.scoring.score import flags_of
from services.scoring.views import Release, UnreadableError, decode_release, release_from
from shared.contracts.base import Language
from shared.contracts.risk import Flags

COUNTRY_OF_PREFIX = {"ocds-h7i0z4": "kg"}
"""Country by registered ocid prefix, for files that do not say where they come from."""
UNKNOWN_COUNTRY = "xx"
"""What ingest says when nobody names a country."""
BATCH = 500

Body = bytes | Mapping[str, Any]


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
    arrivals = list(_arrivals(processes, country))
    scorer = Scorer(engine, Slots.of(engine.indicators), _figures(engine, arrivals), "file")
    known: dict[str, Known] = {}
    now = datetime.now(UTC)
    left = iter(arrivals)
    while batch := list(islice(left, BATCH)):
        _, steps, _ = scorer.take(batch, known, now)
        for row, after, _changes in steps:
            known[batch[row].ocid] = after
            yield batch[row].ocid, flags_of(batch[row].ocid, after, engine, scorer.slots)


def _arrivals(processes: Iterable[tuple[str | None, Body]], country: str | None) -> Iterator[Arrival]:
    versions: Counter[str] = Counter()
    for ocid, body in processes:
        try:
            release = decode_release(body) if isinstance(body, bytes) else release_from(body)
        except UnreadableError:
            continue
        name = next((text for text in (ocid, release.ocid) if text and text.strip()), None)
        if name is None:
            continue
        versions[name] += 1
        yield Arrival(release, name, versions[name], country.lower() if country else country_of(release))


def _figures(engine: Engine, arrivals: Sequence[Arrival]) -> Statistics:
    """The figures of all processes of a file, each in its newest version."""
    newest = list({arrival.ocid: arrival for arrival in arrivals}.values())
    parts = (extract(newest[start : start + BATCH]) for start in range(0, len(newest), BATCH))
    return figures_of(engine.indicators, parts)


def country_of(release: Release) -> str:
    """The country by the ocid's prefix, or `UNKNOWN_COUNTRY`."""
    return COUNTRY_OF_PREFIX.get((release.ocid or "")[: len("ocds-h7i0z4")], UNKNOWN_COUNTRY)


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
