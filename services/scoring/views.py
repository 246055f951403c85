"""Typed views of a contracting process: only the fields that indicators read.

Decoding is one typed pass (msgspec). A value of the wrong type never fails the whole process: the process is then read
again by a slower, lenient path, in which that value alone is absent. Elements of lists keep their place, so that the
paths given as evidence stay true.
"""

import json
import math
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin

import msgspec

Number = int | float


class View(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """Base of the views; every field may be absent."""


class Value(View, frozen=True):
    """An amount as published (a JSON number) and its currency."""

    amount: Number | None = None
    currency: str | None = None


class Period(View, frozen=True):
    """Start and end as published; `amounts.instant` reads them."""

    start_date: str | None = None
    end_date: str | None = None


class Classification(View, frozen=True):
    """Class of an item, e.g. OKGZ 33100000-1."""

    id: str | None = None
    scheme: str | None = None


class Unit(View, frozen=True):
    """Unit of measure of an item."""

    id: str | None = None
    name: str | None = None


class Item(View, frozen=True):
    """A good, work or service to be bought."""

    id: str | None = None
    related_lot: str | None = None
    classification: Classification = Classification()
    unit: Unit = Unit()


class LotView(View, frozen=True):
    """A lot as it stands in the tender."""

    id: str | None = None
    status: str | None = None
    value: Value = Value()


class Tender(View, frozen=True):
    """The tender section."""

    title: str | None = None
    status: str | None = None
    status_details: str | None = None
    procurement_method: str | None = None
    procurement_method_details: str | None = None
    has_prequalification: bool | None = None
    date_published: str | None = None
    value: Value = Value()
    tender_period: Period = Period()
    number_of_tenderers: Number | None = None
    lots: list[LotView] = []
    items: list[Item] = []


class Reference(View, frozen=True):
    """A reference to an organisation."""

    id: str | None = None
    name: str | None = None


class RelatedLot(View, frozen=True):
    """A bid's part in one lot: Kyrgyz bids carry a value per lot."""

    id: str | None = None
    status: str | None = None
    value: Value = Value()


class Bid(View, frozen=True):
    """One bid."""

    id: str | None = None
    status: str | None = None
    tenderers: list[Reference] = []
    value: Value = Value()
    related_lots: list[str | RelatedLot] = []


class Bids(View, frozen=True):
    """The bids extension."""

    details: list[Bid] = []


class Award(View, frozen=True):
    """One award; in Kyrgyz data one per lot and bid."""

    id: str | None = None
    status: str | None = None
    status_details: str | None = None
    related_bid: str | None = None
    related_lots: list[str | RelatedLot] = []
    suppliers: list[Reference] = []


class Address(View, frozen=True):
    """Address of a party; only what tells the region."""

    region: str | None = None
    country: str | None = None


class Party(View, frozen=True):
    """An organisation and its roles."""

    id: str | None = None
    roles: list[str | None] = []
    address: Address = Address()


class RelatedProcess(View, frozen=True):
    """A link to an earlier process."""

    id: str | None = None
    identifier: str | None = None


class Release(View, frozen=True):
    """A compiled release, normalised by ingest."""

    ocid: str | None = None
    date: str | None = None
    buyer: Reference = Reference()
    tender: Tender = Tender()
    bids: Bids = Bids()
    awards: list[Award] = []
    parties: list[Party] = []
    related_processes: list[RelatedProcess] = []


class BodyReference(msgspec.Struct, frozen=True):
    """Where a large body lies; the fields of the contract's `Reference`."""

    bucket: str
    name: str
    size: int
    sha256: str


class Event(msgspec.Struct, frozen=True):
    """The body of a tender event; `process` stays undecoded, since it alone may be of any shape."""

    ocid: str
    version: int
    country: str
    made_up: bool = False
    process: msgspec.Raw = msgspec.Raw(b"null")
    reference: BodyReference | None = None


class UnreadableError(ValueError):
    """The bytes are no JSON object that could be a contracting process; the message says why."""


V = TypeVar("V", bound=View)
_IDENTIFIERS = frozenset({"ocid", "id", "related_lot", "related_bid", "identifier"})
_release = msgspec.json.Decoder(Release)
_event = msgspec.json.Decoder(Event)


def decode_event(data: bytes) -> Event:
    """The envelope of a tender event. Raises `UnreadableError`."""
    try:
        return _event.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UnreadableError(f"not a tender event: {error}") from error


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
    """`value` as `kind`, or what stands for "absent": None, an empty list, an empty view."""
    if isinstance(kind, type) and issubclass(kind, View):
        return _lenient_view(value, kind)
    if get_origin(kind) is list:
        element = get_args(kind)[0]
        return [_lenient(part, element) for part in value] if isinstance(value, list) else []
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
    if view is not None:  # a lot, referred to by its identifier or described
        return _identifier(value) or _lenient_view(value, view)
    if type(value) not in kinds or value is None:
        return None
    return None if isinstance(value, float) and not math.isfinite(value) else value
