"""Tender events in, facts about flags out: one batch, one transaction."""

import zlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from services.scoring.advance import Known, Tally, advance
from services.scoring.engine import Engine
from services.scoring.facts import fact, keys_of
from services.scoring.process import Process
from services.scoring.store import ScoringStore
from services.scoring.views import decode_event, decode_release
from shared import telemetry
from shared.contracts.tender import Reference
from shared.facts import Delivered, Fact
from shared.store import Session, Store

Fetch = Callable[[Reference], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One version of a process, read, with what its facts must carry on."""

    process: Process
    keys: str
    trace: str | None


class TenderEvents:
    """The handler of the consumer `scoring--tenders--v1`."""

    def __init__(self, engine: Engine, store: Store, fetch: Fetch) -> None:
        """`fetch` resolves the reference of a large body, as `bus.objects.get` does."""
        self._engine = engine
        self._store = store
        self._own = ScoringStore(store)
        self._fetch = fetch

    async def __call__(self, batch: Sequence[Delivered]) -> None:
        """Score a batch; versions already seen change nothing. Raises what a body or the database raises."""
        arrivals = [await self._read(event) for event in batch]
        if arrivals:
            await self._store.atomically(lambda session: self._score(session, arrivals))

    async def _read(self, delivered: Delivered) -> Arrival:
        event = decode_event(delivered.data)
        if event.reference is not None:
            body: bytes | msgspec.Raw = await self._fetch(Reference(**msgspec.structs.asdict(event.reference)))
        else:
            body = event.process
        process = Process(
            decode_release(body), ocid=event.ocid, version=event.version, country=event.country, made_up=event.made_up
        )
        return Arrival(process, keys_of(delivered.subject), delivered.trace)

    async def _score(self, session: Session, arrivals: Sequence[Arrival]) -> None:
        stored = await self._own.load({arrival.process.ocid for arrival in arrivals}, session)
        wanted = {key for arrival in arrivals for key in self._engine.reads(arrival.process)}
        population, rates = Tally(await self._own.counts(wanted, session)), Tally()
        now = datetime.now(UTC)
        written: dict[str, Known] = {}
        facts: list[Fact] = []
        for arrival in arrivals:
            ocid = arrival.process.ocid
            known = written.get(ocid) or stored.get(ocid)
            with telemetry.span("score", arrival.trace) as trace:
                step = advance(self._engine, arrival.process, known, population, rates, now)
            if step is None:
                continue
            written[ocid], changes = step
            facts += [fact(change, step[0].summary, keys=arrival.keys, now=now, trace=trace) for change in changes]
        await self._own.save(
            session,
            known=written,
            new=written.keys() - stored.keys(),
            population=population.changes,
            rates=rates.changes,
            shard=zlib.crc32(arrivals[0].process.ocid.encode()),
        )
        await self._store.record(session, facts)
