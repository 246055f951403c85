"""Reading a durable consumer: whatever is waiting is one batch, acknowledged after it was handled.

A lone event is handled at once, a flood in batches: the batch is what arrived while the last one was at work. (The
batch subscriber of the framework waits out its timeout for a full batch and fails a batch for one bad message; see
docs/decisions/0004.)

What happens when handling fails:
- the database or a service asked is away: the batch is held and tried again until it is back; readiness is off;
- a batch fails otherwise: its events are handled one by one, so that one bad event never fails its neighbours;
- one event fails: it is given back with a delay, and after the last try goes to the dead letters with its error;
- an event that was delivered many times and never finished (it may kill the process) goes to the dead letters unrun;
- too many dead letters in a row: the consumer stops, since the fault is probably ours, not the events'.
"""

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError

from shared import metrics
from shared.bus import dead
from shared.bus.envelope import NoEnvelope, received
from shared.errors import Unavailable, describe
from shared.facts import Delivered
from shared.topology import Consumer

log = logging.getLogger(__name__)

Handler = Callable[[Sequence[Delivered]], Awaitable[None]]
"""Handles a batch; must be idempotent, since an event can come again after a crash."""
_BATCH_BYTES = 16 * 1024 * 1024
_EXPIRES = 30.0
_HEARTBEAT = 5.0


@dataclass(frozen=True, slots=True)
class Policy:
    """How failures are treated; delays and limits in seconds and counts."""

    delays: tuple[float, ...] = (1, 5, 30, 120)
    """Wait before the second, third … try; the try after the last delay is the final one."""
    abandoned: int = 12
    """Deliveries after which an event that never finished goes to the dead letters unrun."""
    stop_after: int = 20
    """Dead letters in a row after which the consumer stops."""
    hold: float = 1.0
    """Wait between tries while the database or a service is away."""


class PullConsumer:
    """One replica's reading of one durable consumer."""

    def __init__(
        self,
        nc: Client,
        consumer: Consumer,
        handler: Handler,
        *,
        away: Callable[[BaseException], bool],
        policy: Policy | None = None,
    ) -> None:
        """`away` tells whether an error means that the database or a peer is out of reach."""
        self.consumer = consumer
        self._nc = nc
        self._handler = handler
        self._away = away
        self._policy = policy or Policy()
        self._waiting: deque[Msg] = deque()
        self._arrived = asyncio.Event()
        self._requested = 0
        self._heard = time.monotonic()
        self._dead_in_a_row = 0
        self._subscription: Subscription | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self.trouble: str | None = None
        """Why this consumer is not working now; None when it is."""

    async def start(self) -> None:
        """Begin to read."""
        self._inbox = self._nc.new_inbox()
        self._subscription = await self._nc.subscribe(
            self._inbox, cb=self._on_message, pending_msgs_limit=-1, pending_bytes_limit=-1
        )
        self._task = asyncio.create_task(self._run(), name=self.consumer.name)

    async def stop(self) -> None:
        """Finish the batch at work, give back what was not begun, and stop."""
        self._stopping = True
        self._arrived.set()
        if self._subscription:
            with suppress(NatsError):
                await self._subscription.unsubscribe()
        if self._task:
            await self._task
        for message in self._waiting:
            with suppress(NatsError):
                await message.nak()
        self._waiting.clear()

    # --- reading -------------------------------------------------------------------------------------------

    async def _on_message(self, message: Msg) -> None:
        self._heard = time.monotonic()
        if message.headers and "Status" in message.headers and not message.reply.startswith("$JS.ACK"):
            self._on_status(message.headers)
        else:
            self._requested = max(0, self._requested - 1)
            self._waiting.append(message)
        self._arrived.set()

    def _on_status(self, header: dict[str, str]) -> None:
        """100 is a heartbeat; any other status ends a request, of which so many messages were still to come."""
        if header["Status"] == "100":
            return
        self._requested = max(0, self._requested - int(header.get("Nats-Pending-Messages", self._requested)))
        if header["Status"] == "404" or "Consumer Deleted" in header.get("Description", ""):
            self.trouble = f"consumer {self.consumer.name} does not exist; run `achyk topology apply`"

    async def _request_more(self) -> None:
        """Keep two batches on their way; ask again when the server was silent too long (a lost connection)."""
        if time.monotonic() - self._heard > 2 * _HEARTBEAT + 1:
            self._requested = 0
        low = self.consumer.max_batch
        if self._requested + len(self._waiting) >= low or not self._nc.is_connected:
            return
        ask = {
            "batch": low * 2 - len(self._waiting) - self._requested,
            "expires": int(_EXPIRES * 1e9),
            "idle_heartbeat": int(_HEARTBEAT * 1e9),
        }
        self._heard = time.monotonic()
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{self.consumer.stream}.{self.consumer.name}"
        await self._nc.publish(subject, json.dumps(ask).encode(), reply=self._inbox)
        self._requested += int(ask["batch"])

    async def _run(self) -> None:
        while not self._stopping:
            try:
                await self._request_more()
            except NatsError as error:
                log.warning("cannot ask for events: %s", type(error).__name__)
            if not self._waiting:
                self._arrived.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(_HEARTBEAT):
                        await self._arrived.wait()
                continue
            await self._handle(self._next_batch())

    def _next_batch(self) -> list[Msg]:
        batch: list[Msg] = []
        size = 0
        while self._waiting and len(batch) < self.consumer.max_batch and size < _BATCH_BYTES:
            batch.append(self._waiting.popleft())
            size += len(batch[-1].data)
        return batch

    # --- handling ------------------------------------------------------------------------------------------

    async def _handle(self, messages: list[Msg]) -> None:
        ready: list[tuple[Msg, Delivered]] = []
        for message in messages:
            try:
                event = received(message)
            except NoEnvelope as problem:
                await self._bury(message, str(problem))
                continue
            if event.attempts > self._policy.abandoned:
                await self._bury(message, f"delivered {event.attempts} times and never finished")
            else:
                ready.append((message, event))
        if not ready:
            return
        if await self._try(ready) is None:
            return
        for pair in ready:
            if self._stopping:
                await pair[0].nak()
                continue
            failure = await self._try([pair])
            if failure is not None:
                await self._retry_or_bury(*pair, failure)

    async def _try(self, ready: list[tuple[Msg, Delivered]]) -> Exception | None:
        """Handle and acknowledge; holds while something is away. Returns the error of a failed batch."""
        events = [event for _, event in ready]
        begun = time.perf_counter()
        while True:
            try:
                async with self._in_progress([message for message, _ in ready]):
                    await self._handler(events)
            except Exception as error:
                if not (isinstance(error, Unavailable) or self._away(error)):
                    log.warning("%s: %s", self.consumer.name, type(error).__name__, exc_info=error)
                    return error
                if not await self._hold(error, [message for message, _ in ready]):
                    return None
            else:
                break
        self.trouble = None
        self._dead_in_a_row = 0
        for message, _ in ready:
            await self._nc.publish(message.reply, b"+ACK")
        metrics.EVENTS_TAKEN.labels(self.consumer.name).inc(len(ready))
        metrics.BATCH_SECONDS.labels(self.consumer.name).observe(time.perf_counter() - begun)
        return None

    @asynccontextmanager
    async def _in_progress(self, messages: list[Msg]) -> AsyncIterator[None]:
        """While a long batch is at work, tell the server so, or it would deliver the events again."""

        async def say_so() -> None:
            while True:
                await asyncio.sleep(self.consumer.ack_wait / 2)
                with suppress(NatsError):
                    for message in messages:
                        await message.in_progress()

        saying = asyncio.create_task(say_so())
        try:
            yield
        finally:
            saying.cancel()

    async def _hold(self, error: BaseException, messages: list[Msg]) -> bool:
        """Wait while something is away, telling the server that we are still at it; False when we are to stop."""
        if self.trouble is None:
            log.warning("%s waits: %s", self.consumer.name, type(error).__name__)
        self.trouble = f"waiting: {type(error).__name__}"
        if self._stopping:
            return False
        with suppress(NatsError):
            for message in messages:
                await message.in_progress()
        await asyncio.sleep(self._policy.hold)
        return True

    async def _retry_or_bury(self, message: Msg, event: Delivered, error: Exception) -> None:
        if event.attempts > len(self._policy.delays):
            await self._bury(message, describe(error))
            return
        metrics.EVENTS_RETRIED.labels(self.consumer.name).inc()
        await message.nak(delay=self._policy.delays[event.attempts - 1])

    async def _bury(self, message: Msg, reason: str) -> None:
        """Move `message` to the dead letters; it is acknowledged only after it is safe there."""
        await dead.bury(self._nc, self.consumer, message, reason)
        await message.ack()
        metrics.EVENTS_DEAD.labels(self.consumer.name).inc()
        self._dead_in_a_row += 1
        log.error("%s: event %s is a dead letter", self.consumer.name, message.metadata.sequence.stream)
        if self._dead_in_a_row >= self._policy.stop_after:
            self.trouble = f"stopped after {self._dead_in_a_row} dead letters in a row"
            metrics.CONSUMER_STOPPED.labels(self.consumer.name).set(1)
            self._stopping = True
