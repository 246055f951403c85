"""What things cost: robust figures of unit prices, by class, unit, currency, country and year.

A price is that of the winner where it is published, else the one the buyer expected. Each process speaks once for each
kind of thing, with the mean of its logarithms, so that a long list is not a crowd. Rows are kept: figures are exact,
whatever parts the history is cut into. Only classes that are narrow enough are compared.
"""

from dataclasses import dataclass

import msgspec
import numpy as np

from services.scoring.amounts import local_years
from services.scoring.classes import with_scheme
from services.scoring.grouping import Bools, Floats
from services.scoring.part import Part
from services.scoring.remembered import remembered
from services.scoring.sorting import different, grouped, stable_order
from services.scoring.spreads import NOTHING_KNOWN, robust_z, spreads
from services.scoring.statistic import Columns, Known, Statistic
from services.scoring.thresholds import announced
from services.scoring.tokens import ABSENT, Tokens, joined, token
from services.scoring.units import folded, measures, one_unit

LEAST_DEVIATION = 0.15
"""Of the logarithm: prices of one thing are never believed to lie closer together than about 15 per cent."""
_CPV_LIKE, _NARROW = 8, 5
"""A code of eight digits is narrow enough when five are left without the zeros at its end."""


@dataclass(frozen=True)
class Priced:
    """One element per item."""

    key: Tokens
    """What it is compared with; 0 when something is absent or too wide."""
    price: Floats
    """Of one unit."""
    paid: Bools
    """The price is the winner's, not the buyer's expectation."""
    currency: Tokens
    year: Tokens
    narrow: Bools
    """Its class is narrow enough."""
    measured: Bools
    """Its unit says how much there is; a service or a set does not."""


@remembered
def priced(part: Part) -> Priced:
    """The unit price of each item and what it is compared with."""
    items, of = part.items, part.items.process
    offered = ~np.isnan(items.offered)
    price = np.where(offered, items.offered, items.price)
    currency = np.where(offered, items.offered_currency, items.currency)
    currency = np.where(currency == ABSENT, part.processes.currency[of], currency)
    unit, year = one_unit(items.unit), local_years(announced(part))[of]
    narrow, measured = _narrow(part), measures(unit)
    key = joined(part.processes.country[of], with_scheme(part, items.code), unit, currency, year)
    fits = narrow & measured & ~np.isnan(price)
    return Priced(np.where(fits, key, ABSENT), price, offered | (items.award >= 0), currency, year, narrow, measured)


def collect(part: Part) -> Columns:
    """The logarithm of the price of each kind of thing a process buys."""
    found, of = priced(part), part.items.process
    rows = ((found.key != 0) & ~part.processes.cancelled[of]).nonzero()[0]
    first, place = grouped(joined(of[rows] + 1, found.key[rows]))
    logs = np.bincount(place, np.log(found.price[rows]), len(first)) / np.maximum(np.bincount(place), 1)
    return {"key": found.key[rows][first], "log": logs.astype(np.float64)}


UNIT_PRICES = Statistic(
    name="unit_prices", version="1", collect=collect, by=(), finish=lambda rows: spreads(rows, "log")
)


@dataclass(frozen=True)
class Compared:
    """One element per item: its price beside those of other processes; NaN without figures."""

    n: Floats
    median: Floats
    upper: Floats
    """The upper outer fence, Q3 + 3 IQR of the logarithms, as a price."""
    away: Floats
    """Robust standard deviations of the logarithm from the median."""


def compared(found: Priced, known: Known | None) -> Compared:
    """Look the prices up."""
    figures = known or NOTHING_KNOWN
    n, q1, median, q3, mad = (figures.at(name, found.key) for name in ("n", "q1", "median", "q3", "mad"))
    away = robust_z(np.log(found.price), median, mad, LEAST_DEVIATION)
    return Compared(n, np.exp(median), np.exp(q3 + 3 * (q3 - q1)), away)


class UsualPrice(msgspec.Struct, frozen=True):
    """What one unit of a thing cost in a year; half of the processes paid between `q1` and `q3`."""

    n: int
    """Processes."""
    median: float
    q1: float
    q3: float


def usual_price(
    known: Known, *, country: str, scheme: str | None, code: str, unit: str, currency: str, year: int, least: int = 5
) -> UsualPrice | None:
    """What such things cost; None when fewer than `least` processes tell, or when they cannot be compared.

    `country` in lower case; `code` as published; `unit` by any of its names.
    """
    own = joined(_one(token(scheme) or 1), _one(token(code)))
    units = one_unit(_one(token(folded(unit))))
    key = joined(_one(token(country)), own, units, _one(token(currency)), _one(year))
    row = int(known.rows(key)[0])
    if row < 0 or known.columns["n"][row] < least:
        return None
    q1, median, q3 = (round(float(np.exp(known.columns[name][row])), 2) for name in ("q1", "median", "q3"))
    return UsualPrice(int(known.columns["n"][row]), median, q1, q3)


def _one(number: int) -> Tokens:
    return np.array([number], np.int64)


def _narrow(part: Part) -> Bools:
    known, codes = _codes, part.items.code
    rows = known.directory.rows(codes)
    if (rows < 0).any():
        known = _learned(part, known, different(codes[rows < 0]))
        rows = known.directory.rows(codes)
    found: Bools = known.columns["narrow"][rows]
    return found


def _learned(part: Part, known: Known, codes: Tokens) -> Known:
    """Remember which codes are narrow; texts are read for those alone that were never met before."""
    global _codes
    if len(known.keys) > _REMEMBERED:
        known, codes = _NO_CODES, different(part.items.code)
    narrow = np.array([_is_narrow(part.text(code) or "") for code in codes.tolist()], np.bool_)
    keys = np.concatenate([known.keys, codes])
    order = stable_order(keys)
    learned = Known(keys[order], {"narrow": np.concatenate([known.columns["narrow"], narrow])[order]})
    _codes = learned
    return learned


_REMEMBERED = 100_000
_NO_CODES = Known(np.zeros(0, np.int64), {"narrow": np.zeros(0, np.bool_)})
_codes = _NO_CODES
"""Of the codes met so far by token: whether they are narrow."""


def _is_narrow(code: str) -> bool:
    """Whether a classification code says what a thing is, not only which family it belongs to."""
    digits = code.strip().split("-")[0]
    if not digits.isdigit():
        return len(digits) >= _CPV_LIKE
    if len(digits) in (_CPV_LIKE, _CPV_LIKE + 1):  # the ninth is a check digit
        return len(digits[:_CPV_LIKE].rstrip("0")) >= _NARROW
    return len(digits) > _CPV_LIKE
