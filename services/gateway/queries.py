"""What a visitor asks for, as conditions on the index. Pure; nothing a visitor typed ever becomes an operator."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from services.gateway import ranking
from services.gateway.ports import Sort, TenderQuery
from services.gateway.ranking import Cursor
from shared.folding import fold_query

MOST_QUERY_WORDS: Final = 12
Condition = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Leg:
    """One stretch of a list that one index gives in order."""

    condition: Condition
    field: str
    descending: bool = True

    def after(self, rank: int | None) -> list[Condition]:
        """The conditions of this stretch behind `rank`."""
        place = [] if rank is None else [{self.field: {"$lt" if self.descending else "$gt": rank}}]
        return [condition for condition in (self.condition, *place) if condition]


def conditions(query: TenderQuery) -> list[Condition] | None:
    """What a process must be to be listed; None when nothing can be, since the words hold no letter or digit."""
    found: list[Condition] = []
    if query.words is not None and query.words.strip():
        asked = fold_query(query.words)[:MOST_QUERY_WORDS]
        if not asked:
            return None
        found += [{"words": word[0] if len(word) == 1 else {"$in": list(word)}} for word in asked]
    exact = {
        "country": query.country,
        "region": query.region,
        "buyer.id": query.buyer,
        "suppliers.id": query.supplier,
        "method": query.method,
        "status": query.status,
        "raised": query.indicator,
    }
    found += [{field: str(wanted)} for field, wanted in exact.items() if wanted]
    if query.flagged:
        found.append({"flagged": True})
    bounds = {"$gte": query.value_min, "$lte": query.value_max}
    if any(bound is not None for bound in bounds.values()):
        found.append({"value.currency": str(query.currency)})
        found.append({"value.amount": {name: _bound(limit) for name, limit in bounds.items() if limit is not None}})
    return found


def legs(cursor: Cursor) -> list[Leg]:
    """The stretches of a list in its order."""
    match cursor.sort:
        case Sort.VALUE:
            return [Leg({}, "rank.value")]
        case Sort.FLAGS:
            return [Leg({}, "rank.flags")]
        case Sort.CLOSING:
            now = cursor.now << ranking.SECONDS_SHIFT
            still_open = {"status": "active", "rank.closing": {"$gte": now}}
            closed = {"$or": [{"status": {"$ne": "active"}}, {"rank.closing": {"$lt": now}}]}
            return [Leg(still_open, "rank.closing", descending=False), Leg(closed, "rank.newest")]
        case _:
            return [Leg({}, "rank.newest")]


def _bound(limit: Decimal) -> Decimal:
    """A limit in the precision that amounts are kept in."""
    return round(min(max(limit, Decimal(0)), Decimal(10) ** 18), 4)
