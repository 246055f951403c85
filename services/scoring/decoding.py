"""Contracting processes and tender events from JSON, as views.

Decoding is one typed pass (msgspec). A value of the wrong type never fails the whole process: the process is then read
again by a slower, lenient path, in which that value alone is absent. Elements of lists keep their place, so that the
paths given as evidence stay true.
"""

import json
import math
from collections.abc import Sequence
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin

import msgspec

from services.scoring.views import Release, View


class BodyReference(msgspec.Struct, frozen=True):
    """Where a large body lies; the fields of the contract's `Reference`."""

    bucket: str
    name: str
    size: int
    sha256: str


class _Envelope(msgspec.Struct, frozen=True):
    """The body of a tender event with `process` left undecoded, since it alone may be of any shape."""

    ocid: str
    version: int
    country: str
    made_up: bool = False
    process: msgspec.Raw = msgspec.Raw(b"null")
    reference: BodyReference | None = None


class Event(msgspec.Struct, frozen=True):
    """The body of a tender event; it has a process or refers to one."""

    ocid: str
    version: int
    country: str
    made_up: bool = False
    process: Release | None = None
    reference: BodyReference | None = None


class UnreadableError(ValueError):
    """The bytes are no JSON object that could be a contracting process; the message says why."""


V = TypeVar("V", bound=View)
_IDENTIFIERS = frozenset({"ocid", "id", "related_lot", "related_bid", "related_item", "identifier", "award_id"})
_release = msgspec.json.Decoder(Release)
_event = msgspec.json.Decoder(Event)
_envelope = msgspec.json.Decoder(_Envelope)


def decode_event(data: bytes) -> Event:
    """A tender event; fields of the process that are of the wrong type are absent. Raises `UnreadableError`."""
    try:
        event = _event.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return _lenient_event(data)
    return _lenient_event(data) if event.process is None and event.reference is None else event


def _lenient_event(data: bytes) -> Event:
    try:
        envelope = _envelope.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UnreadableError(f"not a tender event: {error}") from error
    process = decode_release(envelope.process) if envelope.reference is None else None
    return Event(envelope.ocid, envelope.version, envelope.country, envelope.made_up, process, envelope.reference)


def decode_release(data: bytes | msgspec.Raw) -> Release:
    """A compiled release from JSON; fields of the wrong type are absent. Raises `UnreadableError`."""
    try:
        return _release.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return release_from(_untyped(bytes(data)))


def release_from(content: object) -> Release:
    """A compiled release from decoded JSON; fields of the wrong type are absent. Raises `UnreadableError`."""
    if not isinstance(content, dict):
        raise UnreadableError("a contracting process must be a JSON object")
    return _lenient_view(content, Release)


def _untyped(data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"not JSON: {error}") from error


def _lenient(value: object, kind: object) -> object:
    """`value` as `kind`, or what stands for "absent": None, an empty tuple, an empty view."""
    if isinstance(kind, type) and issubclass(kind, View):
        return _lenient_view(value, kind)
    if get_origin(kind) is Sequence:
        element = get_args(kind)[0]
        return [_lenient(part, element) for part in value] if isinstance(value, list) else ()
    if isinstance(kind, UnionType):
        return _lenient_union(value, get_args(kind))
    return value if kind is str and isinstance(value, str) else None


def _lenient_view(value: object, kind: type[V]) -> V:
    if not isinstance(value, dict):
        return kind()
    fields = msgspec.structs.fields(kind)
    known: dict[str, Any] = {f.name: _lenient(value[f.encode_name], f.type) for f in fields if f.encode_name in value}
    for name in _IDENTIFIERS & known.keys():
        known[name] = _identifier(value[kind.__struct_encode_fields__[kind.__struct_fields__.index(name)]])
    return kind(**known)


def _identifier(value: object) -> str | None:
    """Text, or a whole number as text: 1 and "1" are the same identifier."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else None


def _lenient_union(value: object, kinds: tuple[object, ...]) -> object:
    view = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, View)), None)
    if view is not None and str in kinds:  # a lot, referred to by its identifier or described
        return _identifier(value) or _lenient_view(value, view)
    if view is not None:
        return _lenient_view(value, view) if isinstance(value, dict) else None
    if type(value) not in kinds or value is None:
        return None
    return None if isinstance(value, float) and not math.isfinite(value) else value
