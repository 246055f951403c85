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
    looked = found.measured | (items.unit == 0)
    judged = looked & known_price & (found.key != 0) & (beside.n >= peers)
    outlier = odd & judged
    raised = of.some(outlier)
    shown = of.first_highest(np.abs(value), np.where(of.lifted(raised), outlier, judged))
    absent = _absent(part, found, looked, known_price, judged)
    return of_processes(
        raised=raised,
        value=np.where(shown >= 0, value[shown], np.nan) if len(items) else np.full(len(part), np.nan),
        threshold=threshold,
        nothing=(of.count() > 0) & ~of.some(looked),
        missing=[
            (ITEMS, of.count() == 0),
            *((name, of.some(where) & ~raised) for name, where in absent.items()),
        ],
        evidence=lambda process: [_quoted(part, found, row) for row in of.rows(process, outlier)],
        parameters=lambda process: _said(part, found, beside, int(shown[process])),
        lots=lambda process: (_lots(part, of.rows(process, outlier)), _lots(part, of.rows(process, judged))),
    )


def _absent(part: Part, found: Priced, looked: Bools, known_price: Bools, judged: Bools) -> Mapping[str, Bools]:
    """What is missing at which items."""
    priced = looked & known_price
    return {
        CODE: looked & ~found.narrow,
        UNIT: part.items.unit == 0,
        PRICE: looked & ~known_price,
        CURRENCY: priced & (found.currency == 0),
        PUBLISHED: looked & (found.year == 0),
        Missing.PEERS: priced & (found.key != 0) & ~judged,
    }


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
        "class": part.text(part.items.code[row]),
        "price_of_the_winner": bool(found.paid[row]),
    }


def _lots(part: Part, rows: Iterable[int]) -> list[str]:
    names: Iterable[Any] = (part.text(part.items.lot_id[row]) for row in rows)
    return list(dict.fromkeys(name for name in names if name))
