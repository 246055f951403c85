"""How the interface answers: open data with entity tags and for any site, a member's own data for nobody's cache."""

from typing import Any, Final

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.web import unless_known

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
    return unless_known(request, response)


def private(content: BaseModel, status: int = 200) -> Response:
    """A member's own data."""
    headers = {"Cache-Control": "private, no-store", "Vary": "Cookie"}
    return Response(content.model_dump_json(warnings="none"), status, headers, JSON)
