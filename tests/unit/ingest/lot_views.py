"""Each lot of an adapted release as a small process of its own: what its bids, awards and items come down to.

The view of lot `L` has the identifier `<ocid>#L` and only what concerns that lot.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from services.ingest.lots import bid_parts, number_of_tenderers, related_lots, tenderer_ids

Json = Any


@dataclass(slots=True)
class LotBid:
    """One bid as far as it concerns a lot: `amount` after an auction, `initial` before it."""

    id: str | None
    tenderers: tuple[str, ...]
    status: str | None
    """The bid's own status, or `disqualified` when its award for this lot was."""
    amount: float | None
    initial: float | None
    currency: str | None


@dataclass(slots=True)
class LotView:
    """A lot with its bids, awards and items."""

    ocid: str
    lot: dict[str, Json]
    bids: list[LotBid] = field(default_factory=list)
    awards: list[dict[str, Json]] = field(default_factory=list)
    items: list[dict[str, Json]] = field(default_factory=list)
    opened: bool = False

    @property
    def id(self) -> str:
        """`<ocid>#<lot>`."""
        return f"{self.ocid}#{self.lot.get('id')}"

    @property
    def number_of_tenderers(self) -> int | None:
        """Different tenderers of this lot; None until bids are opened."""
        return number_of_tenderers(bid.tenderers for bid in self.bids) if self.opened else None

    @property
    def suppliers(self) -> list[str]:
        """Organisations with an active award for this lot."""
        active = (award for award in self.awards if award.get("status") == "active")
        return [supplier["id"] for award in active for supplier in award.get("suppliers") or () if "id" in supplier]


def lot_views(release: dict[str, Json], *, opened: bool) -> list[LotView]:
    """A view for each lot of a normalised compiled release; `opened`: bids have been opened."""
    tender = release.get("tender") or {}
    views = [LotView(release["ocid"], lot, opened=opened) for lot in tender.get("lots") or ()]
    by_id = {view.lot["id"]: view for view in views if "id" in view.lot}
    for item in tender.get("items") or ():
        if (view := by_id.get(item.get("relatedLot"))) is not None:
            view.items.append(item)
    disqualified: dict[str, set[str]] = defaultdict(set)
    for award in release.get("awards") or ():
        for lot in related_lots(award):
            if (view := by_id.get(lot)) is not None:
                view.awards.append(award)
                if award.get("statusDetails") == "disqualified" and "relatedBid" in award:
                    disqualified[lot].add(award["relatedBid"])
    for bid in (release.get("bids") or {}).get("details") or ():
        for place, value in bid_parts(bid):
            if place in by_id:
                by_id[place].bids.append(_bid(bid, value, lost=bid.get("id") in disqualified[place]))
    return views


def _bid(bid: dict[str, Json], value: dict[str, Json], *, lost: bool) -> LotBid:
    return LotBid(
        id=bid.get("id"),
        tenderers=tenderer_ids(bid),
        status="disqualified" if lost else bid.get("status"),
        amount=value.get("amount"),
        initial=value.get("initialAmount"),
        currency=value.get("currency"),
    )
