"""The first page, and how a visitor comes to a language."""

from datetime import UTC, datetime
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.gateway.pages.here import PREFIX, Here, catalogue_of, labels_of, local_path, notice
from services.gateway.ports import LANGUAGE_COOKIE, TenderQuery
from services.gateway.views import tender_row, titles_of
from shared.contracts.base import Language

YEAR: Final = 365 * 24 * 3600
LATEST: Final = 5
FOUND: Final = 302
router = APIRouter(include_in_schema=False)


@router.get("/")
async def start(request: Request) -> Response:
    """Lead to the first page in the language chosen before, or the browser's."""
    language = preferred_language(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", ""))
    return RedirectResponse(f"/{language.value}/", FOUND, headers={"Vary": "Cookie, Accept-Language"})


@router.get("/language/{language:language}")
async def choose_language(language: Language, next: str = "/") -> Response:  # noqa: A002 - the parameter's name
    """Remember the language and show the same page in it."""
    response = RedirectResponse(f"/{language.value}{local_path(next)}", FOUND)
    response.set_cookie(LANGUAGE_COOKIE, language.value, max_age=YEAR, httponly=True, samesite="lax")
    return response


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


def preferred_language(cookie: str | None, accepted: str) -> Language:
    """The language of the cookie, else the first of ours in `Accept-Language` by weight, else Russian."""
    if cookie in list(Language):
        return Language(cookie)
    weighted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted.split(",")):
        tag, _, weight = part.partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            quality = 0.0
        weighted.append((-quality, place, tag.strip().split("-")[0].lower()))
    ours = (tag for quality, _, tag in sorted(weighted) if quality < 0 and tag in list(Language))
    return Language(next(ours, Language.RU))
