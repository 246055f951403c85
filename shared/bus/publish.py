"""Publishing facts: a few one by one, many as one atomic batch, each dropped by the stream when it is there already.

With `sync_interval: always` a single publish costs one fsync; an atomic batch (NATS ADR-50) costs one for all.
"""

import asyncio
import json
import uuid
from collections.abc import Sequence
from itertools import groupby

from nats.aio.client import Client
from nats.errors import Error as NatsError

from shared.bus.envelope import headers
from shared.errors import AchykError
from shared.facts import Fact
from shared.topology import stream_of

SINGLES = 6
"""Up to this many facts are cheaper one by one than as a batch (measured: a batch costs 4 to 7 ms)."""
BATCH_LIMIT = 1000
"""The server's limit of messages in one atomic batch."""
BATCH_BYTES = 8 * 1024 * 1024
TIMEOUT = 10.0
"""Seconds; covers the election of a new leader (5.7 s measured)."""


_HEADERS = 16 * 1024
"""Room left for the headers of a message."""


class PublishError(AchykError):
    """A fact was not acknowledged by its stream; it stays in the outbox and is tried again."""


def fits(nc: Client, fact: Fact) -> bool:
    """Whether the broker takes a message of this size at all."""
    return len(fact.data) + _HEADERS <= nc.max_payload


async def publish(nc: Client, service: str, facts: Sequence[Fact]) -> None:
    """Put `facts` on their streams, in order. Raises `PublishError` when one was not acknowledged."""
    for _, group in groupby(facts, key=lambda fact: stream_of(fact.subject)):
        for chunk in _chunks(list(group)):
            if len(chunk) <= SINGLES or not await _as_batch(nc, service, chunk):
                await asyncio.gather(*(_one(nc, service, fact) for fact in chunk))


def _chunks(facts: list[Fact]) -> list[list[Fact]]:
    chunks: list[list[Fact]] = [[]]
    size = 0
    for fact in facts:
        if len(chunks[-1]) >= BATCH_LIMIT or size + len(fact.data) > BATCH_BYTES:
            chunks.append([])
            size = 0
        chunks[-1].append(fact)
        size += len(fact.data)
    return [chunk for chunk in chunks if chunk]


async def _one(nc: Client, service: str, fact: Fact) -> None:
    try:
        reply = await nc.request(fact.subject, fact.data, timeout=TIMEOUT, headers=headers(fact, service))
    except (NatsError, TimeoutError) as error:
        raise PublishError(f"{fact.type}: {type(error).__name__}") from error
    acknowledgement = json.loads(reply.data)
    if "error" in acknowledgement:
        raise PublishError(f"{fact.type}: {acknowledgement['error']}")


async def _as_batch(nc: Client, service: str, facts: Sequence[Fact]) -> bool:
    """Publish `facts` all together; False when the stream refused (one was there already: then singles)."""
    batch = uuid.uuid4().hex
    last = len(facts)
    try:
        for place, fact in enumerate(facts, 1):
            header = headers(fact, service)
            header["Nats-Batch-Id"] = batch
            header["Nats-Batch-Sequence"] = str(place)
            if place == last:
                header["Nats-Batch-Commit"] = "1"
                reply = await nc.request(fact.subject, fact.data, timeout=TIMEOUT, headers=header)
            elif place == 1:
                opened = await nc.request(fact.subject, fact.data, timeout=TIMEOUT, headers=header)
                if opened.data:
                    return False
            else:
                await nc.publish(fact.subject, fact.data, headers=header)
    except (NatsError, TimeoutError) as error:
        raise PublishError(f"batch of {last}: {type(error).__name__}") from error
    return "error" not in json.loads(reply.data)
