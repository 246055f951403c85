"""`/api/v1/organisations/{id}/network`, and the tables of an organisation as CSV."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from services.gateway import csv_tables
from services.gateway.api.answers import FRESH, not_proof, public
from services.gateway.api.shapes import NotedNetwork
from services.gateway.api.tenders import checked, not_found
from services.gateway.csv_tables import TableName
from services.gateway.parts import Parts, parts_of
from services.gateway.web import unless_known
from shared.contracts.organisation import AskNetwork, AskProfile, NetworkAround, OrganisationRole, Profile

router = APIRouter()
PartsHere = Annotated[Parts, Depends(parts_of)]
CSV = "text/csv; charset=utf-8"
_MOST_IN_FILE = 100
"""Firms of a network in a file."""


class NetworkFilters(BaseModel):
    """Which network is asked for."""

    model_config = ConfigDict(extra="forbid")

    role: OrganisationRole = OrganisationRole.SUPPLIER
    country: Annotated[str, Field(pattern=r"^[a-z]{2}$")] | None = None
    depth: Annotated[int, Field(ge=1, le=2)] = 1
    limit: Annotated[int, Field(ge=1, le=100)] = 25


class TableFilters(BaseModel):
    """Which table is asked for."""

    model_config = ConfigDict(extra="forbid")

    role: OrganisationRole
    table: TableName


@router.get("/organisations/{id:path}/network", response_model=NotedNetwork)
async def network(
    request: Request,
    id: str,  # noqa: A002 - the field's own word
    filters: Annotated[NetworkFilters, Query()],
    parts: PartsHere,
) -> Response:
    """Firms that bid for the same lots as a supplier, or how the suppliers of a buyer meet.

    Firms meet in ordinary competition, too: company is no sign of collusion by itself.
    """
    found = await _network(parts, AskNetwork(organisation=checked(id), **filters.model_dump()))
    return public(request, NotedNetwork(**dict(found), note=not_proof(request)))


@router.get(
    "/organisations/{id:path}/figures.csv",
    response_class=Response,
    responses={200: {"content": {CSV: {"schema": {"type": "string"}}}, "description": "A table with a head"}},
)
async def figures(
    request: Request,
    id: str,  # noqa: A002 - the field's own word
    filters: Annotated[TableFilters, Query()],
    parts: PartsHere,
) -> Response:
    """A table of a buyer or supplier as CSV."""
    text = await _table(parts, checked(id), filters)
    response = Response(text, media_type=CSV, headers={"Cache-Control": FRESH})
    response.headers["Content-Disposition"] = f'attachment; filename="{filters.role}-{filters.table}.csv"'
    return unless_known(request, response)


async def _table(parts: Parts, id_: str, filters: TableFilters) -> str:
    if filters.table is TableName.METHODS:
        index = parts.index
        found = await (index.buyer(id_) if filters.role is OrganisationRole.BUYER else index.supplier(id_))
        if found is None:
            raise not_found(id_)
        return csv_tables.of_methods(found)
    if filters.table is TableName.NETWORK:
        ask = AskNetwork(organisation=id_, role=filters.role, limit=_MOST_IN_FILE)
        return csv_tables.of_network(await _network(parts, ask))
    profile = await parts.bus.ask("ask.scoring.profile", AskProfile(organisation=id_, role=filters.role), Profile)
    return csv_tables.of_profile(filters.table, profile)


async def _network(parts: Parts, ask: AskNetwork) -> NetworkAround:
    return await parts.bus.ask("ask.scoring.network", ask, NetworkAround)
