"""The few fields of a compiled release that Cardinal's indicators read.

A field that is absent, null or of a wrong type is None (`lenient.py` sees to the last). Source: Cardinal 0.0.8.
"""

import msgspec


class Organisation(msgspec.Struct, gc=False):
    """A reference to an organisation; only ids that are text count."""

    id: str | None = None


class Value(msgspec.Struct, gc=False):
    """Money; `amount` in units of `currency`."""

    amount: float | None = None
    currency: str | None = None


class Bid(msgspec.Struct, gc=False):
    """An element of bids.details."""

    status: str | None = None
    date: str | None = None
    tenderers: list[Organisation] | None = None
    value: Value | None = None


class Bids(msgspec.Struct, gc=False):
    """The object `bids`."""

    details: list[Bid] | None = None


class Classification(msgspec.Struct, gc=False):
    """The code of an item in some scheme."""

    id: str | None = None


class Item(msgspec.Struct, gc=False):
    """An element of awards.items."""

    classification: Classification | None = None


class Award(msgspec.Struct, gc=False):
    """An element of awards."""

    status: str | None = None
    suppliers: list[Organisation] | None = None
    items: list[Item] | None = None


class Period(msgspec.Struct, gc=False):
    """A period, its ends as published."""

    start: str | None = msgspec.field(default=None, name="startDate")
    end: str | None = msgspec.field(default=None, name="endDate")


class Tender(msgspec.Struct, gc=False):
    """The object `tender`."""

    status: str | None = None
    method: str | None = msgspec.field(default=None, name="procurementMethod")
    details: str | None = msgspec.field(default=None, name="procurementMethodDetails")
    tenderers: int | float | None = msgspec.field(default=None, name="numberOfTenderers")
    period: Period | None = msgspec.field(default=None, name="tenderPeriod")
    entity: Organisation | None = msgspec.field(default=None, name="procuringEntity")


class Release(msgspec.Struct, gc=False):
    """One line of the file."""

    ocid: str | None = None
    buyer: Organisation | None = None
    tender: Tender | None = None
    bids: Bids | None = None
    awards: list[Award] | None = None


strict = msgspec.json.Decoder(Release).decode
"""The release of a line in which every field has its type; raises otherwise, and for what is no JSON object."""
