"""How a command reaches the running platform."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.bus import Bus, BusSettings
from shared.errors import StartupError
from shared.settings import ServiceSettings


@asynccontextmanager
async def connected() -> AsyncIterator[Bus]:
    """The bus as an operator sees it. `StartupError` when no broker answers."""
    settings = ServiceSettings()
    bus = Bus("operator", BusSettings(settings.nats_url, settings.nats_user, settings.nats_password, 2))
    try:
        await bus.connect_once()
    except (OSError, TimeoutError) as error:
        raise StartupError(f"No broker answers at {settings.nats_url}. Is the platform running?") from error
    try:
        yield bus
    finally:
        await bus.stop()
