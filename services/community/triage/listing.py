"""What a slice of the queue is asked for, as a condition, an order and an index. Pure."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from shared.contracts.base import MemberId
from shared.contracts.triage import AskTriageQueue, TriageScope, TriageSort
from shared.errors import Refused

Condition = dict[str, Any]
_TAIL = (("region", 1), ("sector", 1), ("worth", 1), ("deadline", 1), ("until", 1))
"""Filters are answered from the index itself, without a look at the rows."""
INDEXES: dict[str, Sequence[tuple[str, int]]] = {
    "flags": (("rank", -1), ("_id", 1), *_TAIL),
    "indicator": (("raised", 1), ("rank", -1), ("_id", 1), *_TAIL),
    "region": (("region", 1), ("rank", -1), ("_id", 1), *_TAIL[1:]),
    "sector": (("sector", 1), ("rank", -1), ("_id", 1), *_TAIL[2:]),
    "amount": (("worth", -1), ("_id", 1), ("region", 1), ("sector", 1), ("deadline", 1), ("until", 1)),
    "deadline": (("deadline", 1), ("_id", 1), ("region", 1), ("sector", 1), ("worth", 1), ("until", 1)),
}
"""Over rows that are queued."""
MINE = "mine"
_FIELDS = {
    TriageSort.FLAGS: ("rank", -1),
    TriageSort.AMOUNT: ("worth", -1),
    TriageSort.DEADLINE: ("deadline", 1),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """One list of the queue."""

    condition: Condition
    field: str
    direction: int
    index: str
    """Has the rows in this order."""
    narrow: str
    """Has the fewest rows that do not match: for counting, and for a list so short that it is sorted by itself."""
    place: Condition
    """Behind the last row of the slice before; empty for the first."""


def listing(ask: AskTriageQueue, member: MemberId, now: datetime) -> Listing:
    """The list that is asked for. Raises `Refused("invalid")` for a place that it does not have."""
    found: Condition = {"queued": True} | _filters(ask, now)
    if ask.scope is TriageScope.MINE:
        found |= {"holder": member, "until": {"$gt": now}}
        field, direction, index, narrow = "until", 1, MINE, MINE
    else:
        field, direction = _FIELDS[ask.sort]
        equal = next((name for name in ("indicator", "region", "sector") if getattr(ask, name)), None)
        index = equal if equal and ask.sort is TriageSort.FLAGS else ask.sort.value
        narrow = equal or ("amount" if "worth" in found else "deadline" if "deadline" in found else index)
        found.setdefault(field, {"$gte": 0})  # bounds on its first field let the server read filters off the index
        if ask.scope is TriageScope.FREE:
            found["until"] = {"$not": {"$gt": now}}
    return Listing(found, field, direction, index, narrow, _place(ask.after, field, direction))


def _filters(ask: AskTriageQueue, now: datetime) -> Condition:
    found: Condition = {}
    exact = {"region": ask.region, "sector": ask.sector, "raised": ask.indicator}
    found |= {name: value for name, value in exact.items() if value}
    bounds = {
        "$gte": _whole(ask.amount_min, ROUND_CEILING),
        "$lte": _whole(ask.amount_max, ROUND_FLOOR),
    }
    worth = {name: bound for name, bound in bounds.items() if bound is not None}
    if worth:
        found |= {"worth": worth, "currency": ask.currency}
    if ask.within_days is not None:
        found["deadline"] = {"$gte": now, "$lte": now + timedelta(days=ask.within_days)}
    elif ask.sort is TriageSort.DEADLINE and ask.scope is not TriageScope.MINE:
        found["deadline"] = {"$gte": now}
    return found


def _whole(amount: Decimal | None, rounding: str) -> int | None:
    return int(amount.to_integral_value(rounding)) if amount is not None else None


def cursor(row: Condition, field: str) -> str:
    """Where the next slice begins, opaque to those who get it."""
    value = row[field]
    place = [field, value.isoformat() if isinstance(value, datetime) else value, row["_id"]]
    return urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def _place(after: str | None, field: str, direction: int) -> Condition:
    if not after:
        return {}
    try:
        name, value, ocid = json.loads(urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        value = datetime.fromisoformat(value) if field in ("deadline", "until") else int(value)
        if name != field or not isinstance(ocid, str):
            raise ValueError(name)
    except (ValueError, TypeError):
        raise Refused(
            "invalid", "The list cannot be continued from here; start it again.", {"field": "after"}
        ) from None
    beyond, up_to = ("$lt", "$lte") if direction < 0 else ("$gt", "$gte")
    return {field: {up_to: value}, "$or": [{field: {beyond: value}}, {"_id": {"$gt": ocid}}]}
