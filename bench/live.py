"""Scoring alone on real servers: rate on a filled stream, delay from a tender to its flag, cost by what is stored."""

import asyncio
import os
import random
import sys
import time
import uuid
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from subprocess import Popen
from typing import Any

import msgspec
import numpy as np

from achyk.up import Place, UpSettings, platform
from bench.releases import releases
from bench.report import Figure, percentile
from shared import embedded, topology
from shared.bus import Bus, BusSettings
from shared.facts import Fact, fact_id
from shared.store import Document, Store

EVENTS = int(os.environ.get("ACHYK_BENCH_EVENTS", "20000"))
"""Processes of one measurement of the rate."""
SMALL, LARGE = 10_000, int(os.environ.get("ACHYK_BENCH_STORED", "300000"))
"""Processes stored when the cost of an event is measured; a million by ACHYK_BENCH_STORED, where there is time."""
PER_SECOND, SECONDS = 500, 20
WARM_UP = 1_000
"""Events before the clock starts: the service has opened its connections and read its figures by then."""
_TICK = 0.01
_PATTERN = 2_000
"""Processes that are really scored; the stored ones are copies of them under other names."""
_encode = msgspec.json.Encoder().encode


async def measure(folder: Path) -> list[Figure]:
    """Rate and delay, each on servers of its own."""
    found = [
        Figure("scoring alone, processes", await _rate(folder / "one", 1, 1), "processes/s", ">= 4000"),
        Figure("scoring alone, 2 replicas in 4 partitions", await _rate(folder / "two", 2, 4), "processes/s"),
    ]
    return found + await _delay(folder / "delay")


# --- the platform ---------------------------------------------------------------------------------------------------


@asynccontextmanager
async def _servers(folder: Path, partitions: int = 1) -> AsyncIterator[tuple[Place, Bus]]:
    """Servers and streams, no service yet; the figures are not computed anew by themselves."""
    os.environ |= {"ACHYK_SCORING_PARTITIONS": str(partitions), "ACHYK_SCORING_QUIET_SECONDS": "86400"}
    settings = UpSettings(
        data_dir=folder,
        nats_port=embedded.free_port(),
        mongo_port=embedded.free_port(),
        http_port=embedded.free_port(),
    )
    async with platform(settings, ()) as place:
        bus = Bus("bench", BusSettings(place.environment["ACHYK_NATS_URL"]))
        await bus.connect()
        try:
            yield place, bus
        finally:
            await bus.stop()


@asynccontextmanager
async def _scoring(place: Place, folder: Path) -> AsyncIterator[Popen[bytes]]:
    """One replica."""
    command = [sys.executable, "-m", "services.scoring"]
    process = embedded.spawn(command, folder / f"{uuid.uuid4().hex}.log", os.environ | place.environment)
    try:
        yield process
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait)


def _event(release: dict[str, Any]) -> Fact:
    ocid, buyer = release["ocid"], release["buyer"]["id"]
    event = {"ocid": ocid, "version": 1, "source": "bench", "country": "kg", "process": release}
    return Fact(
        id=fact_id("bench", ocid),
        type="tender.v1.closed",
        subject=f"tender.v1.closed.kg.{buyer}",
        about=ocid,
        data=_encode(event),
        time=datetime.now(UTC),
    )


async def _fill(bus: Bus, events: Iterable[Fact]) -> None:
    left = iter(events)
    while part := list(islice(left, 1_000)):
        await bus.publish(part)


async def _handled(bus: Bus, partitions: int) -> int:
    infos = [await bus.js.consumer_info(one.stream, one.name) for one in topology.scoring_consumers(partitions)]
    waiting = sum((info.num_pending or 0) + (info.num_ack_pending or 0) for info in infos)
    total = (await bus.js.stream_info("TENDERS")).state.messages
    return total - waiting - await topology.not_copied(bus.js)


async def _rate_from_here(bus: Bus, partitions: int, before: int, events: int) -> float:
    """Events per second from the `WARM_UP`-th after the first `before` ones to the last."""
    begun, at = 0.0, 0
    while (handled := await _handled(bus, partitions) - before) < events:
        if not begun and handled >= WARM_UP:
            begun, at = time.perf_counter(), handled
        await asyncio.sleep(_TICK)
    return (events - at) / (time.perf_counter() - begun)


# --- rate -----------------------------------------------------------------------------------------------------------


async def _rate(folder: Path, replicas: int, partitions: int) -> float:
    async with _servers(folder, partitions) as (place, bus), AsyncExitStack() as stack:
        await _fill(bus, map(_event, releases(EVENTS, 1)))
        while await topology.not_copied(bus.js):  # noqa: ASYNC110 - the broker tells nobody
            await asyncio.sleep(_TICK)
        for _ in range(replicas):
            await stack.enter_async_context(_scoring(place, folder))
        return await _rate_from_here(bus, partitions, 0, EVENTS)


# --- delay ----------------------------------------------------------------------------------------------------------


def _with_equal_prices(releases_: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Kyrgyz tenders whose two bids are equal, so that every one raises R028."""
    for release in releases_:
        price = release["tender"]["value"]
        bids = [
            {
                "id": f"b{number}",
                "status": "valid",
                "tenderers": [{"id": f"KG-INN-T{number}"}],
                "relatedLots": [{"id": "1", "value": price}],
            }
            for number in range(2)
        ]
        how = {"procurementMethod": "open", "procurementMethodDetails": "oneStage", "statusDetails": "bidsOpened"}
        tender = release["tender"] | how | {"status": "active", "lots": [{"id": "1"}]}
        yield release | {"tender": tender, "bids": {"details": bids}, "awards": []}


async def _delay(folder: Path) -> list[Figure]:
    """From the moment an event is handed to the broker to that in which its flag is on the stream."""
    events = list(map(_event, _with_equal_prices(releases(PER_SECOND * SECONDS + WARM_UP, 2))))
    sent: dict[str, float] = {}
    took: dict[str, float] = {}
    done = asyncio.Event()
    async with _servers(folder) as (place, bus):

        @bus.hears("risk.v1.raised.R028.>")
        async def hear(_: str, data: bytes) -> None:
            ocid = msgspec.json.decode(data)["ocid"]
            took.setdefault(ocid, time.perf_counter() - sent[ocid])
            if len(took) == len(sent):
                done.set()

        await bus.start()
        async with _scoring(place, folder):
            sent |= {event.about: time.perf_counter() for event in events[:WARM_UP]}
            await _fill(bus, events[:WARM_UP])
            await done.wait()
            await _publish_evenly(bus, events[WARM_UP:], sent)
            done.clear()
            while len(took) < len(sent):
                await asyncio.wait_for(done.wait(), 60)
    measured = [took[event.about] * 1000 for event in events[WARM_UP:]]
    name = f"tender to flag at {PER_SECOND} events/s"
    return [
        Figure(f"{name}, p50", percentile(measured, 0.5), "ms"),
        Figure(f"{name}, p99", percentile(measured, 0.99), "ms", "<= 20"),
    ]


async def _publish_evenly(bus: Bus, events: Sequence[Fact], sent: dict[str, float]) -> None:
    """Each at its own moment, however long the ones before take."""
    begun = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for number, event in enumerate(events):
            pause = begun + number / PER_SECOND - time.perf_counter()
            if pause > 0:
                await asyncio.sleep(pause)
            sent[event.about] = time.perf_counter()
            tasks.create_task(bus.publish([event]))


# --- cost by what is stored -----------------------------------------------------------------------------------------


async def cost(folder: Path) -> list[Figure]:
    """What an event costs with many processes stored, over what it costs with few."""
    events = map(_event, releases(_PATTERN + 2 * EVENTS, 3))
    rates: list[float] = []
    async with _servers(folder) as (place, bus):
        store = Store(place.environment["ACHYK_MONGO_URL"], "scoring")
        await _fill(bus, islice(events, _PATTERN))
        async with _scoring(place, folder):
            while await _handled(bus, 1) < _PATTERN:  # noqa: ASYNC110 - the broker tells nobody
                await asyncio.sleep(_TICK)
        pattern = await store.collection("processes").find({}).to_list(None)
        stored = _PATTERN
        for size in (SMALL, LARGE):
            await _store_copies(store, pattern, size - stored)
            before = await _handled(bus, 1)
            await _fill(bus, islice(events, EVENTS))
            async with _scoring(place, folder):
                rates.append(await _rate_from_here(bus, 1, before, EVENTS))
            stored = size + EVENTS
        store.close()
    few, many = rates
    return [
        Figure(f"scoring alone with {SMALL:,} processes stored", few, "processes/s"),
        Figure(f"scoring alone with {LARGE:,} processes stored", many, "processes/s"),
        Figure(f"cost of an event with {LARGE:,} processes stored, against {SMALL:,}", few / many, "x", "<= 1.2"),
    ]


async def _store_copies(store: Store, pattern: Sequence[Document], count: int) -> None:
    """`count` processes and their columns as if they had been scored, under ocids of their own, and figures of all."""
    from services.scoring.figures import figures_of
    from services.scoring.indicators import CATALOGUE
    from services.scoring.packing import packed
    from services.scoring.part import Part
    from services.scoring.store import ScoringStore

    own = ScoringStore(store)
    parts = [part async for _, part in own.columns([part.id for part in await own.parts()])]
    whole: list[Part] = []
    chance = random.Random(count)
    for start in range(0, count, len(pattern)):
        rows = [row | {"_id": f"ocds-copy00-{uuid.uuid4().hex}"} for row in pattern[: count - start]]
        chance.shuffle(rows)
        await store.collection("processes").insert_many(rows, ordered=False)
        part = parts[start // len(pattern) % len(parts)]
        keys = np.array([chance.getrandbits(62) for _ in range(len(part))], np.int64)
        whole.append(part)
        document = {
            "_id": time.time_ns(),
            "keys": keys.tobytes(),
            "versions": part.processes.version.tobytes(),
            "figured": True,
            "data": packed(part),
        }
        await store.collection("parts").insert_one(document)
    await own.keep_figures(f"bench-{count}", figures_of(CATALOGUE, whole))
