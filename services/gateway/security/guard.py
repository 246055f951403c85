"""The gate: rate limits, checks, body size, time limit; and the last net under everything that can go wrong."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway import failures
from services.gateway.limits import Kind, kind_of
from services.gateway.parts import parts_of
from services.gateway.security.bounds import RequestBounds, bounds_of, is_upload, upload_bounds
from services.gateway.security.checks import SAFE_METHODS, refusal_of
from services.gateway.security.tip_paths import is_tip
from services.gateway.settings import Settings
from services.gateway.web import member_of
from shared import metrics, telemetry

log = logging.getLogger(__name__)
STREAM = "/events"
_READ_OFF = 16
"""So many times the limit is read before a client is cut off, and at most so many bytes beyond it:"""
_MOST_READ_OFF = 16 * 1024 * 1024
_EVERYBODY = b""
"""Key of all clients together."""
_UNRECORDED = "00-00000000000000000000000000000001-0000000000000001-00"
"""A trace of which nothing is recorded, here or in any service."""


class Observed:
    """A log line, a metric and a span per request: method, path template, status, time; nothing of the visitor.

    The pages for tips leave none of the three.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note what came of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "HEAD" and scope["path"] != STREAM:
            scope = {**scope, "method": "GET"}  # the server itself leaves the body out
        status = 499
        begun = time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        unseen = is_tip(scope["path"])
        try:
            with telemetry.span("http", _UNRECORDED if unseen else None):
                await self._app(scope, receive, noted)
        finally:
            seconds = time.perf_counter() - begun
            name = f"{scope['method'] if len(scope['method']) < 8 else '?'} {template_of(scope)}"
            if not unseen:  # a line or a number would tell the minute in which somebody sent a tip
                metrics.REQUESTS.labels(f"http {name}", str(status)).inc()
                metrics.REQUEST_SECONDS.labels(f"http {name}").observe(seconds)
                log.info("%s %s in %.0f ms", name, status, seconds * 1000)


def template_of(scope: Scope) -> str:
    """The path as the route states it, with the names of its parameters instead of their values."""
    path = getattr(scope.get("route"), "path_format", None)
    return path if isinstance(path, str) and path else "(no route)"


class Guard:
    """Lets through what is well formed, small enough and not too much."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        refused = self._too_much(request) or self._malformed(request)
        if refused is not None:
            await refused(scope, receive, send)
            return
        settings = parts_of(request).settings
        started = Started(send)
        try:
            bounds = await self._bounds(request, settings)
            async with asyncio.timeout(bounds.seconds):
                if scope["method"] not in SAFE_METHODS:
                    body = await whole_body(receive, bounds.size)
                    if body is None:
                        await failures.answer(request, 413, headers={"Connection": "close"})(scope, receive, send)
                        return
                    receive = replayed(body, receive)
                await self._app(scope, receive, started)
        except TimeoutError:
            log.warning("%s took too long", template_of(scope))
            if not started.yet:
                await failures.answer(request, 503, code="too_slow")(scope, receive, send)

    @staticmethod
    async def _bounds(request: Request, settings: Settings) -> RequestBounds:
        """What the request may take; a large body is read only when a member sends it."""
        method, path = request.method, request.url.path
        if is_upload(method, path) and await member_of(request, parts_of(request).cookies.session(request)):
            return upload_bounds(settings)
        return bounds_of(method, path, settings)

    @staticmethod
    def _too_much(request: Request) -> Response | None:
        parts = parts_of(request)
        kind = kind_of(request.method, request.url.path)
        client = _EVERYBODY if kind is Kind.TIP else parts.clients.key(request.scope)
        seconds = parts.limiter.wait(client, kind, time.monotonic())
        if not seconds:
            return None
        return failures.answer(request, 429, code="too_many_requests", headers={"Retry-After": str(seconds)})

    @staticmethod
    def _malformed(request: Request) -> Response | None:
        refusal = refusal_of(request.scope)
        return failures.answer(request, refusal.status, refusal.sentence) if refusal else None


class Net:
    """Catches what nothing else did, so that it is answered with our headers and logged without what it may quote."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer 503 when the database is away, else 500, when it fails."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = Started(send)
        try:
            await self._app(scope, receive, started)
        except Exception as error:
            request = Request(scope)
            away = parts_of(request).away(error)
            log.log(
                logging.WARNING if away else logging.ERROR,
                "%s failed: %s",
                template_of(scope),
                type(error).__name__,
                exc_info=None if away else error,
            )
            if not started.yet:
                response = failures.answer(request, 503 if away else 500, code="unavailable" if away else None)
                await response(scope, receive, send)


class Started:
    """`send`, and whether an answer has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.yet = False

    async def __call__(self, message: Message) -> None:
        """Send on."""
        self.yet = self.yet or message["type"] == "http.response.start"
        await self._send(message)


async def whole_body(receive: Receive, limit: int) -> bytes | None:
    """The body, read before anything acts on it; None when it is larger than `limit`.

    Somewhat too much is read to its end and thrown away, since a client that is cut off in the middle of sending never
    reads why.
    """
    body = bytearray()
    size = 0
    while size <= limit + min(limit * _READ_OFF, _MOST_READ_OFF):
        message = await receive()
        if message["type"] != "http.request":
            break
        size += len(message.get("body", b""))
        if size <= limit:
            body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return bytes(body) if size <= limit else None


def replayed(body: bytes, receive: Receive) -> Callable[[], Awaitable[Message]]:
    """A `receive` that gives the whole body first."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
