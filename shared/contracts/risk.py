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


class AskIndicators(Contract):
    """`ask.scoring.indicators`: the catalogue with base rates."""


class BaseRate(Contract):
    """How often an indicator is raised among the processes where it could be computed."""

    raised: int = 0
    computable: int = 0
    not_computable: int = 0
    not_applicable: int = 0


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
