"""`Bus`: one NATS connection of one process, and everything a service does with it."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from faststream.nats import NatsBroker
from faststream.security import SASLPlaintext
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import ServiceUnavailableError
from pydantic import BaseModel

from shared import metrics, telemetry, topology
from shared.bus import answer, dead, publish
from shared.bus.answer import Question
from shared.bus.consume import PullConsumer
from shared.bus.envelope import NoEnvelope, received
from shared.bus.handling import Handler, Handling, Policy
from shared.bus.header_lines import read_quickly
from shared.bus.objects import Objects
from shared.errors import Refused, Unavailable, describe
from shared.facts import Delivered, Fact
from shared.topology import Consumer

log = logging.getLogger(__name__)

Ask = TypeVar("Ask", bound=BaseModel)
Answer = TypeVar("Answer", bound=BaseModel)
Function = TypeVar("Function", bound=Callable[..., Awaitable[BaseModel]])
_PENDING = 32 * 1024 * 1024
_REPLAY_WAIT = 2.0
_CONNECT_ONCE = 5.0


@dataclass(frozen=True, slots=True)
class BusSettings:
    """Where the broker is and as whom to sign in; `url` may list several servers, separated by commas."""

    url: str
    user: str | None = None
    password: str | None = None
    drain_seconds: float = 20.0


class Bus:
    """Events and requests of one service."""

    def __init__(
        self,
        service: str,
        settings: BusSettings,
        *,
        away: Callable[[BaseException], bool] = lambda _: False,
        policy: Policy | None = None,
    ) -> None:
        """`away` tells errors that mean "the database is out of reach" from faults of the handler."""
        self.service = service
        self._url = settings.url
        self.questions: list[Question] = []
        self._away = away
        self._policy = policy
        self._consumers: list[tuple[Consumer, Handler]] = []
        self._hears: list[tuple[str, Callable[[Msg], Awaitable[None]]]] = []
        self._running: list[PullConsumer] = []
        self.objects = Objects(lambda: self.js)
        """The store of bodies too large for one message."""
        self.broker = NatsBroker(
            settings.url.split(","),
            name=f"achyk-{service}",
            max_reconnect_attempts=-1,
            reconnect_time_wait=1,
            pending_size=_PENDING,
            drain_timeout=int(settings.drain_seconds),
            error_cb=self._on_error,
            apply_types=False,
            logger=None,
            security=SASLPlaintext(settings.user, settings.password or "") if settings.user else None,
        )

    # --- life ----------------------------------------------------------------------------------------------

    async def connect(self) -> None:
        """Connect, without handling anything yet. Raises NATS' own error when no server answers."""
        await self.broker.connect()
        read_quickly(self.nc)

    async def connect_once(self) -> None:
        """For a command at the terminal: connect, or raise `OSError` or `TimeoutError` at once instead of waiting."""
        address = urlsplit(self._url.split(",")[0])
        async with asyncio.timeout(_CONNECT_ONCE):
            _, writer = await asyncio.open_connection(address.hostname, address.port or 4222)
            writer.close()
            await self.connect()

    async def start(self) -> None:
        """Connect and begin to answer requests and to read events."""
        await self.connect()
        await self.broker.start()
        for subject, callback in self._hears:
            await self.nc.subscribe(subject, cb=callback)
        for consumer, handler in self._consumers:
            running = PullConsumer(self.nc, Handling(self.nc, consumer, handler, away=self._away, policy=self._policy))
            await running.start()
            self._running.append(running)
        for subject, handler in {dead.replay_subject(each): handler for each, handler in self._consumers}.items():
            await self.nc.subscribe(subject, queue=self.service, cb=self._replayer(handler))
        # A round trip: whoever is told that we are ready must find our subscriptions standing.
        await self.js.account_info()

    async def stop_reading(self) -> None:
        """Finish the batches at work and read no further."""
        await asyncio.gather(*(running.stop() for running in self._running))
        self._running.clear()

    async def stop(self) -> None:
        """Finish what was begun, then close the connection."""
        await self.stop_reading()
        with suppress(NatsError):
            await self.broker.stop()

    @property
    def nc(self) -> Client:
        """The NATS connection."""
        return self.broker.connection

    @property
    def js(self) -> JetStreamContext:
        """JetStream on this connection."""
        return self.nc.jetstream(timeout=10)

    def trouble(self) -> list[str]:
        """What keeps this bus from working now; empty when all is well."""
        try:
            connected = self.nc.is_connected
        except Exception:  # noqa: BLE001 - the framework raises its own error before the first connection
            connected = False
        found = [] if connected else ["no connection to NATS"]
        return found + [running.trouble for running in self._running if running.trouble]

    @property
    def handled(self) -> int:
        """Events handled since the start."""
        return sum(running.handled for running in self._running)

    async def lag(self) -> dict[str, int]:
        """Events waiting per consumer of this service; also kept as a metric.

        Where a stream is read in partitions, what is in none of them yet counts for the consumer of the whole.
        """
        waiting = {}
        for consumer, _ in self._consumers:
            info = await self.js.consumer_info(consumer.stream, consumer.name)
            waiting[consumer.name] = (info.num_pending or 0) + (info.num_ack_pending or 0)
        for whole in {consumer.of for consumer, _ in self._consumers if consumer.of}:
            waiting[whole.name] = await topology.not_copied(self.js)
        for name, count in waiting.items():
            metrics.CONSUMER_LAG.labels(name).set(count)
        return waiting

    # --- events --------------------------------------------------------------------------------------------

    async def publish(self, facts: Sequence[Fact]) -> None:
        """Put `facts` on their streams, in order; raises `PublishError`. Services use the outbox instead."""
        await publish.publish(self.nc, self.service, facts)

    def fits(self, fact: Fact) -> bool:
        """Whether the broker takes a fact of this size at all."""
        return publish.fits(self.nc, fact)

    def consumes(self, consumer: Consumer) -> Callable[[Handler], Handler]:
        """Decorator: read `consumer` with this batch handler."""

        def register(handler: Handler) -> Handler:
            self._consumers.append((consumer, handler))
            return handler

        return register

    def _replayer(self, handler: Handler) -> Callable[[Msg], Awaitable[None]]:
        async def replay(message: Msg) -> None:
            try:
                await handler([_replayed(message)])
            except Exception as error:  # noqa: BLE001 - the edge: the operator reads the answer
                await message.respond(json.dumps({"ok": False, "error": describe(error)}).encode())
            else:
                await message.respond(b'{"ok":true}')

        return replay

    async def replay(self, stream: str, from_sequence: int, limit: int) -> list[Delivered]:
        """Up to `limit` events of `stream` from a sequence on, through a consumer that is deleted afterwards."""
        config = ConsumerConfig(
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=max(1, from_sequence),
            ack_policy=AckPolicy.NONE,
            mem_storage=True,
            inactive_threshold=10,
        )
        subscription = await self.js.pull_subscribe("", stream=stream, config=config)
        messages: list[Msg] = []
        try:
            consumer = await subscription.consumer_info()
            wanted = min(limit, consumer.num_pending or 0)
            while len(messages) < wanted:
                messages += await subscription.fetch(wanted - len(messages), timeout=_REPLAY_WAIT)
            await self.js.delete_consumer(stream, consumer.name)
        finally:
            await subscription.unsubscribe()
        events: list[Delivered] = []
        for message in messages:
            with suppress(NoEnvelope):
                events.append(received(message))
        return events

    # --- small live messages, to every replica, not kept -----------------------------------------------------

    async def announce(self, subject: str, data: bytes) -> None:
        """Tell whoever listens now; nothing is kept for those who do not."""
        await self.nc.publish(subject, data)

    def hears(self, subject: str) -> Callable[[Callable[[str, bytes], Awaitable[None]]], None]:
        """Decorator: call `async function(subject, data)` for every message on `subject` while this process runs."""

        def register(function: Callable[[str, bytes], Awaitable[None]]) -> None:
            async def callback(message: Msg) -> None:
                await function(message.subject, message.data)

            self._hears.append((subject, callback))

        return register

    # --- requests ------------------------------------------------------------------------------------------

    def answers(self, subject: str) -> Callable[[Function], Function]:
        """Decorator: answer `subject` with `async def f(ask: AskModel) -> AnswerModel`."""

        def register(function: Function) -> Function:
            self.questions.append(answer.register(self.broker, self.service, subject, function, self._away))
            return function

        return register

    async def ask(self, subject: str, question: BaseModel, answer_type: type[Answer], timeout: float = 2.0) -> Answer:  # noqa: ASYNC109
        """Ask and wait at most `timeout` seconds. Raises `Refused` (a typed no) or `Unavailable` (no answer)."""
        trace = telemetry.current_trace()
        headers = {"traceparent": trace} if trace else None
        try:
            reply = await self.nc.request(
                subject, question.model_dump_json().encode(), timeout=timeout, headers=headers
            )
        except (NoRespondersError, ServiceUnavailableError, NatsError, TimeoutError):
            raise Unavailable(subject) from None
        content = json.loads(reply.data)
        if content["ok"]:
            return answer_type.model_validate(content["result"])
        error = content["error"]
        if error["code"] == "unavailable":
            raise Unavailable(subject)
        raise Refused(error["code"], error["message"], error["detail"])

    async def _on_error(self, error: Exception) -> None:
        metrics.BROKER_ERRORS.labels(type(error).__name__).inc()


def _replayed(message: Msg) -> Delivered:
    """A dead letter as the event it was."""
    headers = message.headers or {}
    template = Delivered(
        id=headers.get("ce-id", ""),
        type=headers.get("ce-type", ""),
        subject=headers.get("Achyk-Subject", ""),
        about=headers.get("ce-subject", ""),
        time=dead.event_time(headers),
        data=message.data,
        attempts=1,
        sequence=0,
        trace=headers.get("traceparent"),
    )
    if not template.id or not template.type:
        raise NoEnvelope("not one of our events: no envelope")
    return template
