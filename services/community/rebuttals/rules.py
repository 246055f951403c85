"""What the desk may decide, and by when. Pure."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.community.publication.claims import text_problems
from shared.contracts.publication import DeniedLink, ProblemKind
from shared.contracts.rebuttal import Check, Decision, RebuttalHours
from shared.errors import Refused

HOURS: Final = RebuttalHours(
    hours=24,
    source="Resolution 204 of the Cabinet of Ministers, 8 April 2022; to be confirmed by a lawyer.",
    revision=1,
)
_CASE: Final = re.compile(r"c_[0-9a-f]{24}")
_NUMBER: Final = re.compile(r"\bKG-[0-9]{4}-[0-9]{4,9}\b")
REMIND_BEFORE: Final = (timedelta(hours=12), timedelta(hours=2))


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision about to be written."""

    decision: Decision
    checks: tuple[Check, ...]
    reasons: str
    text: str
    signed: str


def number_in(about: str) -> str | None:
    """The number of a case that somebody wrote."""
    found = _NUMBER.search(about.upper())
    return found[0] if found else None


def case_in(about: str) -> str | None:
    """The case whose address somebody wrote."""
    found = _CASE.search(about)
    return found[0] if found else None


def due(received: datetime, hours: int) -> datetime:
    """When the hours are over: the clock does not stop at night or on holidays."""
    return received + timedelta(hours=hours)


def reminders(due_at: datetime, now: datetime) -> list[datetime]:
    """When the desk is reminded."""
    return [due_at - before for before in REMIND_BEFORE if due_at - before > now]


def require_sound(verdict: Verdict, table: Sequence[DeniedLink], *, case_public: bool) -> None:
    """Raise `Refused` when the decision cannot be taken so."""
    missing = set(Check) - set(verdict.checks)
    if missing:
        raise Refused("checklist", "Go through the whole list first.", {"field": "checks"})
    if not verdict.reasons:
        raise Refused("reason_required", "Say why, so that others can follow you.", {"field": "reasons"})
    if verdict.decision is not Decision.REFUSE and not case_public:
        raise Refused("invalid", "This can only be done with a published case.", {"field": "decision"})
    if verdict.decision is Decision.PUBLISH:
        if not verdict.text:
            raise Refused("invalid", "Write what stands beside the case.", {"field": "text"})
        require_publishable(f"{verdict.text}\n{verdict.signed}", table, "text")
    require_publishable(verdict.reasons, table, "reasons")


def require_publishable(text: str, table: Sequence[DeniedLink], field: str) -> None:
    """Raise `Refused` for links of the table, personal numbers and phones."""
    kinds: Collection[ProblemKind] = {problem.kind for problem in text_problems(field, text, (), table)}
    if ProblemKind.LINK in kinds:
        raise Refused("denied_link", "Take out the link: this platform does not lead there.", {"field": field})
    if kinds:
        raise Refused("personal_data", "Take out personal numbers and phone numbers.", {"field": field})
