"""Computing the figures of all processes anew, and asking again what rests on them.

Runs apart from the events: `python -m services.scoring recompute`. It reads the stored columns, computes every
statistic, stores them under one version, and asks the indicators that compare with them about every process again. When
the rules themselves changed, all indicators are asked. Whatever it was doing when it died is done again the next time.
Who computes holds a lease, so that nobody else does at the same time, whoever started it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import numpy as np
from numpy.typing import NDArray

from services.scoring.current import Current
from services.scoring.facts import fact
from services.scoring.figures import Partials, finished, joined, partials
from services.scoring.market_figures import Answered, Tables, collect, finish, joined_tables
from services.scoring.names import Names
from services.scoring.part import Part, concatenated
from services.scoring.population import population
from services.scoring.price_index import CLASS_NAMES
from services.scoring.score import ranked
from services.scoring.statistic import Known as Figures
from services.scoring.store import ScoringStore
from services.scoring.stored import StoredPart, newest_rows
from shared.contracts.risk import Cause
from shared.errors import Refused
from shared.store import Session, Store

log = logging.getLogger(__name__)
LEASE = "recompute"
LEASE_SECONDS = 60.0
"""How long the lease of one who died keeps others waiting; well above the longest step between two questions to the
database."""
_JOINED_AT_ONCE = 16
FULL = 2_000
"""Processes of a part that is left alone; smaller ones, and those half of which is outdated, are put together."""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What came of it."""

    version: str
    processes: int
    changed: int
    """Processes with a changed answer."""


@asynccontextmanager
async def alone(store: Store, owner: str) -> AsyncIterator[None]:
    """Nobody else recomputes while the block runs. Raises `Refused` when somebody does already."""
    if not await store.take_lease(LEASE, owner, LEASE_SECONDS):
        raise Refused("busy", "The figures are being computed already; they will be there in a moment.")
    keeping = asyncio.create_task(_keep(store, owner))
    try:
        yield
    finally:
        keeping.cancel()
        with suppress(Exception):
            await store.release_lease(LEASE, owner)


async def _keep(store: Store, owner: str) -> None:
    while True:
        await asyncio.sleep(LEASE_SECONDS / 4)
        with suppress(Exception):
            if not await store.take_lease(LEASE, owner, LEASE_SECONDS):
                log.warning("somebody else computes the figures too: this process was stopped for too long")


class Recomputation:
    """One run over everything stored."""

    def __init__(self, current: Current, store: Store) -> None:
        self._current = current
        self._store = store
        self._own = ScoringStore(store)

    async def run(self) -> Recomputed:
        """Compute the figures and ask again. Raises what the database raises."""
        now = datetime.now(UTC)
        version = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        stored = await self._own.parts()
        rows = dict(zip((part.id for part in stored), newest_rows(stored), strict=True))
        rule = await self._own.rules() != self._current.rules
        figures = await self._figures(rows, version)
        await self._own.keep_figures(version, figures, self._current.figures_mark)
        await self._current.refresh()
        changed, markets = 0, list[Tables]()
        fresh = {part.id for part in stored if not part.figured}
        async for identity, part in self._own.columns(_with_rows(rows)):
            living = part.take(rows[identity])
            cause = Cause.DATA if identity in fresh else Cause.RULE if rule else Cause.FIGURES
            own, answered = await self._store.atomically(partial(self._again, living, cause, now, rule))
            changed += own
            markets.append(collect(answered))
            if len(markets) == _JOINED_AT_ONCE:
                markets = [joined_tables(markets)]
        if markets:
            named = {CLASS_NAMES.name: figures[CLASS_NAMES.name]}
            await self._own.markets.keep(version, finish(joined_tables(markets), version) | named)
        await self._own.set_rules(self._current.rules)
        await self._own.mark_figured([part.id for part in stored])
        await self._put_together(stored, rows)
        total = sum(len(each) for each in rows.values())
        log.info("figures %s of %d processes, %d changed", version, total, changed)
        return Recomputed(version, total, changed)

    async def _figures(self, rows: dict[int, NDArray[np.int64]], version: str) -> dict[str, Figures]:
        """Every statistic; the names of those it speaks of are stored on the way, so that it can be told in words."""
        statistics = population(self._current.engine.indicators)
        waiting: list[Partials] = []
        names = Names()
        async for identity, part in self._own.columns(_with_rows(rows)):
            living = part.take(rows[identity])
            names.take(living)
            waiting.append(partials(statistics, living))
            if len(waiting) == _JOINED_AT_ONCE:
                waiting = [joined(statistics, waiting)]
        await self._own.keep_names(names.known())
        return finished(statistics, joined(statistics, waiting), version) if waiting else {}

    async def _again(
        self, part: Part, cause: Cause, now: datetime, rule: bool, session: Session
    ) -> tuple[int, Answered]:
        """Ask again about the processes of a part, one transaction; how many changed, and what is known of all now."""
        scorer = self._current.scorer()
        ocids = [part.text(key) or "" for key in part.processes.key]
        known = await self._own.load(ocids, session)
        same = [
            row
            for row, ocid in enumerate(ocids)
            if ocid in known and known[ocid].version == part.processes.version[row]
        ]
        names = [one.id for one in scorer.engine.indicators if rule or one.statistic is not None]
        current = part.take(np.array(same, np.int64))
        steps, rates = scorer.take_again(current, [known[ocids[row]] for row in same], names, now, rule=rule)
        after = {ocids[same[row]]: one for row, one, _ in steps}
        await self._own.replace(session, dict(zip(after, ranked(list(after.values()), scorer.slots), strict=True)))
        await self._own.count(session, rates, len(steps))
        await self._store.record(
            session, [fact(change, one.summary, now, cause=cause) for _, one, told in steps for change in told]
        )
        now_known = ranked([after.get(ocids[row], known[ocids[row]]) for row in same], scorer.slots)
        return len(steps), Answered.of(current, now_known, scorer.slots)

    async def _put_together(self, stored: Sequence[StoredPart], rows: dict[int, NDArray[np.int64]]) -> None:
        """Put small and outdated parts together, so that there are few."""
        for group in _groups(stored, rows):
            parts = [part.take(rows[identity]) async for identity, part in self._own.columns(group)]
            whole = [concatenated(parts)] if any(map(len, parts)) else []
            await self._store.atomically(partial(self._own.exchange, group, whole))


def _with_rows(rows: dict[int, NDArray[np.int64]]) -> list[int]:
    return [identity for identity, own in rows.items() if len(own)]


def _groups(parts: Sequence[StoredPart], rows: dict[int, NDArray[np.int64]]) -> Iterator[list[int]]:
    """Parts to be put together, in groups of about `FULL` living processes."""
    poor = [part for part in parts if len(rows[part.id]) < min(FULL, len(part.keys) / 2) or len(part.keys) < FULL / 2]
    group: list[int] = []
    size = 0
    for part in poor:
        group.append(part.id)
        size += len(rows[part.id])
        if size >= FULL:
            yield group
            group, size = [], 0
    if len(group) > 1:
        yield group
