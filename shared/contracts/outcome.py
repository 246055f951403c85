"""Outcomes: what came of a case, in typed words and money that says how it was counted. Requests of community."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.contracts.base import Contract, Instant, Money
from shared.contracts.case import CaseId, FormKey
from shared.contracts.community import Token

OutcomeId = Annotated[str, StringConstraints(pattern=r"^q_[0-9a-f]{24}$")]
_Words = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
EvidenceRef = Annotated[str, StringConstraints(pattern=r"^[a-z]_[0-9a-f]{24}$")]


class OutcomeKind(StrEnum):
    """What happened in the end."""

    DOCUMENTS_CHANGED = "documents_changed"
    DEADLINE_EXTENDED = "deadline_extended"
    REDONE = "redone"
    """Cancelled and done anew."""
    CANCELLED = "cancelled"
    AWARD_REVERSED = "award_reversed"
    PRICE_CUT = "price_cut"
    CONTRACT_TERMINATED = "contract_terminated"
    DEFECT_REPAIRED = "defect_repaired"
    MONEY_RETURNED = "money_returned"
    DISCIPLINED = "disciplined"
    FINED = "fined"
    CRIMINAL_CASE = "criminal_case"
    """Opened by those who may; says nothing of guilt."""
    COURT_WON = "court_won"
    COURT_LOST = "court_lost"
    NORM_CHANGED = "norm_changed"
    REJECTED = "rejected"
    """With reasons."""
    NO_ANSWER = "no_answer"
    NOT_CONFIRMED = "not_confirmed"


class MoneyKind(StrEnum):
    """What an amount is. The three are never added to each other."""

    POTENTIAL = "potential"
    """An estimate of what was paid beyond the usual price; never called savings."""
    PREVENTED = "prevented"
    """What was not spent: before minus after, by document."""
    RECOVERED = "recovered"
    """Actually returned, with proof of payment."""


class Attribution(StrEnum):
    """How much of it is ours."""

    SOLE = "sole"
    CONTRIBUTED = "contributed"
    COINCIDED = "coincided"


class OutcomeMoney(Contract):
    """An amount, how it was counted, and what proves it."""

    kind: MoneyKind
    amount: Money
    method: _Words
    """How it was counted: what minus what, from which documents."""
    contract: Annotated[str, StringConstraints(max_length=255)] = ""
    """The contract or purchase it is about: one is counted once."""


class OutcomeFields(Contract):
    """What people write of an outcome."""

    kind: OutcomeKind
    day: date
    """In Bishkek."""
    words: _Words
    proof: _Words
    """The document that shows it: what, of whom, number and date."""
    evidence: Annotated[list[EvidenceRef], Field(max_length=20)] = []
    attribution: Attribution
    persons: Annotated[int, Field(ge=0, le=10_000)] = 0
    """For sanctions: how many people, each once."""
    money: Annotated[list[OutcomeMoney], Field(max_length=5)] = []


class Outcome(OutcomeFields):
    """An outcome of a case."""

    id: OutcomeId
    at: Instant
    """When it was written down."""
    confirmed: Instant | None = None
    """When a second person agreed; before that it counts nowhere."""
    mine: bool = False
    """The asking member wrote it, so that somebody else confirms."""
    revision: int


class AskCaseOutcomes(Contract):
    """`ask.community.case_outcomes` -> `CaseOutcomes`. Outsiders get the confirmed ones."""

    token: Token | None = None
    id: CaseId


class CaseOutcomes(Contract):
    """Outcomes of a case, oldest first."""

    items: list[Outcome]


class AskRecordOutcome(OutcomeFields):
    """`ask.community.record_outcome` -> `CaseOutcomes`. Sent twice with one `key`: one outcome. Error `invalid`."""

    token: Token
    id: CaseId
    key: FormKey


class AskConfirmOutcome(Contract):
    """`ask.community.confirm_outcome` -> `CaseOutcomes`. By somebody who did not write it.

    Errors: `barred` for the author, `not_found`, `conflict` (changed or confirmed meanwhile).
    """

    token: Token
    id: CaseId
    outcome: OutcomeId
    revision: int


class AskWithdrawOutcome(Contract):
    """`ask.community.withdraw_outcome` -> `CaseOutcomes`. One that nobody confirmed yet; errors as above."""

    token: Token
    id: CaseId
    outcome: OutcomeId
    revision: int


class OutcomeRecorded(Contract):
    """`case.v1.outcome_recorded.<country>.<kind>`: a confirmed outcome of a published case."""

    case: CaseId
    number: str
    outcome: OutcomeId
    kind: OutcomeKind
    day: date
    attribution: Attribution
    money: list[OutcomeMoney]


class Figure(Contract):
    """One figure of the impact page."""

    code: str
    """Of the table of indicators: `C3`, `F2` …; several figures may share one."""
    part: str = ""
    """Which of them: a kind, a currency, an attribution."""
    value: float | None = None
    """None: not computable, and `n` says of how many; never zero instead."""
    amount: Money | None = None
    low: float | None = None
    high: float | None = None
    """95 % Wilson interval of a share."""
    n: int
    """How many records are behind it."""


class AskImpact(Contract):
    """`ask.community.impact` -> `Impact`. Open to everybody; published cases only, private ones as counts."""


class Impact(Contract):
    """Every figure that the data allow."""

    items: list[Figure]
    computed: Instant
