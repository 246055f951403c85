"""Typed views of events: only the fields that saved searches look at and notifications show.

One typed pass over the JSON (msgspec); amounts are read as exact decimals. A value of the wrong type never costs a
member a notification: the event is then read again by a slower path in which that value alone is absent.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

import msgspec

from shared.contracts.risk import Cause, RiskVerb
from shared.contracts.tender import Reference
from shared.folding import fold

_CURRENCY = re.compile(r"[A-Z]{3}")
_ID_LENGTH = 255
_ABSURD = Decimal(10) ** 15
"""Amounts from here on are typing errors in any currency."""


class View(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """Base of the views of a compiled release; every field may be absent."""


class Value(View, frozen=True):
    """An amount and its currency."""

    amount: Decimal | None = None
    currency: str | None = None


class Described(View, frozen=True):
    """An item or a lot."""

    title: str | None = None
    description: str | None = None


class Buyer(View, frozen=True):
    """A reference to an organisation."""

    id: str | None = None
    name: str | None = None


class Tender(View, frozen=True):
    """The tender section."""

    title: str | None = None
    description: str | None = None
    status: str | None = None
    procurement_method: str | None = None
    procurement_method_details: str | None = None
    date_published: str | None = None
    value: Value | None = None
    items: list[Described] | None = None
    lots: list[Described] | None = None


class Release(View, frozen=True):
    """A compiled release."""

    date: str | None = None
    buyer: Buyer | None = None
    tender: Tender | None = None


class ObjectReference(msgspec.Struct, frozen=True):
    """Where a large body lies."""

    bucket: str
    name: str
    size: int
    sha256: str


class TenderEnvelope(msgspec.Struct, frozen=True, gc=False):
    """A tender event; its process is either in it or where the reference says."""

    ocid: str
    version: int
    country: str
    made_up: bool = False
    process: Release | None = None
    reference: ObjectReference | None = None


class _Unread(msgspec.Struct, frozen=True, gc=False):
    """The same with its process not read yet."""

    ocid: str
    version: int
    country: str
    made_up: bool = False
    process: msgspec.Raw = msgspec.Raw(b"null")
    reference: ObjectReference | None = None


class Organisation(msgspec.Struct, frozen=True):
    """As in the contract."""

    id: str
    name: str | None = None


class Summary(msgspec.Struct, frozen=True):
    """`ProcessSummary` of the contract, ready to be kept."""

    ocid: str
    version: int
    country: str
    title: str | None = None
    buyer: Organisation | None = None
    value: Value | None = None
    region: str | None = None
    method: str | None = None
    method_details: str | None = None
    status: str | None = None
    published: str | None = None
    made_up: bool = False


class Flag(msgspec.Struct, frozen=True):
    """The part of a flag that tells one raising from another."""

    indicator: str
    rule_version: str
    process_version: int


class FlagEnvelope(msgspec.Struct, frozen=True):
    """A flag event."""

    ocid: str
    flag: Flag
    process: Summary
    cause: Cause = Cause.DATA


ALERTING = {
    RiskVerb.RAISED: frozenset({Cause.DATA}),
    RiskVerb.CLEARED: frozenset({Cause.DATA, Cause.RULE}),
}
"""Why a flag must have changed for anybody to be told: nobody is alerted because figures drifted, nor told anew of old
tenders because a rule changed; that a rule no longer raises what it did is told to those who had been told."""


def alerts_somebody(data: bytes, verb: RiskVerb) -> bool:
    """Whether a flag event is worth telling anybody."""
    return _flag.decode(data).cause in ALERTING[verb]


class Subject:
    """What a search is held against: one event, its words folded once.

    `indicator` is set for a flag. `verb` is a `TenderVerb`, `raised` or `cleared`.
    """

    def __init__(
        self, summary: Summary, texts: list[str], verb: str, happened: str, *, indicator: str | None = None
    ) -> None:
        """`happened` tells this fact from the others about the same process (version, rule version)."""
        self.summary = summary
        self._texts = texts
        self.verb = verb
        self.happened = happened
        self.indicator = indicator

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Folded words of title, description, items, lots and the buyer's name."""
        return frozenset(fold("\n".join(self._texts)))


class UnreadableError(ValueError):
    """The event is not what its contract says."""


_envelope = msgspec.json.Decoder(TenderEnvelope)
_unread = msgspec.json.Decoder(_Unread)
_release = msgspec.json.Decoder(Release)
_flag = msgspec.json.Decoder(FlagEnvelope)


def decode_tender(data: bytes) -> TenderEnvelope:
    """A tender event; raises `msgspec.MsgspecError` when it is none."""
    try:
        return _envelope.decode(data)
    except msgspec.ValidationError:
        event = _unread.decode(data)
        process = None if bytes(event.process) == b"null" else decode_release(event.process)
        return TenderEnvelope(event.ocid, event.version, event.country, event.made_up, process, event.reference)


def contract_reference(reference: ObjectReference) -> Reference:
    """As the object store wants it."""
    return Reference(**msgspec.structs.asdict(reference))


def decode_release(body: bytes | msgspec.Raw) -> Release:
    """The fields of a compiled release that matter here."""
    try:
        return _release.decode(body)
    except msgspec.ValidationError:
        return _leniently(msgspec.json.decode(body))


def tender_subject(envelope: TenderEnvelope, release: Release, verb: str) -> Subject:
    """A tender event as searches see it."""
    summary = summarise(envelope, release)
    return Subject(summary, list(texts_of(release)), verb, f"{verb}\x1f{envelope.version}")


def flag_subject(data: bytes, verb: RiskVerb = RiskVerb.RAISED) -> Subject:
    """A flag as searches see it, with the words of its summary only (see `with_release`)."""
    event = _flag.decode(data)
    summary = event.process
    texts = [text for text in (summary.title, summary.buyer.name if summary.buyer else None) if text]
    happened = f"{verb}\x1f{event.flag.indicator}\x1f{event.flag.rule_version}\x1f{event.flag.process_version}"
    return Subject(summary, texts, verb.value, happened, indicator=event.flag.indicator)


def with_release(subject: Subject, release: Release) -> Subject:
    """The same flag with all the words of its process."""
    return Subject(
        subject.summary, list(texts_of(release)), subject.verb, subject.happened, indicator=subject.indicator
    )


def texts_of(release: Release) -> Iterator[str]:
    """Every text that words are looked for in."""
    if release.buyer and release.buyer.name:
        yield release.buyer.name
    tender = release.tender
    if tender is None:
        return
    for part in (tender, *(tender.items or ()), *(tender.lots or ())):
        if part.title:
            yield part.title
        if part.description:
            yield part.description


def summarise(envelope: TenderEnvelope, release: Release) -> Summary:
    """The facts of a process that a notification shows; what the contract does not know is left out."""
    tender, buyer = release.tender or Tender(), release.buyer
    return Summary(
        ocid=envelope.ocid,
        version=envelope.version,
        country=envelope.country,
        title=tender.title,
        buyer=Organisation(buyer.id, buyer.name) if buyer and buyer.id and len(buyer.id) <= _ID_LENGTH else None,
        value=tender.value if _is_money(tender.value) else None,
        method=tender.procurement_method,
        method_details=tender.procurement_method_details,
        status=tender.status,
        published=_moment(tender.date_published) or _moment(release.date),
        made_up=envelope.made_up,
    )


def _is_money(value: Value | None) -> bool:
    if value is None or value.amount is None or value.currency is None:
        return False
    return value.amount.is_finite() and abs(value.amount) < _ABSURD and bool(_CURRENCY.fullmatch(value.currency))


def _moment(text: str | None) -> str | None:
    """A moment in UTC; None when the text is no date-time with an offset."""
    try:
        moment = datetime.fromisoformat(text or "")
        if moment.tzinfo is UTC and not moment.microsecond:  # nearly always, and `isoformat` is slow
            return str(msgspec.to_builtins(moment)).removesuffix("Z") + "+00:00"
        return None if moment.tzinfo is None else moment.astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return None


def _leniently(body: Any) -> Release:  # noqa: ANN401 - any JSON value
    """A release read field by field; what has the wrong type is absent."""
    release, tender = _mapping(body), _mapping(_mapping(body).get("tender"))
    buyer, value = _mapping(release.get("buyer")), _mapping(tender.get("value"))
    return Release(
        date=_text(release.get("date")),
        buyer=Buyer(_text(buyer.get("id")), _text(buyer.get("name"))),
        tender=Tender(
            title=_text(tender.get("title")),
            description=_text(tender.get("description")),
            status=_text(tender.get("status")),
            procurement_method=_text(tender.get("procurementMethod")),
            procurement_method_details=_text(tender.get("procurementMethodDetails")),
            date_published=_text(tender.get("datePublished")),
            value=Value(_amount(value.get("amount")), _text(value.get("currency"))),
            items=_described(tender.get("items")),
            lots=_described(tender.get("lots")),
        ),
    )


def _described(entries: object) -> list[Described]:
    mappings = [_mapping(entry) for entry in entries] if isinstance(entries, list) else []
    return [Described(_text(entry.get("title")), _text(entry.get("description"))) for entry in mappings]


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _amount(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
