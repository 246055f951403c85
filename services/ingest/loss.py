"""The loss rule: an update that has lost bids, lots, awards, items or contracts does not replace what is known.

Source: the loader of the official red-flag application. The stored content stays, the process is marked, and only the
release date moves. A lot's estimate that became unknown is taken from what was known, as the official API does.
"""

import re
from typing import Any

Json = Any
SECTIONS = {
    "bids": ("bids", "details"),
    "lots": ("tender", "lots"),
    "items": ("tender", "items"),
    "awards": ("awards",),
    "contracts": ("contracts",),
}
_SUFFIX = re.compile(r"-(former|centralized)$")


def lost(before: dict[str, Json], after: dict[str, Json]) -> list[str]:
    """Names of the sections of which `after` lacks members that `before` had."""
    return [name for name, path in SECTIONS.items() if _ids(before, path) - _ids(after, path)]


def restore_estimates(before: dict[str, Json], after: dict[str, Json]) -> None:
    """Give lots of `after` that state no value the value they had before, in place."""
    lots = (before.get("tender") or {}).get("lots") or ()
    known = {lot["id"]: lot["value"] for lot in lots if "id" in lot and lot.get("value")}
    for lot in (after.get("tender") or {}).get("lots") or ():
        if "value" not in lot and lot.get("id") in known:
            lot["value"] = dict(known[lot["id"]])


def _ids(release: dict[str, Json], path: tuple[str, ...]) -> set[str]:
    node: Json = release
    for name in path:
        node = node.get(name) if isinstance(node, dict) else None
    return {
        _SUFFIX.sub("", row["id"]) for row in node or () if isinstance(row, dict) and isinstance(row.get("id"), str)
    }
