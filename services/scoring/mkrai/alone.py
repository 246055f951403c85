"""Official rules that look at the tender alone: 5, 7, 9, 10, 12, 13, 16."""

import numpy as np

from services.scoring.grouping import Bools, Ints
from services.scoring.mkrai.known import Known
from services.scoring.tokens import among, token

INCORRECT = -1
_WORD = "условн"
_CEILING = 1_000_000


def terms(known: Known) -> Ints:
    """5: no terms of contract, or all of them null or zero.

    Trap: zero is only the text "0.0" (for the late guarantee "0"); "0", "0.00" or a number count as filled in.
    """
    return (known.part.processes.terms_official <= 0).astype(np.int64)


def spread(known: Known) -> Ints:
    """7: in an active lot the lowest bid is at least 30 % below the highest.

    Traps: disqualified bids count; amounts in different currencies are compared; a zero makes the spread 100 %.
    """
    bids, lots, of = known.part.bids, known.part.lots, known.part.bids_of_lot
    low, high = of.lowest(bids.written), of.highest(bids.written)
    with np.errstate(invalid="ignore", divide="ignore"):
        wide = (high - low) / high * 100 >= 30
    wide &= (high != 0) & among(lots.status, ["active"])
    return known.part.lots_of_process.some(wide).astype(np.int64)


def undocumented_units(known: Known) -> Ints:
    """9: an item in "conventional units", and no document tied to it or its lot.

    Trap: looks at the case of the word, which rule 10 does not.
    """
    items = known.part.items
    odd = _named(known, sensitive=True) & ~items.documented
    return known.part.items_of_process.some(odd).astype(np.int64)


def units(known: Known) -> Ints:
    """10: an item in "conventional units", whatever the case. The Kyrgyz word is not looked for."""
    return known.part.items_of_process.some(_named(known, sensitive=False)).astype(np.int64)


def _named(known: Known, *, sensitive: bool) -> Bools:
    items = known.part.items
    names = {int(name): known.part.text(name) or "" for name in np.unique(items.unit_name)}
    odd = [name for name, text in names.items() if _WORD in (text if sensitive else text.lower())]
    return (items.award < 0) & np.isin(items.unit_name, np.array(odd, np.int64))


def requirements(known: Known) -> Ints:
    """12: exactly two qualification requirements; with fewer the data are taken for incorrect."""
    count = known.part.processes.requirements
    return np.where(count < 2, INCORRECT, count == 2).astype(np.int64)


def licence(known: Known) -> Ints:
    """13: an item class needs a licence, and no requirement is worded exactly as the official one.

    Trap: a requirement of a licence in other words does not count.
    """
    codes = np.array([token(code) for code in known.licences], np.int64)
    needs = known.listed & np.isin(known.part.items.code, codes)
    asked = known.part.processes.licence_required
    return (known.part.items_of_process.some(needs) & ~asked).astype(np.int64)


def ceiling(known: Known) -> Ints:
    """16: active lots of a simplified purchase are together worth more than a million som.

    Trap: a lot without a value counts as nothing.
    """
    lots = known.part.lots
    total = known.part.lots_of_process.total(np.nan_to_num(lots.value), among(lots.status, ["active"]))
    return (total > _CEILING).astype(np.int64)
