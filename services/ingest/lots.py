"""What of a contracting process belongs to a lot.

Bids, awards and prices of a Kyrgyz procedure belong to lots; procedure-level rules lose multi-lot procedures.
"""

from collections.abc import Iterable
from typing import Any

Json = Any


def tenderer_ids(bid: dict[str, Json]) -> tuple[str, ...]:
    """Identifiers of the firms behind a bid."""
    return tuple(tenderer["id"] for tenderer in bid.get("tenderers") or () if "id" in tenderer)


def number_of_tenderers(bids: Iterable[tuple[str, ...]]) -> int:
    """How many different tenderers bid, by the firms behind each bid: firms that bid together are one of them."""
    return len({frozenset(tenderers) for tenderers in bids if tenderers})


def related_lots(row: dict[str, Json]) -> list[str]:
    """Lots that an award or bid concerns; they stand there by their ids, or as objects that have one."""
    ids = (part.get("id") if isinstance(part, dict) else part for part in row.get("relatedLots") or ())
    return [each for each in ids if isinstance(each, str)]


def bid_parts(bid: dict[str, Json]) -> list[tuple[str, dict[str, Json]]]:
    """The lots that a bid is for, each with the price for it: of its own, else that of the whole bid."""
    parts = []
    for part in bid.get("relatedLots") or ():
        own = part.get("value") if isinstance(part, dict) else None
        lot = part.get("id") if isinstance(part, dict) else part
        if isinstance(lot, str):
            parts.append((lot, (own if isinstance(own, dict) else None) or bid.get("value") or {}))
    return parts
