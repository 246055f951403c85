"""A server that is lost for a while: the gateway says so, shows what it can, and loses nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from shared import embedded, topology
from shared.bus import Bus, BusSettings
from tests.integration.gateway.conftest import World, begin, nobody, process, tender_fact


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[tuple[World, embedded.Servers]]:
    """A gateway with servers of its own, so that they can be killed."""
    servers = await asyncio.to_thread(embedded.start, tmp_path, embedded.free_port(), embedded.free_port())
    async with AsyncExitStack() as stack:
        stack.push_async_callback(asyncio.to_thread, servers.stop)
        bus = Bus("others", BusSettings(servers.nats.url, drain_seconds=3))
        await bus.connect()
        stack.push_async_callback(bus.stop)
        async for _ in topology.apply(bus.js):
            pass
        yield await begin(stack, servers.nats.url, servers.mongo.url, bus, nobody), servers


async def test_given_the_database_is_lost_then_503_and_afterwards_every_event_is_there(
    own: tuple[World, embedded.Servers],
) -> None:
    world, servers = own
    await world.publish([tender_fact(process("ocds-1"))])
    await world.until_answer("/health/ready", 200)
    servers.mongo.process.kill()
    servers.mongo.process.wait()
    await world.until_answer("/health/ready", 503)
    answer = await world.http.get("/api/v1/tenders/ocds-1")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    page = await world.http.get("/ru/search", headers={"Accept": "text/html"})
    assert page.status_code == 503
    assert "Traceback" not in page.text
    assert "mongo" not in page.text.lower()
    publishing = asyncio.create_task(world.publish([tender_fact(process("ocds-2"))]))
    await asyncio.to_thread(servers.kill_and_restart, "mongo")
    await publishing
    await world.until_answer("/health/ready", 200)
    assert (await world.get("/api/v1/tenders"))["total"] == 2


async def test_given_the_broker_is_lost_then_lists_still_come_and_afterwards_events_too(
    own: tuple[World, embedded.Servers],
) -> None:
    world, servers = own
    await world.publish([tender_fact(process("ocds-1"))])
    servers.nats.process.kill()
    servers.nats.process.wait()
    await world.until_answer("/health/ready", 503)
    assert (await world.get("/api/v1/tenders"))["total"] == 1
    detail = await world.get("/api/v1/tenders/ocds-1")
    assert detail["partial"] is True
    await asyncio.to_thread(servers.kill_and_restart, "nats")
    await world.until_answer("/health/ready", 200)
    await world.publish([tender_fact(process("ocds-2"))])
    assert (await world.get("/api/v1/tenders"))["total"] == 2
