"""Answers to `ask.scoring.prices` and `ask.scoring.market`."""

import asyncio
from collections.abc import Callable

from services.scoring.engine import Engine
from services.scoring.known import Slots
from services.scoring.market_book import MarketBook
from services.scoring.market_figures import MARKETS, VALUES, WORDS
from services.scoring.price_index import CLASS_NAMES, PRICE_WORDS, PRICED_THINGS
from services.scoring.price_reference import UNIT_PRICES
from services.scoring.prices import PriceBook, Usual
from services.scoring.shelf import Shelf
from services.scoring.store import ScoringStore
from shared.contracts.market import AskMarket, AskPrices, Market, Prices
from shared.errors import Refused

NOT_YET = "The figures of all processes have not been computed yet."


class MarketRequests:
    """Thin handlers over the figures."""

    def __init__(self, engine: Engine, slots: Callable[[], Slots], store: ScoringStore) -> None:
        rule = engine.parameters["PR01"]
        usual = Usual(float(rule["threshold"]), int(rule["minimum_peers"]))
        priced = [each.name for each in (PRICED_THINGS, PRICE_WORDS, CLASS_NAMES, UNIT_PRICES)]
        counted = [MARKETS, VALUES, WORDS, CLASS_NAMES.name]
        self._empty = PriceBook({}, "", usual)
        self._prices = Shelf(store.population, priced, lambda found, version: PriceBook(found, version, usual))
        self._markets = Shelf(store.markets, counted, lambda found, version: MarketBook(found, version, slots().places))

    async def prices(self, ask: AskPrices) -> Prices:
        """`ask.scoring.prices`: what one unit usually costs; empty before the first figures."""
        book = await self._prices.take() or self._empty
        return await asyncio.to_thread(book.answer, ask)

    async def market(self, ask: AskMarket) -> Market:
        """`ask.scoring.market`. Raises `Refused("not_found")` for a market that nothing is known of."""
        book = await self._markets.take()
        if book is None:
            raise Refused("not_found", NOT_YET)
        return await asyncio.to_thread(book.answer, ask)
