"""The public HTTP server inside the gateway's process."""

import asyncio

import uvicorn
from starlette.types import ASGIApp

from shared.errors import StartupError

_LONGEST_HEADER = 32 * 1024
_KEEP_ALIVE = 20


class WebServer:
    """Uvicorn without signal handling of its own: the service's frame starts and stops it."""

    def __init__(self, app: ASGIApp, host: str, port: int, *, max_connections: int, drain_seconds: float) -> None:
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            http="h11",  # bounds the size of a request's head
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
