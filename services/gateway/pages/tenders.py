"""Search with its list, and the page of one contracting process."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.flag_view import flags_view
from services.gateway.labels import Labels
from services.gateway.pages.here import PREFIX, UNPROCESSABLE, Here, catalogue_of, labels_of, notice
from services.gateway.pages.judging import judging_of
from services.gateway.ports import IndexedTender, Web
from services.gateway.tender_view import tender_view
from services.gateway.views import search_view, tender_query, tender_row, titles_of
from shared.contracts.base import IndicatorId
from shared.contracts.risk import AskFlags, Flags, Indicator
from shared.contracts.tender import AskProcess, Process
from shared.errors import Refused, Unavailable

router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/search")
async def search(request: Request, here: Here) -> Response:
    """Tenders that match the filters. htmx asks for the same address and takes the part it needs."""
    labels = labels_of(request, here)
    query, errors = tender_query(request.query_params, labels)
    page = await here.index.search(query)
    view = search_view(
        query,
        page,
        await here.index.facets(),
        await catalogue_of(here),
        errors,
        request.query_params,
        datetime.now(UTC),
        labels,
    )
    return here.render(request, "search.html", status=UNPROCESSABLE if errors else 200, view=view)


@router.get(f"{PREFIX}/tenders/{{ocid:path}}")
async def tender(request: Request, here: Here, ocid: str) -> Response:
    """Everything about one process. While ingest does not answer, the few facts of the list stand in."""
    labels = labels_of(request, here)
    indexed = await here.index.tender(ocid)
    catalogue = await catalogue_of(here)
    try:
        process = await here.bus.ask("ask.ingest.process", AskProcess(ocid=ocid), Process)
        body = await body_of(here, process)
    except Refused as refused:
        if refused.code == "not_found":
            raise HTTPException(404) from refused
        raise
    except Unavailable:
        return outline(request, here, indexed, catalogue, labels)
    shown = tender_view(process, body, indexed.summary.region if indexed else None, labels)
    flags = await flags_of(here, process)
    return here.render(
        request,
        "tender.html",
        tender=shown,
        flags=flags_view(flags, catalogue, labels, process.country, shown.anchors) if flags else None,
        judging=await judging_of(here, flags, catalogue, labels) if flags else {},
        notice=notice(request, labels),
    )


def outline(
    request: Request,
    here: Web,
    indexed: IndexedTender | None,
    catalogue: Mapping[IndicatorId, Indicator],
    labels: Labels,
) -> Response:
    """The page of a process while its details cannot be had."""
    if indexed is None:
        raise HTTPException(503)
    row = tender_row(indexed, titles_of(catalogue.values(), labels), datetime.now(UTC), labels)
    return here.render(request, "tender_outline.html", status=503, row=row)


async def body_of(here: Web, process: Process) -> Mapping[str, Any]:
    """The compiled release, from the answer or from the object store."""
    if process.process is not None:
        return process.process
    if process.reference is None:
        return {}
    body: Mapping[str, Any] = json.loads(await here.bus.objects.get(process.reference))
    return body


async def flags_of(here: Web, process: Process) -> Flags | None:
    """The answers of all indicators, or None while there are none to be had: not the same as no flags."""
    try:
        return await here.bus.ask("ask.scoring.flags", AskFlags(ocid=process.ocid), Flags)
    except Unavailable:
        return None
    except Refused as refused:
        if refused.code == "not_found":
            return None
        raise
