"""What is bought, in which class and unit, at which price."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from services.scoring.extract.draft import Draft, money, positive
from services.scoring.extract.lots import lot_id
from services.scoring.views import Item, Release, Value

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
            documented = item.id in tied[0] or item.related_lot in tied[1]
            _write(draft, process, (index, -1), item, lot, offered.get(item.id or "", _NO_OFFER), documented=documented)
        return
    for place, award in enumerate(release.awards):
        for index, item in enumerate(award.items):
            _write(draft, process, (index, place), item, -1, _NO_OFFER, documented=False)


def _write(
    draft: Draft, process: int, place: tuple[int, int], item: Item, lot: int, offer: Offer, *, documented: bool
) -> None:
    token, code = draft.token, item.classification.id
    two, four, six = _classes(code) if code else ("", "", "")
    scheme = item.classification.scheme
    draft.items.append(
        (
            process,
            *place,
            lot,
            token(item.related_lot),
            token(scheme),
            token(code),
            token(two),
            token(four),
            token(six),
            token(_folded(item.unit.name)) if item.unit.name else 0,
            token(item.unit.name),
            positive(item.quantity),
            money(item.unit.value),
            token(item.unit.value.currency),
            money(offer[0]),
            documented,
            token(item.unit.id),
            token(offer[0].currency),
            *offer[1:],
            token(_described(item.classification.description)) if item.classification.description else 0,
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
    documents = release.tender.documents
    items = frozenset(name for each in documents for name in each.related_items if name is not None)
    return items, frozenset(name for each in documents for name in each.related_lots if name is not None)


def _offered(release: Release) -> dict[str, Offer]:
    """The price of one unit of each item, as the winner of its lot offered it (Kyrgyz price proposals)."""
    if not any(bid.price_proposal for bid in release.bids.details):
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


def _lot_name(lots: Sequence[object]) -> str | None:
    return lot_id(lots[0]) if lots else None  # type: ignore[arg-type]
