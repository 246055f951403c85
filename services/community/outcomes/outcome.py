"""Outcomes and their rules. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from services.community.cases.case import Case
from shared.contracts.base import MemberId
from shared.contracts.outcome import MoneyKind, OutcomeFields, OutcomeKind, OutcomeRecorded
from shared.errors import Refused
from shared.facts import Fact, fact_id, token

TYPE = "case.v1.outcome_recorded"
_COUNTRY = "KG"
CORRECTED = frozenset(
    {
        OutcomeKind.DOCUMENTS_CHANGED,
        OutcomeKind.DEADLINE_EXTENDED,
        OutcomeKind.REDONE,
        OutcomeKind.CANCELLED,
        OutcomeKind.AWARD_REVERSED,
        OutcomeKind.PRICE_CUT,
        OutcomeKind.CONTRACT_TERMINATED,
        OutcomeKind.DEFECT_REPAIRED,
        OutcomeKind.MONEY_RETURNED,
    }
)
"""Kinds that put something right (indicator C7)."""
SANCTIONS = (OutcomeKind.DISCIPLINED, OutcomeKind.FINED, OutcomeKind.CRIMINAL_CASE, OutcomeKind.COURT_WON)
"""Kinds of accountability (indicator C8)."""


@dataclass(frozen=True, slots=True)
class KeptOutcome:
    """An outcome as it is kept."""

    id: str
    case: str
    fields: OutcomeFields
    author: MemberId
    at: datetime
    confirmer: MemberId | None
    confirmed: datetime | None
    revision: int


def require_sound(fields: OutcomeFields, today: date) -> None:
    """Raise `Refused("invalid")` unless what is written can be true.

    No day to come; money recovered only where money was returned; each purchase once per kind of money; no amount
    below zero.
    """
    if fields.day > today:
        raise Refused("invalid", "The day lies ahead.", {"field": "day"})
    if any(line.amount.amount <= 0 for line in fields.money):
        raise Refused("invalid", "An amount is above zero.", {"field": "amount"})
    kinds = [(line.kind, line.contract) for line in fields.money]
    if len(set(kinds)) < len(kinds):
        raise Refused("invalid", "One purchase counts once for each kind of money.", {"field": "money"})
    returned = fields.kind in (OutcomeKind.MONEY_RETURNED, OutcomeKind.COURT_WON, OutcomeKind.FINED)
    if not returned and any(line.kind is MoneyKind.RECOVERED for line in fields.money):
        raise Refused("invalid", "Money is recovered only where it was returned.", {"field": "money"})


def require_confirmable(outcome: KeptOutcome, member: MemberId, revision: int) -> None:
    """Raise `Refused` unless `member` may confirm it as they saw it: `barred`, `conflict`."""
    if outcome.author == member:
        raise Refused("barred", "You wrote this yourself, so somebody else confirms it.")
    if outcome.confirmed or outcome.revision != revision:
        raise Refused("conflict", "This was changed or confirmed meanwhile; look at it again.")


def fact(case: Case, outcome: KeptOutcome, at: datetime) -> Fact:
    """What is told of a confirmed outcome of a published case."""
    fields = outcome.fields
    body = OutcomeRecorded(
        case=case.id,
        number=case.number,
        outcome=outcome.id,
        kind=fields.kind,
        day=fields.day,
        attribution=fields.attribution,
        money=fields.money,
    )
    return Fact(
        id=fact_id(TYPE, outcome.id),
        type=TYPE,
        subject=f"{TYPE}.{_COUNTRY}.{token(fields.kind.value)}",
        about=case.id,
        data=body.model_dump_json().encode(),
        time=at,
    )
