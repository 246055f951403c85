"""The pieces of a document: a release, a record, or what an object turns out to be instead."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from services.ingest.content import digest_of, repaired

Json = Any
PACKAGES = {"releases": "release", "records": "record"}
PROCESS_FIELDS = ("ocid", "compiledRelease")
PACKAGE_FIELDS = ("publisher", "publishedDate")
"""Fields by which an object is told to be a release or record, or a package of them."""
RECORD_FIELDS = ("compiledRelease", "versionedRelease", "releases")
RELEASE_FIELDS = (
    *("planning", "tender", "bids", "awards", "contracts", "parties", "buyer"),
    *("tag", "initiationType", "relatedProcesses", "date"),
)
_RECORD, _RELEASE = frozenset(RECORD_FIELDS), frozenset(RELEASE_FIELDS)


@dataclass(slots=True)
class Package:
    """What is said about all releases around it."""

    publisher: str | None = None
    published: str | None = None
    next: str | None = None

    def learn(self, fields: dict[str, Json]) -> None:
        """Take over what `fields` of a package say."""
        publisher, links = fields.get("publisher"), fields.get("links")
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            self.publisher = publisher["name"]
        if isinstance(fields.get("publishedDate"), str):
            self.published = fields["publishedDate"]
        if isinstance(links, dict) and isinstance(links.get("next"), str):
            self.next = links["next"]


@dataclass(frozen=True, slots=True)
class Found:
    """A release or record as it was published."""

    position: str
    kind: Literal["release", "record"]
    value: dict[str, Json]
    package: Package
    not_numbers: int = 0
    """How many `NaN` and `Infinity` in it were read as null."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A piece of input that cannot be taken in, and why (`reason` is a machine code)."""

    position: str
    reason: str
    detail: str
    content: bytes
    """Digest of what was refused: the same piece read again, from wherever, is known by it. Empty when there is
    nothing to take one of, and the place has to do."""
    ocid: str | None = None


Piece = Found | Broken


def is_process(fields: dict[str, Json]) -> bool:
    """Whether the fields read so far are those of a release or record rather than of a package."""
    return any(name in fields for name in PROCESS_FIELDS)


def members(position: str, key: str, value: Json, package: Package, not_numbers: int) -> Iterator[Piece]:
    """The pieces of one element of a package's `releases` or `records`, which may be a package of its own.

    That happens when a line of JSON Lines is cut off before an element and the next line stands in its place.
    """
    inner = list_of_package(value) if isinstance(value, dict) else None
    if inner is None:
        yield member(position, key, value, package, not_numbers)
        return
    own = Package()
    own.learn(value)
    for place, each in enumerate(value[inner]):
        yield member(f"{position}/{inner}/{place}", inner, each, own, 0)


def list_of_package(fields: dict[str, Json]) -> str | None:
    """The field in which a package has its releases or records; None for anything else."""
    if is_process(fields):
        return None
    return next((key for key in PACKAGES if isinstance(fields.get(key), list)), None)


def member(position: str, key: str, value: Json, package: Package, not_numbers: int) -> Piece:
    """One element of a package's `releases` or `records`."""
    if not isinstance(value, dict):
        detail = f"a {type(value).__name__} where a {PACKAGES[key]} was expected"
        return Broken(position, "not_object", detail, digest_of(value))
    piece = classified(position, value, package, not_numbers)
    if isinstance(piece, Broken) and piece.reason == "not_ocds":
        return replace(piece, reason="no_ocid", detail=f"a {PACKAGES[key]} without an ocid")
    return piece


def classified(position: str, fields: dict[str, Json], package: Package, not_numbers: int) -> Piece:
    """A release, a record, or what this object is instead."""
    ocid = fields.get("ocid")
    if isinstance(fields.get("compiledRelease"), dict) or ("ocid" in fields and not _RECORD.isdisjoint(fields)):
        return Found(position, "record", fields, package, not_numbers)
    if isinstance(ocid, str) and ocid.strip() and not _RELEASE.isdisjoint(fields):
        return Found(position, "release", fields, package, not_numbers)
    own = repaired(ocid[:255]) if isinstance(ocid, str) and ocid.strip() else None
    return Broken(position, *_instead(fields), digest_of(fields), own)


def _instead(fields: dict[str, Json]) -> tuple[str, str]:
    """What an object is that is neither a release nor a record: the reason and its sentence."""
    if "ocid" in fields:
        if not isinstance(fields["ocid"], str) or not fields["ocid"].strip():
            return "no_ocid", "the ocid is not a text"
        return "empty", "an ocid and nothing else"
    if "tag" in fields or sum(name in fields for name in RELEASE_FIELDS) >= 2:
        return "no_ocid", "a release without an ocid cannot be told from another"
    if isinstance(fields.get("url"), str):
        return "linked_releases", "only a link to a release, not the release"
    status = fields.get("status")
    if isinstance(status, int) and status >= 400:
        return "not_ocds", f"the source answered with an error, status {status:.6g}"
    return "not_ocds", "neither a release, a record nor a package of them"
