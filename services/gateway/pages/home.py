"""The first page, and how a visitor comes to a language."""

from datetime import UTC, datetime
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.gateway.pages.here import PREFIX, Here, catalogue_of, labels_of, local_path, notice
from services.gateway.parts import parts_of
from services.gateway.ports import LANGUAGE_COOKIE, TenderQuery
from services.gateway.views import tender_row, titles_of
from services.gateway.web import language_of
from shared.contracts.base import Language

YEAR: Final = 365 * 24 * 3600
LATEST: Final = 5
FOUND: Final = 302
router = APIRouter(include_in_schema=False)


@router.get("/")
async def start(request: Request) -> Response:
    """Lead to the first page in the language chosen before, or the browser's."""
    return RedirectResponse(f"/{language_of(request).value}/", FOUND, headers={"Vary": "Cookie, Accept-Language"})


@router.get("/language/{language:language}")
async def choose_language(request: Request, language: Language, next: str = "/") -> Response:  # noqa: A002 - the parameter's name
    """Remember the language and show the same page in it."""
    https = parts_of(request).settings.https
    response = RedirectResponse(f"/{language.value}{local_path(next)}", FOUND)
    response.set_cookie(LANGUAGE_COOKIE, language.value, max_age=YEAR, httponly=True, secure=https, samesite="lax")
    return response


@router.get(PREFIX)
async def without_slash(language: Language) -> Response:
    """The address of a language as people type it."""
    return RedirectResponse(f"/{language.value}/", FOUND)


@router.get(f"{PREFIX}/")
async def home(request: Request, here: Here) -> Response:
    """What this is, a search box, live numbers, what to do, the latest tenders with flags."""
    labels = labels_of(request, here)
    page = await here.index.search(TenderQuery(flagged=True, limit=LATEST))
    titles = titles_of((await catalogue_of(here)).values(), labels)
    now = datetime.now(UTC)
    return here.render(
        request,
        "home.html",
        numbers=await here.index.live_numbers(),
        latest=[tender_row(tender, titles, now, labels) for tender in page.items],
        notice=notice(request, labels),
    )
