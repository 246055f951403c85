"""What differs between two versions of a compiled release, in a list that stays small.

Members of lists are matched by their `id`, so that a lot that moved is no change; paths are JSON pointers into the
new version (into the old one for what was removed).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

Json = Any
Kind = Literal["added", "removed", "changed"]
KEPT = 200
"""Changes listed; the rest is counted."""
KEPT_BYTES = 128 * 1024
"""Bytes of JSON of all changes listed: beside the largest body they still fit into one message."""
LONGEST_TEXT = 300
"""Characters of a text, of a field's name or of a path that are told."""
LARGEST_VALUE = 1024
"""Bytes of JSON of an added or removed object that is listed whole; of a larger one only its plain fields are."""
IGNORED = frozenset(("id", "date", "tag"))
"""Top-level fields that differ in every release."""
_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: `before` is None for `added`, `after` for `removed`."""

    path: str
    kind: Kind
    before: Json = None
    after: Json = None


def differences(before: dict[str, Json], after: dict[str, Json]) -> tuple[list[Difference], int]:
    """The first `KEPT` differences that are within `KEPT_BYTES`, and the number of those left out."""
    found: list[Difference] = []
    omitted = 0
    size = 0
    for change in _object("", _without_ignored(before), _without_ignored(after)):
        if len(found) < KEPT:
            told = Difference(_cut(change.path), change.kind, _brief(change.before), _brief(change.after))
            own = len(_encoder.encode(told)) + 1
            if size + own <= KEPT_BYTES:
                size += own
                found.append(told)
                continue
        omitted += 1
    return found, omitted


def _without_ignored(release: dict[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in release.items() if key not in IGNORED}


def _object(path: str, before: dict[str, Json], after: dict[str, Json]) -> Iterator[Difference]:
    for key, new in after.items():
        where = f"{path}/{key.replace('~', '~0').replace('/', '~1')}"
        if key not in before:
            yield Difference(where, "added", None, new)
        else:
            yield from _value(where, before[key], new)
    for key, old in before.items():
        if key not in after:
            yield Difference(f"{path}/{key.replace('~', '~0').replace('/', '~1')}", "removed", old, None)


def _value(path: str, old: Json, new: Json) -> Iterator[Difference]:
    if type(old) is type(new) and old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _object(path, old, new)
    elif isinstance(old, list) and isinstance(new, list) and _by_id(old) is not None and _by_id(new) is not None:
        yield from _list(path, _by_id(old) or {}, _by_id(new) or {})
    elif old != new:
        yield Difference(path, "changed", old, new)


def _list(path: str, before: dict[Json, tuple[int, Json]], after: dict[Json, tuple[int, Json]]) -> Iterator[Difference]:
    for key, (place, new) in after.items():
        if key not in before:
            yield Difference(f"{path}/{place}", "added", None, new)
        else:
            yield from _value(f"{path}/{place}", before[key][1], new)
    for key, (place, old) in before.items():
        if key not in after:
            yield Difference(f"{path}/{place}", "removed", old, None)


def _by_id(values: list[Json]) -> dict[Json, tuple[int, Json]] | None:
    """Members by their id with their places; None when they cannot be told apart by it."""
    members = {
        value["id"]: (place, value)
        for place, value in enumerate(values)
        if isinstance(value, dict) and isinstance(value.get("id"), str)
    }
    return members if len(members) == len(values) else None


def _brief(value: Json) -> Json:
    if isinstance(value, str):
        return _cut(value)
    if isinstance(value, dict | list) and len(_encoder.encode(value)) > LARGEST_VALUE:
        if isinstance(value, list):
            return {"members": len(value)}
        plain = ((_cut(key), _brief(item)) for key, item in value.items() if not isinstance(item, dict | list))
        return dict(list(plain)[:12])
    return value


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"
