"""What the page of one contracting process shows, taken from its compiled release."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from services.gateway import release as read
from services.gateway.flag_view import shown
from services.gateway.i18n import N_
from services.gateway.labels import (
    AWARD_STATUSES,
    BID_STATUSES,
    CATEGORIES,
    CHANGE_KINDS,
    CONTRACT_STATUSES,
    STATUS_DETAILS,
    STATUSES,
    VERBS,
    Labels,
)
from services.gateway.release import Node
from shared.contracts.tender import Change, Process, Version

MOST: Final = 50
"""Rows of one table; the rest is counted and left to the data themselves."""
MOST_CHANGES: Final = 20
STAGES: Final = (
    N_("Announced"),
    N_("Bids opened"),
    N_("Awarded"),
    N_("Contract signed"),
    N_("Completed"),
)
OPENED: Final = frozenset({"bidsOpened", "evaluationResultsPending", "evaluationComplete", "contractSignPending"})


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation with a link to its page, when it has an id."""

    name: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class BidView:
    """One bid, for one lot when it says so."""

    tenderers: tuple[Party, ...]
    amount: str | None
    initial: str | None
    """The amount before an auction, when it differs."""
    status: str | None
    date: str | None
    winning: bool


@dataclass(frozen=True, slots=True)
class AwardView:
    """One decision."""

    suppliers: tuple[Party, ...]
    amount: str | None
    status: str | None
    details: str | None
    date: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class ItemView:
    """One thing that is bought."""

    description: str
    code: str | None
    quantity: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class LotView:
    """A lot with everything that belongs to it."""

    id: str | None
    title: str | None
    amount: str | None
    status: str | None
    items: tuple[ItemView, ...]
    bids: tuple[BidView, ...]
    awards: tuple[AwardView, ...]
    more: int = 0
    """Bids, awards and items that are not shown."""


@dataclass(frozen=True, slots=True)
class ContractView:
    """One contract."""

    title: str
    suppliers: tuple[Party, ...]
    amount: str | None
    status: str | None
    signed: str | None
    period: str | None


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document; the link only when the publisher gave a web address."""

    title: str
    url: str | None
    kind: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the strip: done, current or to come."""

    label: str
    state: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One difference between two versions."""

    label: str | None
    path: str
    kind: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class VersionView:
    """One entry of the timeline."""

    number: int
    title: str
    at: str
    changes: tuple[ChangeView, ...]
    more: int


@dataclass(frozen=True, slots=True)
class TenderView:
    """Everything the page says about a process, but its flags."""

    ocid: str
    title: str
    description: str | None
    buyer: Party | None
    procuring_entity: Party | None
    status: str | None
    status_code: str
    status_details: str | None
    made_up: bool
    source: str
    updated: str
    country: str | None
    region: str | None
    stages: tuple[Stage, ...]
    facts: tuple[tuple[str, str | None], ...]
    rationale: str | None
    lots: tuple[LotView, ...]
    lots_more: int
    contracts: tuple[ContractView, ...]
    contracts_more: int
    documents: tuple[DocumentView, ...]
    documents_more: int
    timeline: tuple[VersionView, ...]
    bad_quality: tuple[str, ...] = field(default=())


def tender_view(process: Process, body: Node, region: str | None, labels: Labels) -> TenderView:
    """The page of one process; `body` is its compiled release, `region` the code its summary has."""
    tender = read.node(body, "tender")
    names = read.names_of(body)
    lots = lot_views(body, names, labels)
    contracts = read.nodes(body, "contracts")
    documents = [*read.nodes(tender, "documents"), *(d for c in contracts for d in read.nodes(c, "documents"))]
    return TenderView(
        ocid=process.ocid,
        title=read.text(tender, "title") or read.text(body, "title") or process.ocid,
        description=read.text(tender, "description"),
        buyer=party(read.node(body, "buyer"), names),
        procuring_entity=party(read.node(tender, "procuringEntity"), names),
        status=labels.of(STATUSES, tender.get("status")),
        status_code=read.text(tender, "status") or "unknown",
        status_details=labels.of(STATUS_DETAILS, tender.get("statusDetails")),
        made_up=process.made_up,
        source=process.source,
        updated=labels.instant(process.updated) or "",
        country=labels.country(process.country),
        region=labels.region(region),
        stages=stages(body, labels),
        facts=facts(tender, labels),
        rationale=read.text(tender, "procurementMethodRationale"),
        lots=tuple(lots[:MOST]),
        lots_more=max(0, len(lots) - MOST),
        contracts=tuple(contract_view(c, body, names, labels) for c in contracts[:MOST]),
        contracts_more=max(0, len(contracts) - MOST),
        documents=tuple(document_view(d, labels) for d in documents[:MOST]),
        documents_more=max(0, len(documents) - MOST),
        timeline=tuple(version_view(v, labels) for v in process.history),
        bad_quality=tuple(process.bad_quality),
    )


def party(reference: Node, names: Mapping[str, str]) -> Party | None:
    """The organisation a reference names, or None."""
    id_ = read.text(reference, "id")
    name = names.get(id_ or "") or read.text(reference, "name") or id_
    return Party(name, id_) if name else None


def parties(parent: Node, name: str, names: Mapping[str, str]) -> tuple[Party, ...]:
    """The organisations of a list of references."""
    return tuple(Party(shown_name, id_) for id_, shown_name in read.organisations(parent, name, names))


def facts(tender: Node, labels: Labels) -> tuple[tuple[str, str | None], ...]:
    """Name and value of the plain facts; a value of None is shown as not stated."""
    _ = labels.gettext
    bidders = tender.get("numberOfTenderers")
    return (
        (_("Value"), labels.money(read.money(tender))),
        (_("Method"), labels.method(tender.get("procurementMethod"), tender.get("procurementMethodDetails"))),
        (_("What is bought"), labels.of(CATEGORIES, tender.get("mainProcurementCategory"))),
        (_("Published"), labels.instant(read.moment(tender, "datePublished"))),
        (_("Bids accepted from"), labels.instant(read.moment(read.node(tender, "tenderPeriod"), "startDate"))),
        (_("Deadline for bids"), labels.instant(read.moment(read.node(tender, "tenderPeriod"), "endDate"))),
        (_("Deadline for questions"), labels.instant(read.moment(read.node(tender, "enquiryPeriod"), "endDate"))),
        (_("Number of tenderers"), labels.number(bidders) if isinstance(bidders, int) else None),
    )


def stages(body: Node, labels: Labels) -> tuple[Stage, ...]:
    """How far the process has come: the last stage the data prove is the current one."""
    tender = read.node(body, "tender")
    contracts = read.nodes(body, "contracts")
    reached = (
        True,
        bool(read.nodes(body, "bids", "details")) or tender.get("statusDetails") in OPENED,
        any(award.get("status") == "active" for award in read.nodes(body, "awards")),
        any(contract.get("status") in {"active", "terminated"} or contract.get("dateSigned") for contract in contracts),
        bool(contracts) and all(contract.get("status") == "terminated" for contract in contracts),
    )
    stopped = tender.get("status") in {"cancelled", "unsuccessful", "withdrawn"}
    current = max(index for index, value in enumerate(reached) if value)
    strip = [
        Stage(labels.gettext(label), "done" if index < current else "current" if index == current else "ahead")
        for index, label in enumerate(STAGES)
    ]
    if stopped and not reached[3]:
        last = labels.of(STATUSES, tender.get("status")) or ""
        strip = [*(Stage(stage.label, "done") for stage in strip[: current + 1]), Stage(last, "stopped")]
    return tuple(strip)


def lot_views(body: Node, names: Mapping[str, str], labels: Labels) -> list[LotView]:
    """Lots in their order; what belongs to no lot comes last, under none."""
    tender = read.node(body, "tender")
    lots = read.nodes(tender, "lots")
    known = [read.text(lot, "id") for lot in lots]
    views = [lot_view(lot, id_, body, names, labels) for lot, id_ in zip(lots, known, strict=True)]
    rest = lot_view(read.EMPTY, None, body, names, labels, known=frozenset(id_ for id_ in known if id_))
    if rest.bids or rest.awards or rest.items or not views:
        views.append(rest)
    return views


def lot_view(
    lot: Node,
    id_: str | None,
    body: Node,
    names: Mapping[str, str],
    labels: Labels,
    *,
    known: frozenset[str] = frozenset(),
) -> LotView:
    """One lot, or with `id_` None what refers to none of the `known` lots."""

    def belongs(lot_ids: Sequence[str]) -> bool:
        return id_ in lot_ids if id_ is not None else not known.intersection(lot_ids)

    awards = [award for award in read.nodes(body, "awards") if belongs(read.strings(award, "relatedLots"))]
    winning = {read.text(award, "relatedBid") for award in awards if award.get("status") == "active"} - {None}
    bids = [bid for bid in read.nodes(body, "bids", "details") if belongs(read.strings(bid, "relatedLots"))]
    items = [item for item in read.nodes(body, "tender", "items") if belongs([read.text(item, "relatedLot") or ""])]
    return LotView(
        id=id_,
        title=read.text(lot, "title"),
        amount=labels.money(read.money(lot)),
        status=labels.of(STATUSES, lot.get("status")),
        items=tuple(item_view(item, labels) for item in items[:MOST]),
        bids=tuple(bid_view(bid, id_, winning, names, labels) for bid in bids[:MOST]),
        awards=tuple(award_view(award, names, labels) for award in awards[:MOST]),
        more=sum(max(0, len(rows) - MOST) for rows in (items, bids, awards)),
    )


def item_view(item: Node, labels: Labels) -> ItemView:
    """One item with its class and quantity."""
    classification = read.node(item, "classification")
    quantity = item.get("quantity")
    numeric = isinstance(quantity, int | float) and not isinstance(quantity, bool) and quantity > 0
    return ItemView(
        description=read.text(item, "description")
        or read.text(classification, "description")
        or labels.gettext("not stated"),
        code=read.text(classification, "id"),
        quantity=labels.number(quantity) if numeric else None,  # type: ignore[arg-type]  # checked on the line above
        unit=read.text(read.node(item, "unit"), "name"),
    )


def bid_view(bid: Node, lot: str | None, winning: set[str | None], names: Mapping[str, str], labels: Labels) -> BidView:
    """One bid; its amount is the one for the lot when bids are made per lot."""
    per_lot = next((r for r in read.nodes(bid, "relatedLots") if lot and read.text(r, "id") == lot), read.EMPTY)
    value = read.node(per_lot, "value") or read.node(bid, "value")
    final = read.amount(value.get("amount"), value.get("currency"))
    initial = read.amount(value.get("initialAmount"), value.get("currency"))
    return BidView(
        tenderers=parties(bid, "tenderers", names),
        amount=labels.money(final),
        initial=labels.money(initial) if initial and final and initial.amount != final.amount else None,
        status=labels.of(BID_STATUSES, bid.get("status")),
        date=labels.date(read.moment(bid, "date")),
        winning=read.text(bid, "id") in winning,
    )


def award_view(award: Node, names: Mapping[str, str], labels: Labels) -> AwardView:
    """One decision with its suppliers."""
    return AwardView(
        suppliers=parties(award, "suppliers", names),
        amount=labels.money(read.money(award)),
        status=labels.of(AWARD_STATUSES, award.get("status")),
        details=read.text(award, "statusDetails"),
        date=labels.date(read.moment(award, "date")),
        active=award.get("status") == "active",
    )


def contract_view(contract: Node, body: Node, names: Mapping[str, str], labels: Labels) -> ContractView:
    """One contract; its suppliers are those of its awards."""
    awards = {read.text(contract, "awardID"), *read.strings(contract, "awardIDs")} - {None}
    found = [award for award in read.nodes(body, "awards") if read.text(award, "id") in awards]
    period = read.node(contract, "period")
    ends = [labels.date(read.moment(period, name)) for name in ("startDate", "endDate")]
    return ContractView(
        title=read.text(contract, "title") or read.text(contract, "contractNumber") or read.text(contract, "id") or "–",
        suppliers=tuple(dict.fromkeys(p for award in found for p in parties(award, "suppliers", names))),
        amount=labels.money(read.money(contract)),
        status=labels.of(CONTRACT_STATUSES, contract.get("status")),
        signed=labels.date(read.moment(contract, "dateSigned")),
        period=" – ".join(end or "…" for end in ends) if any(ends) else None,
    )


def document_view(document: Node, labels: Labels) -> DocumentView:
    """A document; addresses other than http(s) are not linked."""
    url = read.text(document, "url")
    moment = next(
        (m for m in (read.moment(document, n) for n in ("datePublished", "dateModified", "dateCreated")) if m), None
    )
    return DocumentView(
        title=read.text(document, "title") or read.text(document, "id") or labels.gettext("not stated"),
        url=url if url and url.lower().startswith(("https://", "http://")) else None,
        kind=read.text(document, "documentType") or read.text(document, "format"),
        date=labels.date(moment),
    )


def version_view(version: Version, labels: Labels) -> VersionView:
    """One entry of the timeline; changes that may be about a natural person are not shown."""
    public = [change for change in version.changes if not read.is_personal(change.path)]
    return VersionView(
        number=version.version,
        title=labels.gettext(VERBS[version.verb.value]),
        at=labels.instant(version.at) or "",
        changes=tuple(change_view(change, labels) for change in public[:MOST_CHANGES]),
        more=max(0, len(public) - MOST_CHANGES) + version.changes_omitted,
    )


def change_view(change: Change, labels: Labels) -> ChangeView:
    """One difference with the values before and after."""
    return ChangeView(
        label=labels.path(change.path),
        path=change.path,
        kind=labels.gettext(CHANGE_KINDS[change.kind]),
        before=shown(change.before, labels) if change.kind != "added" else None,
        after=shown(change.after, labels) if change.kind != "removed" else None,
    )
