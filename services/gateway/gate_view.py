"""View objects of the publication gate, and of what it let through. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from services.gateway.case_words import GUARDS
from services.gateway.choices import Choice
from services.gateway.gate_words import CHANNEL_CODES, CLAIM_KINDS, PROBLEMS
from services.gateway.labels import Labels
from shared.contracts.case import CaseStep
from shared.contracts.publication import CaseClaims, HearingLine, PublicCase


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim and what it rests on."""

    id: str
    text: str
    kind: str
    evidence: tuple[str, ...]
    norm: str
    decision: str


@dataclass(frozen=True, slots=True)
class HearingRow:
    """The other side, asked for its word."""

    id: str
    to: str
    asked: datetime
    channel: str
    due: date
    shortened: str
    statement: str
    signed: str
    answered: datetime | None
    changed_since: bool


@dataclass(frozen=True, slots=True)
class GatePage:
    """What the page of the gate prints."""

    claims: tuple[ClaimRow, ...]
    checks: tuple[tuple[str, bool], ...]
    """What publishing needs, and whether it is there."""
    problems: tuple[tuple[str, str, str, bool], ...]
    """What stands against the text: the kind, the word, what to say instead, whether it stops."""
    evidence: tuple[Choice, ...]
    hearings: tuple[HearingRow, ...]
    can_publish: bool
    published: bool
    leads: bool


def gate_page(found: CaseClaims, labels: Labels) -> GatePage:
    """The gate of a case, for its team and its reviewers."""
    titles = {piece.id: piece.title or piece.kind for piece in found.evidence}
    return GatePage(
        claims=tuple(
            ClaimRow(
                id=claim.id,
                text=claim.text,
                kind=labels.gettext(CLAIM_KINDS[claim.kind]),
                evidence=tuple(titles.get(each, each) for each in claim.evidence),
                norm=claim.norm,
                decision=claim.decision,
            )
            for claim in found.claims
        ),
        checks=tuple((labels.gettext(GUARDS[check.code]), check.done) for check in found.checks),
        problems=tuple(
            (labels.gettext(PROBLEMS[problem.kind]), problem.word, problem.say, problem.stops)
            for problem in found.problems
        ),
        evidence=tuple(Choice(id_, title) for id_, title in titles.items()),
        hearings=tuple(hearing_row(one, labels) for one in found.hearings),
        can_publish=any(step.step is CaseStep.PUBLISH and not step.missing for step in found.case.steps),
        published=found.case.published is not None,
        leads=found.case.seat is not None and found.case.seat.value == "lead",
    )


def hearing_row(one: HearingLine, labels: Labels) -> HearingRow:
    """A side that was asked."""
    return HearingRow(
        id=one.id,
        to=one.to,
        asked=one.asked,
        channel=labels.of(CHANNEL_CODES, one.channel) or one.channel,
        due=one.due,
        shortened=one.shortened,
        statement=one.statement,
        signed=one.signed,
        answered=one.answered,
        changed_since=one.changed_since,
    )


@dataclass(frozen=True, slots=True)
class PublishedClaim:
    """A claim as everybody reads it."""

    text: str
    kind: str
    norm: str
    decision: str
    evidence: tuple[tuple[str, str], ...]
    """Title, empty for what is kept private, and SHA-256."""


def published_claims(case: PublicCase, labels: Labels) -> tuple[PublishedClaim, ...]:
    """The claims of a published version."""
    return tuple(
        PublishedClaim(
            claim.text,
            labels.gettext(CLAIM_KINDS[claim.kind]),
            claim.norm,
            claim.decision,
            tuple((piece.title, piece.sha256) for piece in claim.evidence),
        )
        for claim in case.claims
    )
