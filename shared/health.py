"""`/health/live`, `/health/ready` and `/metrics` of a service, on an internal port: the truth, asked afresh."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.errors import StartupError

Trouble = Callable[[], Awaitable[list[str]]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class HealthServer:
    """A tiny ASGI application with its own server."""

    def __init__(self, host: str, port: int, trouble: Trouble) -> None:
        """`trouble` names what keeps the service from working; an empty list means ready."""
        self._trouble = trouble
        config = uvicorn.Config(
            self._answer,
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            interface="asgi3",
        )
        self._server = uvicorn.Server(config)

    async def start(self) -> None:
        """Listen. Raises `StartupError` when the port is in use."""
        self._server.config.load()
        self._server.lifespan = self._server.config.lifespan_class(self._server.config)
        try:
            await self._server.startup()
        except SystemExit:
            raise StartupError(
                f"The health port {self._server.config.port} is in use; choose another with ACHYK_…_HEALTH_PORT."
            ) from None

    @property
    def port(self) -> int:
        """The port listened on."""
        port: int = self._server.servers[0].sockets[0].getsockname()[1]
        return port

    async def stop(self) -> None:
        """Stop listening."""
        await self._server.shutdown()

    async def _answer(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        status, kind, body = await self._page(scope.get("path", ""))
        headers = [(b"content-type", kind.encode()), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _page(self, path: str) -> tuple[int, str, bytes]:
        if path == "/health/live":
            return 200, "application/json", b'{"status":"live"}'
        if path == "/health/ready":
            trouble = await self._trouble()
            content = {"status": "not ready", "trouble": trouble} if trouble else {"status": "ready"}
            return 503 if trouble else 200, "application/json", json.dumps(content).encode()
        if path == "/metrics":
            return 200, CONTENT_TYPE_LATEST, generate_latest()
        return 404, "text/plain", b"not found"
