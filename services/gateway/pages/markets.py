"""Regions and what is bought: figures of markets, beside each other and beside the whole country."""

from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import APIRouter
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.labels import Labels
from services.gateway.market_view import NONE, MarketView, market_view, region_name
from services.gateway.pages.here import PREFIX, Here, catalogue_of, labels_of
from services.gateway.ports import Web
from services.gateway.views import titles_of
from shared.contracts.market import AskMarket, Market, Year
from shared.errors import Refused

router = APIRouter(include_in_schema=False)
_YEAR: Final = TypeAdapter(Year)
BROAD: Final = 2
"""Digits of a wide class."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page above, by its path and name."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What a page is about."""

    kind: str
    """`regions`, `region`, `sectors` or `sector`."""
    path: str
    title: str
    """While nothing is known of it; else its own name stands there."""
    parent: Place | None = None
    code: str | None = None
    asked: dict[str, Any] = field(default_factory=dict)
    """Fields of the question."""


@router.get(f"{PREFIX}/regions")
async def regions(request: Request, here: Here) -> Response:
    """The country, region by region."""
    return await page(request, here, Subject("regions", "/regions", labels_of(request, here).gettext("Regions")))


@router.get(f"{PREFIX}/regions/{{code}}")
async def region(request: Request, here: Here, code: str) -> Response:
    """One region: what is bought there, and how."""
    labels = labels_of(request, here)
    above = Place("/regions", labels.gettext("Regions"))
    title = region_name(code, labels)
    return await page(request, here, Subject("region", f"/regions/{code}", title, above, code, {"region": code}))


@router.get(f"{PREFIX}/sectors")
async def sectors(request: Request, here: Here) -> Response:
    """What is bought, by classes of two digits."""
    return await page(request, here, Subject("sectors", "/sectors", labels_of(request, here).gettext("What is bought")))


@router.get(f"{PREFIX}/sectors/{{code}}")
async def sector(request: Request, here: Here, code: str) -> Response:
    """One class: region by region, and the classes within it."""
    labels = labels_of(request, here)
    wide = code[:BROAD]
    above = Place("/sectors", labels.gettext("What is bought")) if code == wide else Place(f"/sectors/{wide}", wide)
    asked = {"sector": code, "scheme": request.query_params.get("scheme") or None}
    title = labels.gettext("Class %(code)s") % {"code": code}
    return await page(request, here, Subject("sector", f"/sectors/{code}", title, above, code, asked))


async def page(request: Request, here: Web, subject: Subject) -> Response:
    """A market; where nothing is known it says so in words."""
    labels = labels_of(request, here)
    view = await view_of(request, here, subject, labels)
    named = view.own.label if view and subject.code else subject.title
    in_a_region = subject.kind == "region" and subject.code != NONE
    return here.render(
        request,
        "market.html",
        status=404 if view is None and subject.code is not None else 200,
        view=view,
        kind=subject.kind,
        path=subject.path,
        title=named,
        parent=subject.parent,
        code=subject.code,
        scheme=subject.asked.get("scheme"),
        look_first={"region": subject.code} if in_a_region else None,
    )


async def view_of(request: Request, here: Web, subject: Subject, labels: Labels) -> MarketView | None:
    """The figures with those of the whole country beside them; None when nothing is known."""
    year = year_of(request.query_params.get("year"))
    try:
        found = await here.bus.ask("ask.scoring.market", AskMarket(**subject.asked, year=year), Market)
        country = await here.bus.ask("ask.scoring.market", AskMarket(year=year), Market) if subject.asked else found
    except Refused as refused:
        if refused.code == "not_found":
            return None
        raise
    titles = titles_of((await catalogue_of(here)).values(), labels)
    return market_view(found, country, titles, request.query_params, labels)


def year_of(text: str | None) -> int | None:
    """A year as it stands in an address; what is none narrows nothing."""
    try:
        return _YEAR.validate_python(text) if text else None
    except ValidationError:
        return None
