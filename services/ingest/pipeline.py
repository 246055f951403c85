"""The way of a document: read, check, group by process, merge or replace, compare, write, tell.

A batch is read while the database works on the batches before. One batch is one transaction: releases, processes,
versions and the events about them are written together or not at all, so a document can be read again at any time,
whole, and publishes only what was not published before.

Reading has no thread of its own: it would take turns with this one for the interpreter, and both took a sixth longer
for that. The event loop stands still for a batch, some ten milliseconds, as it does while one is worked out.
"""

import asyncio
import gc
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Protocol

from services.ingest import event, process
from services.ingest.kyrgyz_tables import speaks_kyrgyz
from services.ingest.merge import Unmergeable, in_order
from services.ingest.pieces import Broken
from services.ingest.prepare import LARGEST_BODY, Taken, decoded, prepare
from services.ingest.process import NewVersion, Process
from services.ingest.read import Reader
from services.ingest.store import IngestStore, Session
from shared import metrics, telemetry
from shared.contracts.tender import Reference
from shared.errors import describe
from shared.facts import Fact

log = logging.getLogger(__name__)
Json = Any
BATCH = 400
BATCH_BYTES = 8 * 1024 * 1024
AT_ONCE = 3
"""Batches committed at the same time: while the database works on one, the next is worked out."""
RARE_COLLECTIONS = 500_000
"""Objects between two runs of the garbage collector: JSON has no cycles, and looking for them costs a third."""


class LargeBodies(Protocol):
    """Where compiled releases go that are too large for one message."""

    async def put(self, data: bytes) -> Reference:
        """Store `data`; storing the same again changes nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from: `source` names the publisher's channel, `file` the document in it."""

    source: str
    file: str
    country: str | None = None
    """Country the operator states for everything in it; None to find out."""


@dataclass(slots=True)
class Progress:
    """What has been done with a document so far."""

    releases: int = 0
    """Releases taken in, new or known."""
    new_releases: int = 0
    processes: int = 0
    """Different processes with new releases, per batch."""
    events: int = 0
    quarantined: int = 0
    """Pieces refused; those that were refused before are counted again."""
    encoding: str = "utf-8"
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def pieces(self) -> int:
        """Everything found, taken in or refused."""
        return self.releases + self.quarantined

    def add(self, other: "Progress") -> None:
        """Count `other` in."""
        self.releases += other.releases
        self.new_releases += other.new_releases
        self.processes += other.processes
        self.events += other.events
        self.quarantined += other.quarantined
        for reason, count in other.reasons.items():
            self.reasons[reason] = self.reasons.get(reason, 0) + count


@dataclass(slots=True)
class _Batch:
    taken: list[Taken] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    bytes: int = 0

    @property
    def ocids(self) -> set[str]:
        """The processes it is about."""
        return {taken.ocid for taken in self.taken}

    @property
    def full(self) -> bool:
        return len(self.taken) + len(self.broken) >= BATCH or self.bytes >= BATCH_BYTES

    def __bool__(self) -> bool:
        return bool(self.taken or self.broken)


class _UnderWay:
    """Batches that are being committed, oldest first. Two with a process in common never are at the same time."""

    def __init__(self) -> None:
        self.tasks: dict[asyncio.Task[Progress], set[str]] = {}

    def add(self, task: asyncio.Task[Progress], ocids: set[str]) -> None:
        """Remember a commit and the processes it writes."""
        self.tasks[task] = ocids

    async def ended(self, but: int = 0, apart_from: Set[str] = frozenset()) -> AsyncIterator[Progress]:
        """Await commits until at most `but` are left, none of them about a process of `apart_from`."""
        while len(self.tasks) > but or any(apart_from & ocids for ocids in self.tasks.values()):
            oldest = next(iter(self.tasks))
            yield await oldest
            del self.tasks[oldest]


@dataclass(slots=True)
class _Outcome:
    releases: list[Taken] = field(default_factory=list)
    processes: list[tuple[Process, int]] = field(default_factory=list)
    versions: list[NewVersion] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    refused: list[Broken] = field(default_factory=list)


class Pipeline:
    """Takes documents in."""

    def __init__(self, store: IngestStore, large: LargeBodies) -> None:
        """Write to `store`; bodies too large for one message go to `large`."""
        self._store = store
        self._large = large

    async def take_in(
        self, reader: Reader, origin: Origin, on_progress: Callable[[Progress], None] = lambda _: None
    ) -> Progress:
        """Take a whole document in and say what became of it; `on_progress` is told after every batch."""
        total = Progress()
        thresholds = gc.get_threshold()
        gc.set_threshold(RARE_COLLECTIONS)
        under_way = _UnderWay()
        try:
            for batch in _batches(reader):
                async for done in under_way.ended(but=AT_ONCE - 1, apart_from=batch.ocids):
                    total.add(done)
                    on_progress(total)
                under_way.add(asyncio.create_task(self._commit(batch, origin)), batch.ocids)
                await asyncio.sleep(0)  # its first question goes to the database before the next batch is read
            async for done in under_way.ended():
                total.add(done)
                on_progress(total)
        finally:
            gc.set_threshold(*thresholds)
            await asyncio.gather(*under_way.tasks, return_exceptions=True)
        total.encoding = reader.encoding
        return total

    async def _commit(self, batch: _Batch, origin: Origin) -> Progress:
        attempts = 0

        async def work(session: Session) -> _Outcome:
            nonlocal attempts
            attempts += 1
            if attempts > 1:  # the first attempt may have worked on the releases
                for taken in batch.taken:
                    taken.release = decoded(taken.body)
            outcome = await self._worked_out(session, batch.taken, origin)
            rows = [(taken, origin.source, f"{origin.file} {taken.position}".strip()) for taken in outcome.releases]
            await self._store.write(session, rows, outcome.processes, outcome.versions, outcome.facts)
            return outcome

        outcome = await self._store.in_one_transaction(work) if batch.taken else _Outcome()
        refused = batch.broken + outcome.refused
        await self._store.refuse(refused, origin.source, origin.file)
        reasons: dict[str, int] = defaultdict(int)
        for piece in refused:
            reasons[piece.reason] += 1
            metrics.PIECES_REFUSED.labels(piece.reason).inc()
        metrics.RELEASES_READ.labels("new").inc(len(outcome.releases))
        good = len(batch.taken) - len(outcome.refused)
        metrics.RELEASES_READ.labels("known").inc(good - len(outcome.releases))
        return Progress(
            releases=good,
            new_releases=len(outcome.releases),
            processes=len(outcome.processes),
            events=len(outcome.facts),
            quarantined=len(refused),
            reasons=dict(reasons),
        )

    async def _worked_out(self, session: Session, batch: Sequence[Taken], origin: Origin) -> _Outcome:
        """What `batch` makes of the processes it is about, without writing anything yet."""
        outcome = _Outcome()
        known = await self._store.known_releases(session, [taken.digest for taken in batch])
        fresh: dict[str, list[Taken]] = {}
        for taken in batch:
            if taken.digest not in known:
                known.add(taken.digest)
                fresh.setdefault(taken.ocid, []).append(taken)
        processes = await self._store.processes(session, list(fresh))
        earlier = await self._earlier(session, processes)
        for ocid, releases in fresh.items():
            known_process = processes.get(ocid)
            before = known_process.version if known_process else 0
            now = known_process or Process(ocid, source=origin.source)
            now, versions, refused = _advanced(now, releases, earlier, origin.country)
            outcome.refused.extend(refused)
            left_out = {piece.content for piece in refused}
            accepted = [taken for taken in releases if taken.digest not in left_out]
            if accepted:
                outcome.releases.extend(accepted)
                outcome.processes.append((now, before))
                outcome.versions.extend(versions)
                outcome.facts.extend([await self._fact(now, version) for version in versions])
        return outcome

    async def _earlier(self, session: Session, processes: dict[str, Process]) -> dict[bytes, bytes]:
        """Bodies of the releases to merge new ones with."""
        digests = [digest for known in processes.values() if not speaks_kyrgyz(known.ocid) for digest in known.releases]
        return await self._store.bodies(session, digests) if digests else {}

    async def _fact(self, now: Process, version: NewVersion) -> Fact:
        with telemetry.span("ingest") as trace:  # each version is the beginning of a trace of its own
            now.reference = await self._large.put(version.body) if event.too_large(version) else None
            return event.fact(now, version, now.reference, trace)


def _advanced(
    now: Process, releases: Sequence[Taken], earlier: dict[bytes, bytes], country: str | None
) -> tuple[Process, list[NewVersion], list[Broken]]:
    """The process after `releases`, its new versions, and those of the releases that are refused.

    Releases that cannot be merged all at once are added one at a time in the order of their dates, as if each had come
    alone: one that contradicts those before it costs no other.
    """
    merged: dict[bytes, Json] = {}
    if not speaks_kyrgyz(now.ocid):
        after, versions, refused = _stepped(now, releases, earlier, merged, country)
        if refused is None:
            return after, versions, []
        if len(releases) == 1:
            return now, [], [refused]
        releases = sorted(releases, key=lambda taken: in_order(taken.release))
    told: list[NewVersion] = []
    left_out: list[Broken] = []
    for taken in releases:
        now, versions, refused = _stepped(now, [taken], earlier, merged, country)
        told += versions
        if refused is None:
            merged[taken.digest] = taken.release
        else:
            left_out.append(refused)
    return now, told, left_out


def _stepped(
    now: Process,
    releases: Sequence[Taken],
    earlier: dict[bytes, bytes],
    merged: dict[bytes, Json],
    country: str | None,
) -> tuple[Process, list[NewVersion], Broken | None]:
    """The process after one step and its new versions; or as it was, and why the first of `releases` is refused.

    `merged` collects the normalised releases that are in the process, decoded from `earlier` when they are needed.
    """
    first = releases[0]
    after = now.draft()
    after.made_up = now.made_up or any(taken.made_up for taken in releases)
    try:
        if speaks_kyrgyz(now.ocid):
            versions = process.replaced(after, first, country)
        else:
            for digest in now.releases:
                if digest not in merged:
                    merged[digest] = decoded(earlier[digest])
            versions = process.merged(after, [merged[digest] for digest in now.releases], releases, country)
    except Unmergeable as error:
        reason, detail = "unmergeable", str(error)
    except Exception as error:  # noqa: BLE001 - the edge between one odd process and the rest of the document
        reason, detail = "internal", type(error).__name__
        log.warning("%s could not be brought up to date: %s", now.ocid, describe(error))
    else:
        if not any(len(version.body) > LARGEST_BODY for version in versions):
            return after, versions, None
        reason, detail = "too_large", "the compiled release"
    return now, [], Broken(first.position, reason, detail, first.digest, now.ocid)


def _batches(reader: Reader) -> Iterator[_Batch]:
    batch = _Batch()
    for piece in reader:
        for item in prepare(piece):
            if isinstance(item, Broken):
                batch.broken.append(item)
            else:
                batch.taken.append(item)
                batch.bytes += len(item.body)
            if batch.full:
                yield batch
                batch = _Batch()
    if batch:
        yield batch
