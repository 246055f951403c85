"""Scoring over files: `achyk score FILE`. No server is needed.

Processes are scored in the order given, as they would be live: the population of KG08 is what came before. Give the
versions of a process in order, or the newest alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from services.scoring.advance import Known, Tally, advance
from services.scoring.engine import Engine
from services.scoring.indicator import Parameters, State
from services.scoring.indicators import CATALOGUE
from services.scoring.process import Process, identity
from services.scoring.score import flags_of
from services.scoring.views import Release, UnreadableError, decode_release, release_from
from shared.contracts.base import Language
from shared.contracts.risk import Flags

COUNTRY_OF_PREFIX = {"ocds-h7i0z4": "kg"}
"""Country by registered ocid prefix, for files that do not say where they come from."""
UNKNOWN_COUNTRY = "xx"
"""What ingest says when nobody names a country."""

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
    known: dict[str, Known] = {}
    population, rates = Tally(), Tally()
    now = datetime.now(UTC)
    for ocid, body in processes:
        try:
            release = decode_release(body) if isinstance(body, bytes) else release_from(body)
        except UnreadableError:
            continue
        name = identity(ocid) or identity(release.ocid)
        if name is None:
            continue
        before = known.get(name)
        process = Process(
            release, ocid=name, version=before.version + 1 if before else 1, country=country or country_of(release)
        )
        step = advance(engine, process, before, population, rates, now)
        if step is not None:
            known[name], _ = step
            yield name, flags_of(name, known[name], engine)


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
