"""Answers to `ask.scoring.prices` and `ask.scoring.market`."""

import asyncio
from collections.abc import Callable

from services.scoring.asked import Asked
from services.scoring.engine import Engine
from services.scoring.known import Slots
from services.scoring.market_book import MarketBook
from services.scoring.market_figures import MARKETS, VALUES, WORDS
from services.scoring.price_index import CLASS_NAMES, PRICE_WORDS, PRICED_THINGS
from services.scoring.price_reference import UNIT_PRICES
from services.scoring.prices import PriceBook, Usual
from shared.contracts.market import AskMarket, AskPrices, Market, Prices
from shared.errors import Refused

NOT_YET = "The figures of all processes have not been computed yet."
PRICED = [each.name for each in (PRICED_THINGS, PRICE_WORDS, CLASS_NAMES, UNIT_PRICES)]
COUNTED = [MARKETS, VALUES, WORDS, CLASS_NAMES.name]


class MarketRequests:
    """Thin handlers over the figures."""

    def __init__(self, engine: Engine, slots: Callable[[], Slots], population: Asked, markets: Asked) -> None:
        rule = engine.parameters["PR01"]
        self._usual = Usual(float(rule["threshold"]), int(rule["minimum_peers"]))
        self._slots = slots
        self._population = population
        self._markets = markets

    async def prices(self, ask: AskPrices) -> Prices:
        """`ask.scoring.prices`: what one unit usually costs; empty before the first figures."""
        found = await self._population.take(*PRICED)
        known, version = (found.known, found.version) if found else ({}, "")
        book = found.make("prices", lambda: PriceBook(known, version, self._usual)) if found else None
        return await asyncio.to_thread((book or PriceBook({}, "", self._usual)).answer, ask)

    async def market(self, ask: AskMarket) -> Market:
        """`ask.scoring.market`. Raises `Refused("not_found")` for a market that nothing is known of."""
        found = await self._markets.take(*COUNTED)
        if found is None:
            raise Refused("not_found", NOT_YET)
        book = found.make("markets", lambda: MarketBook(found.known, found.version, self._slots().places))
        return await asyncio.to_thread(book.answer, ask)
