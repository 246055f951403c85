"""What the page of one contracting process shows, taken from its compiled release."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from services.gateway import format as formats
from services.gateway import release as read
from services.gateway.i18n import N_
from services.gateway.indicator_view import shown
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
from services.gateway.places import Places
from services.gateway.release import Node
from shared.contracts.tender import Change, Process, Version

MOST: Final = 50
"""Rows of one table; the rest is counted and left to the data themselves."""
MOST_ROWS: Final = 240
"""Items, bids and awards of all lots together."""
MOST_PARTIES: Final = 10
"""Organisations of one joint bid or award."""
MOST_VERSIONS: Final = 50
MOST_ISSUES: Final = 20
"""Faults of the data."""
MOST_CHANGES: Final = 20
"""Changes of one version."""
MOST_CHANGES_IN_ALL: Final = 100
TEXT_LENGTH: Final = 4_000
"""Characters of a description."""
TITLE_LENGTH: Final = 500
NAME_LENGTH: Final = 150
"""Characters of a name, or of the title of a part."""
CODE_LENGTH: Final = 60
LONGEST_ID: Final = 255
LINK_LENGTH: Final = 500
"""A longer address is not linked."""
STAGES: Final = (
    N_("Announced"),
    N_("Bids opened"),
    N_("Awarded"),
    N_("Contract signed"),
    N_("Completed"),
)
CONTRACT_NAMES: Final = ("title", "contractNumber", "id")
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
    anchor: str | None = None
    """Where evidence leads; the first row that shows an entry has it."""


@dataclass(frozen=True, slots=True)
class AwardView:
    """One decision."""

    suppliers: tuple[Party, ...]
    amount: str | None
    status: str | None
    details: str | None
    date: str | None
    active: bool
    anchor: str | None = None
    """Where evidence leads; the first row that shows an entry has it."""


@dataclass(frozen=True, slots=True)
class ItemView:
    """One thing that is bought."""

    description: str
    code: str | None
    quantity: str | None
    unit: str | None
    anchor: str | None = None
    """Where evidence leads; the first row that shows an entry has it."""


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
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class ContractView:
    """One contract."""

    title: str
    suppliers: tuple[Party, ...]
    amount: str | None
    status: str | None
    signed: str | None
    period: str | None
    anchor: str | None = None
    """Where evidence leads; the first row that shows an entry has it."""


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document; the link only when the publisher gave a web address."""

    title: str
    url: str | None
    kind: str | None
    date: str | None
    anchor: str | None = None
    """Where evidence leads; the first row that shows an entry has it."""


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
class QualityView:
    """Something that is wrong with the publisher's data."""

    words: str
    path: str | None = None
    count: int = 1


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
    timeline_more: int
    quality: tuple[QualityView, ...]
    quality_more: int
    anchors: Set[str] = frozenset()
    """Those of the rows, to which evidence leads."""


def tender_view(process: Process, body: Node, region: str | None, labels: Labels) -> TenderView:
    """The page of one process; `body` is its compiled release, `region` the code its summary has."""
    tender = read.node(body, "tender")
    names = read.names_of(body)
    status = read.text(tender, "status")
    places = Places(body)
    lots, lots_more = lot_views(body, names, labels, places)
    awards = awards_by_id(body)
    contracts = read.nodes(body, "contracts")
    quality = quality_of(process, labels)
    documents = [*read.nodes(tender, "documents"), *(d for c in contracts for d in read.nodes(c, "documents"))]
    return TenderView(
        ocid=process.ocid,
        title=short(read.text(tender, "title") or read.text(body, "title"), TITLE_LENGTH) or process.ocid,
        description=short(read.text(tender, "description"), TEXT_LENGTH),
        buyer=party(read.node(body, "buyer"), names),
        procuring_entity=party(read.node(tender, "procuringEntity"), names),
        status=labels.of(STATUSES, tender.get("status")),
        status_code=status if status in STATUSES else "unknown",
        status_details=labels.of(STATUS_DETAILS, tender.get("statusDetails")),
        made_up=process.made_up,
        source=process.source,
        updated=labels.instant(process.updated) or "",
        country=labels.country(process.country),
        region=labels.region(region),
        stages=stages(body, labels),
        facts=facts(tender, labels),
        rationale=short(read.text(tender, "procurementMethodRationale"), TEXT_LENGTH),
        lots=tuple(lots),
        lots_more=lots_more,
        contracts=tuple(contract_view(c, awards, names, labels, places.take(c)) for c in contracts[:MOST]),
        contracts_more=max(0, len(contracts) - MOST),
        documents=tuple(document_view(d, labels, places.take(d)) for d in documents[:MOST]),
        documents_more=max(0, len(documents) - MOST),
        timeline=timeline(process.history, labels),
        timeline_more=max(0, len(process.history) - MOST_VERSIONS),
        quality=quality[:MOST_ISSUES],
        quality_more=max(0, len(quality) - MOST_ISSUES),
        anchors=places.taken,
    )


def short(text: str | None, longest: int) -> str | None:
    """A text of bearable length, or None when there is none."""
    return formats.shorten(text, longest) if text else None


def quality_of(process: Process, labels: Labels) -> tuple[QualityView, ...]:
    """What is wrong with the data: gaps as the official gate sees them, then what was noted on the way in."""
    gaps = [QualityView(labels.quality(code)) for code in process.bad_quality]
    noted = [
        QualityView(labels.quality(issue.code), issue.path.strip("/")[:NAME_LENGTH] or None, issue.count)
        for issue in process.issues
    ]
    return (*gaps, *noted)


def party(reference: Node, names: Mapping[str, str]) -> Party | None:
    """The organisation a reference names, or None."""
    id_ = read.text(reference, "id")
    name = names.get(id_ or "") or read.text(reference, "name") or id_
    return named(name, id_) if name else None


def named(name: str, id_: str | None) -> Party:
    """An organisation by a name of bearable length; there is no page for an id longer than any may be."""
    return Party(formats.shorten(name, NAME_LENGTH), id_ if id_ and len(id_) <= LONGEST_ID else None)


def parties(parent: Node, name: str, names: Mapping[str, str]) -> tuple[Party, ...]:
    """The first organisations of a list of references; `…` stands for the others."""
    found = [named(shown_name, id_) for id_, shown_name in read.organisations(parent, name, names)]
    return (*found[:MOST_PARTIES], Party("…")) if len(found) > MOST_PARTIES else tuple(found)


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
        (_("Number of tenderers"), labels.number(bidders) if type(bidders) is int else None),
    )


def stages(body: Node, labels: Labels) -> tuple[Stage, ...]:
    """How far the process has come: the last stage the data prove is the current one."""
    tender = read.node(body, "tender")
    contracts = read.nodes(body, "contracts")
    reached = (
        True,
        bool(read.nodes(body, "bids", "details")) or read.text(tender, "statusDetails") in OPENED,
        any(is_active(award) for award in read.nodes(body, "awards")),
        any(read.text(c, "status") in {"active", "terminated"} or c.get("dateSigned") for c in contracts),
        bool(contracts) and all(contract.get("status") == "terminated" for contract in contracts),
    )
    stopped = read.text(tender, "status") in {"cancelled", "unsuccessful", "withdrawn"}
    current = max(index for index, value in enumerate(reached) if value)
    strip = [
        Stage(labels.gettext(label), "done" if index < current else "current" if index == current else "ahead")
        for index, label in enumerate(STAGES)
    ]
    if stopped and not reached[3]:
        last = labels.of(STATUSES, tender.get("status")) or ""
        strip = [*(Stage(stage.label, "done") for stage in strip[: current + 1]), Stage(last, "stopped")]
    return tuple(strip)


@dataclass(slots=True)
class LotRows:
    """What belongs to one lot."""

    items: list[Node] = field(default_factory=list)
    bids: list[Node] = field(default_factory=list)
    awards: list[Node] = field(default_factory=list)


def lot_views(body: Node, names: Mapping[str, str], labels: Labels, places: Places) -> tuple[list[LotView], int]:
    """The first lots in their order, and how many more there are; what belongs to no lot comes last, under none."""
    lots: list[tuple[Node, str | None]] = [(lot, read.text(lot, "id")) for lot in read.nodes(body, "tender", "lots")]
    rows = rows_by_lot(body, {id_ for _, id_ in lots if id_})
    if None in rows or not lots:
        rows.setdefault(None, LotRows())
        lots.append((read.EMPTY, None))
    winning = {read.text(award, "relatedBid") for award in read.nodes(body, "awards") if is_active(award)} - {None}
    left = MOST_ROWS
    views = []
    for number, (lot, id_) in enumerate(lots[:MOST], 1):
        # A lot without an id has no rows, since nothing can refer to it; the entry after the last lot has the rest.
        own = rows.get(id_, LotRows()) if id_ or number == len(lots) else LotRows()
        view = lot_view(lot, id_, own, winning, names, labels, min(MOST, left // 3), places)
        left -= len(view.items) + len(view.bids) + len(view.awards)
        views.append(view)
    return views, max(0, len(lots) - MOST)


def rows_by_lot(body: Node, known: Set[str]) -> dict[str | None, LotRows]:
    """Items, bids and awards by the lots they refer to; what refers to none of the `known` lots is under None."""
    rows: defaultdict[str | None, LotRows] = defaultdict(LotRows)

    def of(lot_ids: Iterable[str | None]) -> Iterable[LotRows]:
        mine = dict.fromkeys(id_ for id_ in lot_ids if id_ in known)
        return [rows[id_] for id_ in mine or (None,)]

    for item in read.nodes(body, "tender", "items"):
        for lot in of([read.text(item, "relatedLot")]):
            lot.items.append(item)
    for bid in read.nodes(body, "bids", "details"):
        for lot in of(read.strings(bid, "relatedLots")):
            lot.bids.append(bid)
    for award in read.nodes(body, "awards"):
        for lot in of(read.strings(award, "relatedLots")):
            lot.awards.append(award)
    return rows


def lot_view(
    lot: Node,
    id_: str | None,
    rows: LotRows,
    winning: Set[str | None],
    names: Mapping[str, str],
    labels: Labels,
    most: int,
    places: Places,
) -> LotView:
    """One lot with at most so many of its items, bids and awards each."""
    return LotView(
        id=short(id_, NAME_LENGTH),
        title=short(read.text(lot, "title"), NAME_LENGTH),
        amount=labels.money(read.money(lot)),
        status=labels.of(STATUSES, lot.get("status")),
        items=tuple(item_view(item, labels, places.take(item)) for item in rows.items[:most]),
        bids=tuple(bid_view(bid, id_, winning, names, labels, places.take(bid)) for bid in rows.bids[:most]),
        awards=tuple(award_view(award, names, labels, places.take(award)) for award in rows.awards[:most]),
        more=sum(max(0, len(found) - most) for found in (rows.items, rows.bids, rows.awards)),
        anchor=places.take(lot),
    )


def is_active(award: Node) -> bool:
    """Whether the award was made and stands."""
    return award.get("status") == "active"


def item_view(item: Node, labels: Labels, anchor: str | None = None) -> ItemView:
    """One item with its class and quantity."""
    classification = read.node(item, "classification")
    quantity = item.get("quantity")
    numeric = isinstance(quantity, int | float) and not isinstance(quantity, bool) and quantity > 0
    return ItemView(
        description=short(read.text(item, "description") or read.text(classification, "description"), NAME_LENGTH)
        or labels.gettext("not stated"),
        code=short(read.text(classification, "id"), CODE_LENGTH),
        quantity=labels.number(quantity) if numeric else None,  # type: ignore[arg-type]  # checked on the line above
        unit=short(read.text(read.node(item, "unit"), "name"), CODE_LENGTH),
        anchor=anchor,
    )


def bid_view(
    bid: Node,
    lot: str | None,
    winning: Set[str | None],
    names: Mapping[str, str],
    labels: Labels,
    anchor: str | None = None,
) -> BidView:
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
        anchor=anchor,
    )


def award_view(award: Node, names: Mapping[str, str], labels: Labels, anchor: str | None = None) -> AwardView:
    """One decision with its suppliers."""
    return AwardView(
        suppliers=parties(award, "suppliers", names),
        amount=labels.money(read.money(award)),
        status=labels.of(AWARD_STATUSES, award.get("status")),
        details=short(read.text(award, "statusDetails"), CODE_LENGTH),
        date=labels.date(read.moment(award, "date")),
        active=is_active(award),
        anchor=anchor,
    )


def awards_by_id(body: Node) -> Mapping[str | None, Node]:
    """The decisions by their id; of several with one id the first counts."""
    return {read.text(award, "id"): award for award in reversed(read.nodes(body, "awards"))}


def contract_view(
    contract: Node,
    awards: Mapping[str | None, Node],
    names: Mapping[str, str],
    labels: Labels,
    anchor: str | None = None,
) -> ContractView:
    """One contract; its suppliers are those of its awards."""
    ids = [id_ for id_ in (read.text(contract, "awardID"), *read.strings(contract, "awardIDs")) if id_]
    found = [awards[id_] for id_ in dict.fromkeys(ids) if id_ in awards][:MOST]
    period = read.node(contract, "period")
    ends = [labels.date(read.moment(period, name)) for name in ("startDate", "endDate")]
    return ContractView(
        title=next(filter(None, (short(read.text(contract, n), NAME_LENGTH) for n in CONTRACT_NAMES)), "–"),
        suppliers=tuple(dict.fromkeys(p for award in found for p in parties(award, "suppliers", names)))[:MOST_PARTIES],
        amount=labels.money(read.money(contract)),
        status=labels.of(CONTRACT_STATUSES, contract.get("status")),
        signed=labels.date(read.moment(contract, "dateSigned")),
        period=" – ".join(end or "…" for end in ends) if any(ends) else None,
        anchor=anchor,
    )


def document_view(document: Node, labels: Labels, anchor: str | None = None) -> DocumentView:
    """A document; addresses other than http(s) are not linked."""
    url = read.text(document, "url")
    moment = next(
        (m for m in (read.moment(document, n) for n in ("datePublished", "dateModified", "dateCreated")) if m), None
    )
    return DocumentView(
        title=short(read.text(document, "title") or read.text(document, "id"), NAME_LENGTH)
        or labels.gettext("not stated"),
        url=url if url and len(url) <= LINK_LENGTH and url.lower().startswith(("https://", "http://")) else None,
        kind=short(read.text(document, "documentType") or read.text(document, "format"), CODE_LENGTH),
        date=labels.date(moment),
        anchor=anchor,
    )


def timeline(history: Sequence[Version], labels: Labels) -> tuple[VersionView, ...]:
    """The newest versions with their changes, as many as a page bears."""
    left = MOST_CHANGES_IN_ALL
    views = []
    for version in history[:MOST_VERSIONS]:
        view = version_view(version, min(MOST_CHANGES, left), labels)
        left -= len(view.changes)
        views.append(view)
    return tuple(views)


def version_view(version: Version, most: int, labels: Labels) -> VersionView:
    """One entry of the timeline; changes that may be about a natural person are not shown."""
    public = [change for change in version.changes if not read.is_personal(change.path)]
    return VersionView(
        number=version.version,
        title=labels.gettext(VERBS[version.verb.value]),
        at=labels.instant(version.at) or "",
        changes=tuple(change_view(change, labels) for change in public[:most]),
        more=max(0, len(public) - most) + version.changes_omitted,
    )


def change_view(change: Change, labels: Labels) -> ChangeView:
    """One difference with the values before and after."""
    return ChangeView(
        label=labels.path(change.path),
        path=formats.shorten(change.path, NAME_LENGTH),
        kind=labels.gettext(CHANGE_KINDS[change.kind]),
        before=shown(change.before, labels) if change.kind != "added" else None,
        after=shown(change.after, labels) if change.kind != "removed" else None,
    )
