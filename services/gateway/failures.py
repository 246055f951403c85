"""What went wrong, as an answer: a page for people, `application/problem+json` for programs, never the internals."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from services.gateway import strong
from services.gateway.parts import parts_of
from shared.errors import Refused

log = logging.getLogger(__name__)

FOR_PROGRAMS: Final = ("/api/", "/events", "/health", "/openapi.json", "/static/")
RETRY_SECONDS: Final = 5
QUESTION: Final = "Ask"
"""How the names of all contracts for questions begin."""
STATUS_OF: Final = {
    "already_exists": 409,
    "conflict": 409,
    "email_not_verified": 403,
    "expired": 410,
    "forbidden": 403,
    "internal": 502,
    "invalid": 422,
    "last_admin": 409,
    "limit": 409,
    "not_found": 404,
    "second_factor_needed": 403,
    "signed_out": 401,
    "too_many": 409,
    "too_many_attempts": 429,
    "wrong_credentials": 401,
}
"""HTTP status of a typed refusal; any other is a 400."""
SENTENCES: Final = {
    400: "The request could not be understood.",
    401: "Sign in first.",
    403: "This is not allowed.",
    404: "There is nothing at this address.",
    405: "This method is not used here.",
    413: "The request is too large.",
    414: "The address is too long.",
    422: "Some fields are missing or wrong.",
    429: "Too many requests; wait a moment.",
    500: "Something went wrong on our side.",
    502: "A part of the platform failed.",
    503: "A part of the platform is not available now; try again in a moment.",
}


def answer(
    request: Request,
    status: int,
    sentence: str | None = None,
    *,
    code: str | None = None,
    detail: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The failure as the one who asked can read it."""
    more = dict(headers or {})
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        more.setdefault("Retry-After", str(RETRY_SECONDS))
    if request.url.path.startswith(FOR_PROGRAMS):
        return problem(status, sentence, code=code, detail=detail, headers=more)
    try:
        page = parts_of(request).error_page(request, status)
    except Exception as error:
        log.error("the page for status %s failed: %s", status, type(error).__name__, exc_info=error)
        return PlainTextResponse(SENTENCES.get(status, HTTPStatus(status).phrase), status, more)
    page.headers.update(more)
    return page


def problem(
    status: int,
    sentence: str | None = None,
    *,
    code: str | None = None,
    detail: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """RFC 9457; `code` is what a program acts on, `fields` and the like come from `detail`."""
    content = {
        **(detail or {}),
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code or HTTPStatus(status).name.lower(),
        "detail": sentence or SENTENCES.get(status, HTTPStatus(status).phrase),
    }
    return JSONResponse(jsonable_encoder(content), status, headers, media_type="application/problem+json")


async def on_http(request: Request, error: Exception) -> Response:
    """An address that does not exist, a form without its token; also a page that leads to another one."""
    assert isinstance(error, HTTPException)  # noqa: S101 - the framework calls this for no other
    if error.status_code < HTTPStatus.BAD_REQUEST:
        return Response(status_code=error.status_code, headers=error.headers)
    return answer(request, error.status_code, _own(error), headers=error.headers)


async def on_refused(request: Request, error: Exception) -> Response:
    """A typed no of one of the services; whoever must show a second factor first is led to where that is done."""
    assert isinstance(error, Refused)  # noqa: S101 - the framework calls this for no other
    if error.code == strong.CODE and not request.url.path.startswith(FOR_PROGRAMS):
        return strong.confirm_first(request, error)
    status = STATUS_OF.get(error.code, 400)
    return answer(request, status, error.message, code=error.code, detail=error.detail)


async def on_unavailable(request: Request, error: Exception) -> Response:
    """Nobody answered in time."""
    return answer(request, 503, code="unavailable")


async def on_no_question(request: Request, error: Exception) -> Response:
    """An identifier in the address that no question can be asked with: there is nothing by it.

    A broken answer of a service is a fault of ours and goes on to the last net.
    """
    assert isinstance(error, ValidationError)  # noqa: S101 - the framework calls this for no other
    if not error.title.startswith(QUESTION):
        raise error
    return answer(request, 404)


async def on_invalid(request: Request, error: Exception) -> Response:
    """Parameters or a body that are not well formed: which, and why; the values are not repeated."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - the framework calls this for no other
    fields = [
        {"field": ".".join(str(part) for part in problem["loc"][1:]) or "body", "problem": problem["msg"]}
        for problem in error.errors()[:20]
    ]
    return answer(request, 422, code="invalid", detail={"fields": fields})


def _own(error: HTTPException) -> str | None:
    """The sentence given with the error, unless it is only the status in words."""
    stated = str(error.detail) if error.detail else None
    return None if stated == HTTPStatus(error.status_code).phrase else stated
