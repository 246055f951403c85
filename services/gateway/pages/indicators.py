"""The catalogue of risk indicators, and the page of each."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.indicator_view import catalogue_query, catalogue_view, indicator_page
from services.gateway.pages.here import PREFIX, Here, catalogue_of, labels_of

UNAVAILABLE = 503
router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/indicators")
async def indicators(request: Request, here: Here) -> Response:
    """All indicators by stage, or those that match the filters. Without the catalogue the page says so."""
    catalogue = await catalogue_of(here)
    view = catalogue_view(catalogue, catalogue_query(request.query_params), labels_of(request, here))
    return here.render(request, "indicators.html", status=200 if catalogue else UNAVAILABLE, view=view)


@router.get(f"{PREFIX}/indicators/{{id}}")
async def indicator(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """Everything about one indicator."""
    catalogue = await catalogue_of(here)
    if not catalogue:
        raise HTTPException(UNAVAILABLE)
    if id not in catalogue:
        raise HTTPException(404)
    return here.render(request, "indicator.html", view=indicator_page(catalogue[id], labels_of(request, here)))
