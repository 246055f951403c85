"""The frame every service runs in: settings, bus, store, relay, health, signals and a graceful stop.

A service's `app.py` makes a `Service`, registers its subscribers, request handlers and start-up work on it, runs it.
"""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

import uvloop

from shared import telemetry
from shared.bus import Bus, BusSettings, Policy
from shared.collector import calm_collector, give_back
from shared.errors import AchykError, StartupError
from shared.health import HealthServer
from shared.relay import Complete, Relay
from shared.settings import ServiceSettings
from shared.store import Store, is_away

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[None]]
Task = Callable[[], Coroutine[Any, Any, None]]
_LAG_SECONDS = 5.0


class Service:
    """One process of one service."""

    def __init__(self, name: str, settings: ServiceSettings, policy: Policy | None = None) -> None:
        self.name = name
        self.settings = settings
        self.store = Store(settings.mongo_url, name)
        self.bus = Bus(
            name,
            BusSettings(
                url=settings.nats_url,
                user=settings.nats_user,
                password=settings.nats_password,
                drain_seconds=settings.drain_seconds,
            ),
            away=is_away,
            policy=policy,
        )
        self._relay = Relay(self.store, self.bus)
        self._on_start: list[Work] = []
        self._on_stop: list[Work] = []
        self._background: list[Task] = []
        self._failed: list[str] = []
        self._started = False
        self._stopping = asyncio.Event()
        self._health = HealthServer(settings.health_host, settings.health_port, self.trouble)

    def on_start(self, work: Work) -> None:
        """Do `work` once, after the connections stand and before anything is handled (indexes, warm-up)."""
        self._on_start.append(work)

    def on_stop(self, work: Work) -> None:
        """Do `work` once, before the connections close."""
        self._on_stop.append(work)

    def completes(self, complete: Complete) -> None:
        """Before facts are published, let `complete` put in what they name as `rest`."""
        self._relay.complete = complete

    def background(self, task: Task) -> None:
        """Run `task` for as long as the service; when it fails the service says it is not ready and stops."""
        self._background.append(task)

    async def trouble(self) -> list[str]:
        """What keeps this service from working now; empty when it is ready."""
        found = self.bus.trouble() + self._failed
        if not self._started:
            found.append("starting")
        if not await self.store.alive():
            found.append("no primary of the database answers")
        if self._stopping.is_set():
            found.append("stopping")
        return found

    def run(self) -> None:
        """Run until SIGTERM or SIGINT, then drain. Exits with status 1 and one sentence when it cannot start."""
        provider = telemetry.start(self.name, self.settings)
        try:
            uvloop.run(self._until_stopped())
        except AchykError as error:
            log.critical("%s", error)
            raise SystemExit(1) from error
        finally:
            provider.shutdown()

    async def _until_stopped(self) -> None:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self._stopping.set)
        async with self.running():
            log.info("%s is ready, health on port %s", self.name, self._health.port)
            await self._stopping.wait()
            log.info("%s drains", self.name)
        if self._failed:
            raise StartupError("; ".join(self._failed))

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Service"]:
        """Everything started; on leaving, everything finished, drained and closed."""
        await self._health.start()
        await self._wait_for_servers()
        if self._stopping.is_set():
            await self._health.stop()
            self.store.close()
            yield self
            return
        await self.store.ensure_indexes(())
        for work in self._on_start:
            await work()
        await self.bus.start()
        self._started = True
        calm_collector()
        tasks = [
            asyncio.create_task(self._watched(task)) for task in (self._relay.run, self._watch_lag, *self._background)
        ]
        try:
            yield self
        finally:
            self._stopping.set()
            await self._drain(tasks)

    async def _drain(self, tasks: list[asyncio.Task[None]]) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self.settings.drain_seconds):
                await self.bus.stop_reading()
                for work in self._on_stop:
                    await work()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(self.settings.drain_seconds):
                await self._relay.drain()
                await self.bus.stop()
        self.store.close()
        await self._health.stop()

    async def _wait_for_servers(self) -> None:
        """Wait for database and broker to answer: in a deployment they may start after us."""
        said = False
        while True:
            away = [] if await self.store.alive() else ["database"]
            try:
                async with asyncio.timeout(5):
                    await self.bus.connect()
            except Exception as error:  # noqa: BLE001 - any failure to connect is waited out; readiness tells
                away.append(f"broker ({type(error).__name__})")
            if not away or self._stopping.is_set():
                return
            if not said:
                log.warning("%s waits for %s", self.name, " and ".join(away))
                said = True
            await asyncio.sleep(0.5)

    async def _watched(self, task: Task) -> None:
        try:
            await task()
        except Exception as error:
            log.error("a background task failed: %s", type(error).__name__, exc_info=error)
            self._failed.append(f"a background task failed: {type(error).__name__}")
            self._stopping.set()

    async def _watch_lag(self) -> None:
        """Keep the lag of the consumers as a metric; memory goes back to the system when a burst is over."""
        busy, handled = True, 0
        while True:
            with suppress(Exception):
                waiting = sum((await self.bus.lag()).values())
                idle = not waiting and self.bus.handled == handled
                if busy and idle:  # an event that came now would wait for it
                    gc.collect()
                    give_back()
                busy, handled = not idle, self.bus.handled
            await asyncio.sleep(_LAG_SECONDS)
