"""View objects of types of violations: what their pages print. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from services.gateway.case_words import PURCHASE_STAGES
from services.gateway.labels import Labels
from shared.contracts.base import IndicatorId
from shared.contracts.case import PurchaseStage
from shared.contracts.risk import Indicator
from shared.contracts.violation import Kind, Norm, Violation


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A type in the list."""

    code: str
    title: str
    about: str
    risk: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The types of one stage of a purchase."""

    code: str
    label: str
    rows: tuple[TypeRow, ...]


@dataclass(frozen=True, slots=True)
class NormRow:
    """A norm, and how far it can be relied on."""

    act: str
    article: str
    source: str
    address: str | None
    """`source` when it is an address to go to."""
    valid_from: str | None
    valid_until: str | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ViolationView:
    """What the page of one type prints."""

    code: str
    title: str
    about: str
    risk: bool
    active: bool
    stages: tuple[str, ...]
    norms: tuple[NormRow, ...]
    detection: str
    indicators: tuple[tuple[str, str], ...]
    """Id and title."""
    evidence: str
    innocent: str
    example: str
    lesson: str | None
    changed: str | None


def groups(types: Iterable[Violation], labels: Labels) -> tuple[Group, ...]:
    """The types under the stage where each is listed, in the order of a purchase."""
    listed: dict[PurchaseStage, list[TypeRow]] = {stage: [] for stage in PURCHASE_STAGES}
    for each in types:
        listed[each.stages[0]].append(_row(each, labels))
    return tuple(
        Group(stage.value, labels.gettext(PURCHASE_STAGES[stage]), tuple(rows))
        for stage, rows in listed.items()
        if rows
    )


def _row(violation: Violation, labels: Labels) -> TypeRow:
    return TypeRow(
        code=violation.code,
        title=violation.title.in_language(labels.language),
        about=violation.about.in_language(labels.language),
        risk=violation.kind is Kind.RISK,
    )


def _day(day: date | None, labels: Labels) -> str | None:
    # Noon in UTC is the same day in Bishkek.
    return labels.date(datetime.combine(day, time(12), UTC)) if day else None


def _norm(norm: Norm, labels: Labels) -> NormRow:
    return NormRow(
        act=norm.act.in_language(labels.language),
        article=norm.article,
        source=norm.source,
        address=norm.source if norm.source.startswith(("https://", "http://")) and " " not in norm.source else None,
        valid_from=_day(norm.valid_from, labels),
        valid_until=_day(norm.valid_until, labels),
        confirmed=norm.confirmed,
    )


def violation_page(violation: Violation, catalogue: Mapping[IndicatorId, Indicator], labels: Labels) -> ViolationView:
    """A type as its page shows it; an indicator that the catalogue does not know stands for itself."""
    language = labels.language
    return ViolationView(
        code=violation.code,
        title=violation.title.in_language(language),
        about=violation.about.in_language(language),
        risk=violation.kind is Kind.RISK,
        active=violation.active,
        stages=tuple(labels.gettext(PURCHASE_STAGES[stage]) for stage in violation.stages),
        norms=tuple(_norm(norm, labels) for norm in violation.norms),
        detection=violation.detection.in_language(language),
        indicators=tuple(
            (each, catalogue[each].title.in_language(language) if each in catalogue else each)
            for each in violation.indicators
        ),
        evidence=violation.evidence.in_language(language),
        innocent=violation.innocent.in_language(language),
        example=violation.example.in_language(language),
        lesson=violation.lesson,
        changed=labels.date(violation.changed),
    )
