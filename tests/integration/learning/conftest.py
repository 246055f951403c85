"""The whole service on real servers, over a copy of its own courses."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from pydantic import BaseModel

from services.learning.app import build
from services.learning.settings import OWN_COURSES, Settings
from shared.bus import Bus
from shared.service import Service
from shared.store import Store

Answer = TypeVar("Answer", bound=BaseModel)


@dataclass
class Learning:
    """A partner's view of the running service."""

    service: Service
    bus: Bus
    store: Store
    content: Path

    async def ask(self, name: str, question: BaseModel, answer: type[Answer]) -> Answer:
        return await self.bus.ask(f"ask.learning.{name}", question, answer, timeout=10)


Running = Callable[[], AbstractAsyncContextManager[Learning]]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Folder of courses that a test may change."""
    return Path(shutil.copytree(OWN_COURSES, tmp_path / "content"))


@pytest.fixture
async def running(
    store_of: Callable[[str], Store],
    bus_of: Callable[[str], Awaitable[Bus]],
    nats_url: str,
    mongo_url: str,
    content: Path,
) -> Running:
    """`async with running() as learning`: one process of the service; each on the same database."""
    store, bus = store_of("learning"), await bus_of("partner")
    base, _, query = mongo_url.partition("/?")
    settings = Settings.model_validate(
        {
            "nats_url": nats_url,
            "mongo_url": f"{base}/{store.database.name}?{query}",
            "content_dir": content,
            "drain_seconds": 5,
        }
    )

    @asynccontextmanager
    async def run() -> AsyncIterator[Learning]:
        async with build(settings).running() as service:
            await service.bus.js.account_info()  # an answer comes after the server knows of our subscriptions
            yield Learning(service, bus, store, content)

    return run


@pytest.fixture
async def learning(running: Running) -> AsyncIterator[Learning]:
    async with running() as one:
        yield one
