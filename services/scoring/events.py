"""Tender events in, facts about flags out; and what members say of flags. One batch, one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime

import msgspec
import numpy as np

from services.scoring.advance import Scorer
from services.scoring.decoding import UnreadableError, decode_event, decode_release
from services.scoring.extract import Arrival, Draft, write
from services.scoring.facts import fact
from services.scoring.judged_store import JudgedStore
from services.scoring.part import Part
from services.scoring.precision import judged
from services.scoring.score import ranked
from services.scoring.store import ScoringStore
from shared import telemetry
from shared.contracts.judgement import FlagJudged
from shared.contracts.tender import Reference
from shared.facts import Delivered, Fact
from shared.store import Session, Store

Fetch = Callable[[Reference], Awaitable[bytes]]


class TenderEvents:
    """The handler of the consumer `scoring--tenders--v1`, or of one of its partitions."""

    def __init__(self, scorer: Callable[[], Scorer], store: Store, fetch: Fetch, shards: Iterable[int] = (0,)) -> None:
        """`scorer` has the figures of the moment; `fetch` resolves the reference of a large body.

        Base rates are counted in `shards`, one for each batch that is at work at the same time: two that wrote the
        same one would have to wait for each other.
        """
        self._scorer = scorer
        self._store = store
        self._own = ScoringStore(store)
        self._fetch = fetch
        self._users = dict.fromkeys(shards, 0)

    async def __call__(self, batch: Sequence[Delivered]) -> None:
        """Score a batch; versions already seen change nothing. Raises what a body or the database raises."""
        arrivals = [await self._read(event) for event in batch]
        if not arrivals:
            return
        part, traces = await self._columns(arrivals), [event.trace for event in batch]
        shard = min(self._users, key=self._users.__getitem__)  # an event replayed beside batches has none of its own
        self._users[shard] += 1
        try:
            await self._store.atomically(lambda session: self._score(session, arrivals, part, traces, shard))
        finally:
            self._users[shard] -= 1

    async def _read(self, delivered: Delivered) -> Arrival:
        event = decode_event(delivered.data)
        release = event.process
        if event.reference is not None:
            release = decode_release(await self._fetch(Reference(**msgspec.structs.asdict(event.reference))))
        elif release is None:
            raise UnreadableError("an event without a process")
        return Arrival(release, event.ocid, event.version, event.country.lower(), event.made_up)

    async def _columns(self, arrivals: Sequence[Arrival]) -> Part:
        """The columns of `arrivals`. In the pauses a batch that is being stored beside this one goes on."""
        draft = Draft()
        for _ in write(draft, arrivals):
            await asyncio.sleep(0)
        return draft.part()

    async def _score(
        self,
        session: Session,
        arrivals: Sequence[Arrival],
        part: Part,
        traces: Sequence[str | None],
        shard: int,
    ) -> None:
        stored = await self._own.load({arrival.ocid for arrival in arrivals}, session)
        now = datetime.now(UTC)
        scorer = self._scorer()
        steps, rates = scorer.judge(part, arrivals, stored, now)
        facts: list[Fact] = []
        for row, after, changes in steps:
            if not changes and not telemetry.recorded(traces[row]):
                continue
            with telemetry.span("score", traces[row]) as trace:
                facts += [fact(change, after.summary, now, trace) for change in changes]
        known = {arrivals[row].ocid: after for row, after, _ in steps}
        newest = sorted(
            {arrivals[row].ocid: row for row, after, _ in steps if after.version == arrivals[row].version}.values()
        )
        await self._own.save(
            session,
            known=dict(zip(known, ranked(list(known.values()), scorer.slots), strict=True)),
            new=known.keys() - stored.keys(),
            rates=rates,
            shard=shard,
            part=_rows(part, newest),
        )
        await self._store.record(session, facts)


def _rows(part: Part, rows: Sequence[int]) -> Part | None:
    """These rows, each once; None for no row."""
    if len(rows) == len(part):
        return part
    return part.take(np.array(rows, np.int64)) if rows else None


class VerdictEvents:
    """The handler of the consumer `scoring--verdicts--v1`.

    Which of two facts about a flag is the newer stands in the facts, as does all that their ids are made of: order and
    repetition change nothing.
    """

    def __init__(self, store: JudgedStore) -> None:
        self._store = store

    async def __call__(self, batch: Sequence[Delivered]) -> None:
        """Take a batch in. Raises what a body or the database raises."""
        await self._store.learn([judged(FlagJudged.model_validate_json(event.data)) for event in batch])
