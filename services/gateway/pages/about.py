"""Who we are, how the indicators work, and what data there are."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.pages.here import PREFIX, Here

router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/about")
async def about(request: Request, here: Here) -> Response:
    """What this is and what it is not."""
    return here.render(request, "about.html")


@router.get(f"{PREFIX}/method")
async def method(request: Request, here: Here) -> Response:
    """How the risk indicators and the level of a tender work."""
    return here.render(request, "method.html")


@router.get(f"{PREFIX}/data")
async def data(request: Request, here: Here) -> Response:
    """Where the data come from, how old they are, what is missing and how to take them along."""
    return here.render(request, "data.html", numbers=await here.index.live_numbers())
