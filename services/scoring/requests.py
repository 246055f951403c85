"""Answers to `ask.scoring.…`."""

import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping

from services.scoring.catalogue import entry
from services.scoring.engine import Engine
from services.scoring.indicator import State
from services.scoring.known import Slots
from services.scoring.score import flags_of, ranked_process
from services.scoring.store import ScoringStore
from shared.contracts.risk import AskFlags, AskIndicators, AskRanking, BaseRate, Flags, Indicators, Ranking
from shared.errors import Refused

RATES_FRESH_SECONDS = 2.0
"""Base rates are read again after this time; a page that lists the catalogue needs no fresher ones."""


class Requests:
    """Thin handlers over what is stored."""

    def __init__(self, engine: Engine, slots: Callable[[], Slots], store: ScoringStore) -> None:
        self._engine = engine
        self._slots = slots
        self._store = store
        self._catalogue = [entry(one, engine.parameters[one.id]) for one in engine.indicators]
        self._base_rates = _kept(store.base_rates, RATES_FRESH_SECONDS)

    async def flags(self, ask: AskFlags) -> Flags:
        """`ask.scoring.flags`. Raises `Refused("not_found")` for a process never scored."""
        known = (await self._store.load([ask.ocid])).get(ask.ocid)
        if known is None:
            raise Refused("not_found", "This contracting process has not been scored.")
        found = flags_of(ask.ocid, known, self._engine, self._slots())
        if ask.lot is None:
            return found
        return found.model_copy(update={"flags": [flag for flag in found.flags if ask.lot in flag.lots]})

    async def ranking(self, ask: AskRanking) -> Ranking:
        """`ask.scoring.ranking`: processes that deserve a look first. Raises `Refused` for a page that never was."""
        found, total, following = await self._store.ranking(ask)
        return Ranking(
            items=[ranked_process(ocid, known, self._engine, self._slots()) for ocid, known in found],
            total=total,
            next=following,
        )

    async def indicators(self, ask: AskIndicators) -> Indicators:
        """`ask.scoring.indicators`: the catalogue with base rates."""
        rates = await self._base_rates()
        return Indicators(
            items=[
                one.model_copy(update={"base_rate": _base_rate(rates.get(one.id, Counter()))})
                for one in self._catalogue
            ]
        )


def _base_rate(states: Counter[str]) -> BaseRate:
    raised = states[State.RAISED]
    return BaseRate(
        raised=raised,
        computable=raised + states[State.CLEAR],
        not_computable=states[State.NOT_COMPUTABLE],
        not_applicable=states[State.NOT_APPLICABLE],
    )


def _kept(
    read: Callable[[], Awaitable[Mapping[str, Counter[str]]]], seconds: float
) -> Callable[[], Awaitable[Mapping[str, Counter[str]]]]:
    """`read`, at most once per `seconds`."""
    last: tuple[float, Mapping[str, Counter[str]]] | None = None

    async def cached() -> Mapping[str, Counter[str]]:
        nonlocal last
        if last is None or time.monotonic() - last[0] > seconds:
            last = (time.monotonic(), await read())
        return last[1]

    return cached
