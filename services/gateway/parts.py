"""What the application is put together from, kept in `app.state.parts`."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from services.gateway.catalogue import KeptCatalogue
from services.gateway.index import MongoIndex
from services.gateway.limits import Limiter
from services.gateway.live import Hub
from services.gateway.ports import Ask
from services.gateway.rendering import Renderer
from services.gateway.sealing.forms import TipForms
from services.gateway.security.clients import Clients
from services.gateway.security.csrf import FormTokens
from services.gateway.sessions import Cookies
from services.gateway.settings import Settings
from shared.facts import Delivered


class Broker(Ask, Protocol):
    """The part of the bus that the gateway's engine uses beside what pages use."""

    async def replay(self, stream: str, from_sequence: int, limit: int) -> list[Delivered]:
        """Up to `limit` events of a stream from a sequence on."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """One per process."""

    settings: Settings
    index: MongoIndex
    bus: Broker
    hub: Hub
    renderer: Renderer
    tokens: FormTokens
    cookies: Cookies
    clients: Clients
    limiter: Limiter
    trouble: Callable[[], Awaitable[list[str]]]
    """What keeps the gateway from working now; empty when it is ready."""
    error_page: Callable[[Request, int], Response]
    """The page for people when something went wrong."""
    tip_forms: TipForms = field(default_factory=lambda: TipForms(secrets.token_bytes(32)))
    """Marks of the forms for tips; the replicas of a gateway have one key."""
    catalogue: KeptCatalogue = field(default_factory=KeptCatalogue)
    """The indicators, for pages."""
    away: Callable[[BaseException], bool] = field(default=lambda _: False)
    """Whether an error means that the database is out of reach."""


def parts_of(request: Request) -> Parts:
    """The parts of the application that serves a request."""
    parts: Parts = request.app.state.parts
    return parts
