"""A file of versions judged in turn, as they would be live: an answer that a later version no longer gives stays.

The figures they compare with are those of all newest versions, from the first version on.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from services.scoring.advance import Scorer
from services.scoring.decoding import UnreadableError, decode_release, release_from
from services.scoring.extract import Arrival
from services.scoring.known import Known
from services.scoring.views import Release

COUNTRY_OF_PREFIX = {"ocds-h7i0z4": "kg"}
"""Country by registered ocid prefix, for files that do not say where they come from."""
UNKNOWN_COUNTRY = "xx"
"""What ingest says when nobody names a country."""
AT_ONCE = 500
"""Versions that are asked about together."""

Body = bytes | Mapping[str, Any]


def in_turn(scorer: Scorer, arrivals: Iterable[Arrival], now: datetime) -> Iterator[tuple[str, Known]]:
    """What is known of a process after each of its versions, in the order given."""
    known: dict[str, Known] = {}
    left = iter(arrivals)
    while batch := list(islice(left, AT_ONCE)):
        _, steps, _ = scorer.take(batch, known, now)
        for row, after, _changes in steps:
            known[batch[row].ocid] = after
            yield batch[row].ocid, after


def arrivals_of(processes: Iterable[tuple[str | None, Body]], country: str | None) -> Iterator[Arrival]:
    """Compiled releases as they would arrive; one that is no JSON object or has no ocid is left out."""
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


def country_of(release: Release) -> str:
    """The country by the ocid's prefix, or `UNKNOWN_COUNTRY`."""
    return COUNTRY_OF_PREFIX.get((release.ocid or "")[: len("ocds-h7i0z4")], UNKNOWN_COUNTRY)
