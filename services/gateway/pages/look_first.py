"""What deserves a look first, with its reasons."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.look_first_view import look_first_view, ranking_question
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, catalogue_of, labels_of
from services.gateway.views import titles_of
from shared.contracts.risk import Ranking

router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/look-first")
async def look_first(request: Request, here: Here) -> Response:
    """One slice of the ranking."""
    labels = labels_of(request, here)
    ask, errors = ranking_question(request.query_params, labels)
    found = await here.bus.ask("ask.scoring.ranking", ask, Ranking)
    titles = titles_of((await catalogue_of(here)).values(), labels)
    regions = (await here.index.facets()).regions
    view = look_first_view(ask, found, titles, regions, errors, request.query_params, labels)
    return here.render(request, "look_first.html", status=UNPROCESSABLE if errors else 200, view=view)
