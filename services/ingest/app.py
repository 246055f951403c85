"""The wiring of ingest."""

import asyncio
import logging
from functools import partial

from services.ingest.fetch import Fetcher
from services.ingest.pipeline import Pipeline
from services.ingest.requests import Requests
from services.ingest.schema import merge_rules, validator
from services.ingest.settings import Settings
from services.ingest.source import Sources
from services.ingest.store import IngestStore
from shared.errors import describe
from shared.service import Service

log = logging.getLogger(__name__)
REQUESTS = ("process", "status", "quarantine")
"""Answered as `ask.ingest.<request>`."""


def build(settings: Settings | None = None) -> Service:
    """The service, ready to run: answers, and follows the sources of its settings."""
    settings = settings or Settings()
    service = Service("ingest", settings)
    store = IngestStore(service.store)
    fetcher = Fetcher(settings)
    requests = Requests(store)

    async def start() -> None:
        await store.prepare()
        validator()
        merge_rules()

    async def follow(name: str) -> None:
        sources = Sources(Pipeline(store, service.bus.objects), store, fetcher, settings)
        while True:
            try:
                done = await sources.take_in(name)
                log.info("%s: %d releases read, %d new", name, done.releases, done.new_releases)
            except Exception as error:  # noqa: BLE001 - following goes on, whatever one page was or did
                log.warning("%s could not be read now and will be again: %s", name, describe(error))
            await asyncio.sleep(settings.poll_seconds)

    service.completes(store.completed)
    service.on_start(start)
    service.on_stop(fetcher.close)
    for name in REQUESTS:
        service.bus.answers(f"ask.ingest.{name}")(getattr(requests, name))
    for name in settings.follow:
        service.background(partial(follow, name))
    return service
