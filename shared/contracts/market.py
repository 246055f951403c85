"""What scoring knows of prices and markets: questions about figures of all processes, computed on a schedule.

Figures say what was published, not what is right: a price outside the usual range is a risk indicator, not proof.
"""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.contracts.base import Contract, IndicatorId

Country = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
"""ISO 3166-1 alpha-2 in lower case."""
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Year = Annotated[int, Field(ge=1990, le=2150)]
"""Calendar year in Bishkek."""
ClassCode = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=64)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class AskPrices(Contract):
    """`ask.scoring.prices`: what one unit of a thing usually costs. Without code and words: what is known at all."""

    country: Country = "kg"
    code: ClassCode | None = None
    """A classification code or its beginning."""
    scheme: Text | None = None
    words: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] | None = None
    """All must occur in the name of the class as publishers write it."""
    unit: Text | None = None
    """By any of its names."""
    currency: Currency | None = None
    year: Year | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class UsualPrice(Contract):
    """Unit prices of one class in one unit, currency and year; each process counts once."""

    scheme: str | None = None
    code: str
    name: str | None = None
    """Its most frequent description among the published ones."""
    unit: str
    currency: str
    year: int
    n: int
    """Processes."""
    paid: int
    """Those of `n` in which the price is the winner's; in the others it is what the buyer expected."""
    made_up: int
    """Those of `n` that are generated sample data."""
    median: float
    q1: float
    q3: float
    low: float | None = None
    """The usual range is from `low` to `high`, as indicator PR01 has it; None when too few processes tell."""
    high: float | None = None


class PricedClass(Contract):
    """A class of which prices are known."""

    scheme: str | None = None
    code: str
    name: str | None = None
    n: int
    """Processes, over all units, currencies and years."""


class Prices(Contract):
    """Answer to `AskPrices`; of units, currencies and years what exists for the classes that match."""

    items: list[UsualPrice]
    """By class, unit, currency and year."""
    total: int
    classes: list[PricedClass]
    """Classes that match, those with the most processes first, at most 50."""
    classes_total: int
    units: list[str]
    currencies: list[str]
    years: list[int]
    least: int
    """Prices that fewer processes tell are not shown."""
    peers: int
    """From so many processes on a usual range is told."""
    figures: str
    """Version of the figures; empty before the first."""


class AskMarket(Contract):
    """`ask.scoring.market`: a country, a region of it, a class of what is bought, or both."""

    country: Country = "kg"
    region: Annotated[str, StringConstraints(min_length=1, max_length=10)] | None = None
    """ISO 3166-2 of the buyer, or `none` for buyers whose region is not stated."""
    sector: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}([0-9]{2})?$")] | None = None
    """The first two or four digits of a class; four only for the country as a whole."""
    scheme: Text | None = None
    """Of the class; without it the one with the most processes."""
    year: Year | None = None


class MarketValue(Contract):
    """The estimated value of tenders in one currency; amounts in different currencies are never added."""

    currency: str
    amount: Decimal
    processes: int


class MarketRate(Contract):
    """How often an indicator is raised here, beside the whole country."""

    indicator: IndicatorId
    raised: int
    computable: int
    country_raised: int
    country_computable: int


class MarketFigures(Contract):
    """One region, class or year. Shares are parts of what is known, and both numbers are told."""

    region: str | None = None
    """`none` for buyers whose region is not stated; None for all."""
    sector: str | None = None
    scheme: str | None = None
    name: str | None = None
    """The class in words, as published most often; None when nobody described it."""
    example: str | None = None
    """Without a name: how a narrower class within it is called."""
    year: int | None = None
    """0 when it is not known."""
    processes: int
    cancelled: int
    """Those of `processes` that were cancelled: in no value and no lot."""
    made_up: int
    mixed: int = 0
    """Of a class: processes that buy things of other classes too; their value is in no sum."""
    values: list[MarketValue] = []
    method_known: int
    competitive: int
    """Those of `method_known` bought with open competition."""
    lots: int
    lots_judged: int
    """Competitive lots whose number of bidders is known."""
    lots_single: int
    """Those of `lots_judged` with one bidder."""
    bidders: int
    """Bidders for `lots_judged` together."""
    levels: list[int]
    """Processes by level of risk, 1 to 5."""


class Market(Contract):
    """Answer to `AskMarket`."""

    whole: MarketFigures
    rates: list[MarketRate]
    """Indicators raised most often here, at most 15."""
    years: list[MarketFigures]
    """Oldest first."""
    regions: list[MarketFigures]
    """Of what was asked for, by region; empty for a region and for a class of four digits."""
    sectors: list[MarketFigures]
    """Classes one step narrower, those with the most processes first, at most 100; empty when there are none."""
    sectors_total: int
    figures: str
    """Version of the figures."""
