"""Floors: what the bare servers do on this machine, in the same run."""

import asyncio
import json
import time
from pathlib import Path

import nats
from nats.js.api import StreamConfig

from bench.report import Figure
from shared import embedded

MESSAGES = 5_000
BYTES = 4_096
IN_FLIGHT = 64


async def measure(folder: Path) -> list[Figure]:
    """Raw nats-py publish and fetch, every message synced, as in the platform."""
    server = await asyncio.to_thread(embedded.start_nats, folder / "nats", embedded.free_port())
    try:
        rate = await publish_and_fetch(server.url, json.dumps({"pad": "x" * (BYTES - 11)}).encode(), MESSAGES)
    finally:
        server.stop()
    return [Figure("raw nats-py publish + fetch, 4 KB, synced", rate, "messages/s")]


async def publish_and_fetch(url: str, body: bytes, count: int) -> float:
    """Messages per second through one stream: published 64 in flight, then fetched by 100 and acknowledged."""
    nc = await nats.connect(url)
    js = nc.jetstream(timeout=10)
    await js.add_stream(StreamConfig(name="FLOOR", subjects=["floor.>"]))
    begun = time.perf_counter()
    for first in range(0, count, IN_FLIGHT):
        await asyncio.gather(*(js.publish("floor.x", body) for _ in range(min(IN_FLIGHT, count - first))))
    subscription = await js.pull_subscribe("floor.>", durable="floor", stream="FLOOR")
    fetched = 0
    while fetched < count:
        for message in await subscription.fetch(min(100, count - fetched), timeout=10):
            await message.ack()
            fetched += 1
    took = time.perf_counter() - begun
    await js.delete_stream("FLOOR")
    await nc.close()
    return count / took
