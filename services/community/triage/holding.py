"""Who has a tender of the queue in hand, and who may decide about it. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.contracts.base import MemberId
from shared.contracts.triage import Triaged, TriageDecision, TriageReason
from shared.errors import Refused
from shared.facts import Fact, fact_id, token

HELD = timedelta(days=7)
"""How long a tender stays in one hand."""
REMIND_BEFORE = timedelta(days=1)
MOST_HELD = 30
"""Tenders that one member may have in hand."""
TYPE = "case.v1.triaged"
CHECKED = frozenset(
    (TriageReason.NOTHING_FOUND, TriageReason.EXPLAINED, TriageReason.WRONG_DATA, TriageReason.KNOWN_CASE)
)
"""Reasons that say that a person looked; the others leave the tender aside."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Where a tender of the queue is."""

    queued: bool
    holder: MemberId | None = None
    until: datetime | None = None

    def held_by(self, now: datetime) -> MemberId | None:
        """Who has it in hand now."""
        return self.holder if self.until and self.until > now else None


def require_queued(hold: Hold) -> None:
    """Raise `Refused("left_queue")` unless it waits."""
    if not hold.queued:
        raise Refused("left_queue", "This tender is no longer in the queue: it was decided, or nothing is raised now.")


def claimed(hold: Hold, member: MemberId, held: int, now: datetime) -> Hold:
    """After `member`, who has `held` tenders in hand, takes it; unchanged for whoever has it already.

    Raises `Refused`: `left_queue`, `claimed`, `too_many_claims`.
    """
    require_queued(hold)
    if hold.held_by(now) == member:
        return hold
    require_free(hold, member, now)
    if held >= MOST_HELD:
        raise Refused("too_many_claims", f"You have {MOST_HELD} tenders in hand; decide about some of them first.")
    return Hold(queued=True, holder=member, until=now + HELD)


def require_free(hold: Hold, member: MemberId, now: datetime, *, moderator: bool = False) -> None:
    """Raise `Refused("claimed")` when somebody else has it in hand; moderators may act all the same."""
    if not moderator and hold.held_by(now) not in (None, member):
        raise Refused("claimed", "Somebody else has this tender in hand.")


def decision_of(reason: TriageReason) -> TriageDecision:
    """What the public learns of it."""
    return TriageDecision.CHECKED if reason in CHECKED else TriageDecision.SKIPPED


def require_words(words: str) -> None:
    """Whoever decides says what they saw. Raises `Refused("reason_required")`."""
    if not words.strip():
        raise Refused("reason_required", "Say what you saw, so that others can follow you.", {"field": "words"})


def fact(triaged: Triaged) -> Fact:
    """A decision for the public: that and when, neither who nor why."""
    return Fact(
        id=fact_id(TYPE, triaged.ocid, triaged.number),
        type=TYPE,
        subject=f"{TYPE}.{token(triaged.country)}",
        about=triaged.ocid,
        data=triaged.model_dump_json().encode(),
        time=triaged.at,
    )
