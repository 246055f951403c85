"""From a piece of a document to releases that are ready to be taken in, or to the reason why they are refused."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import msgspec

from services.ingest.check import LONGEST_OCID, against_schema, fatal
from services.ingest.content import digest, digest_of, encoded, encoder, repaired
from services.ingest.issues import Issues
from services.ingest.kyrgyz_tables import speaks_kyrgyz
from services.ingest.normalise import DEEPEST, normalise
from services.ingest.pieces import Broken, Found, Piece
from services.ingest.records import unpack
from services.ingest.upgrade import upgrade
from services.ingest.values import BISHKEK
from shared.errors import describe

log = logging.getLogger(__name__)
Json = Any
LARGEST_BODY = 12 * 1024 * 1024
"""Bytes of JSON of one release or process that is kept; a document of the database holds 16 MB."""
MADE_UP = "(made up)"
"""What a publisher's name says when its data are generated."""


@dataclass(slots=True)
class Taken:
    """A release that has passed the checks."""

    ocid: str
    position: str
    digest: bytes
    """16 bytes that stand for the release as published; the same release has the same digest for ever."""
    body: bytes
    """The release as published, as JSON."""
    release: dict[str, Json]
    """The same, normalised."""
    issues: Issues
    publisher: str | None
    made_up: bool


def prepare(piece: Piece) -> Iterator[Taken | Broken]:
    """Each release in `piece`, checked and normalised, or why it is refused; never raises."""
    if isinstance(piece, Broken):
        yield piece
        return
    if piece.kind == "release":
        yield _taken(piece, piece.value, piece.position, [])
        return
    unpacked = unpack(piece.value)
    if unpacked.reason is not None:
        ocid = _text(piece.value.get("ocid"))
        yield Broken(piece.position, unpacked.reason, unpacked.detail, digest_of(piece.value), ocid)
    several = len(unpacked.releases) > 1
    for place, release in enumerate(unpacked.releases):
        position = f"{piece.position.rstrip('/')}/releases/{place}" if several else piece.position
        yield _taken(piece, release, position, unpacked.notes)


def decoded(body: bytes) -> dict[str, Json]:
    """The normalised release of a stored body."""
    release: dict[str, Json] = msgspec.json.decode(body)
    return _normalised(release, Issues())


def _taken(piece: Found, release: dict[str, Json], position: str, notes: list[str]) -> Taken | Broken:
    """One release, checked and normalised. Whatever it holds, it costs no other one: nothing is raised."""
    try:
        return _checked(piece, release, position, notes)
    except RecursionError:
        reason, detail = "too_deep", f"more than {DEEPEST} objects within each other"
    except Exception as error:  # noqa: BLE001 - the edge between one odd release and the rest of the document
        reason, detail = "internal", type(error).__name__
        log.warning("a release at %s could not be prepared: %s", position, describe(error))
    return Broken(position, reason, detail, digest_of(release), _text(release.get("ocid")))


def _checked(piece: Found, release: dict[str, Json], position: str, notes: list[str]) -> Taken | Broken:
    refused = fatal(release)
    if refused is not None:
        return Broken(position, *refused, digest_of(release), _text(release.get("ocid")))
    release["ocid"] = ocid = str(release["ocid"]).strip()
    try:
        body = encoder.encode(release)
    except UnicodeEncodeError:
        body = encoded(release)
        release = msgspec.json.decode(body)
    if len(body) > LARGEST_BODY:
        return Broken(position, "too_large", f"{len(body)} bytes; the limit is {LARGEST_BODY}", digest(body), ocid)
    issues = Issues()
    for note in notes:
        issues.add("/", note)
    if piece.not_numbers:
        issues.add("/", "not_a_number", piece.not_numbers)
    against_schema(release, issues)
    return Taken(
        ocid=ocid,
        position=position,
        digest=digest(body),
        body=body,
        release=_normalised(release, issues),
        issues=issues,
        publisher=piece.package.publisher,
        made_up=MADE_UP in (piece.package.publisher or ""),
    )


def _normalised(release: dict[str, Json], issues: Issues) -> dict[str, Json]:
    if isinstance(release.get("tag"), str):
        release["tag"] = [release["tag"]]
    upgrade(release)
    kyrgyz = speaks_kyrgyz(release["ocid"])
    return normalise(release, issues, BISHKEK if kyrgyz else UTC, keep_nulls=not kyrgyz)


def _text(value: Json) -> str | None:
    return repaired(value[:LONGEST_OCID]) if isinstance(value, str) and value else None
