"""A contracting process as indicators see it: its facts, and one `Lot` per lot with the bids and awards of that lot.

A process without lots has one lot with the id None. So has a process with several lots in which some bid or award
names none of them: its lots cannot be told apart (`Lot.mixed`), and judging each alone would invent findings. So would
comparing its prices, which may be those of different lots: they are left out, and only bidders can be counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from services.scoring.amounts import instant, money
from services.scoring.methods import BEFORE_OPENING, Competition, competition
from services.scoring.views import Award, Bid, LotView, RelatedLot, Release, Value

SUBMITTED_NOT = frozenset({"invited", "withdrawn"})
"""Bid statuses that are no submitted bid. A bid without a status is none either: nobody said it was submitted."""
DEAD_LOT = frozenset({"cancelled", "unsuccessful", "withdrawn"})
FINAL_AWARD = frozenset({"active", "cancelled", "unsuccessful"})
FINAL_TENDER = frozenset({"complete", "unsuccessful", "cancelled", "withdrawn"})


@dataclass(frozen=True, slots=True)
class LotBid:
    """A submitted bid as far as it concerns one lot."""

    index: int
    status: str
    tenderers: frozenset[str]
    amount: Decimal | None
    """Price for this lot after the auction, in `currency`; None when absent or absurd."""
    currency: str | None
    published: int | float | None
    path: str
    """JSON pointer of the price."""

    @property
    def valid(self) -> bool:
        """Whether the bid was admitted."""
        return self.status == "valid"

    @property
    def disqualified(self) -> bool:
        """Whether the bid was turned away."""
        return self.status == "disqualified"


@dataclass(frozen=True, slots=True)
class LotAward:
    """An award as far as it concerns one lot; an award without a status says nothing and is left out."""

    index: int
    status: str
    suppliers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot, or the whole process (`id` None)."""

    id: str | None
    status: str | None
    currency: str | None
    bids: Sequence[LotBid]
    """Submitted bids in the order published."""
    awards: Sequence[LotAward]
    mixed: bool = False
    """Whether these are the bids and awards of several lots that cannot be told apart."""

    @property
    def live(self) -> bool:
        """Whether the lot is neither cancelled nor declared unsuccessful."""
        return self.status not in DEAD_LOT

    @property
    def active_awards(self) -> Sequence[LotAward]:
        """The awards that stand."""
        return [award for award in self.awards if award.status == "active"]

    @property
    def decided(self) -> bool:
        """Whether there are awards and each is final."""
        return bool(self.awards) and all(award.status in FINAL_AWARD for award in self.awards)

    @property
    def main_currency(self) -> str | None:
        """The currency prices are compared in: the lot's or tender's, else the only one among the bids."""
        if self.currency is not None:
            return self.currency
        seen = {bid.currency for bid in self.bids if bid.amount is not None and bid.currency is not None}
        return seen.pop() if len(seen) == 1 else None

    def priced(self) -> Sequence[tuple[Decimal, LotBid]]:
        """Bids with a price in the main currency, in the order published."""
        currency = self.main_currency
        return [
            (bid.amount, bid)
            for bid in self.bids
            if bid.amount is not None and bid.currency is not None and bid.currency == currency
        ]

    @property
    def bidders(self) -> int:
        """How many different tenderers submitted a bid: firms that bid together are one of them.

        A bid without a tenderer's id counts as one of its own.
        """
        return len({bid.tenderers or bid.index for bid in self.bids})


class Process:
    """One version of a contracting process: its release and what follows from it."""

    def __init__(self, release: Release, *, ocid: str, version: int, country: str, made_up: bool = False) -> None:
        """`country` is the country of the source, as in the tender event."""
        self.release = release
        self.tender = release.tender
        self.ocid = ocid
        self.version = version
        self.country = country.lower()
        self.made_up = made_up

    @cached_property
    def competition(self) -> Competition:
        """How competitive the method is."""
        return competition(self.country, self.tender.procurement_method, self.tender.procurement_method_details)

    @cached_property
    def published(self) -> datetime | None:
        """When the tender was published, UTC."""
        return instant(self.tender.date_published)

    @cached_property
    def buyer_id(self) -> str | None:
        """Identifier of the buyer."""
        return identity(self.release.buyer.id)

    @property
    def cancelled(self) -> bool:
        """Whether the whole tender was cancelled or withdrawn."""
        return self.tender.status in {"cancelled", "withdrawn"}

    @property
    def opened(self) -> bool:
        """Whether the bids are opened; before that the number of bidders is a secret, not a fact."""
        if self.country == "kg" and self.tender.status_details is not None:
            return self.tender.status_details not in BEFORE_OPENING
        return bool(self.release.bids.details or self.release.awards or self.tender.number_of_tenderers)

    @property
    def bidding_over(self) -> bool:
        """Whether no further bid can come in: as the portal's stage says, or else awards, the status or the deadline.

        The deadline has passed when it lay before this version was published; today's date says nothing about it.
        """
        if self.country == "kg" and self.tender.status_details is not None:
            return self.opened
        if self.release.awards or self.tender.status in FINAL_TENDER:
            return True
        deadline, stated = instant(self.tender.tender_period.end_date), instant(self.release.date)
        return deadline is not None and stated is not None and deadline <= stated

    @cached_property
    def lots(self) -> Sequence[Lot]:
        """The lots, each with its submitted bids and its awards."""
        return _lots(self.release)


def identity(text: str | None) -> str | None:
    """An identifier that names somebody: not absent and not blank."""
    return text if text is not None and text.strip() else None


def _lots(release: Release) -> Sequence[Lot]:
    listed = {lot.id: lot for lot in reversed(release.tender.lots) if identity(lot.id)}
    order = list(dict.fromkeys(lot.id for lot in release.tender.lots if identity(lot.id)))
    if len(order) < 2:
        only = listed[order[0]] if order else LotView(value=release.tender.value)
        return [_whole(release, only, mixed=_names_several_lots(release))]
    bids: dict[str | None, list[LotBid]] = {}
    awards: dict[str | None, list[LotAward]] = {}
    turned_away = _turned_away(release)
    for index, bid in enumerate(release.bids.details):
        named = [_lot_id(part) for part in bid.related_lots]
        if not named or None in named:
            return [_whole(release, LotView(value=release.tender.value), mixed=True)]
        for place, part in enumerate(bid.related_lots):
            view = _lot_bid(index, bid, place, part, turned_away)
            if view:
                bids.setdefault(named[place], []).append(view)
    for index, award in enumerate(release.awards):
        named = [_lot_id(part) for part in award.related_lots]
        if not named or None in named:
            return [_whole(release, LotView(value=release.tender.value), mixed=True)]
        if award.status is not None:
            for lot in named:
                awards.setdefault(lot, []).append(_lot_award(index, award))
    currency = release.tender.value.currency
    return [
        Lot(lot, listed[lot].status, listed[lot].value.currency or currency, bids.get(lot, ()), awards.get(lot, ()))
        for lot in order
    ]


def _names_several_lots(release: Release) -> bool:
    """Whether bids and awards name more than one lot in all."""
    bids = {_lot_id(part) for bid in release.bids.details for part in bid.related_lots}
    awards = {_lot_id(part) for award in release.awards for part in award.related_lots}
    return len((bids | awards) - {None}) > 1


def _whole(release: Release, lot: LotView, *, mixed: bool) -> Lot:
    """All bids and awards as those of one lot, without prices when they belong to several."""
    turned_away = _turned_away(release)
    bids = []
    for index, bid in enumerate(release.bids.details):
        only = bid.related_lots[0] if len(bid.related_lots) == 1 else None
        view = _lot_bid(index, bid, 0, only, turned_away)
        if view:
            bids.append(replace(view, amount=None) if mixed else view)
    awards = [_lot_award(index, award) for index, award in enumerate(release.awards) if award.status is not None]
    return Lot(lot.id, lot.status, lot.value.currency or release.tender.value.currency, bids, awards, mixed)


def _lot_id(part: str | RelatedLot) -> str | None:
    return part if isinstance(part, str) else part.id


def _turned_away(release: Release) -> frozenset[tuple[str, str | None]]:
    """(bid, lot) of every award that says the bid was disqualified: Kyrgyz bids are disqualified per lot."""
    return frozenset(
        (award.related_bid, _lot_id(part))
        for award in release.awards
        if award.status_details == "disqualified" and award.related_bid is not None
        for part in award.related_lots
    )


def _lot_bid(
    index: int,
    bid: Bid,
    place: int,
    part: str | RelatedLot | None,
    turned_away: frozenset[tuple[str, str | None]],
) -> LotBid | None:
    """What a bid means for one lot, or None when it was not submitted."""
    status = bid.status
    value, path = bid.value, f"/bids/details/{index}/value/amount"
    if isinstance(part, RelatedLot) and part.status is not None:
        status = part.status
    if isinstance(part, RelatedLot) and part.value.amount is not None:
        value, path = part.value, f"/bids/details/{index}/relatedLots/{place}/value/amount"
    elif part is not None and len(bid.related_lots) > 1:
        value = Value()  # the price of several lots together says nothing about one of them
    if status is None or status in SUBMITTED_NOT:
        return None
    if part is not None and bid.id is not None and (bid.id, _lot_id(part)) in turned_away:
        status = "disqualified"
    tenderers = frozenset(found for tenderer in bid.tenderers if (found := identity(tenderer.id)))
    return LotBid(index, status, tenderers, money(value), value.currency, value.amount, path)


def _lot_award(index: int, award: Award) -> LotAward:
    suppliers = frozenset(found for supplier in award.suppliers if (found := identity(supplier.id)))
    return LotAward(index, award.status or "", suppliers)
