"""Which ways are open to somebody at a stage of a purchase, and why the others are not. Pure.

What is not known is never open: a way whose last day depends on an unknown day is closed as *cannot be told*.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from services.community.calendar.working_days import Calendar
from shared.contracts.remedy import (
    Deadline,
    DeadlineKind,
    Milestone,
    Period,
    PeriodUnit,
    Person,
    PurchaseStep,
    RemedyRule,
    Route,
    RouteReason,
)

_HOURS_A_DAY: Final = 24
_ORDER: Final = (
    # How routes are sorted: the open ones, then those one can do something about, then the rest.
    None,
    RouteReason.DATE_UNKNOWN,
    RouteReason.TOO_LATE,
    RouteReason.NOT_AT_THIS_STEP,
    RouteReason.NOT_FOR_YOU,
)


def in_force(versions: Iterable[RemedyRule], on: date) -> list[RemedyRule]:
    """The version of each rule that holds on a day: the one that began last, unless it has ended."""
    begun: dict[str, RemedyRule] = {}
    for rule in versions:
        if rule.valid_from > on:
            continue
        other = begun.get(rule.code)
        if other is None or (rule.valid_from, rule.version) > (other.valid_from, other.version):
            begun[rule.code] = rule
    return [rule for rule in begun.values() if rule.valid_to is None or on <= rule.valid_to]


def routes(
    rules: Iterable[RemedyRule],
    who: Person,
    step: PurchaseStep,
    facts: Mapping[Milestone, date],
    calendar: Calendar,
    today: date,
) -> list[Route]:
    """Every rule in force as a way that is open, or closed with the reason; the open ones first.

    `facts` holds the days that are known, in Bishkek; `today` too.
    """
    found = [route(rule, who, step, facts, calendar, today) for rule in in_force(rules, today)]
    return sorted(found, key=lambda one: _ORDER.index(one.reason))


def route(
    rule: RemedyRule,
    who: Person,
    step: PurchaseStep,
    facts: Mapping[Milestone, date],
    calendar: Calendar,
    today: date,
) -> Route:
    """One rule that is in force, for this person."""
    if who not in rule.who:
        return _closed(rule, RouteReason.NOT_FOR_YOU)
    if step not in rule.steps:
        return _closed(rule, RouteReason.NOT_AT_THIS_STEP)
    milestone = rule.deadline.milestone
    if milestone is None:
        return Route(code=rule.code, version=rule.version, open=True)
    if milestone not in facts:
        return _closed(rule, RouteReason.DATE_UNKNOWN, needs=milestone)
    last = last_day(rule.deadline, facts[milestone], calendar)
    if today > last:
        return _closed(rule, RouteReason.TOO_LATE, last_day=last)
    return Route(
        code=rule.code,
        version=rule.version,
        open=True,
        last_day=last,
        days_left=(last - today).days,
        working_days_left=calendar.between(today, last),
    )


def last_day(deadline: Deadline, day: date, calendar: Calendar) -> date:
    """The last day of a deadline whose milestone was on `day`.

    A period in calendar days that ends on a day off is not made longer: the earlier day is the safe one.
    """
    period = deadline.period or Period(n=0, unit=PeriodUnit.CALENDAR)
    return shifted(day, period, calendar, -1 if deadline.kind is DeadlineKind.UNTIL else 1)


def shifted(day: date, period: Period, calendar: Calendar, sign: int = 1) -> date:
    """`day` and a period after it, or before it when `sign` is -1; begun days of hours count as whole ones."""
    if period.unit is PeriodUnit.WORKING:
        return calendar.add(day, sign * period.n)
    days = period.n if period.unit is PeriodUnit.CALENDAR else -(-period.n // _HOURS_A_DAY)
    return day + timedelta(days=sign * days)


def needed(rules: Sequence[RemedyRule], who: Person, step: PurchaseStep) -> list[Milestone]:
    """The days that must be known to tell what is open to this person at this step."""
    asked = {rule.deadline.milestone for rule in rules if who in rule.who and step in rule.steps}
    return [milestone for milestone in Milestone if milestone in asked]


def _closed(
    rule: RemedyRule, reason: RouteReason, last_day: date | None = None, needs: Milestone | None = None
) -> Route:
    return Route(code=rule.code, version=rule.version, open=False, reason=reason, last_day=last_day, needs=needs)
