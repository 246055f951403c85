"""From a record to the releases to merge, or to the reason why there are none.

The rules are those of OCP's Kingfisher Process: when all releases are embedded and dated they are the source of truth;
otherwise the publisher's own compiled release is taken; with links only there is nothing to take.
"""

from dataclasses import dataclass, field
from typing import Any

Json = Any


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The releases of one record (empty when `reason` says why), and what was odd about it."""

    releases: list[dict[str, Json]] = field(default_factory=list)
    reason: str | None = None
    detail: str = ""
    notes: list[str] = field(default_factory=list)


def unpack(record: dict[str, Json]) -> Unpacked:
    """The releases that stand for `record`; the record's ocid is given to releases that state none."""
    ocid = record.get("ocid")
    listed = record.get("releases")
    releases = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    embedded = [item for item in releases if not _is_link(item)]
    compiled = record.get("compiledRelease")
    notes = ["undated_releases"] if sum(not _dated(item) for item in embedded) > 1 else []
    if embedded and len(embedded) == len(releases) and (all(map(_dated, embedded)) or len(embedded) == 1):
        return Unpacked([_named(item, ocid, notes) for item in embedded], notes=notes)
    if isinstance(compiled, dict) and compiled:
        return Unpacked([{**_named(compiled, ocid, notes), "tag": ["compiled"]}], notes=notes)
    if embedded:
        return Unpacked([_named(item, ocid, notes) for item in embedded], notes=notes)
    if releases:
        return Unpacked(reason="linked_releases", detail=f"{len(releases)} releases, all of them links")
    if isinstance(record.get("versionedRelease"), dict):
        return Unpacked(reason="versioned_release", detail="only a versioned release, without the releases behind it")
    return Unpacked(reason="empty", detail="a record without any release")


def _is_link(release: dict[str, Json]) -> bool:
    return isinstance(release.get("url"), str) and "ocid" not in release


def _dated(release: dict[str, Json]) -> bool:
    return isinstance(release.get("date"), str) and bool(release["date"])


def _named(release: dict[str, Json], ocid: Json, notes: list[str]) -> dict[str, Json]:
    if "ocid" not in release:
        return {**release, "ocid": ocid}
    if ocid is not None and release["ocid"] != ocid and "record_ocid_differs" not in notes:
        notes.append("record_ocid_differs")
    return release
