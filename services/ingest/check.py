"""Checking one release: what keeps it out, and what is only noted.

The line between the two is the table `FATAL`: a release is refused only when it cannot be placed (no ocid) or its
outline cannot be merged (`tender` is a text). Every other error against OCDS 1.1.5 is an issue on the process.
"""

import re
from itertools import islice
from typing import Any

from services.ingest.issues import Issues
from services.ingest.kyrgyz_tables import speaks_kyrgyz
from services.ingest.schema import KYRGYZ, validator

Json = Any
ERRORS_READ = 200
"""Schema errors looked at per release; a release with more is no better described by all of them."""
LONGEST_OCID = 255
_NOT_IN_OCID = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
"""Control characters and halves of a character: an identifier cannot be carried around with them."""

FATAL: dict[str, type | tuple[type, ...]] = {
    "tender": dict,
    "planning": dict,
    "buyer": dict,
    "bids": dict,
    "parties": list,
    "awards": list,
    "contracts": list,
    "tag": (list, str),
    "date": str,
}
"""Top-level fields whose type must be right (null counts as absent): without it there is nothing to merge."""


def fatal(release: dict[str, Json]) -> tuple[str, str] | None:
    """The quarantine's code and sentence when `release` cannot be taken in, else None."""
    ocid = release.get("ocid")
    if not isinstance(ocid, str) or not ocid.strip():
        return "no_ocid", "the ocid is absent or not a text"
    if len(ocid) > LONGEST_OCID:
        return "bad_ocid", f"the ocid has {len(ocid)} characters"
    if _NOT_IN_OCID.search(ocid.strip()):
        return "bad_ocid", "the ocid holds control or broken characters"
    for name, expected in FATAL.items():
        value = release.get(name)
        if value is not None and not isinstance(value, expected):
            return "schema", f"/{name} is a {type(value).__name__}"
    if _is_versioned(release):
        return "versioned_release", "a versioned release: send the releases behind it"
    return None


def against_schema(release: dict[str, Json], issues: Issues) -> None:
    """Note every error of `release` against the pinned schema."""
    judge = validator(KYRGYZ) if speaks_kyrgyz(release["ocid"]) else validator()
    if judge.is_valid(release):
        return
    try:
        errors = list(islice(judge.iter_errors(release), ERRORS_READ))
    except ValueError:  # nested deeper than the validator can tell about
        issues.add("/", "schema_unchecked")
        return
    for error in errors:
        path = "".join(f"/{part}" for part in error.instance_path if isinstance(part, str))
        keyword = next((part for part in reversed(error.schema_path) if isinstance(part, str)), "schema")
        issues.add(path, f"schema_{keyword}")


def _is_versioned(release: dict[str, Json]) -> bool:
    """Versioned releases keep a list of `{releaseID, releaseDate, releaseTag, value}` for each value."""
    tender = release.get("tender")
    if isinstance(tender, dict):
        for value in tender.values():
            if type(value) is list and _lists_versions(value):
                return True
    return _lists_versions(release.get("initiationType"))


def _lists_versions(value: Json) -> bool:
    if not isinstance(value, list) or not value or not isinstance(value[0], dict):
        return False
    return "releaseID" in value[0] and "value" in value[0]
