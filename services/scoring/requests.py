"""Answers to `ask.scoring.…`."""

import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import TypeVar

from services.scoring.catalogue import entry
from services.scoring.engine import Engine
from services.scoring.indicator import State
from services.scoring.judged_store import JudgedStore
from services.scoring.known import Slots
from services.scoring.noise import noisy
from services.scoring.pairs import draws, higher
from services.scoring.pairs_store import PairsStore
from services.scoring.precision import precision
from services.scoring.score import flags_of, ranked_process
from services.scoring.store import ScoringStore
from shared.contracts.risk import (
    AskFlags,
    AskIndicators,
    AskPair,
    AskRanking,
    BaseRate,
    Flags,
    Indicators,
    Pair,
    Ranking,
)
from shared.errors import Refused

T = TypeVar("T")
STRATA_FRESH_SECONDS = 60.0
"""How many processes of which level there are is counted over all of them: seldom, and only while people compare."""
RATES_FRESH_SECONDS = 2.0
"""Base rates are read again after this time; a page that lists the catalogue needs no fresher ones."""


class Requests:
    """Thin handlers over what is stored."""

    def __init__(
        self,
        engine: Engine,
        slots: Callable[[], Slots],
        store: ScoringStore,
        verdicts: JudgedStore,
        pairs: PairsStore,
        noisy_share: float,
    ) -> None:
        """An indicator raised on more than the share `noisy_share` is told as noisy."""
        self._engine = engine
        self._slots = slots
        self._store = store
        self._catalogue = [entry(one, engine.parameters[one.id]) for one in engine.indicators]
        self._base_rates = _kept(store.base_rates, RATES_FRESH_SECONDS)
        self._opinions = _kept(verdicts.opinions, RATES_FRESH_SECONDS)
        self._pairs = pairs
        self._strata = _kept(pairs.strata, STRATA_FRESH_SECONDS)
        self._noisy_share = noisy_share

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
        """`ask.scoring.indicators`: the catalogue with base rates and with what people who checked flags found."""
        rates, opinions = await self._base_rates(), await self._opinions()
        too_often = noisy(rates, [one.id for one in self._catalogue], self._noisy_share)
        return Indicators(
            items=[
                one.model_copy(
                    update={
                        "base_rate": _base_rate(rates.get(one.id, Counter())),
                        "precision": precision(opinions.get((one.id, one.version), Counter())),
                        "noisy": one.id in too_often,
                    }
                )
                for one in self._catalogue
            ]
        )

    async def pair(self, ask: AskPair) -> Pair:
        """`ask.scoring.pair`: two processes to compare. Raises `Refused("no_pair")` when there are none."""
        for draw in draws(await self._strata(), ask.seed, ask.counter):
            first, second = await self._pairs.take(draw.first), await self._pairs.take(draw.second)
            if first and second and first.ocid != second.ocid:
                return Pair(
                    first=first.ocid,
                    second=second.ocid,
                    first_level=first.level,
                    second_level=second.level,
                    higher=higher(first, second),
                    gold=draw.gold,
                )
        raise Refused("no_pair", "There are no two processes of one country and kind of method yet.")


def _base_rate(states: Counter[str]) -> BaseRate:
    raised = states[State.RAISED]
    return BaseRate(
        raised=raised,
        computable=raised + states[State.CLEAR],
        not_computable=states[State.NOT_COMPUTABLE],
        not_applicable=states[State.NOT_APPLICABLE],
    )


def _kept(read: Callable[[], Awaitable[T]], seconds: float) -> Callable[[], Awaitable[T]]:
    """`read`, at most once per `seconds`."""
    last: tuple[float, T] | None = None

    async def cached() -> T:
        nonlocal last
        if last is None or time.monotonic() - last[0] > seconds:
            last = (time.monotonic(), await read())
        return last[1]

    return cached
