"""The chain ingest → scoring → alerts on real servers, every step durable: latency of one event, sustained rate."""

import asyncio
import io
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from achyk.settling import until_settled
from achyk.up import Place, UpSettings, platform
from bench.floors import BYTES, publish_and_fetch
from bench.report import Figure, percentile
from shared import embedded
from shared.bus import Bus, BusSettings
from shared.contracts.alert import AskSaveSearch, Criteria, Search, SearchDraft
from shared.contracts.community import AskSignIn
from shared.contracts.community import Session as SignedIn
from shared.relay import wake_subject
from shared.store import Store

EVENTS = 200
WARM_UP = 10
PROCESSES = 60_000
ROUNDS = 3
"""Runs of the whole chain, of which the best counts: what else runs on the machine only ever slows one down."""
SEARCHES = 1_000
_OCID = re.compile(rb"ocds-h7i0z4-\d+")


class Clock:
    """A mail server that notes when the letter about each process arrived."""

    def __init__(self) -> None:
        self.port = embedded.free_port()
        self.accepted = 0
        self.arrived: dict[bytes, float] = {}
        self.changed = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, enable_SMTPUTF8=True)

    def start(self) -> None:
        """Listen."""
        self._controller.start()

    def stop(self) -> None:
        """Stop listening."""
        self._controller.stop(no_assert=True)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's hook
        """Note the time."""
        self.accepted += 1
        content = envelope.original_content or b""
        found = _OCID.search(content)
        if found:
            self.arrived.setdefault(found.group(), time.perf_counter())
            self._loop.call_soon_threadsafe(self.changed.set)
        return "250 kept"


@asynccontextmanager
async def _chain(
    folder: Path, services: tuple[str, ...], clock: Clock | None = None
) -> AsyncIterator[tuple[Place, Bus]]:
    settings = UpSettings(
        data_dir=folder / "data",
        nats_port=embedded.free_port(),
        mongo_port=embedded.free_port(),
        http_port=embedded.free_port(),
    )
    async with platform(settings, services, clock) as place:
        os.environ.update(place.environment)
        bus = Bus("bench", BusSettings(place.environment["ACHYK_NATS_URL"]))
        await bus.connect()
        try:
            yield place, bus
        finally:
            await bus.stop()


async def latency(folder: Path) -> list[Figure]:
    """From a release handed to ingest to the letter in the mail server, one at a time in an idle system."""
    from services.community.seed import SAMPLE_MEMBERS, SAMPLE_PASSWORD
    from services.ingest.pipeline import Origin, Pipeline
    from services.ingest.read import Reader
    from services.ingest.sample.arrivals import arrivals
    from services.ingest.store import IngestStore

    clock = Clock()
    took = []
    async with _chain(folder, ("ingest", "scoring", "alerts", "community"), clock) as (place, bus):
        sign_in = AskSignIn(email=SAMPLE_MEMBERS[0].email, password=SAMPLE_PASSWORD)
        member = (await bus.ask("ask.community.sign_in", sign_in, SignedIn, 10)).member
        draft = SearchDraft(name="all", criteria=Criteria(country="kg"), email=True)
        await bus.ask("ask.alerts.save_search", AskSaveSearch(member=member.id, search=draft), Search, 10)
        store = Store(place.environment["ACHYK_MONGO_URL"], "ingest")
        pipeline = Pipeline(IngestStore(store), bus.objects)
        for line in arrivals(1, EVENTS + WARM_UP, datetime.now(UTC)):
            ocid = _OCID.search(line)
            if ocid:
                begun = time.perf_counter()
                await pipeline.take_in(Reader(partial(io.BytesIO, line)), Origin("bench", "bench"))
                await bus.announce(wake_subject("ingest"), b"")
                took.append((await _arrival(clock, ocid.group()) - begun) * 1000)
        store.close()
    measured = took[WARM_UP:]
    return [
        Figure("source to notification, p50", percentile(measured, 0.5), "ms", "<= 50"),
        Figure("source to notification, p99", percentile(measured, 0.99), "ms", "<= 250"),
    ]


async def _arrival(clock: Clock, ocid: bytes) -> float:
    async with asyncio.timeout(30):
        while ocid not in clock.arrived:
            clock.changed.clear()
            await clock.changed.wait()
    return clock.arrived[ocid]


async def throughput(folder: Path) -> list[Figure]:
    """Processes per second through ingest, scoring and alerts, from reading the file to the last event handled."""
    from services.ingest.sample.commands import write_sample

    report = write_sample(folder, 1, PROCESSES, lambda _done, _total: None, kilobytes=BYTES // 1024)
    rounds = [await _passed_through(folder / str(number), report.releases_file) for number in range(ROUNDS)]
    return max(rounds, key=lambda figures: figures[-1].value)


async def _passed_through(folder: Path, file: Path) -> list[Figure]:
    """One run on servers of its own."""
    async with _chain(folder, ("ingest", "scoring", "alerts")) as (place, bus):
        await _save_searches(bus)
        begun = time.perf_counter()
        command = [sys.executable, "-m", "achyk", "ingest", str(file)]
        loading = await asyncio.create_subprocess_exec(*command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if await loading.wait():
            raise RuntimeError("achyk ingest failed")
        read = time.perf_counter() - begun
        await until_settled(bus, place.environment["ACHYK_MONGO_URL"], ("ingest", "scoring", "alerts"), figures=False)
        took = time.perf_counter() - begun
        events = (await bus.js.stream_info("TENDERS")).state.messages
        body = (await bus.replay("TENDERS", 1, 1))[0].data
        floor = await publish_and_fetch(place.environment["ACHYK_NATS_URL"], body, 5_000)
    return [
        Figure("bytes of one event", len(body), "bytes"),
        Figure("ingest alone", events / read, "processes/s"),
        Figure("ingest → scoring → alerts", events / took, "processes/s", ">= 2000", floor, "raw publish + fetch"),
    ]


async def _save_searches(bus: Bus) -> None:
    """Saved searches as many people have them: words, a range of values, a buyer."""
    for number in range(SEARCHES):
        criteria = (
            Criteria(words=f"слово{number % 300} дорога", value_min=number * 1000)
            if number % 2
            else Criteria(buyer=f"KG-INN-{number:014d}")
        )
        member = f"m_{number // 50:024x}"
        ask = AskSaveSearch(member=member, search=SearchDraft(name=f"search {number}", criteria=criteria))
        await bus.ask("ask.alerts.save_search", ask, Search, 10)
