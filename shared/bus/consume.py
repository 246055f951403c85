"""Reading a durable consumer: whatever is waiting is one batch, acknowledged after it was handled.

A lone event is handled at once, a flood in batches: the batch is what arrived while the last one was at work, and what
the server has sent and is still on its way. (The batch subscriber of the framework waits out its timeout for a full
batch and fails a batch for one bad message; see docs/decisions/0004.)

Where order matters (`Consumer.in_order`) the server serves one replica at a time. That one asks for one `turn`, gives
it up when all of it is handled, and asks again, behind the others: so consumers, and with them the partitions of a
stream, go round among the replicas by themselves, and a busy one is not waited for.

Where a flood comes, a full batch is begun beside the one at work (`Consumer.at_once`), unless it has an event about the
same thing (`ce-subject`) as that: so what is about one thing is handled in its order. Such a reader asks for more while
it works, and gives its turn up when nothing is left.

What happens when handling fails stands in `handling`.
"""

import asyncio
import json
import logging
import time
from collections import deque
from contextlib import suppress
from itertools import chain, islice

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError

from shared.bus.handling import Handling
from shared.partitions import GROUP, TURN_SECONDS

log = logging.getLogger(__name__)

_BATCH_BYTES = 16 * 1024 * 1024
_EXPIRES = 30.0
_HEARTBEAT = 5.0
_ON_ITS_WAY = 0.01
"""Seconds from one event to the next that a batch is kept open for events the server is sending."""
_RENEWAL = 0.1
"""Seconds after which the server forgets a request that only says that we are alive."""
_PARTING = 2.0
"""Seconds to wait for the last events on their way; a broker that answers needs some milliseconds."""
_NOT_OUR_TURN = "423"
_ABSENT = frozenset(("404", "503"))
"""Statuses of a request for a consumer that is not there: unknown, or nobody listens."""


class PullConsumer:
    """One replica's reading of one durable consumer."""

    def __init__(self, nc: Client, handling: Handling) -> None:
        """Read the consumer of `handling` and give it what comes."""
        self.consumer = handling.consumer
        self._nc = nc
        self._handling = handling
        self._waiting: deque[Msg] = deque()
        self._at_work: dict[asyncio.Task[None], list[Msg]] = {}
        self._arrived = asyncio.Event()
        """Something arrived, or a batch is done."""
        self._requested = 0
        self._turn: str | None = None
        """What the server knows us by while it is our turn."""
        self._heard = time.monotonic()
        self._ask_after = 0.0
        self._subscription: Subscription | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._absent: str | None = None
        self._fault: str | None = None
        """What ended a batch and was not foreseen: then nothing more is read."""

    @property
    def trouble(self) -> str | None:
        """Why this consumer is not working now; None when it is."""
        ended = any(task.done() for task in self._tasks) and not self._handling.stopping
        return self._handling.trouble or self._absent or self._fault or ("its reader has ended" if ended else None)

    @property
    def handled(self) -> int:
        """Events handled since the start."""
        return self._handling.handled

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
        """Finish what is at work, give back what was not begun, and stop."""
        self._handling.stopping = True
        self._arrived.set()
        if not self.consumer.in_order:
            await self._hang_up()
        if self._tasks:
            reader, keeper = self._tasks
            await asyncio.wait([reader])
            keeper.cancel()
            for error in (task.exception() for task in self._tasks if task.done() and not task.cancelled()):
                if error:
                    log.error("%s ended: %s", self.consumer.name, type(error).__name__, exc_info=error)

    async def _give_all_back(self) -> None:
        """Nothing more is begun here, so our turn and what was not begun are for others."""
        await self._hang_up()
        with suppress(NatsError):
            await self._give_turn_up()
        while self._waiting:
            with suppress(NatsError):
                await self._waiting.popleft().nak()

    async def _hang_up(self) -> None:
        """Take no more, but keep what was already on its way: dropped, it would wait for `ack_wait` to pass."""
        if self._subscription:
            with suppress(NatsError, TimeoutError):
                async with asyncio.timeout(_PARTING):
                    if self._nc.is_connected:
                        await self._subscription.drain()  # type: ignore[no-untyped-call] # the client's annotation
                    else:
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
            self._ask_after = time.monotonic() + self._handling.policy.hold
            self._absent = f"consumer {self.consumer.name} does not answer; `achyk topology apply` makes it"

    async def _request_more(self) -> None:
        """Keep what is the next batch on its way; ask again when the server was silent too long (a lost connection)."""
        now = time.monotonic()
        if now - self._heard > 2 * _HEARTBEAT + 1:
            self._requested = 0
        coming, at_work = self._requested + len(self._waiting), sum(map(len, self._at_work.values()))
        alone = self.consumer.at_once == 1
        enough = 1 if self.consumer.in_order and alone else self.consumer.max_batch
        if coming >= enough or (at_work and alone) or not self._nc.is_connected or now < self._ask_after:
            return
        if self.consumer.in_order and not coming and not at_work:
            await self._give_turn_up()
        self._heard = time.monotonic()
        await self._ask(self.consumer.turn - coming - at_work, _EXPIRES, heartbeat=_HEARTBEAT)

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
        try:
            while True:
                self._look_at_what_is_done()
                if self._handling.stopping:
                    return
                try:
                    await self._request_more()
                    self._handling.goes_on()
                    if self._may_begin():
                        await self._fill()
                        self._begin(self._next_batch())
                        continue
                except NatsError as error:
                    await self._wait_for_the_broker(error)
                await self._wait()
        finally:
            await asyncio.gather(*self._at_work, return_exceptions=True)
            self._look_at_what_is_done()
            await self._give_all_back()

    def _may_begin(self) -> bool:
        """Whether a batch is waiting that can be begun: any beside none, a full one beside another."""
        size = self.consumer.max_batch
        if not self._at_work:
            return bool(self._waiting)
        if len(self._at_work) == self.consumer.at_once or len(self._waiting) < size:
            return False
        busy = {_about(message) for batch in self._at_work.values() for message in batch}
        return busy.isdisjoint(map(_about, islice(self._waiting, size)))

    def _begin(self, batch: list[Msg]) -> None:
        task = asyncio.create_task(self._work(batch), name=f"{self.consumer.name} works")
        task.add_done_callback(lambda _: self._arrived.set())
        self._at_work[task] = batch

    async def _work(self, batch: list[Msg]) -> None:
        try:
            await self._handling.handle(batch)
        except NatsError as error:
            await self._wait_for_the_broker(error)  # what was not acknowledged comes again
        finally:
            self._handling.goes_on()

    def _look_at_what_is_done(self) -> None:
        """Forget batches that are done. When one ended in a way nobody foresaw, stop: the fault is ours."""
        for task in [task for task in self._at_work if task.done()]:
            del self._at_work[task]
            error = None if task.cancelled() else task.exception()
            if error is not None:
                log.error("%s ended: %s", self.consumer.name, type(error).__name__, exc_info=error)
                self._fault = f"its reader has ended: {type(error).__name__}"
                self._handling.stopping = True

    async def _wait_for_the_broker(self, error: NatsError) -> None:
        log.warning("%s waits for the broker: %s", self.consumer.name, type(error).__name__)
        self._handling.held(f"waiting for the broker: {type(error).__name__}")
        await asyncio.sleep(self._handling.policy.hold)

    async def _fill(self) -> None:
        """Let the batch grow while the server has more for us: one batch of many costs less than many of a few."""
        with suppress(TimeoutError):
            while self._requested and len(self._waiting) < self.consumer.max_batch and not self._handling.stopping:
                if not self._waiting[-1].metadata.num_pending:
                    return
                self._arrived.clear()
                async with asyncio.timeout(_ON_ITS_WAY):
                    await self._arrived.wait()

    async def _wait(self) -> None:
        """Until something arrives, a batch is done, or it is time to look after the requests."""
        if self._handling.stopping or self._may_begin() or any(task.done() for task in self._at_work):
            return
        self._arrived.clear()
        pause = self._handling.policy.hold if self._absent else _HEARTBEAT
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._arrived.wait()

    async def _keep(self) -> None:
        """Tell the server again and again what we still hold, or it would deliver those events to somebody else."""
        told = time.monotonic()
        while True:
            await asyncio.sleep(min(TURN_SECONDS, self.consumer.ack_wait) / 3)
            held = [*chain.from_iterable(self._at_work.values()), *self._waiting]
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


def _about(message: Msg) -> str:
    """What an event is about, or its place in the stream when it is none of ours."""
    return (message.headers or {}).get("ce-subject") or message.reply
