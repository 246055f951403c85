"""The public HTTP server inside the gateway's process."""

import asyncio
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from shared.errors import StartupError

_LONGEST_HEADER = 32 * 1024
_KEEP_ALIVE = 20


class Bounds:
    """How long a client may take to ask, and how many connections it may hold."""

    def __init__(self, head_seconds: float, most_each: int, client_of: Callable[[str], bytes | None]) -> None:
        """`client_of(address)` is the key of a client, or None for a proxy, which may hold any number."""
        self.head_seconds = head_seconds
        self._most_each = most_each
        self._client_of = client_of
        self._each: Counter[bytes] = Counter()

    def enter(self, address: str) -> tuple[bytes | None, bool]:
        """Count a connection in: the key to `leave` with, and whether there are too many now."""
        client = self._client_of(address)
        if client is None:
            return None, False
        self._each[client] += 1
        return client, self._each[client] > self._most_each

    def leave(self, client: bytes | None) -> None:
        """Count a connection out."""
        if client is not None:
            self._each[client] -= 1
            if not self._each[client]:
                del self._each[client]


class Connection(H11Protocol):
    """A connection that is closed when no whole head of a request comes in time. `h11` bounds the head's size."""

    def __init__(self, *args: Any, bounds: Bounds, **more: Any) -> None:  # noqa: ANN401 - uvicorn's own arguments
        super().__init__(*args, **more)
        self._bounds = bounds
        self._client: bytes | None = None
        self._awaited: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Let the client in, unless it holds too many connections."""
        super().connection_made(transport)
        self._client, too_many = self._bounds.enter(self.client[0] if self.client else "")
        if too_many:
            transport.close()
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Read on."""
        super().data_received(data)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place up."""
        super().connection_lost(exc)
        self._stop_waiting()
        self._bounds.leave(self._client)

    def _await_head(self) -> None:
        """Wait for the head from its first byte on; a silent connection between requests has a time of its own."""
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()
        elif self._awaited is None:
            self._awaited = self.loop.call_later(self._bounds.head_seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._awaited is not None:
            self._awaited.cancel()
            self._awaited = None


class WebServer:
    """Uvicorn without signal handling of its own: the service's frame starts and stops it."""

    def __init__(
        self,
        app: ASGIApp,
        host: str,
        port: int,
        *,
        bounds: Bounds,
        max_connections: int,
        drain_seconds: float,
    ) -> None:
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            http=partial(Connection, bounds=bounds),  # type: ignore[arg-type]  # called as the class would be
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=max_connections,
            h11_max_incomplete_event_size=_LONGEST_HEADER,
            timeout_keep_alive=_KEEP_ALIVE,
            timeout_graceful_shutdown=max(1, int(drain_seconds / 2)),
            backlog=512,
        )
        self._server = uvicorn.Server(config)
        self._ticks: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen. Raises `StartupError` when the port is in use."""
        config = self._server.config
        config.load()
        self._server.lifespan = config.lifespan_class(config)
        try:
            await self._server.startup()
        except SystemExit:
            raise StartupError(
                f"The port {config.port} on {config.host} is in use, or may not be used; "
                "stop what listens there or choose another with ACHYK_HTTP_PORT."
            ) from None
        self._ticks = asyncio.create_task(self._server.main_loop())

    @property
    def port(self) -> int:
        """The port listened on."""
        port: int = self._server.servers[0].sockets[0].getsockname()[1]
        return port

    async def stop(self) -> None:
        """Listen no more and finish what was begun."""
        self._server.should_exit = True
        if self._ticks:
            await self._ticks
        await self._server.shutdown()
