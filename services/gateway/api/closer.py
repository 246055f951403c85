"""`/api/v1/prices`, `/api/v1/regions`, `/api/v1/sectors` and `/api/v1/ranking`: what scoring knows of all processes."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import Response

from services.gateway import csv_file
from services.gateway.api.answers import PROBLEMS, not_proof, public
from services.gateway.api.tenders import PartsHere
from services.gateway.labels import NOT_PROOF
from services.gateway.market_rows import MARKET_COLUMNS, PRICE_COLUMNS, market_rows, price_rows
from shared.contracts.market import AskMarket, AskPrices, ClassCode, Country, Market, Prices, Text, Year
from shared.contracts.risk import AskRanking, Ranking

router = APIRouter(prefix="/api/v1", tags=["open data"], responses=PROBLEMS)
CSV: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/csv": {}}, "description": "UTF-8, comma-separated, with a header"}
}


class PriceFilters(AskPrices):
    """Which prices; a parameter that is not listed here is an error."""

    model_config = ConfigDict(extra="forbid")


class MarketFilters(BaseModel):
    """Which markets."""

    model_config = ConfigDict(extra="forbid")

    country: Country = "kg"
    year: Year | None = None


class RegionFilters(MarketFilters):
    """Regions, of all purchases or of a class of two digits."""

    sector: ClassCode | None = None
    scheme: Text | None = None


class OneSectorFilters(MarketFilters):
    """A class; `scheme` tells apart equal numbers of two classifications."""

    scheme: Text | None = None


class SectorFilters(MarketFilters):
    """Classes of two digits, or those of four within `sector`; of the country or a region."""

    region: Text | None = None
    sector: ClassCode | None = None
    scheme: Text | None = None


class RankingFilters(AskRanking):
    """Which processes."""

    model_config = ConfigDict(extra="forbid")


class NotedPrices(Prices):
    """Usual prices, and what a price outside them is not."""

    note: str = NOT_PROOF


class NotedMarket(Market):
    """A market, and what the risk indicators counted in it are not."""

    note: str = NOT_PROOF


class NotedRanking(Ranking):
    """What deserves a look first, and what the indicators raised are not."""

    note: str = NOT_PROOF


@router.get("/prices", response_model=NotedPrices)
async def prices(request: Request, filters: Annotated[PriceFilters, Query()], parts: PartsHere) -> Response:
    """What one unit of a thing usually costs, by class, unit, currency and year.

    A price is the winner's where it is published, else the one the buyer expected. Sets, packs and services are left
    out. A price outside the usual range is a risk indicator, not proof.
    """
    found = await parts.bus.ask("ask.scoring.prices", filters, Prices)
    return public(request, NotedPrices.model_construct(**dict(found), note=not_proof(request)))


@router.get("/prices.csv", responses=CSV, response_class=Response)
async def prices_csv(request: Request, filters: Annotated[PriceFilters, Query()], parts: PartsHere) -> Response:
    """The same as a table."""
    found = await parts.bus.ask("ask.scoring.prices", filters, Prices)
    return csv_file.answer(request, "prices", PRICE_COLUMNS, price_rows(found.items))


@router.get("/regions", response_model=NotedMarket)
async def regions(request: Request, filters: Annotated[RegionFilters, Query()], parts: PartsHere) -> Response:
    """The country with its regions: competition, values, levels of risk, indicators raised most often."""
    return noted(request, await market(parts, **filters.model_dump()))


@router.get("/regions.csv", responses=CSV, response_class=Response)
async def regions_csv(request: Request, filters: Annotated[RegionFilters, Query()], parts: PartsHere) -> Response:
    """The regions as a table, one row per region and currency."""
    found = await market(parts, **filters.model_dump())
    return csv_file.answer(request, "regions", MARKET_COLUMNS, market_rows(found.regions))


@router.get("/regions/{code}", response_model=NotedMarket)
async def region(request: Request, code: str, filters: Annotated[RegionFilters, Query()], parts: PartsHere) -> Response:
    """One region by ISO 3166-2, `none` for buyers whose region is not stated; with what is bought there."""
    return noted(request, await market(parts, region=code, **filters.model_dump()))


@router.get("/sectors", response_model=NotedMarket)
async def sectors(request: Request, filters: Annotated[SectorFilters, Query()], parts: PartsHere) -> Response:
    """The country, or a region, with the classes of what is bought."""
    return noted(request, await market(parts, **filters.model_dump()))


@router.get("/sectors.csv", responses=CSV, response_class=Response)
async def sectors_csv(request: Request, filters: Annotated[SectorFilters, Query()], parts: PartsHere) -> Response:
    """The classes as a table, one row per class and currency."""
    found = await market(parts, **filters.model_dump())
    return csv_file.answer(request, "sectors", MARKET_COLUMNS, market_rows(found.sectors))


@router.get("/sectors/{code}", response_model=NotedMarket)
async def sector(
    request: Request,
    code: str,
    filters: Annotated[OneSectorFilters, Query()],
    parts: PartsHere,
) -> Response:
    """One class by its first two or four digits, by region and by the classes within it."""
    return noted(request, await market(parts, sector=code, **filters.model_dump()))


@router.get("/ranking", response_model=NotedRanking)
async def ranking(request: Request, filters: Annotated[RankingFilters, Query()], parts: PartsHere) -> Response:
    """Processes that deserve a look first, each with its reasons and what could be computed."""
    found = await parts.bus.ask("ask.scoring.ranking", filters, Ranking)
    return public(request, NotedRanking.model_construct(**dict(found), note=not_proof(request)))


async def market(parts: PartsHere, **asked: object) -> Market:
    """One market."""
    return await parts.bus.ask("ask.scoring.market", AskMarket.model_validate(asked), Market)


def noted(request: Request, found: Market) -> Response:
    """A market as the interface shows it."""
    return public(request, NotedMarket.model_construct(**dict(found), note=not_proof(request)))
