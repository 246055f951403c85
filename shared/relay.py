"""The relay: takes facts from a service's outbox to their streams, in the order they were written.

One replica holds the lease and publishes; the others stand by. Rows are marked as sent some at a time and when nothing
is waiting: whoever reads the facts has the disk to himself meanwhile. A fact that was published and not marked is
published again and dropped by the stream, or recognised by its consumers.
"""

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from shared import metrics
from shared.bus import Bus, PublishError
from shared.facts import Fact
from shared.store import Store, is_away

log = logging.getLogger(__name__)

Complete = Callable[[Sequence[Fact]], Awaitable[Sequence[Fact]]]
"""Puts into facts what their service keeps elsewhere (`Fact.rest`)."""
BATCH = 500
PART = 250
"""Facts that are in memory whole at the same time, each with its body."""
LEASE = "relay"
LEASE_SECONDS = 10.0
MARKED_TOGETHER = 20
"""With so many published rows, marking them waits for nothing."""
MARKED_AFTER = 0.05
"""Seconds without a new row after which published ones are marked."""
POLL = 1.0
"""Seconds between looks at the outbox without a wake-up (facts written by another process), once it has been empty for
a while: after rows the looks begin at `MARKED_AFTER` and become rarer, as who writes some mostly writes more."""


def wake_subject(service: str) -> str:
    """Where the relay of `service` is told that another process wrote into its outbox."""
    return f"wake.{service}"


class Relay:
    """Publishes one service's outbox."""

    def __init__(self, store: Store, bus: Bus) -> None:
        self._store = store
        self._bus = bus
        self._owner = uuid.uuid4().hex
        self._lease_until = 0.0
        self._patience = POLL
        self._look = True
        """Others may have written: the outbox itself is read, until nothing is waiting there."""
        self._looked = 0.0
        self._published: list[object] = []
        """Outbox rows whose facts are on their streams and that are not marked yet."""
        self.complete: Complete | None = None
        self._wake_subject = wake_subject(store.name)
        bus.hears(self._wake_subject)(self._on_wake)

    async def _on_wake(self, _subject: str, _data: bytes) -> None:
        self._look = True
        self._store.written.set()

    async def run(self) -> None:
        """Publish until cancelled; outages of database or broker are waited out."""
        while True:
            try:
                if not await self._holds_lease():
                    await self._pass_on()
                elif not await self._publish_next():
                    await self._rest()
            except PublishError as error:
                log.warning("the relay tries again: %s", error)
                self._look = True
                await asyncio.sleep(POLL)
            except Exception as error:
                if not is_away(error):
                    raise
                log.warning("the relay waits for the database: %s", type(error).__name__)
                self._look = True
                await asyncio.sleep(POLL)

    async def drain(self) -> None:
        """Publish what is left and give the lease up; what cannot be published stays in the outbox."""
        self._look = True
        with suppress(Exception):
            if await self._holds_lease():
                while await self._publish_next():
                    pass
        with suppress(Exception):
            await self._mark()
        with suppress(Exception):
            await self._store.release_lease(LEASE, self._owner)

    async def _holds_lease(self) -> bool:
        now = asyncio.get_running_loop().time()
        if now < self._lease_until:
            return True
        if await self._store.take_lease(LEASE, self._owner, LEASE_SECONDS):
            if now > self._lease_until + LEASE_SECONDS / 2:  # another one may have had it meanwhile
                self._store.fresh.clear()
            self._lease_until = now + LEASE_SECONDS / 2
            return True
        return False

    async def _pass_on(self) -> None:
        """Another replica publishes: wake it when this process wrote something, and try for the lease now and then."""
        self._store.fresh.clear()
        if await self._wait(POLL):
            await self._bus.announce(self._wake_subject, b"")
        await asyncio.sleep(0)

    async def _publish_next(self) -> bool:
        """Publish one batch; False when nothing was waiting."""
        self._store.written.clear()
        rows, facts = await self._next()
        metrics.OUTBOX_UNSENT.labels(self._store.name).set(len(facts))
        if not rows:
            return False
        for start in range(0, len(facts), PART):
            await self._publish(facts[start : start + PART])
        metrics.FACTS_PUBLISHED.labels(self._store.name).inc(len(facts))
        self._patience = MARKED_AFTER
        self._published += rows
        if len(self._published) >= MARKED_TOGETHER:
            await self._mark()
        return True

    async def _next(self) -> tuple[list[object], list[Fact]]:
        """What is waiting: what this process wrote just now, and now and then, or when told to, what anybody wrote."""
        fresh, now = self._store.fresh, asyncio.get_running_loop().time()
        if not (self._look or fresh.lost or now - self._looked > POLL):
            return fresh.take(BATCH, self._published)
        self._look, self._looked = False, now
        fresh.found_all()
        rows, facts = await self._store.next_unsent(BATCH, self._published)
        fresh.forget(rows)
        if rows:
            self._look = True
            return rows, facts
        return await self._next() if fresh.lost else fresh.take(BATCH, self._published)

    async def _mark(self) -> None:
        if self._published:
            await self._store.mark_sent(self._published)
            self._published = []

    async def _publish(self, facts: Sequence[Fact]) -> None:
        whole = await self.complete(facts) if self.complete else facts
        for fact in whole:
            if not self._bus.fits(fact):
                await self._store.set_aside(fact, "too_large")
                metrics.FACTS_REFUSED.labels(self._store.name).inc()
                log.error("a %s of %d bytes is too large for the broker and set aside", fact.type, len(fact.data))
        await self._bus.publish([fact for fact in whole if self._bus.fits(fact)])

    async def _rest(self) -> None:
        """Nothing is waiting: sleep until something is, and when that takes a moment, mark what was published."""
        if await self._wait(self._patience):
            return
        self._look = True
        self._patience = min(2 * self._patience, POLL)
        await self._mark()

    async def _wait(self, seconds: float) -> bool:
        """True when woken, False when the time passed."""
        try:
            # Not wait_for: on Python 3.11 it can swallow a cancellation that comes with the wake-up.
            async with asyncio.timeout(seconds):
                await self._store.written.wait()
        except TimeoutError:
            return False
        self._store.written.clear()
        return True
