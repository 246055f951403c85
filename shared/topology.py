"""The one table of streams, durable consumers and buckets, and the tool that applies it.

Services never declare anything: an operator runs `achyk topology apply` (idempotent; shows drift), the embedded run
does it at start. Sizes and ages are the owner's decision, not a service's.
"""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace

from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    ObjectStoreConfig,
    RetentionPolicy,
    StorageType,
    StoreCompression,
    StreamConfig,
)
from nats.js.errors import BucketNotFoundError, NotFoundError

MISSING_ERRORS = (NotFoundError, BucketNotFoundError)
"""A stream, consumer or bucket of the table is not on the broker: the table was not applied."""
BROKER_ERRORS = (NatsError,)
"""Anything else that the broker or the connection to it says no to."""
DAY = 24 * 3600
DUPLICATE_WINDOW = 600
"""Seconds in which the stream itself drops a fact published again; beyond it consumers recognise it."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: which subjects it keeps, for how long (seconds; 0 = for ever) and how."""

    name: str
    subjects: tuple[str, ...]
    purpose: str
    max_age: float = 0
    work_queue: bool = False


@dataclass(frozen=True, slots=True)
class Consumer:
    """One durable pull consumer: `service` reads `stream` through it, filtered by `subject`."""

    name: str
    service: str
    stream: str
    subject: str
    max_batch: int = 500
    ack_wait: float = 20
    """Seconds after which an event is delivered again when its reader died; one at work says that it is."""
    in_order: bool = False
    """Whether order matters to the reader: then no more than one batch is out at a time, so that what a dead reader
    held comes again before anything newer."""


STREAMS = (
    Stream("TENDERS", ("tender.v1.>",), "Facts about contracting processes"),
    Stream("RISKS", ("risk.v1.>",), "Risk indicators raised, changed and cleared"),
    Stream(
        "CIVIC",
        ("case.v1.>", "letter.v1.>", "recommendation.v1.>", "campaign.v1.>", "event.v1.>"),
        "Public facts of the community",
    ),
    Stream("LEARNING", ("course.v1.>", "certificate.v1.>"), "Published courses and certificates"),
    Stream("DELIVERIES", ("delivery.v1.>",), "One message to one recipient; private", work_queue=True),
    Stream("DEADLETTERS", ("dead.>",), "Events that could not be handled, with the error", max_age=30 * DAY),
)

SCORING_TENDERS = Consumer("scoring--tenders--v1", "scoring", "TENDERS", "tender.v1.>", in_order=True)
SCORING_VERDICTS = Consumer("scoring--verdicts--v1", "scoring", "CIVIC", "case.v1.flag_judged.>")
ALERTS_TENDERS = Consumer("alerts--tenders--v1", "alerts", "TENDERS", "tender.v1.>")
ALERTS_RISKS = Consumer("alerts--risks--v1", "alerts", "RISKS", "risk.v1.>")
ALERTS_EMAIL = Consumer("alerts--email--v1", "alerts", "DELIVERIES", "delivery.v1.email", max_batch=50)
ALERTS_WEBHOOK = Consumer("alerts--webhook--v1", "alerts", "DELIVERIES", "delivery.v1.webhook", max_batch=50)
COMMUNITY_ACCOUNT = Consumer("community--account--v1", "community", "DELIVERIES", "delivery.v1.account", max_batch=20)
GATEWAY_TENDERS = Consumer("gateway--tenders--v1", "gateway", "TENDERS", "tender.v1.>")
GATEWAY_RISKS = Consumer("gateway--risks--v1", "gateway", "RISKS", "risk.v1.>")

CONSUMERS = (
    SCORING_TENDERS,
    SCORING_VERDICTS,
    ALERTS_TENDERS,
    ALERTS_RISKS,
    ALERTS_EMAIL,
    ALERTS_WEBHOOK,
    COMMUNITY_ACCOUNT,
    GATEWAY_TENDERS,
    GATEWAY_RISKS,
)

PROCESSES = "PROCESSES"
"""Object store bucket of contracting processes too large for one message."""
BUCKETS = (PROCESSES,)


def stream_of(subject: str) -> str:
    """Name of the stream that keeps `subject`; KeyError when none does."""
    for stream in STREAMS:
        if any(subject.startswith(pattern.removesuffix(">")) for pattern in stream.subjects):
            return stream.name
    raise KeyError(subject)


def consumer_named(name: str) -> Consumer:
    """The consumer called `name`; KeyError when the table has none."""
    return next(consumer for consumer in CONSUMERS if consumer.name == name)


def stream_config(stream: Stream, replicas: int) -> StreamConfig:
    """The server's configuration of `stream`."""
    return StreamConfig(
        name=stream.name,
        description=stream.purpose,
        subjects=list(stream.subjects),
        retention=RetentionPolicy.WORK_QUEUE if stream.work_queue else RetentionPolicy.LIMITS,
        max_age=stream.max_age,
        storage=StorageType.FILE,
        num_replicas=replicas,
        discard=DiscardPolicy.OLD,
        duplicate_window=DUPLICATE_WINDOW,
        compression=StoreCompression.S2,
        allow_direct=True,
        allow_atomic=True,
    )


def consumer_config(consumer: Consumer) -> ConsumerConfig:
    """The server's configuration of `consumer`.

    `max_deliver` is unlimited: our own code counts deliveries and writes dead letters with the error.
    """
    return ConsumerConfig(
        name=consumer.name,
        durable_name=consumer.name,
        description=f"{consumer.service} reads {consumer.stream}",
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=consumer.ack_wait,
        max_deliver=-1,
        filter_subject=consumer.subject,
        max_ack_pending=consumer.max_batch * (1 if consumer.in_order else 8),
        metadata={"owner": consumer.service},
    )


async def apply(js: JetStreamContext, *, replicas: int = 1, dry_run: bool = False) -> AsyncIterator[str]:
    """Make the server's streams, consumers and buckets equal to the tables; yields one line per difference."""
    for stream in STREAMS:
        async for line in _apply_stream(js, stream_config(stream, replicas), dry_run):
            yield line
    for consumer in CONSUMERS:
        async for line in _apply_consumer(js, consumer, dry_run):
            yield line
    for bucket in BUCKETS:
        try:
            await js.object_store(bucket)
        except (BucketNotFoundError, NotFoundError):
            yield f"bucket {bucket}: created"
            if not dry_run:
                await js.create_object_store(bucket, config=ObjectStoreConfig(bucket=bucket, replicas=replicas))


def scoring_consumers() -> tuple[Consumer, ...]:
    """The consumers through which scoring reads tender events."""
    return (SCORING_TENDERS,)


async def remove(js: JetStreamContext, consumer: Consumer) -> None:
    """Delete a consumer with its memory of what was read; nothing happens when it is not there."""
    with suppress(NotFoundError):
        await js.delete_consumer(consumer.stream, consumer.name)


async def create(js: JetStreamContext, consumer: Consumer) -> None:
    """Create a consumer that reads its stream from the beginning."""
    await js.add_consumer(consumer.stream, consumer_config(consumer))


async def _apply_stream(js: JetStreamContext, wanted: StreamConfig, dry_run: bool) -> AsyncIterator[str]:
    try:
        found = (await js.stream_info(wanted.name or "")).config
    except NotFoundError:
        yield f"stream {wanted.name}: created"
        if not dry_run:
            await js.add_stream(wanted)
        return
    drift = _drift(wanted, found, _STREAM_FIELDS)
    if drift:
        yield f"stream {wanted.name}: {', '.join(drift)}"
        if not dry_run:
            await js.update_stream(replace(wanted))


async def _apply_consumer(js: JetStreamContext, consumer: Consumer, dry_run: bool) -> AsyncIterator[str]:
    wanted = consumer_config(consumer)
    try:
        found = (await js.consumer_info(consumer.stream, consumer.name)).config
    except NotFoundError:
        yield f"consumer {consumer.name}: created"
    else:
        drift = _drift(wanted, found, _CONSUMER_FIELDS)
        if not drift:
            return
        yield f"consumer {consumer.name}: {', '.join(drift)}"
    if not dry_run:
        await js.add_consumer(consumer.stream, wanted)


_STREAM_FIELDS = (
    "subjects",
    "retention",
    "storage",
    "compression",
    "discard",
    "max_age",
    "max_bytes",
    "max_msgs",
    "max_msgs_per_subject",
    "max_msg_size",
    "num_replicas",
    "duplicate_window",
    "allow_direct",
    "allow_atomic",
)
_CONSUMER_FIELDS = ("ack_policy", "ack_wait", "max_deliver", "filter_subject", "max_ack_pending")


def _drift(wanted: object, found: object, fields: tuple[str, ...]) -> list[str]:
    pairs = ((name, getattr(found, name), getattr(wanted, name)) for name in fields)
    return [f"{name} is {is_!r}, should be {should!r}" for name, is_, should in pairs if _plain(is_) != _plain(should)]


def _plain(value: object) -> object:
    """The server says 0, -1 or nothing for "no limit"."""
    return None if value in (0, -1, False) else value
