"""From a piece of a document to releases that are ready to be taken in, or to the reason why they are refused."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import msgspec

from services.ingest.check import against_schema, fatal
from services.ingest.issues import Issues
from services.ingest.kyrgyz_tables import speaks_kyrgyz
from services.ingest.normalise import normalise
from services.ingest.read import Broken, Found, Piece
from services.ingest.records import unpack
from services.ingest.upgrade import upgrade
from services.ingest.values import BISHKEK

Json = Any
LARGEST_BODY = 12 * 1024 * 1024
"""Bytes of JSON of one release or process that is kept; a document of the database holds 16 MB."""
MADE_UP = "(made up)"
"""What a publisher's name says when its data are generated."""
_encoder = msgspec.json.Encoder()


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
    """Each release in `piece`, checked and normalised, or why it is refused."""
    if isinstance(piece, Broken):
        yield piece
        return
    if piece.kind == "release":
        yield _taken(piece, piece.value, piece.position, [])
        return
    unpacked = unpack(piece.value)
    if unpacked.reason is not None:
        yield Broken(piece.position, unpacked.reason, unpacked.detail, _text(piece.value.get("ocid")))
    several = len(unpacked.releases) > 1
    for place, release in enumerate(unpacked.releases):
        position = f"{piece.position.rstrip('/')}/releases/{place}" if several else piece.position
        yield _taken(piece, release, position, unpacked.notes)


def decoded(body: bytes) -> dict[str, Json]:
    """The normalised release of a stored body."""
    release: dict[str, Json] = msgspec.json.decode(body)
    return _normalised(release, Issues())


def encoded(value: Json) -> bytes:
    """`value` as JSON; numbers beyond 64 bits become floats and broken characters become `?`."""
    try:
        return _encoder.encode(value)
    except (UnicodeEncodeError, OverflowError, ValueError):
        return _encoder.encode(_encodable(value))


def _taken(piece: Found, release: dict[str, Json], position: str, notes: list[str]) -> Taken | Broken:
    refused = fatal(release)
    ocid = release.get("ocid")
    if refused is not None:
        return Broken(position, *refused, _text(ocid))
    release["ocid"] = ocid = str(ocid).strip()
    body = encoded(release)
    if len(body) > LARGEST_BODY:
        return Broken(position, "too_large", f"{len(body)} bytes; the limit is {LARGEST_BODY}", ocid)
    issues = Issues()
    for note in notes:
        issues.add("/", note)
    if piece.not_numbers:
        issues.add("/", "not_a_number", piece.not_numbers)
    against_schema(release, issues)
    return Taken(
        ocid=ocid,
        position=position,
        digest=hashlib.blake2b(body, digest_size=16).digest(),
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


def _encodable(value: Json) -> Json:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**64:
        return float(value)
    if isinstance(value, dict):
        return {_encodable(key): _encodable(item) for key, item in value.items()}
    return [_encodable(item) for item in value] if isinstance(value, list) else value


def _text(value: Json) -> str | None:
    return value[:255] if isinstance(value, str) and value else None
