"""What an indicator is: a definition with its texts, and one pure function from a process to an answer.

The engine checks what the definition declares (country, competition, methods, stages, cancelled tenders) before it
calls `evaluate`, so that a formula holds nothing but the formula.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

import msgspec

from services.scoring.methods import Competition
from services.scoring.process import Lot, Process
from shared.contracts.base import Texts

EVIDENCE_LIMIT = 20
"""Values quoted per flag: enough to check it, small enough for a message."""

Parameters = Mapping[str, Any]
Json = str | int | float | bool | None | list[Any] | dict[str, Any]


class State(StrEnum):
    """The four answers; the same words as `shared.contracts.risk.FlagState`."""

    RAISED = "raised"
    CLEAR = "clear"
    NOT_COMPUTABLE = "not_computable"
    NOT_APPLICABLE = "not_applicable"


class Evidence(msgspec.Struct, frozen=True):
    """One value of the data, by JSON pointer (RFC 6901) in the compiled release."""

    path: str
    value: Json = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What an indicator says about one version of a process."""

    state: State
    value: float | None = None
    threshold: float | None = None
    lots: Sequence[str] = ()
    """Raised: the lots concerned. Clear: the lots that were judged. Empty for the process as a whole."""
    judged: Sequence[str] = ()
    """All lots that could be judged, whatever came out."""
    evidence: Sequence[Evidence] = ()
    missing: Sequence[str] = ()
    """Not computable: JSON pointers or facts (see `Missing`) that are absent."""
    parameters: Parameters = field(default_factory=dict)
    """The parameters that decided, with their law where there is one."""
    keeps: bool = False
    """A computed answer of an earlier version outlives this one: the question can no longer be asked, that is all."""


class Missing(StrEnum):
    """Facts that are absent from the data and are no single field."""

    OPENING = "opening"
    """Bids are still sealed."""
    STAGE = "stage"
    """The process is not in, or has passed, the stage at which the official rule looks."""
    FINAL_AWARDS = "final_awards"
    """The award decisions are not final."""
    SECOND_BID = "second_bid"
    """Fewer than two bids with a price in one currency."""
    LEGAL_MINIMUM = "legal_minimum"
    """No minimum period is on record for this method and date."""
    LIVE_LOT = "live_lot"
    """Every lot was cancelled or declared unsuccessful."""
    PERIOD_ORDER = "period_order"
    """The period ends before, or when, it starts."""
    ONE_CURRENCY = "one_currency"
    """Prices are in several currencies and nothing says which one counts."""
    LOTS = "lots"
    """Bids and awards belong to several lots and some do not say to which."""


class Population(Protocol):
    """Counts over all processes, by key; what `contribute` of every process adds up to."""

    def count(self, key: str) -> int:
        """The sum of all contributions to `key`; 0 when nobody contributed."""


class NoPopulation:
    """A population nobody contributed to."""

    def count(self, key: str) -> int:
        """Always 0."""
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One risk indicator. Adding one is adding a file: see docs/contributing/indicators.md."""

    id: str
    title: Texts
    explanation: Texts
    innocent: Texts
    check: Texts
    """These four may hold placeholders, `{share}`, that `words` fills."""
    legal_basis: Texts
    source: Texts
    version: str
    """Raised whenever the same data could give another answer."""
    weight: int
    parameters: Parameters = field(default_factory=dict)
    words: Callable[[Parameters], Mapping[str, str]] = lambda parameters: {}
    """The parameters in words, for the placeholders of the texts."""
    national_legal_basis: Mapping[str, Texts] = field(default_factory=dict)
    """By country, in place of `legal_basis`."""
    phrases: Mapping[str, Texts] = field(default_factory=dict)
    """English texts that `evaluate` puts into the parameters of an answer, in three languages."""

    country: str | None = None
    """ISO 3166-1 alpha-2 in lower case; None for any."""
    competitions: frozenset[Competition] = frozenset(Competition)
    """Kinds of method it applies to."""
    methods: frozenset[str] | None = None
    """`procurementMethodDetails` it applies to; None for any."""
    not_methods: frozenset[str] = frozenset()
    stages: frozenset[str] | None = None
    """`statusDetails` in which it is computed; outside them the last computed answer stays."""
    also: Callable[[Process], bool] | None = None
    """A further condition for being applicable; a version without it leaves an earlier answer as it is."""

    evaluate: Callable[[Process, Parameters, Population], Answer]
    contribute: Callable[[Process], Mapping[str, int]] | None = None
    """What this process adds to the population. Contributions are summed, so parts can be computed apart."""
    reads: Callable[[Process], Iterable[str]] | None = None
    """The keys of the population that `evaluate` will look at."""
    prepare: Callable[[Parameters], Parameters] = lambda parameters: parameters
    """Turns the JSON parameters into what `evaluate` takes, once; raises ValueError for senseless ones."""


def not_computable(*missing: str) -> Answer:
    """The data do not answer the question."""
    return Answer(State.NOT_COMPUTABLE, missing=missing, keeps=True)


NO_BIDS = not_computable("/bids/details")
ONE_PRICE = not_computable(Missing.SECOND_BID)
NO_WINNER = Answer(State.NOT_APPLICABLE, keeps=True)
"""The answer of an indicator about the winner's rivals when no lot has a winner."""


def without_bids(process: Process) -> Answer | None:
    """The answer of every bid-based indicator while there are no bids to look at; None when there are."""
    if not process.opened and process.country == "kg":
        return not_computable(Missing.OPENING)
    return None if process.release.bids.details else NO_BIDS


@dataclass(frozen=True, slots=True)
class LotAnswer:
    """What a formula says about one lot; a formula returns None for a lot with nothing to judge."""

    state: State
    value: float | None = None
    evidence: Sequence[Evidence] = ()
    missing: Sequence[str] = ()


MIXED = LotAnswer(State.NOT_COMPUTABLE, missing=[Missing.LOTS])
"""The answer for a `mixed` lot of an indicator that compares bids or awards with each other."""


def over_lots(
    process: Process,
    judge: Callable[[Lot], LotAnswer | None],
    *,
    nothing: Answer,
    threshold: float | None = None,
    parameters: Parameters | None = None,
    worst: Callable[[Iterable[float]], float] = max,
) -> Answer:
    """One answer for the process from the answers for its live lots.

    Raised when any lot is; else not computable when any lot is, since "clear" speaks for the whole process; else clear.
    `nothing` is the answer when there was nothing to judge in any lot; `worst` picks the value to show.
    """
    live = [lot for lot in process.lots if lot.live]
    if not live:
        return not_computable(Missing.LIVE_LOT)
    answers = [(lot.id, found) for lot in live if (found := judge(lot)) is not None]
    if not answers:
        return nothing
    for state in (State.RAISED, State.NOT_COMPUTABLE, State.CLEAR):
        chosen = [(lot, found) for lot, found in answers if found.state is state]
        if chosen:
            break
    if state is State.NOT_COMPUTABLE:
        return not_computable(*dict.fromkeys(name for _, found in chosen for name in found.missing))
    lots = [lot for lot, _ in chosen if lot is not None]
    values = [found.value for _, found in chosen if found.value is not None]
    evidence = [piece for _, found in chosen for piece in found.evidence]
    return Answer(
        state,
        value=worst(values) if values else None,
        threshold=threshold,
        lots=lots,
        judged=lots if state is State.CLEAR else _judged(answers),
        evidence=evidence[:EVIDENCE_LIMIT],
        parameters=parameters or {},
    )


def _judged(answers: Iterable[tuple[str | None, LotAnswer]]) -> list[str]:
    return [lot for lot, found in answers if lot is not None and found.state is not State.NOT_COMPUTABLE]
