"""Pages of buyers and suppliers: the same page from two sides."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.figures_view import OTHERS, figures_view
from services.gateway.network_view import network_view
from services.gateway.organisation_answers import network_of, profile_of
from services.gateway.pages.here import PREFIX, Here, catalogue_of, labels_of
from services.gateway.ports import OrganisationProfile, TenderQuery, Web
from services.gateway.views import organisation_view, query_string, tender_row, titles_of

ROWS: Final = 10
router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/buyers/{{id:path}}")
async def buyer(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """A buyer over all its processes."""
    return await page(request, here, await here.index.buyer(id), TenderQuery(buyer=id), "buyer")


@router.get(f"{PREFIX}/suppliers/{{id:path}}")
async def supplier(request: Request, here: Here, id: str) -> Response:  # noqa: A002 - the field's own word
    """A supplier over all processes where it holds an award or a contract."""
    return await page(request, here, await here.index.supplier(id), TenderQuery(supplier=id), "supplier")


async def page(
    request: Request, here: Web, profile: OrganisationProfile | None, query: TenderQuery, role: str
) -> Response:
    """The profile with its figures, its network and the newest processes."""
    if profile is None:
        raise HTTPException(404)
    labels, id_ = labels_of(request, here), profile.organisation.id
    catalogue, found, told, network = await asyncio.gather(
        catalogue_of(here),
        here.index.search(replace(query, limit=ROWS)),
        profile_of(here.bus, role, id_),
        network_of(here.bus, role, id_),
    )
    there = await here.index.suppliers_there([node.organisation.id for node in network.nodes]) if network else set()
    titles = titles_of(catalogue.values(), labels)
    now = datetime.now(UTC)
    return here.render(
        request,
        "organisation.html",
        role=role,
        other=OTHERS[role],
        organisation=organisation_view(profile, role, titles, labels),
        figures=figures_view(told, profile.methods, role, titles, now, labels),
        network=network_view(network, there, labels),
        rows=[tender_row(tender, titles, now, labels) for tender in found.items],
        total=profile.processes,
        query=query_string(query),
    )
