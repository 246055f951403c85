"""Answers about the unit prices of a process: raised by any item, clear only when every item could be compared.

Items counted in services, sets or packs cannot be compared by anybody and are passed over.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from services.scoring.grouping import Bools, Floats
from services.scoring.indicator import Answers, Evidence, Json, Missing, number, of_processes
from services.scoring.part import Part
from services.scoring.price_reference import Compared, Priced

ITEMS = "/tender/items"
CODE, UNIT = f"{ITEMS}/classification/id", f"{ITEMS}/unit/name"
PRICE, CURRENCY = f"{ITEMS}/unit/value/amount", f"{ITEMS}/unit/value/currency"
PUBLISHED = "/tender/datePublished"
NEEDS = (ITEMS, CODE, UNIT, PRICE, CURRENCY, PUBLISHED, Missing.PEERS)


def answers(
    part: Part,
    found: Priced,
    beside: Compared,
    *,
    known_price: Bools,
    odd: Bools,
    value: Floats,
    threshold: float,
    peers: int,
) -> Answers:
    """Fold items: `odd` ones stand out, `known_price` tells whose price counts, `value` is shown (the farthest one)."""
    items, of = part.items, part.items_of_process
    unit = items.unit != 0
    looked = found.measured | ~unit
    outlier = odd & looked & known_price & (beside.n >= peers)
    raised = of.some(outlier)
    keyed = known_price & (found.key != 0)
    reasons: Mapping[str, Bools] = {
        CODE: looked & ~found.narrow,
        UNIT: ~unit,
        PRICE: looked & ~known_price,
        CURRENCY: looked & known_price & (found.currency == 0),
        PUBLISHED: looked & (found.year == 0),
        Missing.PEERS: looked & keyed & ~(beside.n >= peers),
    }
    judged = looked & keyed & (beside.n >= peers)
    shown = of.first_highest(np.abs(value), np.where(of.lifted(raised), outlier, judged))
    return of_processes(
        part,
        raised=raised,
        value=np.where(shown >= 0, value[shown], np.nan) if len(items) else np.full(len(part), np.nan),
        threshold=threshold,
        nothing=(of.count() > 0) & ~of.some(looked),
        missing=[
            (ITEMS, of.count() == 0),
            *((name, of.some(where) & ~raised) for name, where in reasons.items()),
        ],
        evidence=lambda process: [_quoted(part, found, row) for row in of.rows(process, outlier)],
        parameters=lambda process: _said(part, found, beside, int(shown[process])),
        lots=lambda process: (_lots(part, of.rows(process, outlier)), _lots(part, of.rows(process, judged))),
    )


def _quoted(part: Part, found: Priced, row: int) -> Evidence:
    """The price, where it is published."""
    items = part.items
    place = f"/awards/{items.award[row]}/items" if items.award[row] >= 0 else ITEMS
    where = f"{place}/{items.item[row]}"
    if not np.isnan(items.offered[row]):
        where = f"/bids/details/{items.offer_bid[row]}/priceProposal/{items.offer[row]}"
    return Evidence(f"{where}/unit/value/amount", number(float(found.price[row])))


def _said(part: Part, found: Priced, beside: Compared, row: int) -> dict[str, Json]:
    """What the price of the item shown was compared with."""
    if row < 0:
        return {}
    return {
        "peers": int(beside.n[row]),
        "median": round(float(beside.median[row]), 2),
        "year": int(found.year[row]),
        "currency": part.text(found.currency[row]),
        "unit": part.text(part.items.unit_name[row]),
        "price_of_the_winner": bool(found.paid[row]),
    }


def _lots(part: Part, rows: Iterable[int]) -> list[str]:
    names: Iterable[Any] = (part.text(part.items.lot_id[row]) for row in rows)
    return list(dict.fromkeys(name for name in names if name))
