"""The router: what is open to whom, until when, and why the rest is not."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.community.calendar.working_days import Calendar
from services.community.remedies.router import in_force, needed, route, routes, shifted
from services.community.remedies.seed import RULES
from shared.contracts.remedy import (
    Deadline,
    DeadlineKind,
    LetterTemplate,
    Milestone,
    Period,
    PeriodUnit,
    Person,
    PurchaseStep,
    RemedyRule,
    Route,
    RouteReason,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TODAY = date(2026, 3, 2)
MAY = Calendar(frozenset(date(2026, 5, day) for day in range(1, 10)), frozenset({date(2026, 5, 16)}))


def rule(code: str, version: int = 1, **more: object) -> RemedyRule:
    fields = RULES[code].model_dump() | {"code": code, "version": version, "changed": NOW, "seed": True}
    return RemedyRule.model_validate(fields | more)


SEED = [rule(code) for code in RULES]
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
PEOPLE = st.sampled_from(Person)
STEPS = st.sampled_from(PurchaseStep)
FACTS = st.dictionaries(st.sampled_from(Milestone), DAYS)
PERIODS = st.builds(Period, n=st.integers(0, 40), unit=st.sampled_from(PeriodUnit))
DEADLINES = st.one_of(
    st.sampled_from([Deadline(kind=DeadlineKind.ANY_TIME), Deadline(kind=DeadlineKind.UNCONFIRMED)]),
    st.builds(
        Deadline,
        kind=st.sampled_from([DeadlineKind.UNTIL, DeadlineKind.AFTER]),
        milestone=st.sampled_from(Milestone),
        period=PERIODS,
    ),
)
RULES_ = st.builds(
    lambda code, deadline, who, steps: rule(code, deadline=deadline, who=who, steps=steps),
    st.sampled_from(sorted(RULES)),
    DEADLINES,
    st.lists(PEOPLE, min_size=1, unique=True),
    st.lists(STEPS, min_size=1, unique=True),
)


def found(code: str, who: Person, step: PurchaseStep, facts: dict[Milestone, date], today: date = TODAY) -> Route:
    (one,) = [each for each in routes(SEED, who, step, facts, MAY, today) if each.code == code]
    return one


def test_given_a_supplier_before_bids_are_due_then_the_complaint_is_open_until_that_day() -> None:
    facts = {Milestone.BIDS_DUE: date(2026, 3, 6)}
    one = found("complaint_documents", Person.SUPPLIER, PurchaseStep.BIDDING, facts)
    assert (one.open, one.last_day, one.days_left, one.working_days_left) == (True, date(2026, 3, 6), 4, 4)


def test_given_a_supplier_after_that_day_then_it_is_too_late_and_since_when_is_told() -> None:
    facts = {Milestone.BIDS_DUE: date(2026, 2, 27)}
    one = found("complaint_documents", Person.SUPPLIER, PurchaseStep.BIDDING, facts)
    assert (one.open, one.reason, one.last_day) == (False, RouteReason.TOO_LATE, date(2026, 2, 27))


def test_given_no_date_then_it_is_not_open_and_the_date_is_asked_for() -> None:
    one = found("complaint_documents", Person.SUPPLIER, PurchaseStep.BIDDING, {})
    assert (one.open, one.reason, one.needs) == (False, RouteReason.DATE_UNKNOWN, Milestone.BIDS_DUE)


def test_given_a_citizen_then_no_complaint_in_the_purchase_is_open_and_other_ways_are() -> None:
    for step in PurchaseStep:
        for who in (Person.CITIZEN, Person.NGO):
            ways = {each.code: each for each in routes(SEED, who, step, {}, MAY, TODAY)}
            for code in ("complaint_documents", "complaint_result", "complaint_commission", "court"):
                assert ways[code].reason is RouteReason.NOT_FOR_YOU
                instead = RULES[code].instead
                assert any(ways[other].open for other in instead), f"{who} at {step} instead of {code}"
            assert ways["appeal"].open
            assert ways["information_request"].open


@given(RULES_, PEOPLE, STEPS, FACTS, DAYS)
def test_property_given_any_rule_and_purchase_then_it_is_open_or_closed_with_exactly_one_reason(
    one: RemedyRule, who: Person, step: PurchaseStep, facts: dict[Milestone, date], today: date
) -> None:
    answer = route(one, who, step, facts, MAY, today)
    assert answer.open is (answer.reason is None)
    if answer.open:
        assert who in one.who
        assert step in one.steps
        assert answer.last_day is None or answer.last_day >= today
        assert one.deadline.milestone is None or one.deadline.milestone in facts
    assert (answer.needs is not None) is (answer.reason is RouteReason.DATE_UNKNOWN)
    assert answer.reason is not RouteReason.TOO_LATE or (answer.last_day is not None and answer.last_day < today)


@given(RULES_, PEOPLE, STEPS, FACTS, DAYS, st.integers(1, 60))
def test_property_given_a_later_day_then_what_was_closed_stays_closed(
    one: RemedyRule, who: Person, step: PurchaseStep, facts: dict[Milestone, date], today: date, later: int
) -> None:
    before = route(one, who, step, facts, MAY, today)
    after = route(one, who, step, facts, MAY, today + timedelta(days=later))
    assert before.open or not after.open


@given(RULES_, PEOPLE, STEPS, FACTS, DAYS, st.sampled_from(Milestone), DAYS)
def test_property_given_one_more_date_then_only_what_could_not_be_told_or_used_another_date_changes(
    one: RemedyRule,
    who: Person,
    step: PurchaseStep,
    facts: dict[Milestone, date],
    today: date,
    which: Milestone,
    day: date,
) -> None:
    before = route(one, who, step, facts, MAY, today)
    after = route(one, who, step, facts | {which: day}, MAY, today)
    assert before == after or one.deadline.milestone is which


@given(st.lists(RULES_, max_size=6), PEOPLE, STEPS, FACTS, DAYS)
def test_property_given_rules_then_each_in_force_is_answered_once_and_the_open_ones_come_first(
    rules: list[RemedyRule], who: Person, step: PurchaseStep, facts: dict[Milestone, date], today: date
) -> None:
    answers = routes(rules, who, step, facts, MAY, today)
    assert sorted(each.code for each in answers) == sorted({each.code for each in rules if each.valid_from <= today})
    assert [each.open for each in answers] == sorted((each.open for each in answers), reverse=True)


VERSIONS = st.lists(st.tuples(DAYS, st.none() | st.integers(0, 90)), min_size=1, max_size=5).map(
    lambda spans: [
        rule("appeal", place + 1, valid_from=begin, valid_to=None if days is None else begin + timedelta(days=days))
        for place, (begin, days) in enumerate(spans)
    ]
)


@given(VERSIONS, DAYS)
def test_property_given_versions_with_dates_then_at_most_one_holds_and_only_within_its_dates(
    versions: list[RemedyRule], on: date
) -> None:
    holding = in_force(versions, on)
    assert len(holding) <= 1
    for one in holding:
        assert one.valid_from <= on
        assert one.valid_to is None or on <= one.valid_to
        later = [each for each in versions if one.valid_from < each.valid_from <= on]
        assert not later, "the version that began last holds"


def test_given_a_rule_that_changes_next_month_then_each_day_has_its_own_version() -> None:
    versions = [rule("appeal"), rule("appeal", 2, valid_from=date(2026, 4, 1)), rule("appeal", 3, valid_from=TODAY)]
    assert [in_force(versions, on)[0].version for on in (date(2026, 3, 1), TODAY, date(2026, 4, 1))] == [1, 3, 2]


def test_given_a_rule_that_has_ended_then_it_is_no_way_at_all() -> None:
    ended = [rule("appeal"), rule("appeal", 2, valid_from=date(2026, 2, 1), valid_to=date(2026, 3, 1))]
    assert in_force(ended, TODAY) == []


def test_given_fourteen_working_days_over_the_may_holidays_then_they_are_left_out() -> None:
    fourteen = Period(n=14, unit=PeriodUnit.WORKING)
    assert shifted(date(2026, 4, 28), fourteen, MAY) == date(2026, 5, 25)
    assert shifted(date(2026, 4, 28), Period(n=25, unit=PeriodUnit.HOURS), MAY) == date(2026, 4, 30)


def test_given_the_seed_then_every_way_can_be_reached() -> None:
    facts = dict.fromkeys(Milestone, TODAY)
    reached = {
        each.code
        for who in Person
        for step in PurchaseStep
        for each in routes(SEED, who, step, facts, MAY, TODAY)
        if each.open
    }
    assert reached == set(RULES)
    assert {each.template for each in RULES.values() if each.template} == set(LetterTemplate)


def test_given_the_seed_then_only_the_days_that_a_deadline_needs_are_asked_for() -> None:
    assert needed(SEED, Person.SUPPLIER, PurchaseStep.BIDDING) == [Milestone.BIDS_DUE]
    assert needed(SEED, Person.CITIZEN, PurchaseStep.BIDDING) == []
