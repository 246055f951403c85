"""What the page of one contracting process shows, taken from its compiled release; larger parts have their modules."""

from collections.abc import Set
from dataclasses import dataclass

from services.gateway import release as read
from services.gateway.contract_view import ContractView, awards_by_id, contract_view
from services.gateway.document_view import DocumentView, document_view
from services.gateway.format import short
from services.gateway.labels import CATEGORIES, STATUS_DETAILS, STATUSES, Labels
from services.gateway.lot_view import LotView, lot_views
from services.gateway.party_view import Party, party
from services.gateway.places import Places
from services.gateway.release import Node
from services.gateway.stage_view import Stage, stages
from services.gateway.tender_bounds import MOST, MOST_ISSUES, MOST_VERSIONS, NAME_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from services.gateway.timeline_view import VersionView, timeline
from shared.contracts.tender import Process


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


def quality_of(process: Process, labels: Labels) -> tuple[QualityView, ...]:
    """What is wrong with the data: gaps as the official gate sees them, then what was noted on the way in."""
    gaps = [QualityView(labels.quality(code)) for code in process.bad_quality]
    noted = [
        QualityView(labels.quality(issue.code), issue.path.strip("/")[:NAME_LENGTH] or None, issue.count)
        for issue in process.issues
    ]
    return (*gaps, *noted)


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
