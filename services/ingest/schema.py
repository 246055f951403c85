"""The pinned schema: OCDS 1.1.5 with the bids and lots extensions, for checking and for merging.

Kept in the project (`schema/`), so that nothing is fetched and the same release is judged the same way for ever.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

FOLDER = Path(__file__).parent / "schema"
CORE = "release-1.1.5.json"
EXTENSIONS = ("bids.json", "lots.json")
KYRGYZ = "kyrgyz.json"
"""What every Kyrgyz release does otherwise and the adapter puts right: known, so not an error each time."""

MergeRules = dict[tuple[str, ...], str]


@cache
def release_schema(*local: str) -> dict[str, Any]:
    """The release schema with the extensions and `local` patches merged in (JSON merge patch, RFC 7396)."""
    schema: dict[str, Any] = json.loads((FOLDER / CORE).read_text())
    for name in (*EXTENSIONS, *local):
        _patch(schema, json.loads((FOLDER / name).read_text()))
    return schema


@cache
def merge_rules() -> MergeRules:
    """The rules of ocdsmerge for the patched schema: which lists merge by `id`, which are replaced whole."""
    from ocdsmerge.rules import get_merge_rules  # brings an HTTP client along, which no Kyrgyz document waits for

    rules: MergeRules = get_merge_rules(release_schema())
    return rules


@cache
def validator(*local: str) -> jsonschema_rs.Draft4Validator:
    """The compiled validator, with formats (`date-time`, `uri`, `email`) checked."""
    return jsonschema_rs.Draft4Validator(release_schema(*local), validate_formats=True)


def _patch(target: dict[str, Any], patch: dict[str, Any]) -> None:
    for key, value in patch.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            _patch(target[key], value)
        elif value is None:
            target.pop(key, None)
        else:
            target[key] = value
