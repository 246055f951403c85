"""How the interface answers: open data with entity tags and for any site, a member's own data for nobody's cache."""

from typing import Any, Final

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.labels import NOT_PROOF
from services.gateway.parts import parts_of
from services.gateway.web import preferred, unless_known
from shared.contracts.base import Language

JSON: Final = "application/json"
FRESH: Final = "public, max-age=5, stale-while-revalidate=30"
PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    status: {
        "description": description,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status, description in {
        404: "Nothing by this identifier",
        422: "A parameter is unknown or wrong",
        429: "Too many requests",
        503: "A part of the platform is not available now",
    }.items()
}
PRIVATE_PROBLEMS: Final = PROBLEMS | {
    status: {**PROBLEMS[404], "description": description}
    for status, description in {401: "Not signed in", 403: "No or a wrong `X-CSRF-Token`"}.items()
}
PROBLEM_SCHEMA: Final = {
    "type": "object",
    "description": "RFC 9457 problem details",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable, for programs"},
        "detail": {"type": "string", "description": "A sentence a person can act on"},
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "problem": {"type": "string"}},
            },
        },
    },
}


def public(request: Request, content: BaseModel, cache: str = FRESH) -> Response:
    """Open data: 304 when the client has it already."""
    response = Response(content.model_dump_json(warnings="none"), media_type=JSON)
    response.headers["Cache-Control"] = cache
    response.headers["Vary"] = "Accept-Language"
    return unless_known(request, response)


def not_proof(request: Request) -> str:
    """What every answer with risk indicators says of them, in the language the client prefers, else in English."""
    language = preferred(request.headers.get("accept-language", ""), otherwise=Language.EN)
    return parts_of(request).renderer.labels(language).gettext(NOT_PROOF)


def private(content: BaseModel, status: int = 200) -> Response:
    """A member's own data."""
    headers = {"Cache-Control": "private, no-store", "Vary": "Cookie, Accept-Language"}
    return Response(content.model_dump_json(warnings="none"), status, headers, JSON)
