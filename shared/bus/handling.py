"""Handling what a consumer read: acknowledged after it was handled, and nothing lost when handling fails.

What happens when handling fails:
- the database or a service asked is away: the batch is held and tried again until it is back; readiness is off;
- a batch fails otherwise: its events are handled one by one, so that one bad event never fails its neighbours;
- one event fails: it is given back with a delay, and after the last try goes to the dead letters with its error;
- an event that was delivered many times and never finished (it may kill the process) goes to the dead letters unrun;
- too many dead letters in a row: the consumer stops, since the fault is probably ours, not the events'.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from nats.aio.client import Client
from nats.aio.msg import Msg

from shared import metrics
from shared.bus import dead
from shared.bus.envelope import NoEnvelope, received
from shared.errors import Unavailable, describe
from shared.facts import Delivered
from shared.topology import Consumer

log = logging.getLogger(__name__)

Handler = Callable[[Sequence[Delivered]], Awaitable[None]]
"""Handles a batch; must be idempotent, since an event can come again after a crash."""


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


class Handling:
    """The handler of one consumer and what becomes of the events given to it."""

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
        self._nc = nc
        self.consumer = consumer
        self._handler = handler
        self._away = away
        self.policy = policy or Policy()
        self._failures: Counter[int] = Counter()
        """How often handling an event failed here, by its place in the stream; crashes of the process do not count."""
        self._dead_in_a_row = 0
        self.stopping = False
        """Nothing more is to be begun: we are to stop, or too much went wrong."""
        self._held: dict[asyncio.Task[None] | None, str] = {}
        self._stopped: str | None = None
        self.handled = 0
        """Events handled since the start."""

    @property
    def trouble(self) -> str | None:
        """Why something does not go on now; None when all does. One batch says nothing of the other beside it."""
        return self._stopped or next(iter(self._held.values()), None)

    def held(self, reason: str) -> None:
        """The task that runs now waits for something."""
        self._held[asyncio.current_task()] = reason

    def goes_on(self) -> None:
        """The task that runs now waits no longer."""
        self._held.pop(asyncio.current_task(), None)

    async def handle(self, messages: list[Msg]) -> None:
        """Handle a batch, all of it together or else one by one. What is settled one by one leaves the list."""
        ready = [pair for message in messages if (pair := await self._readable(message))]
        if not ready or await self._try(ready) is None:
            return
        for pair in ready:
            if self.stopping:
                await pair[0].nak()
                continue
            failure = await self._try([pair])
            if failure is not None:
                await self._retry_or_bury(*pair, failure)
            messages.remove(pair[0])

    async def _readable(self, message: Msg) -> tuple[Msg, Delivered] | None:
        """The event in `message`; None when it can never be handled and was put among the dead letters."""
        try:
            event = received(message)
        except NoEnvelope as problem:
            await self._bury(message, str(problem))
            return None
        if event.attempts > self.policy.abandoned:
            await self._bury(message, f"delivered {event.attempts} times and never finished")
            return None
        return message, event

    async def _try(self, ready: list[tuple[Msg, Delivered]]) -> Exception | None:
        """Handle and acknowledge; holds while something is away. Returns the error of a failed batch."""
        events = [event for _, event in ready]
        begun = time.perf_counter()
        while True:
            try:
                await self._handler(events)
            except Exception as error:
                if not (isinstance(error, Unavailable) or self._away(error)):
                    log.warning("%s: %s", self.consumer.name, type(error).__name__, exc_info=error)
                    return error
                if not await self._hold(error):
                    return None
            else:
                break
        self.goes_on()
        self._dead_in_a_row = 0
        for message, event in ready:
            await self._nc.publish(message.reply, b"+ACK")
            self._failures.pop(event.sequence, None)
        self.handled += len(ready)
        metrics.EVENTS_TAKEN.labels(self.consumer.name).inc(len(ready))
        metrics.BATCH_SECONDS.labels(self.consumer.name).observe(time.perf_counter() - begun)
        return None

    async def _hold(self, error: BaseException) -> bool:
        """Wait while something is away; False when we are to stop."""
        if asyncio.current_task() not in self._held:
            log.warning("%s waits: %s", self.consumer.name, type(error).__name__)
        self.held(f"waiting: {type(error).__name__}")
        if self.stopping:
            return False
        await asyncio.sleep(self.policy.hold)
        return True

    async def _retry_or_bury(self, message: Msg, event: Delivered, error: Exception) -> None:
        self._failures[event.sequence] += 1
        failures = self._failures[event.sequence]
        if failures > len(self.policy.delays):
            await self._bury(message, describe(error))
            del self._failures[event.sequence]
            return
        metrics.EVENTS_RETRIED.labels(self.consumer.name).inc()
        await message.nak(delay=self.policy.delays[failures - 1])

    async def _bury(self, message: Msg, reason: str) -> None:
        """Move `message` to the dead letters; it is acknowledged only after it is safe there."""
        await dead.bury(self._nc, self.consumer, message, reason)
        await message.ack()
        metrics.EVENTS_DEAD.labels(self.consumer.name).inc()
        self._dead_in_a_row += 1
        log.error("%s: event %s is a dead letter", self.consumer.name, message.metadata.sequence.stream)
        if self._dead_in_a_row >= self.policy.stop_after:
            self._stopped = f"stopped after {self._dead_in_a_row} dead letters in a row"
            metrics.CONSUMER_STOPPED.labels(self.consumer.name).set(1)
            self.stopping = True
