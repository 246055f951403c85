"""`/api/v1/indicators`: the catalogue."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.api.answers import PROBLEMS, public
from services.gateway.api.shapes import IndicatorFilters, ListOf
from services.gateway.api.tenders import PartsHere, checked, not_found
from services.gateway.catalogue import matching
from shared.contracts.risk import AskIndicators, Indicator, Indicators

router = APIRouter(prefix="/api/v1", tags=["open data"], responses=PROBLEMS)


@router.get("/indicators", response_model=ListOf[Indicator])
async def list_indicators(
    request: Request, filters: Annotated[IndicatorFilters, Query()], parts: PartsHere
) -> Response:
    """The catalogue: what each indicator looks at, why it may be innocent, how often it is raised."""
    catalogue = await parts.bus.ask("ask.scoring.indicators", AskIndicators(), Indicators)
    found = matching(catalogue.items, filters.query())
    return public(request, ListOf[Indicator](items=found, total=len(found)))


@router.get("/indicators/{id}", response_model=Indicator)
async def one_indicator(request: Request, id: str, parts: PartsHere) -> Response:  # noqa: A002 - the field's own word
    """One entry of the catalogue."""
    catalogue = await parts.bus.ask("ask.scoring.indicators", AskIndicators(), Indicators)
    found = next((each for each in catalogue.items if each.id == checked(id)), None)
    if found is None:
        raise not_found(id)
    return public(request, found)
