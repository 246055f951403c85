"""What an indicator is: a definition with its texts, and one pure function from a part to answers.

The engine checks what the definition declares (country, competition, methods, stages, cancelled tenders, bids) before
an answer counts, so that a formula holds nothing but the formula. A formula asks the columns of a part about all its
processes, or all its lots, at once: the same code serves one live event and a whole history.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Any, SupportsInt

import msgspec
import numpy as np

from services.scoring.grouping import Bools, Floats
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.statistic import Known, Statistic
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


class Code(IntEnum):
    """A state in a column."""

    NEVER_ASKED = 0
    RAISED = 1
    CLEAR = 2
    NOT_COMPUTABLE = 3
    NOT_APPLICABLE = 4
    """The question does not apply to such processes at all: earlier answers no longer count."""
    NOT_NOW = 5
    """Not applicable to this version, which was cancelled or has nothing to judge; an earlier answer stays."""

    @property
    def state(self) -> State:
        """In words."""
        return _STATES[self]


_STATES = {
    Code.NEVER_ASKED: State.NOT_COMPUTABLE,
    Code.RAISED: State.RAISED,
    Code.CLEAR: State.CLEAR,
    Code.NOT_COMPUTABLE: State.NOT_COMPUTABLE,
    Code.NOT_APPLICABLE: State.NOT_APPLICABLE,
    Code.NOT_NOW: State.NOT_APPLICABLE,
}
COMPUTED = frozenset({State.RAISED, State.CLEAR})


class Unit(StrEnum):
    """What a flag is about."""

    PROCESS = "process"
    LOT = "lot"
    BID = "bid"
    CONTRACT = "contract"
    BUYER = "buyer"
    SUPPLIER = "supplier"
    RELATIONSHIP = "relationship"
    """Of organisations: a buyer and a supplier, or firms that bid together."""


LINKED = frozenset({Unit.BUYER, Unit.SUPPLIER, Unit.RELATIONSHIP})
"""Flags about organisations are shown on their processes as linked, and not added to the score of each."""


class Stage(StrEnum):
    """The stage of a process at which an indicator first has its data."""

    PLANNING = "planning"
    TENDER = "tender"
    AWARD = "award"
    CONTRACT = "contract"
    IMPLEMENTATION = "implementation"


class Evidence(msgspec.Struct, frozen=True):
    """One value of the data, by JSON pointer (RFC 6901) in the compiled release."""

    path: str
    value: Json = None


class Missing(StrEnum):
    """Facts that are absent from the data and are no single field."""

    OPENING = "opening"
    """Bids are still sealed."""
    STAGE = "stage"
    """The process is not in, or has passed, the stage at which the rule looks."""
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
    STATISTICS = "statistics"
    """The figures of all processes have not been computed yet."""
    PEERS = "peers"
    """Too few comparable processes to compare with."""
    THRESHOLD = "threshold"
    """No legal threshold is on record for this country and date."""
    EARLIER = "earlier_process"
    """The earlier process it names is not known here, or not known well enough."""
    LIST = "licence_list"
    """No list of what needs a licence was given."""


BIDS = "/bids/details"
METHOD = "/tender/procurementMethod"
METHOD_DETAILS = "/tender/procurementMethodDetails"
STATUS_DETAILS = "/tender/statusDetails"
COMMON: tuple[str, ...] = (
    METHOD,
    METHOD_DETAILS,
    STATUS_DETAILS,
    Missing.STAGE,
    Missing.OPENING,
    BIDS,
    Missing.LIVE_LOT,
    Missing.LOTS,
    Missing.STATISTICS,
)
"""Reasons that the engine gives; those of a formula are the indicator's `needs`."""

NotThere = tuple[str, Bools]
"""Something that is missing, and where."""


def nothing_more(_: int) -> Mapping[str, Json]:
    """No parameters beside the indicator's own."""
    return {}


def no_evidence(_: int) -> Iterable[Evidence]:
    """Nothing to quote."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a formula says about each row: the processes of a part, or its lots.

    A row with something missing is not computable; one with nothing to judge says nothing; else it is raised or clear.
    """

    per_lot: bool
    raised: Bools
    value: Floats | None = None
    """What was measured, NaN where nothing was; None where nothing ever is."""
    missing: Sequence[NotThere] = ()
    nothing: Bools | None = None
    """Rows with nothing to judge, whatever else is missing there. A process without any row to judge is answered as
    the indicator's `nothing` says."""
    threshold: float | Floats | None = None
    evidence: Callable[[int], Iterable[Evidence]] = no_evidence
    """The values a raised row rests on; asked only about raised rows, and those a reader opens."""
    parameters: Callable[[int], Mapping[str, Json]] = nothing_more
    """The parameters that decided, with their law where there is one."""
    lots: Callable[[int], tuple[list[str], list[str]]] | None = None
    """For a process: the lots concerned and the lots judged, when the indicator can tell."""


def of_lots(raised: Bools, **rest: Any) -> Answers:  # noqa: ANN401 - the fields of `Answers`
    """Answers about lots."""
    return Answers(per_lot=True, raised=raised, **rest)


def of_processes(raised: Bools, **rest: Any) -> Answers:  # noqa: ANN401 - the fields of `Answers`
    """Answers about processes."""
    return Answers(per_lot=False, raised=raised, **rest)


def nothing_to_judge(part: Part) -> Answers:
    """No process has anything to judge."""
    return Answers(per_lot=False, raised=np.zeros(len(part), np.bool_), nothing=everywhere(part))


def everywhere(part: Part) -> Bools:
    """All processes."""
    return np.ones(len(part), np.bool_)


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
    unit: Unit
    stage: Stage
    needs: tuple[str, ...]
    """What the formula may find missing: JSON pointers without places, or words of `Missing`. By them it is told which
    data set can support the indicator."""
    crosswalk: tuple[str, ...] = ()
    """The same question in other catalogues: OCP ids, MKRAI numbers (`MKRAI 7`), i-codes (`i182`), opentender names."""
    parameters: Parameters = field(default_factory=dict)
    words: Callable[[Parameters], Mapping[str, str]] = lambda parameters: {}
    """The parameters in words, for the placeholders of the texts."""
    national_legal_basis: Mapping[str, Texts] = field(default_factory=dict)
    """By country, in place of `legal_basis`."""
    phrases: Mapping[str, Texts] = field(default_factory=dict)
    """English texts that an answer's parameters may hold, in three languages."""

    country: str | None = None
    """ISO 3166-1 alpha-2 in lower case; None for any."""
    competitions: frozenset[Competition] = frozenset(Competition)
    """Kinds of method it applies to."""
    methods: frozenset[str] | None = None
    """`procurementMethodDetails` it applies to; None for any."""
    not_methods: frozenset[str] = frozenset()
    stages: frozenset[str] | None = None
    """`statusDetails` in which it is computed; outside them the last computed answer stays."""
    also: Callable[[Part], Bools] | None = None
    """A further condition for being applicable; a version without it leaves an earlier answer as it is."""
    cancelled: bool = False
    """Whether cancelled tenders are judged too."""
    contracts: bool = False
    """Whether it looks at contracts alone: where there are none there is nothing to judge."""
    bids: bool = False
    """Whether it looks at bids, which may still be sealed or unpublished."""
    mixed: bool = False
    """Whether lots that cannot be told apart can be judged as one."""
    nothing: str | None = None
    """What is missing when no lot had anything to judge; None when the question then does not apply."""
    worst: Callable[[Floats], float] = np.max
    """Which of the values of several lots is shown."""

    evaluate: Callable[[Part, Parameters, Known | None], Answers]
    statistic: Statistic | None = None
    """The figures of the whole population that `evaluate` compares with; None when each process stands for itself."""
    prepare: Callable[[Parameters], Parameters] = lambda parameters: parameters
    """Turns the JSON parameters into what `evaluate` takes, once; raises ValueError for senseless ones."""

    @property
    def linked(self) -> bool:
        """Whether it speaks of organisations, so that processes only show it."""
        return self.unit in LINKED


# --- evidence ------------------------------------------------------------------------------------------------------


def price(part: Part, bid: SupportsInt) -> Evidence:
    """The price of a row of `Bids`."""
    bids, row = part.bids, int(bid)
    place = int(bids.place[row])
    inside = "" if place < 0 else f"/relatedLots/{place}"
    return Evidence(f"/bids/details/{bids.bid[row]}{inside}/value/amount", number(bids.amount[row]))


def status(part: Part, bid: SupportsInt) -> Evidence:
    """The status of a row of `Bids`."""
    return Evidence(f"/bids/details/{part.bids.bid[int(bid)]}/status", part.text(part.bids.status[int(bid)]))


def bidders(part: Part, bid: SupportsInt) -> Evidence:
    """Who is behind a row of `Bids`."""
    firms = [part.text(part.tenderers.firm[row]) for row in part.tenderers_of_bid.rows(int(bid))]
    return Evidence(f"/bids/details/{part.bids.bid[int(bid)]}/tenderers", sorted(firm for firm in firms if firm))


def winners(part: Part, award: SupportsInt) -> Evidence:
    """Who won a row of `Awards`."""
    firms = [part.text(part.suppliers.firm[row]) for row in part.suppliers_of_award.rows(int(award))]
    return Evidence(f"/awards/{part.awards.award[int(award)]}/suppliers", sorted(firm for firm in firms if firm))


def award_value(part: Part, award: SupportsInt) -> Evidence:
    """The value of a row of `Awards`."""
    return Evidence(f"/awards/{part.awards.award[int(award)]}/value/amount", number(part.awards.amount[int(award)]))


def moment_at(path: str, seconds: float) -> Evidence:
    """A moment, as ingest writes them."""
    return Evidence(path, written(seconds))


def written(seconds: float) -> str | None:
    """A moment as ISO 8601 in UTC; None when it is absent."""
    if np.isnan(seconds):
        return None
    when = datetime.fromtimestamp(float(seconds), UTC)
    return when.isoformat(timespec="microseconds" if when.microsecond else "seconds").replace("+00:00", "Z")


def number(value: float) -> int | float | None:
    """A number as JSON has it: whole ones without a fraction, NaN as null."""
    if np.isnan(value):
        return None
    return int(value) if float(value).is_integer() else float(value)


# --- comparing ------------------------------------------------------------------------------------------------------

_CLOSE = 1e-9


def reaches(values: Floats, limit: float | Floats) -> Bools:
    """Whether `values` are at least `limit`, which a binary fraction may miss by its last digit."""
    close = _CLOSE * (abs(limit) if isinstance(limit, int | float) else np.abs(limit))
    found: Bools = values >= limit - close
    return found


def ratio(part: Floats, whole: Floats) -> Floats:
    """`part / whole`; NaN where the whole is zero or absent."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found = part / whole
    found[(~np.isfinite(found)).nonzero()[0]] = np.nan
    return found


def days_between(start: Floats, end: Floats) -> Floats:
    """Whole days from one moment to another, rounded down."""
    return np.floor((end - start) / 86_400)
