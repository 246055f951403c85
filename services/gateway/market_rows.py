"""Prices and markets as rows for programs: the same columns in every table that can be taken along."""

from collections.abc import Iterable, Iterator
from typing import Final

from shared.contracts.market import MarketFigures, UsualPrice

PRICE_COLUMNS: Final = (
    *("scheme", "code", "name", "unit", "currency", "year", "processes", "with_price_of_winner", "made_up"),
    *("median", "quartile_1", "quartile_3", "usual_from", "usual_to"),
)
MARKET_COLUMNS: Final = (
    *("region", "scheme", "class", "name", "year", "processes", "cancelled", "made_up", "of_several_classes"),
    *("method_known", "competitive", "lots", "lots_with_known_bidders", "lots_with_one_bidder", "bidders"),
    *(f"level_{level}" for level in range(1, 6)),
    *("currency", "value", "processes_with_value"),
)


def price_rows(prices: Iterable[UsualPrice]) -> Iterator[tuple[object, ...]]:
    """One row per class, unit, currency and year."""
    for one in prices:
        yield (
            *(one.scheme, one.code, one.name, one.unit, one.currency, one.year, one.n, one.paid, one.made_up),
            *(one.median, one.q1, one.q3, one.low, one.high),
        )


def market_rows(figures: Iterable[MarketFigures]) -> Iterator[tuple[object, ...]]:
    """One row per market and currency; a market without values has one row."""
    for one in figures:
        own = (
            *(one.region, one.scheme, one.sector, one.name, one.year or None),
            *(one.processes, one.cancelled, one.made_up, one.mixed),
            *(one.method_known, one.competitive, one.lots, one.lots_judged, one.lots_single, one.bidders),
            *one.levels,
        )
        for value in one.values:
            yield (*own, value.currency, value.amount, value.processes)
        if not one.values:
            yield (*own, None, None, 0)
