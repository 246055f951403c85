"""Scoring over files: `achyk score FILE`. No server is needed.

Processes are scored in the order given, as they would be live: the population of KG08 is what came before. Give the
versions of a process in order, or the newest alone.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
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

COUNTRY_OF_PREFIX = {"ocds-h7i0z4": "KG"}
"""Country by registered ocid prefix, for files that do not say where they come from."""
UNKNOWN_COUNTRY = "ZZ"
"""ISO 3166-1 user-assigned code: no country is known."""

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


def read_compiled(path: Path) -> Iterator[tuple[None, Body]]:
    """Compiled releases of a file: JSON Lines (streamed), or one JSON array, release or record package, or release.

    Lines that are not JSON are left for `score_processes` to pass over. Raises OSError, and `UnreadableError` when the
    file is neither.
    """
    with path.open("rb") as file:
        first = next((line for line in file if line.strip()), b"")
        if _is_object(first):
            yield from ((None, line) for line in _and_rest(first, file) if line.strip())
            return
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{path.name} is neither JSON nor JSON Lines: {error}") from error
    yield from ((None, release) for release in _releases(content))


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


def _is_object(line: bytes) -> bool:
    """Whether a line alone is a JSON object that is no package: the sign of JSON Lines."""
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(content, dict) and not content.keys() & {"releases", "records"}


def _and_rest(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _releases(content: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(content, list):
        for part in content:
            yield from _releases(part)
    elif isinstance(content, dict):
        if isinstance(content.get("releases"), list) and "ocid" not in content:
            yield from _releases(content["releases"])
        elif isinstance(content.get("records"), list):
            yield from _releases(content["records"])
        elif isinstance(content.get("compiledRelease"), dict):
            yield content["compiledRelease"]
        else:
            yield content
