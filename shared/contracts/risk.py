"""Context `risk`: risk indicators on contracting processes, published by scoring, and the questions it answers.

A flag is a risk indicator, not proof. *Not computable* is not *clear*.
"""

from enum import StrEnum

from pydantic import Field

from shared.contracts.base import Contract, IndicatorId, Instant, Json, Ocid, Texts
from shared.contracts.tender import ProcessSummary


class FlagState(StrEnum):
    """The four answers of an indicator; only `raised` and `clear` count as computable."""

    RAISED = "raised"
    CLEAR = "clear"
    NOT_COMPUTABLE = "not_computable"
    NOT_APPLICABLE = "not_applicable"


class RiskVerb(StrEnum):
    """Third token of `risk.v1.<verb>.<indicator>.<country>.<buyer>`."""

    RAISED = "raised"
    CHANGED = "changed"
    CLEARED = "cleared"


class Evidence(Contract):
    """One value of the data that the answer rests on, by JSON path in the compiled release."""

    path: str
    value: Json = None


class Flag(Contract):
    """The answer of one indicator for one contracting process."""

    indicator: IndicatorId
    state: FlagState
    value: float | None = None
    threshold: float | None = None
    lots: list[str] = []
    """Lots the answer rests on; empty when the indicator looks at the whole process."""
    evidence: list[Evidence] = []
    missing: list[str] = []
    """For `not_computable`: JSON paths or facts that are absent."""
    latched: bool = False
    """True when the state was kept from an earlier stage (the indicator's gate has closed since)."""
    rule_version: str
    parameters: dict[str, Json] = {}
    process_version: int
    evaluated: Instant
    figures: str = ""
    """Version of the figures of all processes that it was compared with; empty when it stands for itself."""
    linked: bool = False
    """True when the flag is about an organisation or a relation: shown on the process, not added to its score."""


class Cause(StrEnum):
    """Why an answer changed."""

    DATA = "data"
    """The process itself changed."""
    FIGURES = "figures"
    """Only the figures of all processes moved: worth showing, nothing to alert anybody of."""
    RULE = "rule"
    """The rule or its parameters changed."""


class FlagEvent(Contract):
    """A flag was raised, changed (value, evidence or rule) or cleared."""

    ocid: Ocid
    flag: Flag
    previous: FlagState | None = None
    process: ProcessSummary
    cause: Cause = Cause.DATA


# --- questions ---------------------------------------------------------------------------------------------


class AskFlags(Contract):
    """`ask.scoring.flags`: every indicator's answer for one process."""

    ocid: Ocid
    lot: str | None = Field(default=None, max_length=255)
    """Only answers that rest on this lot; None for all."""


class Score(Contract):
    """Weight of what was raised over weight of what could be computed; shown only with its denominator."""

    raised_weight: int
    computable_weight: int
    raised: int
    computable: int
    indicators: int
    linked: int = 0
    """Raised flags about its organisations and relations; in none of the other numbers."""
    level: int
    """1 very low … 5 very high: the lower of the band of the official Kyrgyz flags (0–1, 2–3, 4–5, 6–8, ≥ 9) and the
    band of the share for the kind of method."""


class Flags(Contract):
    """Answer to `AskFlags`."""

    ocid: Ocid
    process_version: int
    flags: list[Flag]
    score: Score
    country: str | None = None
    """ISO 3166-1 alpha-2 in lower case."""


class AskRanking(Contract):
    """`ask.scoring.ranking`: what deserves a look first, by level, then by the share raised, then the newest."""

    country: str | None = None
    """ISO 3166-1 alpha-2 in lower case."""
    region: str | None = None
    """ISO 3166-2."""
    buyer: str | None = None
    indicator: IndicatorId | None = None
    """Only processes that raise it."""
    level: int = Field(default=2, ge=1, le=5)
    """The least level."""
    method: str | None = None
    """`procurementMethodDetails`."""
    since: Instant | None = None
    """Published at or after."""
    until: Instant | None = None
    """Published before."""
    limit: int = Field(default=20, ge=1, le=100)
    after: str | None = Field(default=None, max_length=512)
    """Where the next page begins: `next` of the page before."""


class RankedProcess(Contract):
    """One process of a ranking, never without its reasons."""

    process: ProcessSummary
    score: Score
    raised: list[IndicatorId]
    """Indicators raised, in the order of the catalogue; those about organisations and relations too."""


class Ranking(Contract):
    """Answer to `AskRanking`."""

    items: list[RankedProcess]
    total: int
    next: str | None = None


class Side(StrEnum):
    """One of the two tenders of a pair."""

    FIRST = "first"
    SECOND = "second"


class AskPair(Contract):
    """`ask.scoring.pair`: two processes of one country and kind of method, for people to compare.

    The same `seed` and `counter` draw the same pair as long as the ranking stands. Error `no_pair` when there are no
    two such processes.
    """

    seed: str = Field(min_length=1, max_length=64)
    """Random characters that stand for a series of pairs."""
    counter: int = Field(ge=0)
    """Which pair of the series."""


class Pair(Contract):
    """Two processes, in an order that says nothing."""

    first: Ocid
    second: Ocid
    first_level: int
    second_level: int
    higher: Side | None = None
    """Which is ranked higher, by level and then by the share raised; None when they are level."""
    gold: bool = False
    """One has level 5, the other level 1 and nothing raised: who is careless is told by such pairs."""


class AskIndicators(Contract):
    """`ask.scoring.indicators`: the catalogue with base rates."""


class BaseRate(Contract):
    """How often an indicator is raised among the processes where it could be computed."""

    raised: int = 0
    computable: int = 0
    not_computable: int = 0
    not_applicable: int = 0


class Precision(Contract):
    """What people who checked raised flags found, for one indicator and one version of its rule.

    A flag counts once, as most of its members judged it.
    """

    confirmed: int = 0
    explainable: int = 0
    wrong_data: int = 0
    judged: int = 0
    """Flags with a verdict: the three above together."""
    undecided: int = 0
    """Flags on which members are divided; not among those judged."""
    lower: float | None = None
    upper: float | None = None
    """The Wilson 95 % interval of confirmed over judged; None while `too_few`."""
    too_few: bool = True
    """Fewer than 10 flags are judged: no share can be told."""


class Indicator(Contract):
    """One entry of the catalogue, in the words a citizen reads."""

    id: IndicatorId
    title: Texts
    explanation: Texts
    """What it looks at and why that may matter."""
    innocent: Texts
    """Ordinary reasons for the same picture."""
    check: Texts
    """How a person can check it."""
    legal_basis: str
    """In English; `legal_basis_texts` says the same in the three languages."""
    legal_basis_texts: Texts | None = None
    national_legal_basis: dict[str, Texts] = {}
    """By ISO 3166-1 alpha-2 code in lower case: what stands in place of `legal_basis` for tenders of that country."""
    source: str
    """Where the rule comes from, e.g. `OCP guide R003`; in English, `source_texts` says it in the three languages."""
    source_texts: Texts | None = None
    phrases: dict[str, Texts] = {}
    """English texts that flags of this indicator carry in their `parameters`, in the three languages."""
    version: str
    weight: int
    parameters: dict[str, Json]
    base_rate: BaseRate
    precision: Precision = Precision()
    """Of the rule in its present version."""
    noisy: bool = False
    """Raised on so large a share of the processes that it hardly tells one from another; operators set the share."""
    unit: str = "process"
    """What it is about: process, lot, bid, contract, buyer, supplier or relationship."""
    stage: str = "tender"
    """Stage at which it first has its data: planning, tender, award, contract, implementation."""
    needs: list[str] = []
    """What may be missing: JSON pointers without places, or facts such as `final_awards`."""
    crosswalk: list[str] = []
    """The same question in other catalogues, e.g. `OCP R018`, `MKRAI 8`."""
    country: str | None = None
    methods: list[str] = []
    """`procurementMethodDetails` it applies to; empty for any."""
    competitions: list[str] = []
    """Kinds of method it applies to: competitive, restricted, none, unknown."""
    compares: bool = False
    """Whether it compares a process with figures of all processes."""


class Indicators(Contract):
    """Answer to `AskIndicators`."""

    items: list[Indicator]
