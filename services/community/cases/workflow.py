"""The way of a case: the one table of its steps, and what each needs. Pure.

A guard looks at `Findings`, which the rooms of evidence, claims, letters and outcomes bring together. The roles and
seats that may take a step are in the table too; `permissions.py` says who may send the requests at all.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from services.community.cases.case import Case
from services.community.permissions import Relation
from shared.contracts.case import CaseStatus, CaseStep, OpenStep
from shared.contracts.community import Role
from shared.errors import Refused

S = CaseStatus


@dataclass(frozen=True, slots=True)
class Findings:
    """What the rooms of this service know of a case, as far as steps depend on it."""

    evidence: int = 0
    claims: int = 0
    unproven_claims: int = 0
    """Statements of fact that no evidence is linked to."""
    approvals: int = 0
    """Reviewers who approved the version at hand."""
    wording: int = 0
    """Words that must not stand before a final decision."""
    other_side_heard: bool = False
    """The other side answered, or had its working days."""
    letters_sent: int = 0
    """With proof of sending."""
    letters_registered: int = 0
    """With the register number or the stamp of the addressee."""
    replies: int = 0
    outcomes: int = 0
    outcomes_confirmed: int = 0
    """By a second person."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What a step needs, and how it is said when it is missing."""

    holds: Callable[[Case, Findings], bool]
    sentence: str


GUARDS: Final[dict[str, Guard]] = {
    "summary": Guard(lambda case, _: bool(case.summary), "Write a short, neutral summary."),
    "purchase": Guard(lambda case, _: bool(case.links), "Link the purchase or the organisation that it is about."),
    "violation": Guard(lambda case, _: bool(case.violations), "Choose what may be wrong."),
    "declared": Guard(
        lambda case, _: all(mate.conflict is not None for mate in case.team),
        "Everybody in the team declares first whether they have an interest of their own.",
    ),
    "evidence": Guard(lambda _, found: found.evidence > 0, "Add at least one piece of evidence."),
    "claims": Guard(lambda _, found: found.claims > 0, "Write down what the case claims."),
    "proven": Guard(lambda _, found: found.unproven_claims == 0, "Link evidence to every claim of fact."),
    "wording": Guard(lambda _, found: found.wording == 0, "Take out the words that accuse."),
    "two_reviewers": Guard(lambda _, found: found.approvals >= 2, "Two reviewers have to approve it."),
    "heard": Guard(lambda _, found: found.other_side_heard, "The other side has not been heard for long enough."),
    "letter": Guard(lambda _, found: found.letters_sent > 0, "Send a letter first, and keep the proof of sending."),
    "registered": Guard(lambda _, found: found.letters_registered > 0, "Note under which number it was registered."),
    "reply": Guard(lambda _, found: found.replies > 0, "Record the reply first."),
    "outcome": Guard(lambda _, found: found.outcomes > 0, "Record what came of it."),
    "confirmed": Guard(
        lambda _, found: found.outcomes_confirmed == found.outcomes > 0, "A second person has to confirm the outcome."
    ),
}
"""Code of a guard -> what it asks for."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table."""

    step: CaseStep
    come_from: frozenset[CaseStatus]
    to: CaseStatus
    seats: frozenset[Relation]
    roles: frozenset[Role] = frozenset()
    guards: tuple[str, ...] = ()
    needs_reason: bool = False
    conclusion: str | None = None
    request: str = "step_case"
    """The request that takes the step: another one when more has to be written with it."""


_LEAD = frozenset({Relation.LEAD})
_TEAM = frozenset({Relation.TEAM})
_NOBODY: frozenset[Relation] = frozenset()
_TRIAGE_ROLES = frozenset({Role.MONITOR, Role.EXPERT, Role.MODERATOR})
_EXPERTS = frozenset({Role.EXPERT})


def _line(
    step: CaseStep,
    come_from: CaseStatus | tuple[CaseStatus, ...],
    to: CaseStatus,
    seats: frozenset[Relation],
    *guards: str,
    roles: frozenset[Role] = frozenset(),
    reason: bool = False,
    conclusion: str | None = None,
    request: str = "step_case",
) -> Transition:
    froms = frozenset(come_from if isinstance(come_from, tuple) else (come_from,))
    return Transition(step, froms, to, seats, roles, guards, reason, conclusion, request)


OUT = (S.SENT, S.AWAITING, S.ANSWERED)
"""With an authority."""
TRANSITIONS: Final = (
    _line(CaseStep.SUBMIT, S.DRAFT, S.TRIAGE, _LEAD, "summary", "purchase", "violation"),
    _line(CaseStep.ACCEPT, S.TRIAGE, S.INVESTIGATING, _NOBODY, roles=_TRIAGE_ROLES),
    _line(CaseStep.RETURN, S.TRIAGE, S.DRAFT, _LEAD, roles=_TRIAGE_ROLES, reason=True),
    _line(CaseStep.DECLINE, S.TRIAGE, S.CLOSED, _NOBODY, roles=_TRIAGE_ROLES, reason=True, conclusion="declined"),
    _line(
        CaseStep.ASK_REVIEW,
        S.INVESTIGATING,
        S.LEGAL_REVIEW,
        _LEAD,
        "declared",
        "evidence",
        "claims",
        "proven",
        "wording",
    ),
    _line(CaseStep.SEND_BACK, S.LEGAL_REVIEW, S.INVESTIGATING, _LEAD, roles=_EXPERTS, reason=True),
    _line(
        CaseStep.APPROVE, S.LEGAL_REVIEW, S.RIGHT_OF_REPLY, _LEAD, "two_reviewers", "proven", "wording", roles=_EXPERTS
    ),
    _line(CaseStep.HOLD_BACK, S.RIGHT_OF_REPLY, S.INVESTIGATING, _LEAD, roles=_EXPERTS, reason=True),
    _line(
        CaseStep.PUBLISH,
        S.RIGHT_OF_REPLY,
        S.PUBLISHED,
        _LEAD,
        "two_reviewers",
        "heard",
        "proven",
        "wording",
        request="publish_case",
    ),
    _line(CaseStep.SEND, (S.INVESTIGATING, S.PUBLISHED), S.SENT, _LEAD, "letter"),
    _line(CaseStep.REGISTER, S.SENT, S.AWAITING, _TEAM, "registered"),
    _line(CaseStep.ANSWER, (S.SENT, S.AWAITING), S.ANSWERED, _TEAM, "reply"),
    _line(CaseStep.ESCALATE, (S.AWAITING, S.ANSWERED), S.SENT, _LEAD, "letter", reason=True),
    _line(CaseStep.CONCLUDE, (S.INVESTIGATING, S.PUBLISHED, *OUT), S.OUTCOME, _LEAD, "outcome"),
    _line(
        CaseStep.DROP,
        (S.DRAFT, S.INVESTIGATING, S.LEGAL_REVIEW, S.RIGHT_OF_REPLY, S.PUBLISHED, *OUT),
        S.CLOSED,
        _LEAD,
        reason=True,
        conclusion="not_confirmed",
    ),
    _line(CaseStep.CLOSE, S.OUTCOME, S.CLOSED, _LEAD, "confirmed", conclusion="outcome"),
    _line(
        CaseStep.REOPEN, (S.CLOSED, S.OUTCOME), S.INVESTIGATING, _LEAD, roles=frozenset({Role.MODERATOR}), reason=True
    ),
)
"""Every step there is; each step has one line."""
OF_STEP: Final = {line.step: line for line in TRANSITIONS}


def missing(line: Transition, case: Case, found: Findings) -> list[str]:
    """Codes of the guards of `line` that are not met."""
    return [code for code in line.guards if not GUARDS[code].holds(case, found)]


def may_take(line: Transition, roles: Collection[Role], relations: Collection[Relation]) -> bool:
    """Whether somebody with these roles and relations may take the step; never with a conflict of interest."""
    if Relation.CONFLICTED in relations:
        return False
    return bool(line.seats.intersection(relations) or line.roles.intersection(roles))


def open_steps(case: Case, found: Findings, roles: Collection[Role], relations: Collection[Relation]) -> list[OpenStep]:
    """The steps that lead on from here for somebody, with what stands against each."""
    return [
        OpenStep(
            step=line.step,
            to=line.to,
            needs_reason=line.needs_reason,
            missing=missing(line, case, found),
            request=line.request,
        )
        for line in TRANSITIONS
        if case.status in line.come_from and may_take(line, roles, relations)
    ]


def take(
    case: Case,
    step: CaseStep,
    found: Findings,
    reason: str,
    roles: Collection[Role],
    relations: Collection[Relation],
    request: str = "step_case",
) -> Transition:
    """The line of a step that may be taken now.

    Raises `Refused`: `illegal_step`, `barred`, `forbidden`, `guard`, `reason_required`.
    """
    line = OF_STEP[step]
    if case.status not in line.come_from or line.request != request:
        allowed = ", ".join(sorted(line.come_from))
        raise Refused("illegal_step", f"This step leads on from {allowed} only; the case is at {case.status}.")
    if Relation.CONFLICTED in relations:
        raise Refused("barred", "You declared an interest of your own in this case, so somebody else takes its steps.")
    if not may_take(line, roles, relations):
        raise Refused("forbidden", "Your seat in this case, or your role, does not allow this step.")
    codes = missing(line, case, found)
    if codes:
        sentence = " ".join(GUARDS[code].sentence for code in codes)
        raise Refused("guard", sentence, {"missing": codes})
    if line.needs_reason and not reason.strip():
        raise Refused("reason_required", "Say why, so that others can follow you.", {"field": "reason"})
    return line
