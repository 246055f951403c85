"""Replicas of scoring as processes of their own, and events of many processes to share out among them."""

import asyncio
import os
import signal
import sys
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace

from services.scoring.settings import Settings
from shared import embedded, topology
from shared.bus import Bus
from shared.contracts.risk import FlagEvent
from shared.facts import Delivered, Fact
from tests.integration.scoring.test_scoring import body, tender

ACK_WAIT = 6.0
"""Seconds after which what a killed replica held comes again: shorter than in life, to be waited for."""
VERBS = ("raised", "cleared", "raised")
"""What the versions of every process here are to tell about R028, in their order."""


def versions_of(processes: int, buyers: int = 40) -> Iterator[list[Fact]]:
    """For each version the events of all processes: equal prices, other prices, equal prices again."""
    for version, amounts in enumerate(((100, 100), (100, 101), (100, 100)), 1):
        facts = []
        for number in range(processes):
            buyer = f"KG-INN-{number % buyers}"
            content = body(*amounts, ocid=f"o-{number}") | {"buyer": {"id": buyer}}
            facts.append(replace(tender(content, version), subject=f"tender.v1.closed.kg.{buyer}"))
        yield facts


async def in_partitions(bus: Bus, partitions: int) -> None:
    """Have the broker share tender events out, with an impatient acknowledgement."""
    async for _ in topology.apply(bus.js, partitions=partitions):
        pass
    for consumer in topology.scoring_consumers(partitions):
        await bus.js.add_consumer(consumer.stream, topology.consumer_config(replace(consumer, ack_wait=ACK_WAIT)))


class Replica:
    """One process of the service."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process = process
        self._port = port

    async def ready(self) -> bool:
        """Whether it is at work."""
        assert self.process.returncode is None, "the replica ended by itself"
        return (await asyncio.to_thread(self._read, "health/ready"))[0] == 200

    async def taken(self) -> int:
        """How many events it has handled."""
        _, text = await asyncio.to_thread(self._read, "metrics")
        rows = (line for line in text.splitlines() if line.startswith("achyk_events_taken_total{"))
        return int(sum(float(line.rpartition(" ")[2]) for line in rows))

    def _read(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except OSError:
            return 0, ""

    async def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        assert await self.process.wait() == -signal.SIGKILL


@asynccontextmanager
async def replica(settings: Settings, **more: str) -> AsyncIterator[Replica]:
    """A replica at work; `more` are settings by their variables."""
    port = embedded.free_port()
    environment = os.environ | {
        "ACHYK_NATS_URL": settings.nats_url,
        "ACHYK_SCORING_MONGO_URL": settings.mongo_url,
        "ACHYK_SCORING_PARTITIONS": str(settings.partitions),
        "ACHYK_SCORING_QUIET_SECONDS": str(settings.quiet_seconds),
        "ACHYK_SCORING_HEALTH_PORT": str(port),
        "ACHYK_LOG_LEVEL": "WARNING",
        **more,
    }
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "services.scoring", env=environment)
    try:
        one = Replica(process, port)
        await until(one.ready, "the replica to be ready")
        yield one
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def until(look: Callable[[], Awaitable[bool]], what: str, within: float = 90) -> None:
    """Wait for what another process or a server does and tells nobody."""
    try:
        async with asyncio.timeout(within):
            while not await look():  # noqa: ASYNC110 - other processes and servers tell nobody
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"waited in vain for {what}") from None


def stories(facts: list[Delivered]) -> dict[str, list[tuple[str, int]]]:
    """What was told of R028, by process in its order: verb and version of the process."""
    assert [name for name, count in Counter(fact.id for fact in facts).items() if count > 1] == []
    told: dict[str, list[tuple[str, int]]] = {}
    for fact in facts:
        if ".R028." in fact.subject:
            version = FlagEvent.model_validate_json(fact.data).process.version
            told.setdefault(fact.about, []).append((fact.type.removeprefix("risk.v1."), version))
    return told
