"""The wiring of the gateway: read model, live stream, pages, REST interface and the public HTTP server."""

import asyncio
import logging
import secrets
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from nats.js.errors import NotFoundError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from services.gateway import api, events, failures, pages
from services.gateway.api.answers import PROBLEM_SCHEMA
from services.gateway.assets import MOUNT
from services.gateway.index import MongoIndex
from services.gateway.limits import Limiter
from services.gateway.live import Hub, Position
from services.gateway.pages import errors
from services.gateway.parts import Parts
from services.gateway.rendering import Renderer
from services.gateway.sealing.forms import TipForms
from services.gateway.security.clients import Clients
from services.gateway.security.csrf import KEY_BYTES, FormTokens
from services.gateway.security.guard import Guard, Net, Observed
from services.gateway.security.headers import SecurityHeaders
from services.gateway.server import Bounds, WebServer
from services.gateway.sessions import Cookies, SlidingCookie
from services.gateway.settings import Settings
from services.gateway.store import ReadModel
from shared import topology
from shared.bus import Bus
from shared.errors import Refused, Unavailable
from shared.service import Service
from shared.store import is_away

log = logging.getLogger(__name__)

_COMPRESS_FROM = 800
DESCRIPTION = (
    "Public procurement of Kyrgyzstan as open data: contracting processes, risk indicators, buyers and suppliers. "
    "A risk indicator is not proof. Amounts are decimal numbers in texts, moments are in UTC."
)


@dataclass(slots=True)
class Gateway:
    """One gateway: the frame it runs in, and its server once it listens."""

    service: Service
    settings: Settings
    server: WebServer | None = None


def build(settings: Settings | None = None) -> Service:
    """The service, wired and not yet running."""
    return assemble(settings or Settings()).service


def assemble(settings: Settings) -> Gateway:
    """The service with a handle on its server, for whoever needs the port it took."""
    service = Service("gateway", settings)
    gateway = Gateway(service, settings)
    model = ReadModel(service.store)
    index = MongoIndex(model, settings.refresh_seconds)
    hub = Hub(
        service.bus.replay,
        most=settings.event_clients,
        most_each=settings.event_clients_each,
        heartbeat=settings.heartbeat_seconds,
    )
    events.register(service.bus, model, hub)

    async def start() -> None:
        await model.prepare()
        hub.position = await told_so_far(service.bus)
        key = settings.secret.encode() if settings.secret else await model.form_key(secrets.token_bytes(KEY_BYTES))
        clients = Clients(settings.trusted_proxies)
        parts = Parts(
            settings=settings,
            index=index,
            bus=service.bus,
            hub=hub,
            renderer=Renderer(),
            tokens=FormTokens(key),
            tip_forms=TipForms(key),
            cookies=Cookies(settings.https),
            clients=clients,
            limiter=Limiter(settings.rate_factor),
            trouble=service.trouble,
            error_page=errors.page,
            away=is_away,
        )
        gateway.server = WebServer(
            application(parts),
            settings.http_host,
            settings.http_port,
            bounds=Bounds(settings.head_seconds, settings.connections_each, clients.peer),
            max_connections=settings.max_connections,
            drain_seconds=settings.drain_seconds,
        )
        await gateway.server.start()
        log.info("pages and API on port %s", gateway.server.port)

    async def stop() -> None:
        hub.close()
        if gateway.server:
            await gateway.server.stop()

    service.on_start(start)
    service.on_stop(stop)
    service.background(lambda: tell_numbers(index, hub, settings.refresh_seconds))
    return gateway


def application(parts: Parts) -> FastAPI:
    """The web application with everything it needs."""
    app = routes()
    app.state.parts = parts
    app.state.renderer = parts.renderer
    app.mount(MOUNT, parts.renderer.assets.app)
    # The last one added is the first to see a request.
    app.add_middleware(SlidingCookie, cookies=parts.cookies)
    app.add_middleware(Net)
    app.add_middleware(GZipMiddleware, minimum_size=_COMPRESS_FROM, compresslevel=5)
    app.add_middleware(Guard)
    app.add_middleware(SecurityHeaders, hsts_seconds=parts.settings.hsts_seconds if parts.settings.https else 0)
    app.add_middleware(Observed)
    return app


def routes() -> FastAPI:
    """Every address, without what answers need."""
    app = FastAPI(
        title="Achyk",
        version=version("achyk"),
        description=DESCRIPTION,
        license_info={"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.include_router(api.router)
    app.include_router(pages.router)
    app.add_exception_handler(HTTPException, failures.on_http)
    app.add_exception_handler(RequestValidationError, failures.on_invalid)
    app.add_exception_handler(ValidationError, failures.on_no_question)
    app.add_exception_handler(Refused, failures.on_refused)
    app.add_exception_handler(Unavailable, failures.on_unavailable)
    make = app.openapi

    def described() -> dict[str, Any]:
        document = make()
        document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
        return document

    app.openapi = described  # type: ignore[method-assign]  # the framework's documented way to extend its description
    return app


def openapi() -> dict[str, Any]:
    """The OpenAPI document of the public interface, for `docs/api/`."""
    return routes().openapi()


async def told_so_far(bus: Bus) -> Position:
    """How far the gateway has taken the streams in: where new listeners begin."""
    reached = []
    for consumer in (topology.GATEWAY_TENDERS, topology.GATEWAY_RISKS):
        try:
            info = await bus.js.consumer_info(consumer.stream, consumer.name)
        except NotFoundError:
            log.warning("consumer %s does not exist; run `achyk topology apply`", consumer.name)
            reached.append(0)
        else:
            reached.append(info.ack_floor.stream_seq if info.ack_floor else 0)
    return Position(*reached)


async def tell_numbers(index: MongoIndex, hub: Hub, seconds: float) -> None:
    """Tell the listeners the numbers of the home page whenever they change."""
    while True:
        await asyncio.sleep(seconds)
        if not hub.wants_numbers:
            continue
        try:
            hub.tell_numbers(await index.live_numbers())
        except Exception as error:
            if not is_away(error):
                raise
            log.warning("no numbers for the listeners: %s", type(error).__name__)
