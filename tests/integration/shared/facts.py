"""What the tests of bus and relay publish, and how they wait for it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from shared.bus import Bus, dead
from shared.facts import Delivered, Fact, fact_id
from shared.store import Store

StoreOf = Callable[[str], Store]


BusOf = Callable[[str], Awaitable[Bus]]


def fact(number: int) -> Fact:
    return Fact(
        id=fact_id("test", number),
        type="tender.v1.opened",
        subject=f"tender.v1.opened.kg.buyer{number % 7}",
        about=f"ocds-test-{number} ңөү",
        data=b'{"n":%d}' % number,
        time=datetime.now(UTC),
    )


class Collector:
    """A handler that remembers what it got and lets a test wait for it."""

    def __init__(self) -> None:
        self.seen: list[Delivered] = []
        self.batches: list[int] = []
        self._changed = asyncio.Event()

    async def __call__(self, batch: Sequence[Delivered]) -> None:
        self.seen.extend(batch)
        self.batches.append(len(batch))
        self._changed.set()

    async def until(self, count: int) -> list[Delivered]:
        async with asyncio.timeout(20):
            while len(self.seen) < count:
                self._changed.clear()
                await self._changed.wait()
        return self.seen


async def first_dead_letters(bus: Bus, count: int) -> list[dead.DeadLetter]:
    """Wait for `count` dead letters by reading their stream."""
    subscription = await bus.js.subscribe("dead.>", ordered_consumer=True)
    for _ in range(count):
        await subscription.next_msg(timeout=15)
    await subscription.unsubscribe()
    return [letter async for letter in dead.letters(bus.js)]


async def in_trouble(bus: Bus, words: str) -> None:
    """Wait until the bus says what keeps it from working."""
    async with asyncio.timeout(20):
        while not any(words in trouble for trouble in bus.trouble()):
            await bus.nc.flush()
