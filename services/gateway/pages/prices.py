"""The price explorer: what one unit of a thing usually costs."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, labels_of
from services.gateway.price_view import price_question, prices_view
from shared.contracts.market import Prices

router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/prices")
async def prices(request: Request, here: Here) -> Response:
    """Prices of the class asked for; without one the classes of which prices are known."""
    labels = labels_of(request, here)
    ask, errors = price_question(request.query_params, labels)
    found = await here.bus.ask("ask.scoring.prices", ask, Prices)
    view = prices_view(ask, found, errors, request.query_params, labels)
    return here.render(request, "prices.html", status=UNPROCESSABLE if errors else 200, view=view)
