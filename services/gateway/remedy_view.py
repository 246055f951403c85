"""View objects of remedies: what can be done about a purchase, and why the rest cannot. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from services.gateway import format as formats
from services.gateway.i18n import N_
from services.gateway.labels import Labels
from shared.contracts.remedy import (
    DeadlineKind,
    Milestone,
    Period,
    PeriodUnit,
    Person,
    PurchaseStep,
    RemedyRoutes,
    RemedyRule,
    Route,
    RouteReason,
)

PERSONS: Final[Mapping[Person, str]] = {
    Person.SUPPLIER: N_("Supplier or consultant in this purchase"),
    Person.CITIZEN: N_("Citizen"),
    Person.NGO: N_("Non-governmental organisation"),
    Person.JOURNALIST: N_("Journalist"),
    Person.EXPERT: N_("Expert"),
    Person.OFFICIAL: N_("Official of an agency"),
}
STEPS: Final[Mapping[PurchaseStep, str]] = {
    PurchaseStep.PLANNED: N_("Planned, not announced"),
    PurchaseStep.BIDDING: N_("Announced, bids are accepted"),
    PurchaseStep.EVALUATION: N_("Bids opened, no winner yet"),
    PurchaseStep.AWARDED: N_("Winner named, no contract yet"),
    PurchaseStep.CONTRACTED: N_("Contract signed, being carried out"),
    PurchaseStep.FINISHED: N_("Contract carried out"),
    PurchaseStep.CANCELLED: N_("Cancelled or without a result"),
}
MILESTONES: Final[Mapping[Milestone, str]] = {
    Milestone.PUBLISHED: N_("Day of the announcement"),
    Milestone.BIDS_DUE: N_("Last day for bids"),
    Milestone.AWARDED: N_("Day the result was published"),
    Milestone.CONTRACTED: N_("Day the contract was signed"),
    Milestone.ENDED: N_("Day the contract ended"),
}
_NO_LAST_DAY: Final[Mapping[DeadlineKind, str]] = {
    DeadlineKind.ANY_TIME: N_("The law names no last day."),
    DeadlineKind.UNCONFIRMED: N_("There is a last day, but nobody has confirmed which. Do it at once."),
}
_LAST_DAY: Final = N_("%(day)s – %(left)s")
_TODAY: Final = N_("today is the last day")
_TOO_LATE: Final = N_("It is too late: the last day was %(day)s.")
_NOT_NOW: Final = N_("Not at this stage. It can be done at these stages: %(steps)s.")
_UNKNOWN: Final = N_("It may be open: that depends on a day that is not known – %(what)s. State it in the form.")
_PROLONGED: Final = N_("%(within)s; may be made longer by %(more)s")


@dataclass(frozen=True, slots=True)
class OpenWay:
    """Something that can be done now."""

    code: str
    title: str
    summary: str
    addressee: str
    contact: str
    last_day: str
    answer: str | None
    contents: tuple[str, ...]
    fee: str
    law: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ClosedWay:
    """Something that cannot be done, or nobody knows whether."""

    code: str
    title: str
    reason: str
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ways:
    """The answer."""

    title: str | None
    who: str
    step: str
    on: str
    dates: tuple[tuple[str, str], ...]
    open: tuple[OpenWay, ...]
    closed: tuple[ClosedWay, ...]


def ways(found: RemedyRoutes, labels: Labels) -> Ways:
    """The ways of an answer in words, the open ones first."""
    rules = {rule.code: rule for rule in found.rules}
    return Ways(
        title=found.title,
        who=labels.gettext(PERSONS[found.who]),
        step=labels.gettext(STEPS[found.step]),
        on=day_of(found.on, labels),
        dates=tuple(
            (labels.gettext(MILESTONES[each]), day_of(found.dates[each], labels))
            for each in Milestone
            if each in found.dates
        ),
        open=tuple(_open(route, rules[route.code], labels) for route in found.routes if route.open),
        closed=tuple(_closed(route, rules, labels) for route in found.routes if not route.open),
    )


def _open(route: Route, rule: RemedyRule, labels: Labels) -> OpenWay:
    said = labels.language
    return OpenWay(
        code=route.code,
        title=rule.title.in_language(said),
        summary=rule.summary.in_language(said),
        addressee=rule.addressee_text.in_language(said),
        contact=rule.contact,
        last_day=_last_day(route, rule, labels),
        answer=_answer(rule, labels),
        contents=tuple(each.in_language(said) for each in rule.contents),
        fee=rule.fee.in_language(said),
        law=rule.law.in_language(said),
        source=rule.source,
        confirmed=rule.confirmed,
    )


def _last_day(route: Route, rule: RemedyRule, labels: Labels) -> str:
    if route.last_day is None:
        return labels.gettext(_NO_LAST_DAY.get(rule.deadline.kind, _NO_LAST_DAY[DeadlineKind.UNCONFIRMED]))
    left = route.days_left or 0
    words = labels.ngettext("%(num)s day left", "%(num)s days left", left) % {"num": left}
    return labels.gettext(_LAST_DAY) % {
        "day": day_of(route.last_day, labels),
        "left": words if left else labels.gettext(_TODAY),
    }


def _answer(rule: RemedyRule, labels: Labels) -> str | None:
    if rule.answer is None:
        return None
    within = period(rule.answer.within, labels)
    if rule.answer.prolonged is None:
        return within
    return labels.gettext(_PROLONGED) % {"within": within, "more": period(rule.answer.prolonged, labels)}


def _closed(route: Route, rules: Mapping[str, RemedyRule], labels: Labels) -> ClosedWay:
    rule, said = rules[route.code], labels.language
    barred = route.reason is RouteReason.NOT_FOR_YOU
    return ClosedWay(
        code=route.code,
        title=rule.title.in_language(said),
        reason=_reason(route, rule, labels),
        instead=tuple(rules[code].title.in_language(said) for code in rule.instead if barred and code in rules),
    )


def _reason(route: Route, rule: RemedyRule, labels: Labels) -> str:
    if route.reason is RouteReason.NOT_FOR_YOU:
        return rule.why_not.in_language(labels.language)
    if route.reason is RouteReason.TOO_LATE and route.last_day:
        return labels.gettext(_TOO_LATE) % {"day": day_of(route.last_day, labels)}
    if route.reason is RouteReason.DATE_UNKNOWN and route.needs:
        return labels.gettext(_UNKNOWN) % {"what": labels.gettext(MILESTONES[route.needs])}
    return labels.gettext(_NOT_NOW) % {"steps": "; ".join(labels.gettext(STEPS[step]) for step in rule.steps)}


def period(given: Period, labels: Labels) -> str:
    """`14 working days`."""
    if given.unit is PeriodUnit.WORKING:
        words = labels.ngettext("%(num)s working day", "%(num)s working days", given.n)
    elif given.unit is PeriodUnit.HOURS:
        words = labels.ngettext("%(num)s hour", "%(num)s hours", given.n)
    else:
        words = labels.ngettext("%(num)s calendar day", "%(num)s calendar days", given.n)
    return words % {"num": given.n}


def day_of(day: date, labels: Labels) -> str:
    """A day of the calendar, which has no hour."""
    return formats.date(datetime.combine(day, time(6), UTC), labels.language)
