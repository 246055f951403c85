"""Prices and markets on real servers: from tender events through the stored columns to the answers."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from services.scoring.app import recompute
from services.scoring.settings import Settings
from services.scoring.store import ScoringStore
from shared.bus import Bus
from shared.contracts.market import AskMarket, AskPrices, Market, Prices
from shared.errors import Refused
from shared.store import Store
from tests.integration.scoring.test_scoring import Told, body, running, tender

BusOf = Callable[[str], Awaitable[Bus]]


def purchase(number: int, price: float, region: str = "Нарынская область") -> dict[str, Any]:
    """A tender of one lot with equal bids, so that R028 tells of it, for one thing with its expected price."""
    content = body(100, 100, ocid=f"o-{number}")
    content["parties"] = [{"id": "KG-INN-1", "address": {"region": region}}]
    content["tender"]["value"] = {"amount": 1000, "currency": "KGS"}
    content["tender"]["items"] = [
        {
            "id": "1",
            "relatedLot": "L1",
            "classification": {"scheme": "OKGZ", "id": "30192121-5", "description": "Ручки шариковые"},
            "unit": {"name": "Штука", "value": {"amount": price, "currency": "KGS"}},
        }
    ]
    return content


@pytest.fixture
def patient(settings: Settings) -> Settings:
    """Figures are computed only when a test says so."""
    return settings.model_copy(update={"quiet_seconds": 3600.0})


async def test_given_tenders_then_prices_and_markets_are_told_once_the_figures_are_computed(
    outside: Bus, told: Told, patient: Settings
) -> None:
    contents = [purchase(n, 10 + n) for n in range(6)] + [purchase(6, 90, "Бишкек")]
    async with running(patient):
        await outside.publish([tender(one) for one in contents])
        await told.until(7)
    await recompute(patient)
    async with running(patient):
        prices = await outside.ask("ask.scoring.prices", AskPrices(words="ручка"), Prices)
        assert [(one.code, one.name, one.unit, one.year, one.n) for one in prices.items] == [
            ("30192121-5", "Ручки шариковые", "шт", 2021, 7)
        ]
        assert prices.items[0].median == pytest.approx(13, abs=0.01)
        assert prices.figures
        market = await outside.ask("ask.scoring.market", AskMarket(region="KG-N"), Market)
        assert (market.whole.processes, market.whole.lots_judged, market.whole.bidders) == (6, 6, 12)
        rates = {one.indicator: (one.raised, one.computable, one.country_raised) for one in market.rates}
        assert rates["R028"] == (6, 6, 7)
        sector = await outside.ask("ask.scoring.market", AskMarket(sector="3019"), Market)
        assert (sector.whole.processes, sector.whole.example) == (7, "Ручки шариковые")
        with pytest.raises(Refused, match="not_found"):
            await outside.ask("ask.scoring.market", AskMarket(region="KG-T"), Market)
        with pytest.raises(Refused, match="invalid"):
            await outside.ask("ask.scoring.market", AskMarket(region="KG-N", sector="3019"), Market)


async def test_given_a_process_that_changed_then_the_next_figures_count_its_newest_version_once(
    outside: Bus, told: Told, patient: Settings, store_of: Callable[[str], Store]
) -> None:
    async with running(patient):
        await outside.publish([tender(purchase(n, 10)) for n in range(5)])
        await told.until(5)
    await recompute(patient)
    async with running(patient):
        moved = purchase(0, 10, "Бишкек")
        moved["bids"]["details"][1]["relatedLots"][0]["value"]["amount"] = 150
        await outside.publish([tender(moved, version=2)])
        await told.until(6)
    await recompute(patient)
    async with running(patient) as service:
        whole = await outside.ask("ask.scoring.market", AskMarket(), Market)
        assert [(one.region, one.processes) for one in whole.regions] == [("KG-GB", 1), ("KG-N", 4)]
        assert {one.indicator: one.raised for one in whole.rates}["R028"] == 4
        own = ScoringStore(service.store)
        assert whole.figures == await own.figures_version() == await own.markets.version()


async def test_given_no_figures_then_there_are_no_prices_and_the_market_is_refused(
    outside: Bus, told: Told, patient: Settings
) -> None:
    async with running(patient):
        prices = await outside.ask("ask.scoring.prices", AskPrices(), Prices)
        assert (prices.total, prices.classes_total, prices.figures) == (0, 0, "")
        with pytest.raises(Refused, match="not_found"):
            await outside.ask("ask.scoring.market", AskMarket(), Market)
