"""`/api/v1/buyers` and `/api/v1/suppliers`."""

import base64
import binascii
import json
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.api.answers import PROBLEMS, not_proof, public
from services.gateway.api.organisation_tables import router as tables
from services.gateway.api.shapes import (
    ListOf,
    OrganisationDetail,
    OrganisationFilters,
    OrganisationItem,
    organisation_detail,
)
from services.gateway.api.tenders import PartsHere, checked, not_found, unreadable_after
from services.gateway.index import MOST_COUNTED
from services.gateway.organisation_answers import profile_of
from services.gateway.parts import Parts
from services.gateway.ports import OrganisationProfile
from services.gateway.store import BUYER, SUPPLIER

router = APIRouter(prefix="/api/v1", tags=["open data"], responses=PROBLEMS)
FiltersHere = Annotated[OrganisationFilters, Query()]
_LARGEST = 1 << 62
router.include_router(tables)


@router.get("/buyers", response_model=ListOf[OrganisationItem])
async def list_buyers(request: Request, filters: FiltersHere, parts: PartsHere) -> Response:
    """Buyers, those with the most processes first."""
    return public(request, await listed(parts, BUYER, filters))


@router.get("/suppliers", response_model=ListOf[OrganisationItem])
async def list_suppliers(request: Request, filters: FiltersHere, parts: PartsHere) -> Response:
    """Suppliers of active awards and contracts, those with the most processes first."""
    return public(request, await listed(parts, SUPPLIER, filters))


@router.get("/buyers/{id:path}", response_model=OrganisationDetail)
async def one_buyer(request: Request, id: str, parts: PartsHere) -> Response:  # noqa: A002 - the field's own word
    """A buyer over all its processes."""
    return await one(request, parts, BUYER, await parts.index.buyer(checked(id)), id)


@router.get("/suppliers/{id:path}", response_model=OrganisationDetail)
async def one_supplier(request: Request, id: str, parts: PartsHere) -> Response:  # noqa: A002 - the field's own word
    """A supplier over all processes where it holds an award or a contract."""
    return await one(request, parts, SUPPLIER, await parts.index.supplier(checked(id)), id)


async def one(request: Request, parts: Parts, role: str, found: OrganisationProfile | None, id_: str) -> Response:
    """An organisation with its figures, which are null while scoring does not answer."""
    if found is None:
        raise not_found(id_)
    figures = await profile_of(parts.bus, role, id_)
    return public(request, organisation_detail(found, not_proof(request), figures))


async def listed(parts: Parts, role: str, filters: OrganisationFilters) -> ListOf[OrganisationItem]:
    """One slice of buyers or suppliers."""
    rows = await parts.index.organisations(role, filters.words, filters.limit + 1, read_after(filters.after))
    total = await parts.index.count_organisations(role, filters.words)
    items = [OrganisationItem.model_validate(row) for row in rows[: filters.limit]]
    following = after(items[-1]) if len(rows) > filters.limit else None
    return ListOf[OrganisationItem](items=items, total=total, next=following, more=total >= MOST_COUNTED)


def after(item: OrganisationItem) -> str:
    """The place behind `item`, opaque to those who get it."""
    return base64.urlsafe_b64encode(json.dumps([item.processes, item.id]).encode()).decode().rstrip("=")


def read_after(text: str | None) -> tuple[int, str] | None:
    """The place in the list; None for its beginning. Raises when it is none."""
    if not text:
        return None
    try:
        processes, id_ = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, binascii.Error):
        raise unreadable_after() from None
    if type(processes) is not int or not 0 <= processes < _LARGEST or not isinstance(id_, str):
        raise unreadable_after()
    return processes, id_
