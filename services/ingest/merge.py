"""From the releases of one ocid to its compiled release, by the merging rules of OCDS 1.1.

The result does not depend on the order in which releases arrived: they are sorted by their instant in UTC, releases
of the same instant by their content. A release without a date counts as older than any with one. A compiled release
by the publisher is a snapshot: what came before it is in it, what came after is merged on top.
"""

import copy
import warnings
from collections.abc import Sequence
from typing import Any

import msgspec

from services.ingest.issues import Issues
from services.ingest.normalise import without_nulls
from services.ingest.schema import MergeRules, merge_rules
from services.ingest.values import in_time

Json = Any
Release = dict[str, Json]
_canonical = msgspec.json.Encoder(order="deterministic")


class Unmergeable(Exception):
    """The releases contradict each other in a way that leaves nothing to merge; the message says how."""


def compiled(releases: Sequence[Release], issues: Issues, rules: MergeRules | None = None) -> Release:
    """The compiled release of normalised `releases` (at least one, all of one ocid). They are left as they were.

    Raises `Unmergeable`, for example when a field is a text in one release and an object in another.
    """
    from ocdsmerge.exceptions import DuplicateIdValueWarning, OCDSMergeError  # see `schema.merge_rules`
    from ocdsmerge.merge import CompiledRelease

    ordered = _since_last_snapshot(sorted(releases, key=in_order))
    undated = sum(not release.get("date") for release in ordered)
    if undated and len(ordered) > 1:
        issues.add("/date", "undated_release", undated)
    merged = CompiledRelease(merge_rules=merge_rules() if rules is None else rules)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", DuplicateIdValueWarning)
        try:
            for release in ordered:
                merged.append(release)
            result: Release = merged.asdict()
        except (OCDSMergeError, TypeError, AttributeError) as error:
            raise Unmergeable(_without_values(error)) from error
    if caught:
        issues.add("/", "id_repeated_in_list", len(caught))
    result = copy.deepcopy(result)  # the merger hands out the releases' own lists
    without_nulls(result)
    result["id"] = f"{result['ocid']}-{result.get('date') or 'undated'}"
    return result


def in_order(release: Release) -> tuple[str, bytes]:
    """What releases are sorted by before they are merged: their instant, then their content."""
    return in_time(release.get("date")), _canonical.encode(release)


def _since_last_snapshot(ordered: list[Release]) -> list[Release]:
    for place in range(len(ordered) - 1, 0, -1):
        if is_snapshot(ordered[place]):
            return ordered[place:]
    return ordered


def _without_values(error: Exception) -> str:
    """What went wrong and at which path; the merger's own sentence quotes what was published there."""
    _, found, rest = str(error).rpartition(" for /")
    path, _, _ = rest.partition(", but the current release")
    return f"{type(error).__name__} at /{path:.200}" if found else type(error).__name__


def is_snapshot(release: Release) -> bool:
    """Whether a release states the whole process as it is, not a step of it."""
    tag = release.get("tag")
    return isinstance(tag, list) and "compiled" in tag
