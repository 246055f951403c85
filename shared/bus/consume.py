"""Reading a durable consumer: whatever is waiting is one batch, acknowledged after it was handled.

A lone event is handled at once, a flood in batches: the batch is what arrived while the last one was at work, and what
the server has sent and is still on its way. (The batch subscriber of the framework waits out its timeout for a full
batch and fails a batch for one bad message; see docs/decisions/0004.)

Where order matters (`Consumer.in_order`) the server serves one replica at a time. That one asks for one `turn`, gives
it up when all of it is handled, and asks again, behind the others: so consumers, and with them the partitions of a
stream, go round among the replicas by themselves, and a busy one is not waited for.

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
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
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
from shared.partitions import GROUP, TURN_SECONDS
from shared.topology import Consumer

log = logging.getLogger(__name__)

Handler = Callable[[Sequence[Delivered]], Awaitable[None]]
"""Handles a batch; must be idempotent, since an event can come again after a crash."""
_BATCH_BYTES = 16 * 1024 * 1024
_EXPIRES = 30.0
_HEARTBEAT = 5.0
_ON_ITS_WAY = 0.01
"""Seconds from one event to the next that a batch is kept open for events the server is sending."""
_RENEWAL = 0.1
"""Seconds after which the server forgets a request that only says that we are alive."""
_NOT_OUR_TURN = "423"
_ABSENT = frozenset(("404", "503"))
"""Statuses of a request for a consumer that is not there: unknown, or nobody listens."""


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
        self._at_work: list[Msg] = []
        self._failures: Counter[int] = Counter()
        """How often handling an event failed here, by its place in the stream; crashes of the process do not count."""
        self._arrived = asyncio.Event()
        self._requested = 0
        self._turn: str | None = None
        """What the server knows us by while it is our turn."""
        self._heard = time.monotonic()
        self._ask_after = 0.0
        self._dead_in_a_row = 0
        self._subscription: Subscription | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False
        self.handled = 0
        """Events handled since the start."""
        self._absent: str | None = None
        self._held_up: str | None = None

    @property
    def trouble(self) -> str | None:
        """Why this consumer is not working now; None when it is."""
        ended = any(task.done() for task in self._tasks) and not self._stopping
        return self._held_up or self._absent or ("its reader has ended" if ended else None)

    async def start(self) -> None:
        """Begin to read."""
        self._inbox, self._nobody = self._nc.new_inbox(), self._nc.new_inbox()
        self._subscription = await self._nc.subscribe(
            self._inbox, cb=self._on_message, pending_msgs_limit=-1, pending_bytes_limit=-1
        )
        self._tasks = [
            asyncio.create_task(self._run(), name=self.consumer.name),
            asyncio.create_task(self._keep(), name=f"{self.consumer.name} keeps"),
        ]

    async def stop(self) -> None:
        """Finish the batch at work, give back what was not begun, and stop."""
        self._stopping = True
        self._arrived.set()
        if not self.consumer.in_order:
            await self._hang_up()
        if self._tasks:
            reader, keeper = self._tasks
            await asyncio.wait([reader])
            await self._hang_up()
            with suppress(NatsError):
                await self._give_turn_up()
            keeper.cancel()
            for error in (task.exception() for task in self._tasks if task.done() and not task.cancelled()):
                if error:
                    log.error("%s ended: %s", self.consumer.name, type(error).__name__, exc_info=error)
        for message in self._waiting:
            with suppress(NatsError):
                await message.nak()
        self._waiting.clear()

    async def _hang_up(self) -> None:
        if self._subscription:
            with suppress(NatsError):
                await self._subscription.unsubscribe()
        self._subscription = None

    # --- reading -------------------------------------------------------------------------------------------

    async def _on_message(self, message: Msg) -> None:
        self._heard = time.monotonic()
        if message.headers and "Status" in message.headers and not message.reply.startswith("$JS.ACK"):
            self._on_status(message.headers)
        else:
            self._requested = max(0, self._requested - 1)
            self._waiting.append(message)
            self._turn = (message.headers or {}).get("Nats-Pin-Id", self._turn)
            self._absent = None
        self._arrived.set()

    def _on_status(self, header: dict[str, str]) -> None:
        """100 is a heartbeat; any other status ends a request, of which so many messages were still to come."""
        status = header["Status"]
        if status == "100":
            self._absent = None
            return
        self._requested = max(0, self._requested - int(header.get("Nats-Pending-Messages", self._requested)))
        if status == _NOT_OUR_TURN:
            self._turn = None
        if status in _ABSENT or "Consumer Deleted" in header.get("Description", ""):
            self._ask_after = time.monotonic() + self._policy.hold
            self._absent = f"consumer {self.consumer.name} does not answer; `achyk topology apply` makes it"

    async def _request_more(self) -> None:
        """Keep two batches on their way; ask again when the server was silent too long (a lost connection)."""
        now = time.monotonic()
        if now - self._heard > 2 * _HEARTBEAT + 1:
            self._requested = 0
        coming, batch = self._requested + len(self._waiting), self.consumer.max_batch
        enough = 1 if self.consumer.in_order else batch
        if coming >= enough or not self._nc.is_connected or now < self._ask_after:
            return
        if self.consumer.in_order:
            await self._give_turn_up()
        self._heard = time.monotonic()
        await self._ask(self.consumer.turn - coming, _EXPIRES, heartbeat=_HEARTBEAT)

    async def _ask(self, count: int, expires: float, heartbeat: float = 0) -> None:
        ask: dict[str, object] = {"batch": count, "expires": int(expires * 1e9)}
        if heartbeat:
            ask["idle_heartbeat"] = int(heartbeat * 1e9)
        if self.consumer.in_order:
            ask |= {"group": GROUP} | ({"id": self._turn} if self._turn else {})
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{self.consumer.stream}.{self.consumer.name}"
        await self._nc.publish(subject, json.dumps(ask).encode(), reply=self._inbox)
        self._requested += count

    async def _give_turn_up(self) -> None:
        """All that we were given is handled: whoever asked first after us is next."""
        if self._turn:
            subject = f"$JS.API.CONSUMER.UNPIN.{self.consumer.stream}.{self.consumer.name}"
            await self._nc.publish(subject, json.dumps({"group": GROUP}).encode(), reply=self._nobody)
            self._turn = None

    async def _run(self) -> None:
        while not self._stopping:
            try:
                await self._request_more()
                if self._waiting:
                    await self._fill()
                    await self._handle(self._next_batch())
                    continue
            except NatsError as error:
                # What was at work is not acknowledged and comes again.
                log.warning("%s waits for the broker: %s", self.consumer.name, type(error).__name__)
                self._held_up = f"waiting for the broker: {type(error).__name__}"
                await asyncio.sleep(self._policy.hold)
            await self._wait()

    async def _fill(self) -> None:
        """Let the batch grow while the server has more for us: one batch of many costs less than many of a few."""
        with suppress(TimeoutError):
            while self._requested and len(self._waiting) < self.consumer.max_batch and not self._stopping:
                if not self._waiting[-1].metadata.num_pending:
                    return
                self._arrived.clear()
                async with asyncio.timeout(_ON_ITS_WAY):
                    await self._arrived.wait()

    async def _wait(self) -> None:
        """Until something arrives, or it is time to look after the requests."""
        if self._waiting:
            return
        self._arrived.clear()
        pause = self._policy.hold if self._absent else _HEARTBEAT
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._arrived.wait()

    async def _keep(self) -> None:
        """Tell the server again and again what we still hold, or it would deliver those events to somebody else."""
        told = time.monotonic()
        while True:
            await asyncio.sleep(min(TURN_SECONDS, self.consumer.ack_wait) / 3)
            held = (*self._at_work, *self._waiting)
            with suppress(NatsError):
                if held and self._turn:
                    await self._ask(1, _RENEWAL)
                if time.monotonic() - told > self.consumer.ack_wait / 4:
                    told = time.monotonic()
                    for message in held:
                        await message.in_progress()

    def _next_batch(self) -> list[Msg]:
        batch: list[Msg] = []
        size = 0
        while self._waiting and len(batch) < self.consumer.max_batch and size < _BATCH_BYTES:
            batch.append(self._waiting.popleft())
            size += len(batch[-1].data)
        return batch

    # --- handling ------------------------------------------------------------------------------------------

    async def _handle(self, messages: list[Msg]) -> None:
        self._at_work = list(messages)
        try:
            ready = [pair for message in messages if (pair := await self._readable(message))]
            if not ready or await self._try(ready) is None:
                return
            for pair in ready:
                if self._stopping:
                    await pair[0].nak()
                    continue
                failure = await self._try([pair])
                if failure is not None:
                    await self._retry_or_bury(*pair, failure)
                self._at_work.remove(pair[0])
        finally:
            self._at_work = []

    async def _readable(self, message: Msg) -> tuple[Msg, Delivered] | None:
        """The event in `message`; None when it can never be handled and was put among the dead letters."""
        try:
            event = received(message)
        except NoEnvelope as problem:
            await self._bury(message, str(problem))
            return None
        if event.attempts > self._policy.abandoned:
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
        self._held_up = None
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
        if self._held_up is None:
            log.warning("%s waits: %s", self.consumer.name, type(error).__name__)
        self._held_up = f"waiting: {type(error).__name__}"
        if self._stopping:
            return False
        await asyncio.sleep(self._policy.hold)
        return True

    async def _retry_or_bury(self, message: Msg, event: Delivered, error: Exception) -> None:
        self._failures[event.sequence] += 1
        failures = self._failures[event.sequence]
        if failures > len(self._policy.delays):
            await self._bury(message, describe(error))
            del self._failures[event.sequence]
            return
        metrics.EVENTS_RETRIED.labels(self.consumer.name).inc()
        await message.nak(delay=self._policy.delays[failures - 1])

    async def _bury(self, message: Msg, reason: str) -> None:
        """Move `message` to the dead letters; it is acknowledged only after it is safe there."""
        await dead.bury(self._nc, self.consumer, message, reason)
        await message.ack()
        metrics.EVENTS_DEAD.labels(self.consumer.name).inc()
        self._dead_in_a_row += 1
        log.error("%s: event %s is a dead letter", self.consumer.name, message.metadata.sequence.stream)
        if self._dead_in_a_row >= self._policy.stop_after:
            self._held_up = f"stopped after {self._dead_in_a_row} dead letters in a row"
            metrics.CONSUMER_STOPPED.labels(self.consumer.name).set(1)
            self._stopping = True
