"""The lots of a process with their items, bids and awards."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from services.gateway import release as read
from services.gateway.format import short
from services.gateway.labels import AWARD_STATUSES, BID_STATUSES, STATUSES, Labels
from services.gateway.party_view import Party, parties
from services.gateway.places import Places
from services.gateway.release import Node
from services.gateway.tender_bounds import CODE_LENGTH, MOST, MOST_ROWS, NAME_LENGTH


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
    winning = {read.text(award, "relatedBid") for award in read.nodes(body, "awards") if read.is_active(award)} - {None}
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


def item_view(item: Node, labels: Labels, anchor: str | None = None) -> ItemView:
    """One item with its class and quantity."""
    classification = read.node(item, "classification")
    quantity = item.get("quantity")
    counted = quantity if isinstance(quantity, int | float) and not isinstance(quantity, bool) else 0
    return ItemView(
        description=short(read.text(item, "description") or read.text(classification, "description"), NAME_LENGTH)
        or labels.gettext("not stated"),
        code=short(read.text(classification, "id"), CODE_LENGTH),
        quantity=labels.number(counted) if counted > 0 else None,
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
        active=read.is_active(award),
        anchor=anchor,
    )
