"""What `achyk ingest` does: the same pipeline as the service's, in the command's own process.

It writes to ingest's database; the relay of the running service publishes. A broker is needed only for processes too
large for one message.
"""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from services.ingest.pipeline import Pipeline, Progress
from services.ingest.requests import status_of
from services.ingest.settings import Settings
from services.ingest.source import Sources
from services.ingest.store import IngestStore
from shared.contracts.tender import IngestStatus, Quarantine, Reference
from shared.errors import Unavailable
from shared.store import Store

if TYPE_CHECKING:
    from services.ingest.fetch import Fetcher
    from shared.bus import Bus

__all__ = ["IngestReport", "ingest", "quarantine", "status"]


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one command took in."""

    source: str
    releases: int
    """Releases taken in, new or known."""
    new_releases: int
    events: int
    """Versions that came to be, each told as one event."""
    quarantined: int
    reasons: dict[str, int]
    encoding: str
    """Encoding of the last document."""
    seconds: float


async def ingest(
    source: str,
    settings: Settings | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
    *,
    country: str | None = None,
) -> IngestReport:
    """Take in `source`: a file, a folder, a web address, `kyrgyzstan`, or `-` for standard input.

    `country` (ISO 3166-1 alpha-2) overrides what the data say. Raises `Refused` when nothing can be read there,
    `Unavailable` when a large process comes and no broker answers, and the store's connection errors when the database
    is away; whatever was committed until then stays and is not repeated.
    """
    settings = settings or Settings()
    begun = time.monotonic()
    async with _store(settings) as store, _large(settings) as large:
        web = _Web(settings)
        try:
            sources = Sources(Pipeline(store, large), store, web, settings)
            done = await sources.take_in(source, country.lower() if country else None, on_progress)
        finally:
            await web.close()
    return IngestReport(
        source=source,
        releases=done.releases,
        new_releases=done.new_releases,
        events=done.events,
        quarantined=done.quarantined,
        reasons=done.reasons,
        encoding=done.encoding,
        seconds=time.monotonic() - begun,
    )


async def status(settings: Settings | None = None) -> IngestStatus:
    """How much came in, and what was refused."""
    async with _store(settings or Settings()) as store:
        return await status_of(store)


async def quarantine(limit: int = 50, after: str | None = None, settings: Settings | None = None) -> Quarantine:
    """What could not be taken in, newest first."""
    async with _store(settings or Settings()) as store:
        items, total, following = await store.quarantine(limit, after)
        return Quarantine(items=items, total=total, next=following)


@asynccontextmanager
async def _store(settings: Settings) -> AsyncIterator[IngestStore]:
    plain = Store(settings.mongo_url, "ingest")
    try:
        store = IngestStore(plain)
        await store.prepare()
        yield store
    finally:
        plain.close()


class _Web:
    """The HTTP client, made when the first address is to be read: files need none, and it takes long to load."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._fetcher: Fetcher | None = None

    async def fetch(self, url: str, into: BinaryIO) -> None:
        """Write the document at `url` to `into`. Raises `Refused`."""
        if self._fetcher is None:
            from services.ingest.fetch import Fetcher

            self._fetcher = Fetcher(self._settings)
        await self._fetcher.fetch(url, into)

    async def close(self) -> None:
        """Close the connections."""
        if self._fetcher is not None:
            await self._fetcher.close()


class _Large:
    """The object store, connected to when the first large body comes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._bus: Bus | None = None

    async def put(self, data: bytes) -> Reference:
        """Store `data` and return its reference. Raises `Unavailable` when no broker answers."""
        if self._bus is None:
            self._bus = await self._connected()
        return await self._bus.objects.put(data)

    async def _connected(self) -> "Bus":
        from shared.bus import Bus, BusSettings  # most documents need no broker, and it takes half a second to load

        settings = self._settings
        bus = Bus("ingest", BusSettings(settings.nats_url, settings.nats_user, settings.nats_password))
        try:
            await bus.connect_once()
        except (OSError, TimeoutError) as error:
            raise Unavailable("the store of processes too large for one message") from error
        return bus

    async def close(self) -> None:
        """Disconnect."""
        if self._bus is not None:
            await self._bus.stop()


@asynccontextmanager
async def _large(settings: Settings) -> AsyncIterator[_Large]:
    large = _Large(settings)
    try:
        yield large
    finally:
        await large.close()
