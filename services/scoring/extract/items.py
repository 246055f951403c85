"""What is bought, in which class and unit, at which price."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import nan

from services.scoring.extract.draft import Draft, money, positive
from services.scoring.extract.layout import ITEMS
from services.scoring.extract.lots import lot_id
from services.scoring.tokens import NO_DIGEST
from services.scoring.views import Item, RelatedLot, Release, Value

_DIGITS = re.compile(r"\d*")
Offer = tuple[Value, int, int]
"""The price of a unit, the place of its bid, and its place among the price proposals there."""
_LONGEST_NAME = 120
"""Characters of the name of a class."""
_NO_OFFER: Offer = (Value(), -1, -1)


def write_items(draft: Draft, process: int, release: Release, lots: Mapping[str, int]) -> None:
    """Write the items of the tender; when it lists none, those of the awards."""
    tender = release.tender
    if tender.items:
        tied = _tied(release)
        offered = _offered(release)
        whole = next(iter(lots.values())) if len(lots) == 1 else -1
        for index, item in enumerate(tender.items):
            lot = lots.get(item.related_lot, -1) if item.related_lot is not None else whole
            documented = tied is not _TO_NOTHING and (item.id in tied[0] or item.related_lot in tied[1])
            offer = offered.get(item.id or "", _NO_OFFER) if offered else _NO_OFFER
            _write(draft, process, (index, -1), item, lot, offer, documented=documented)
        return
    for place, award in enumerate(release.awards):
        for index, item in enumerate(award.items):
            _write(draft, process, (index, place), item, -1, _NO_OFFER, documented=False)


def _write(
    draft: Draft, process: int, place: tuple[int, int], item: Item, lot: int, offer: Offer, *, documented: bool
) -> None:
    token, classified, unit, offered = draft.token, item.classification, item.unit, offer[0]
    code, name, value = classified.id, unit.name, unit.value
    two, four, six = _classes(code) if code else ("", "", "")
    draft.items.append(
        ITEMS.pack(
            process,
            place[0],
            place[1],
            lot,
            token(item.related_lot),
            token(classified.scheme),
            token(code),
            token(two),
            token(four),
            token(six),
            token(_folded(name)) if name else NO_DIGEST,
            token(name),
            positive(item.quantity),
            money(value),
            token(value.currency),
            money(offered) if offer[1] >= 0 else nan,
            documented,
            token(unit.id),
            token(offered.currency),
            offer[1],
            offer[2],
            token(_described(classified.description)) if classified.description else NO_DIGEST,
        )
    )


@lru_cache(10_000)
def _classes(code: str) -> tuple[str, str, str]:
    """The first two, four and six digits of a classification id, where it has as many."""
    found = _DIGITS.match(code.strip())
    digits = found.group() if found else ""
    two, four, six = (digits[:length] if len(digits) >= length else "" for length in (2, 4, 6))
    return two, four, six


@lru_cache(10_000)
def _folded(name: str) -> str:
    return " ".join(name.casefold().split()).rstrip(".")


@lru_cache(10_000)
def _described(name: str) -> str:
    return " ".join(name.split())[:_LONGEST_NAME]


def _tied(release: Release) -> tuple[frozenset[str | None], frozenset[str | None]]:
    """Items and lots that some document of the tender is tied to."""
    documents = [each for each in release.tender.documents if each.related_items or each.related_lots]
    if not documents:
        return _TO_NOTHING
    items = frozenset(name for each in documents for name in each.related_items if name is not None)
    return items, frozenset(name for each in documents for name in each.related_lots if name is not None)


_TO_NOTHING: tuple[frozenset[str | None], frozenset[str | None]] = (frozenset(), frozenset())


def _offered(release: Release) -> dict[str, Offer]:
    """The price of one unit of each item, as the winner of its lot offered it (Kyrgyz price proposals)."""
    if not [1 for bid in release.bids.details if bid.price_proposal]:
        return {}
    won = {
        (award.related_bid, _lot_name(award.related_lots))
        for award in release.awards
        if award.status == "active" and award.related_bid is not None
    }
    return {
        offer.related_item: (offer.unit.value, place, number)
        for place, bid in enumerate(release.bids.details)
        for number, offer in enumerate(bid.price_proposal)
        if offer.related_item is not None and (bid.id, offer.related_lot) in won
    }


def _lot_name(lots: Sequence[str | RelatedLot]) -> str | None:
    return lot_id(lots[0]) if lots else None
