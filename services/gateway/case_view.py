"""View objects of cases: what their pages print. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from urllib.parse import quote

from services.gateway.case_words import (
    AMOUNT,
    BEGUN,
    CONCLUSION,
    CONCLUSIONS,
    ENTRIES,
    FORMER,
    GUARDS,
    LINKS,
    NOW_AT,
    ORIGIN,
    ORIGINS,
    OTHER_ENTRY,
    PURCHASE_STAGES,
    REGION,
    SEATS,
    SEEN_BY,
    STAGE,
    STATUSES,
    STEPS,
    VISIBILITIES,
)
from services.gateway.labels import Labels
from shared.contracts.base import Money
from shared.contracts.case import CaseLink, CaseRow, CaseStatus, CaseView, LinkKind, Teammate, TimelineEntry
from shared.contracts.violation import Violation

PAGES: Final = {
    LinkKind.TENDER: "tenders",
    LinkKind.LOT: "tenders",
    LinkKind.BUYER: "buyers",
    LinkKind.SUPPLIER: "suppliers",
}
_WAY: Final = (
    CaseStatus.INVESTIGATING,
    CaseStatus.LEGAL_REVIEW,
    CaseStatus.RIGHT_OF_REPLY,
    CaseStatus.PUBLISHED,
    CaseStatus.AWAITING,
    CaseStatus.OUTCOME,
)
_PLACE: Final = {
    CaseStatus.DRAFT: -1,
    CaseStatus.TRIAGE: -1,
    CaseStatus.SENT: 4,
    CaseStatus.ANSWERED: 4,
    CaseStatus.CLOSED: 6,
    **{status: place for place, status in enumerate(_WAY)},
}


@dataclass(frozen=True, slots=True)
class Row:
    """A case in a list."""

    id: str
    number: str
    title: str
    status: str
    closed: bool
    conclusion: str | None
    violations: tuple[str, ...]
    amount: str | None
    region: str | None
    changed: datetime
    overdue: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of the strip of stages."""

    label: str
    state: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """Something that the case is about."""

    kind: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step that leads on, and what stands against it."""

    step: str
    label: str
    to: str
    missing: tuple[str, ...]
    needs_reason: bool
    here: bool
    """Taken by the form of this page; else a page of its own does it."""


@dataclass(frozen=True, slots=True)
class MateRow:
    """Somebody in the team."""

    member: str
    name: str
    seat: str
    code: str
    declared: bool
    conflict: str | None
    me: bool


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of the timeline."""

    at: datetime
    sentence: str
    by: str | None
    reason: str
    path: str | None


def row(case: CaseRow, violations: Mapping[str, Violation], labels: Labels) -> Row:
    """A case as lists show it."""
    return Row(
        id=case.id,
        number=case.number,
        title=case.title,
        status=labels.gettext(STATUSES[case.status]),
        closed=case.status is CaseStatus.CLOSED,
        conclusion=labels.of(CONCLUSIONS, case.conclusion) if case.conclusion else None,
        violations=violation_titles(case.violations, violations, labels),
        amount=labels.money(case.amount),
        region=labels.region(case.region),
        changed=case.changed,
        overdue=case.overdue,
    )


def violation_titles(codes: Iterable[str], known: Mapping[str, Violation], labels: Labels) -> tuple[str, ...]:
    """What may be wrong, in words; a code that is not known any more stands for itself."""
    return tuple(known[code].title.in_language(labels.language) if code in known else code for code in codes)


def stages(status: CaseStatus, labels: Labels) -> tuple[Stage, ...]:
    """The way of a case, and how far it is."""
    place = _PLACE[status]

    def state(number: int) -> str:
        return "done" if number < place else "current" if number == place else "ahead"

    return tuple(Stage(labels.gettext(STATUSES[each]), state(number)) for number, each in enumerate(_WAY))


def link_rows(links: Sequence[CaseLink], labels: Labels) -> tuple[LinkRow, ...]:
    """What the case is about, with the pages that tell more."""
    return tuple(
        LinkRow(
            kind=labels.gettext(LINKS[link.kind]),
            name=link.name or link.id,
            path=f"/{PAGES[link.kind]}/{quote(_thing(link), safe='')}",
        )
        for link in links
    )


def _thing(link: CaseLink) -> str:
    return link.id.rpartition("/")[0] if link.kind is LinkKind.LOT else link.id


def step_rows(case: CaseView, labels: Labels) -> tuple[StepRow, ...]:
    """The steps that lead on from here."""
    return tuple(
        StepRow(
            step=step.step.value,
            label=labels.gettext(STEPS[step.step]),
            to=labels.gettext(STATUSES[step.to]),
            missing=tuple(labels.gettext(GUARDS[code]) for code in step.missing),
            needs_reason=step.needs_reason,
            here=step.request == "step_case",
        )
        for step in case.steps
    )


def mate_rows(team: Sequence[Teammate], me: str | None, labels: Labels) -> tuple[MateRow, ...]:
    """The team."""
    return tuple(
        MateRow(
            member=mate.member,
            name=mate.name or labels.gettext(FORMER),
            seat=labels.gettext(SEATS[mate.seat]),
            code=mate.seat.value,
            declared=mate.conflict is not None,
            conflict=mate.conflict,
            me=mate.member == me,
        )
        for mate in team
    )


def entry_rows(entries: Sequence[TimelineEntry], labels: Labels) -> tuple[EntryRow, ...]:
    """The timeline in words."""
    return tuple(_entry(entry, labels) for entry in entries)


def _entry(entry: TimelineEntry, labels: Labels) -> EntryRow:
    sentence = labels.gettext(ENTRIES.get(entry.kind, OTHER_ENTRY))
    if entry.kind in ("step", "status"):
        sentence = labels.gettext(NOW_AT) % {"status": labels.gettext(STATUSES[CaseStatus(str(entry.data["to"]))])}
    if entry.kind in ("task", "task_done"):
        sentence = f"{sentence} {entry.data.get('title', '')}"
    ocid = entry.data.get("ocid")
    return EntryRow(
        at=entry.at,
        sentence=sentence,
        by=entry.by,
        reason=str(entry.data.get("reason") or ""),
        path=f"/tenders/{quote(str(ocid), safe='')}" if ocid else None,
    )


@dataclass(frozen=True, slots=True)
class CasePage:
    """What the page of a case prints."""

    id: str
    number: str
    title: str
    summary: str
    status: str
    stages: tuple[Stage, ...]
    facts: tuple[tuple[str, str | None], ...]
    violations: tuple[tuple[str, str], ...]
    """Code and title."""
    links: tuple[LinkRow, ...]
    steps: tuple[StepRow, ...]
    team: tuple[MateRow, ...]
    inside: bool
    """The reader sees the work."""
    leads: bool
    can_join: bool
    joining: bool
    published: bool
    overdue: bool
    revision: int


def case_page(case: CaseView, violations: Mapping[str, Violation], me: str | None, labels: Labels) -> CasePage:
    """A case as its page shows it."""
    said = labels.gettext
    conclusion = labels.of(CONCLUSIONS, case.conclusion) if case.conclusion else None
    facts = (
        (said(STAGE), said(PURCHASE_STAGES[case.stage])),
        (said(ORIGIN), said(ORIGINS[case.origin])),
        (said(AMOUNT), labels.money(case.amount)),
        (said(REGION), labels.region(case.region)),
        (said(SEEN_BY), None if case.published else said(VISIBILITIES[case.visibility])),
        (said(BEGUN), labels.date(case.created)),
        (said(CONCLUSION), conclusion),
    )
    titles = violation_titles(case.violations, violations, labels)
    return CasePage(
        id=case.id,
        number=case.number,
        title=case.title,
        summary=case.summary,
        status=said(STATUSES[case.status]),
        stages=stages(case.status, labels),
        facts=tuple((name, value) for name, value in facts if value),
        violations=tuple(zip(case.violations, titles, strict=True)),
        links=link_rows(case.links, labels),
        steps=step_rows(case, labels),
        team=mate_rows(case.team, me, labels),
        inside=case.seat is not None,
        leads=case.seat is not None and case.seat.value == "lead",
        can_join=me is not None and case.seat is None and not case.joining,
        joining=case.joining,
        published=case.published is not None,
        overdue=case.overdue,
        revision=case.revision,
    )


def amount_text(amount: Money | None) -> str:
    """An amount as its field holds it."""
    if amount is None:
        return ""
    whole = amount.amount == amount.amount.to_integral_value()
    return f"{amount.amount.quantize(Decimal(1)) if whole else amount.amount:f}"
