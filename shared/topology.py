"""The one table of streams, durable consumers and buckets, and the tool that applies it.

Services never declare anything: an operator runs `achyk topology apply` (idempotent; shows drift), the embedded run
does it at start. Sizes and ages are the owner's decision, not a service's. In how many partitions scoring reads is an
operator's setting: `partitions` everywhere here.
"""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace

from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    ConsumerInfo,
    DeliverPolicy,
    DiscardPolicy,
    ObjectStoreConfig,
    RetentionPolicy,
    StorageType,
    StoreCompression,
    StreamConfig,
    StreamInfo,
)
from nats.js.errors import BucketNotFoundError, NotFoundError

from shared import partitions as parts

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
    partitions: int = 0
    """In how many partitions it copies `TENDERS`; 0 for a stream that is published to."""


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
    """Whether order matters to the reader: then one `turn` is out at most, at one replica."""
    at_once: int = 1
    """Batches handled at the same time by one reader, none about the same things as another."""
    of: "Consumer | None" = None
    """For one partition of a stream: the consumer of the whole, under whose name dead letters are kept and replayed,
    so that they outlive a change of the number of partitions."""

    @property
    def turn(self) -> int:
        """Events that a reader has at most: what it works on, and the next batch, which arrives meanwhile.

        A partition is there to be shared with other replicas, so one batch of it is a turn.
        """
        return self.max_batch if self.in_order and self.of else (1 + self.at_once) * self.max_batch

    @property
    def whole(self) -> "Consumer":
        """The consumer of which this one reads a partition, or itself."""
        return self.of or self


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

SCORING_TENDERS = Consumer("scoring--tenders--v1", "scoring", "TENDERS", "tender.v1.>", in_order=True, at_once=2)
SCORING_VERDICTS = Consumer("scoring--verdicts--v1", "scoring", "CIVIC", "case.v1.flag_judged.>")
ALERTS_TENDERS = Consumer("alerts--tenders--v1", "alerts", "TENDERS", "tender.v1.>")
ALERTS_RISKS = Consumer("alerts--risks--v1", "alerts", "RISKS", "risk.v1.>")
ALERTS_EMAIL = Consumer("alerts--email--v1", "alerts", "DELIVERIES", "delivery.v1.email", max_batch=50)
ALERTS_WEBHOOK = Consumer("alerts--webhook--v1", "alerts", "DELIVERIES", "delivery.v1.webhook", max_batch=50)
COMMUNITY_ACCOUNT = Consumer("community--account--v1", "community", "DELIVERIES", "delivery.v1.account", max_batch=20)
COMMUNITY_TENDERS = Consumer("community--tenders--v1", "community", "TENDERS", "tender.v1.>")
COMMUNITY_RISKS = Consumer("community--risks--v1", "community", "RISKS", "risk.v1.>")
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
    COMMUNITY_TENDERS,
    COMMUNITY_RISKS,
    GATEWAY_TENDERS,
    GATEWAY_RISKS,
)

PROCESSES = "PROCESSES"
"""Object store bucket of contracting processes too large for one message."""
BUCKETS = (PROCESSES,)


SCORING = "SCORING"
"""The copy of `TENDERS` through which scoring reads in partitions."""
PARTITION_BATCH = 250
"""Events of one partition after which another replica has its turn: half a batch of the whole costs a tenth more each
(docs/decisions/0012) and shares the work out better."""


def streams(partitions: int = 1) -> tuple[Stream, ...]:
    """All streams when scoring reads in so many partitions."""
    if partitions == 1:
        return STREAMS
    purpose = "What scoring has not read yet, in partitions; derived from TENDERS"
    return (*STREAMS, Stream(SCORING, (), purpose, work_queue=True, partitions=partitions))


def scoring_consumers(partitions: int = 1) -> tuple[Consumer, ...]:
    """The consumers through which scoring reads tender events: of the stream itself, or one per partition."""
    if partitions == 1:
        return (SCORING_TENDERS,)
    return tuple(
        replace(
            SCORING_TENDERS,
            name=f"{SCORING_TENDERS.name}--{place}of{partitions}",
            stream=SCORING,
            subject=parts.subject_of(place),
            max_batch=PARTITION_BATCH,
            at_once=1,
            of=SCORING_TENDERS,
        )
        for place in range(partitions)
    )


def consumers(partitions: int = 1) -> tuple[Consumer, ...]:
    """All consumers when scoring reads in so many partitions."""
    others = tuple(consumer for consumer in CONSUMERS if consumer is not SCORING_TENDERS)
    return (*scoring_consumers(partitions), *others)


def stream_of(subject: str) -> str:
    """Name of the stream that keeps `subject`; KeyError when none does."""
    for stream in STREAMS:
        if any(subject.startswith(pattern.removesuffix(">")) for pattern in stream.subjects):
            return stream.name
    raise KeyError(subject)


def consumer_named(name: str) -> Consumer:
    """The consumer called `name`; KeyError when the table has none."""
    return next(consumer for consumer in CONSUMERS if consumer.name == name)


def stream_config(stream: Stream, replicas: int, start: int = 1) -> StreamConfig:
    """The server's configuration of `stream`; `start` is where a copy begins."""
    copy = stream.partitions > 0
    return StreamConfig(
        name=stream.name,
        description=stream.purpose,
        subjects=list(stream.subjects) or None,
        sources=[parts.source("TENDERS", stream.partitions, start)] if copy else None,
        persist_mode=parts.persistence(replicas) if copy else None,
        retention=RetentionPolicy.WORK_QUEUE if stream.work_queue else RetentionPolicy.LIMITS,
        max_age=stream.max_age,
        storage=StorageType.FILE,
        num_replicas=replicas,
        discard=DiscardPolicy.OLD,
        duplicate_window=DUPLICATE_WINDOW,
        compression=StoreCompression.S2,
        allow_direct=True,
        allow_atomic=not copy,
    )


def consumer_config(consumer: Consumer, start: int = 1) -> ConsumerConfig:
    """The server's configuration of `consumer`; `start` is where a new one begins.

    `max_deliver` is unlimited: our own code counts deliveries and writes dead letters with the error.
    """
    config = parts.PinnedConfig(
        name=consumer.name,
        durable_name=consumer.name,
        description=f"{consumer.service} reads {consumer.stream}",
        deliver_policy=DeliverPolicy.ALL if start == 1 else DeliverPolicy.BY_START_SEQUENCE,
        opt_start_seq=None if start == 1 else start,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=consumer.ack_wait,
        max_deliver=-1,
        filter_subject=consumer.subject,
        max_ack_pending=consumer.turn if consumer.in_order else 8 * consumer.max_batch,
        metadata={"owner": consumer.service, "readers": "one at a time" if consumer.in_order else "any"},
    )
    return config.one_at_a_time() if consumer.in_order else config


async def apply(
    js: JetStreamContext, *, replicas: int = 1, partitions: int = 1, dry_run: bool = False
) -> AsyncIterator[str]:
    """Make the server's streams, consumers and buckets equal to the tables; yields one line per difference."""
    start = 1
    if move := await _move(js, partitions, replicas):
        found, start = move
        yield (
            f"scoring reads in {found} partition(s), should be in {partitions}: its events from {start} on are read "
            f"again, which changes nothing; start its replicas with ACHYK_SCORING_PARTITIONS={partitions}"
        )
        if not dry_run and found > 1:
            await js.delete_stream(SCORING)
    for stream in streams(partitions):
        async for line in _apply_stream(js, stream, replicas, start, dry_run):
            yield line
    for consumer in consumers(partitions):
        async for line in _apply_consumer(js, consumer, start if consumer is SCORING_TENDERS else 1, dry_run):
            yield line
    if partitions > 1 and await _consumer(js, SCORING_TENDERS):
        yield f"consumer {SCORING_TENDERS.name}: removed, its events come in partitions"
        if not dry_run:
            await _remove(js, SCORING_TENDERS)
    for bucket in BUCKETS:
        try:
            await js.object_store(bucket)
        except (BucketNotFoundError, NotFoundError):
            yield f"bucket {bucket}: created"
            if not dry_run:
                await js.create_object_store(bucket, config=ObjectStoreConfig(bucket=bucket, replicas=replicas))


# --- scoring, whose partitions an operator may change ---------------------------------------------------------------


async def scoring_layout(js: JetStreamContext) -> int:
    """In how many partitions the server has scoring read; 0 when it was never told."""
    if copy := await _stream(js, SCORING):
        return parts.count_of(copy.config)
    return 1 if await _consumer(js, SCORING_TENDERS) else 0


async def not_copied(js: JetStreamContext) -> int:
    """How many events are not in the partitions yet; 0 where the stream itself is read."""
    copy = await _stream(js, SCORING)
    return parts.not_copied(copy) if copy else 0


async def forget_scoring(js: JetStreamContext) -> int:
    """Delete all memory of what scoring has read; returns in how many partitions it read. `apply` begins anew."""
    layout = await scoring_layout(js)
    await _remove(js, SCORING_TENDERS)
    with suppress(NotFoundError):
        await js.delete_stream(SCORING)
    return layout


async def _move(js: JetStreamContext, partitions: int, replicas: int) -> tuple[int, int] | None:
    """When the server has scoring read in another way: in how many partitions, and the first event not handled yet."""
    found = await scoring_layout(js)
    if copy := await _stream(js, SCORING):
        same = found == partitions and copy.config.persist_mode in (parts.persistence(replicas), None)
        return None if same else (found, await parts.first_waiting(js, copy))
    if found in (0, partitions):
        return None
    floor = (await js.consumer_info(SCORING_TENDERS.stream, SCORING_TENDERS.name)).ack_floor
    return found, (floor.stream_seq if floor else 0) + 1


async def _remove(js: JetStreamContext, consumer: Consumer) -> None:
    """Delete a consumer with its memory of what was read; nothing happens when it is not there."""
    with suppress(NotFoundError):
        await js.delete_consumer(consumer.stream, consumer.name)


async def _stream(js: JetStreamContext, name: str) -> StreamInfo | None:
    try:
        return await js.stream_info(name)
    except NotFoundError:
        return None


async def _consumer(js: JetStreamContext, consumer: Consumer) -> ConsumerInfo | None:
    try:
        found: ConsumerInfo = await js.consumer_info(consumer.stream, consumer.name)
    except NotFoundError:
        return None
    return found


# --- differences ---------------------------------------------------------------------------------------------------


async def _apply_stream(
    js: JetStreamContext, stream: Stream, replicas: int, start: int, dry_run: bool
) -> AsyncIterator[str]:
    wanted = stream_config(stream, replicas, start)
    found = await _stream(js, stream.name)
    if found is None:
        yield f"stream {stream.name}: created"
        if not dry_run:
            await js.add_stream(wanted)
        return
    drift = _drift(wanted, found.config, _STREAM_FIELDS)
    if drift:
        yield f"stream {stream.name}: {', '.join(drift)}"
        if not dry_run:  # another beginning would have everything copied again
            await js.update_stream(replace(wanted, sources=found.config.sources))


async def _apply_consumer(js: JetStreamContext, consumer: Consumer, start: int, dry_run: bool) -> AsyncIterator[str]:
    wanted = consumer_config(consumer, start)
    info = await _consumer(js, consumer)
    if info is None:
        yield f"consumer {consumer.name}: created"
    else:
        drift = _drift(wanted, info.config, _CONSUMER_FIELDS) + _drift_of_readers(wanted, info.config)
        if not drift:
            return
        yield f"consumer {consumer.name}: {', '.join(drift)}"
        # Where a consumer began can never change.
        wanted.deliver_policy, wanted.opt_start_seq = info.config.deliver_policy, info.config.opt_start_seq
    if not dry_run:
        await js.add_consumer(consumer.stream, wanted)


def _drift_of_readers(wanted: ConsumerConfig, found: ConsumerConfig) -> list[str]:
    """The client library does not read back how many readers are served; our own note beside it says it."""
    should, is_ = ((config.metadata or {}).get("readers") for config in (wanted, found))
    return [] if should == is_ else [f"readers served is {is_!r}, should be {should!r}"]


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
    return None if value in (0, -1, False, []) else value
