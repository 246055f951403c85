"""The price explorer: what was asked for, and what such things usually cost."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from pydantic import ValidationError

from services.gateway import format as formats
from services.gateway.choices import Choice
from services.gateway.closer_charts import Boxes, Spread, boxes
from services.gateway.labels import Labels
from services.gateway.views import FieldError
from shared.contracts.market import AskPrices, PricedClass, Prices, UsualPrice

LIMIT: Final = 60
"""Prices on one page."""
MOST_SERIES: Final = 4
"""Series that are drawn."""
NAME_LENGTH: Final = 90
WHOLE: Final = 1000
"""From here on prices are told in whole units of money."""
WIDE: Final = 5
"""Upper quartile over lower one, from which on prices are called far apart."""
_CODE: Final = re.compile(r"\d[\d.-]+")
WHAT: Final = "what"


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One year of a series, in words."""

    year: str
    median: str
    quartiles: str
    usual: str | None
    n: str
    paid: str
    made_up: int


@dataclass(frozen=True, slots=True)
class Series:
    """One class in one unit and currency, year by year."""

    code: str
    name: str | None
    unit: str
    currency: str
    chart: Boxes | None
    rows: tuple[PriceRow, ...]
    made_up: bool
    wide: bool
    """The prices lie so far apart that the class hardly holds one kind of thing."""


@dataclass(frozen=True, slots=True)
class ClassLink:
    """A class of which prices are known."""

    code: str
    name: str | None
    n: int
    query: str


@dataclass(frozen=True, slots=True)
class PricesView:
    """The page."""

    what: str
    units: tuple[Choice, ...]
    currencies: tuple[Choice, ...]
    years: tuple[Choice, ...]
    errors: tuple[FieldError, ...]
    asked: bool
    """Something was asked for."""
    series: tuple[Series, ...]
    classes: tuple[ClassLink, ...]
    classes_total: int
    more: int
    """Prices that are not shown."""
    least: int
    peers: int
    csv: str
    json: str
    computed: bool
    """There are figures at all."""


def price_question(given: Mapping[str, str], labels: Labels) -> tuple[AskPrices, tuple[FieldError, ...]]:
    """What the visitor asked for; a field that cannot be understood narrows nothing and is named."""
    what = given.get(WHAT, "").strip()[:200]
    is_code = bool(_CODE.fullmatch(what))
    fields = {
        "code": what if is_code else None,
        "words": what if what and not is_code else None,
        **{name: given.get(name, "").strip() or None for name in ("scheme", "unit", "currency", "year", "country")},
    }
    asked = {name: value for name, value in fields.items() if value is not None}
    errors: list[FieldError] = []
    try:
        return AskPrices.model_validate(asked | {"limit": LIMIT}), ()
    except ValidationError as wrong:
        for problem in wrong.errors():
            name = str(problem["loc"][0])
            asked.pop(name, None)
            sentence = labels.gettext("This cannot be understood; choose one of the values offered.")
            errors.append(FieldError(WHAT if name in ("code", "words") else name, sentence))
    return AskPrices.model_validate(asked | {"limit": LIMIT}), tuple(errors)


def prices_view(
    ask: AskPrices, found: Prices, errors: tuple[FieldError, ...], given: Mapping[str, str], labels: Labels
) -> PricesView:
    """The page: the form with what exists, one chart per series, and the way to narrower questions."""
    asked = bool(ask.code or ask.words)
    shown = found.items if asked else []
    series = [series_of(list(rows), labels) for _, rows in groupby(shown, _series_key)]
    parameters = ask.model_dump(exclude_none=True, exclude={"limit"}, exclude_defaults=True)
    query = urlencode(parameters | {"limit": 200})
    return PricesView(
        what=given.get(WHAT, "").strip()[:200],
        units=choices(found.units, ask.unit),
        currencies=choices(found.currencies, ask.currency),
        years=choices(map(str, found.years), str(ask.year) if ask.year else None),
        errors=errors,
        asked=asked,
        series=tuple(series[:MOST_SERIES]),
        classes=() if len(series) == 1 else tuple(class_link(one, given) for one in found.classes),
        classes_total=found.classes_total,
        more=max(0, found.total - sum(len(one.rows) for one in series[:MOST_SERIES])) if asked else 0,
        least=found.least,
        peers=found.peers,
        csv=f"/api/v1/prices.csv?{query}",
        json=f"/api/v1/prices?{query}",
        computed=bool(found.figures),
    )


def _series_key(price: UsualPrice) -> tuple[str, str, str, str]:
    return price.code, price.scheme or "", price.unit, price.currency


def choices(values: Iterable[str], chosen: str | None) -> tuple[Choice, ...]:
    """What exists, and what was chosen although it does not."""
    offered = dict.fromkeys([*values, *([chosen] if chosen else [])])
    return tuple(Choice(value, value, value == chosen) for value in offered)


def class_link(one: PricedClass, given: Mapping[str, str]) -> ClassLink:
    """The same question about one class alone."""
    kept = {name: given.get(name) for name in ("unit", "currency", "year", "country")}
    query = {WHAT: one.code, "scheme": one.scheme} | kept
    return ClassLink(
        one.code,
        formats.shorten(one.name, NAME_LENGTH) if one.name else None,
        one.n,
        urlencode({name: value for name, value in query.items() if value}),
    )


def series_of(prices: list[UsualPrice], labels: Labels) -> Series:
    """A chart with its table."""
    first = prices[0]
    spreads = [
        Spread(str(one.year), one.median, one.q1, one.q3, one.low, one.high, money(one.median, labels))
        for one in prices
    ]
    return Series(
        code=first.code,
        name=formats.shorten(first.name, NAME_LENGTH) if first.name else None,
        unit=first.unit,
        currency=currency_name(first.currency, labels),
        chart=boxes(spreads),
        rows=tuple(price_row(one, labels) for one in prices),
        made_up=any(one.made_up for one in prices),
        wide=any(one.q3 > WIDE * one.q1 for one in prices),
    )


def price_row(one: UsualPrice, labels: Labels) -> PriceRow:
    """One year in words."""
    usual = None
    if one.low is not None and one.high is not None:
        usual = f"{money(one.low, labels)} – {money(one.high, labels)}"
    return PriceRow(
        year=str(one.year),
        median=money(one.median, labels),
        quartiles=f"{money(one.q1, labels)} – {money(one.q3, labels)}",
        usual=usual,
        n=labels.number(one.n),
        paid=labels.number(one.paid),
        made_up=one.made_up,
    )


def money(amount: float, labels: Labels) -> str:
    """A price of one unit; the currency stands above."""
    if 0 < amount < 1:
        return formats.decimal(Decimal(repr(amount)), "0.####", labels.language)
    return labels.number(round(amount) if amount >= WHOLE else round(amount, 2))


def currency_name(code: str, labels: Labels) -> str:
    """`som` for KGS, other currencies by their code."""
    return formats.SOM[labels.language] if code == "KGS" else code
