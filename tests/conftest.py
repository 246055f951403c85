"""Real servers for every test that wants them.

Given URLs (`ACHYK_TEST_NATS_URL`, `ACHYK_TEST_MONGO_URL`) are used as they are; where a container engine answers
(`DOCKER_HOST` is set) testcontainers starts them; else the embedded servers do. The same tests run on all three.
"""

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

from shared import embedded, topology
from shared.bus import Bus, BusSettings, Policy
from shared.store import Store, is_away

settings.register_profile("test", deadline=None)  # how fast an example is depends on the machine
settings.register_profile("fuzz", deadline=None, max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
FAST = Policy(delays=(0.05, 0.05), stop_after=5, hold=0.05)


MEMORY = Path("/dev/shm")
"""Each test makes a database of its own with all its indexes; in memory the servers do not wait for a disk. A killed
server finds its files there all the same."""
_NEEDED = 4 * 1024**3


def room_in_memory() -> bool:
    """Whether the data of the servers fit into memory."""
    return MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > _NEEDED


@dataclass(frozen=True)
class ServerUrls:
    nats: str
    mongo: str


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Folder of real and made-up OCDS data beside the project; tests that read it skip where it is absent."""
    if not DATA.is_dir():
        pytest.skip(f"the data folder {DATA} is absent")
    return DATA


@pytest.fixture(scope="session")
def servers() -> Iterator[ServerUrls]:
    if "ACHYK_TEST_NATS_URL" in os.environ and "ACHYK_TEST_MONGO_URL" in os.environ:
        yield ServerUrls(os.environ["ACHYK_TEST_NATS_URL"], os.environ["ACHYK_TEST_MONGO_URL"])
    elif os.environ.get("DOCKER_HOST"):
        from tests.containers import started

        with started() as (nats, mongo):
            yield ServerUrls(nats, mongo)
    else:
        with TemporaryDirectory(prefix="achyk-servers-", dir=MEMORY if room_in_memory() else None) as folder:
            running = embedded.start(Path(folder), embedded.free_port(), embedded.free_port())
            yield ServerUrls(running.nats.url, running.mongo.url)
            running.stop()


@pytest.fixture(scope="session")
def nats_url(servers: ServerUrls) -> str:
    return servers.nats


@pytest.fixture(scope="session")
def mongo_url(servers: ServerUrls) -> str:
    return servers.mongo


def with_database(url: str, database: str) -> str:
    """`url` with the database named in its path."""
    base, _, query = url.partition("/?")
    return f"{base}/{database}?{query}"


MANY_COLLECTIONS = frozenset({"community"})
"""Services that make so many collections that making and dropping them takes longer than the tests: their databases
are emptied and used again, indexes and all."""
EMPTIED: dict[str, list[str]] = {name: [] for name in MANY_COLLECTIONS}


@pytest.fixture
async def store_of(mongo_url: str) -> AsyncIterator[Callable[[str], Store]]:
    """`store_of("scoring")`: that service's store on a database without data."""
    made: list[Store] = []

    def make(name: str) -> Store:
        again = EMPTIED.get(name)
        database = again.pop() if again else f"test_{name}_{uuid.uuid4().hex[:12]}"
        store = Store(with_database(mongo_url, database), name)
        made.append(store)
        return store

    yield make
    for store in made:
        if store.name in MANY_COLLECTIONS:
            await empty(store)
            EMPTIED[store.name].append(store.database.name)
        else:
            await store.drop()
        store.close()


async def empty(store: Store) -> None:
    """Delete every document of a database."""
    names = await store.database.list_collection_names(filter={"type": "collection"})
    await asyncio.gather(*(store.database[name].delete_many({}) for name in names if not name.startswith("system.")))


@pytest.fixture
async def fresh_topology(nats_url: str) -> None:
    """All streams empty, all consumers at the beginning."""
    bus = Bus("topology", BusSettings(nats_url))
    await bus.connect()
    for name in (*(stream.name for stream in topology.STREAMS), topology.SCORING):
        try:
            await bus.js.delete_stream(name)
        except topology.NotFoundError:
            continue
    async for _ in topology.apply(bus.js):
        pass
    await bus.stop()


@pytest.fixture
async def bus_of(nats_url: str, fresh_topology: None) -> AsyncIterator[Callable[[str], Awaitable[Bus]]]:
    """`await bus_of("scoring")`: a connected bus on fresh streams. Call `start()` after registering handlers."""
    async with AsyncExitStack() as stack:

        async def make(name: str) -> Bus:
            bus = Bus(name, BusSettings(nats_url, drain_seconds=3), away=is_away, policy=FAST)
            await bus.connect()
            stack.push_async_callback(bus.stop)
            return bus

        yield make
