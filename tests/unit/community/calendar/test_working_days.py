"""Working days are counted as the law means them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community.calendar.working_days import MOST, Calendar

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
CALENDARS = st.builds(Calendar, st.frozensets(DAYS, max_size=60), st.frozensets(DAYS, max_size=20))
NUMBERS = st.integers(-60, 60)

MAY = Calendar(
    frozenset(date(2026, 5, day) for day in range(1, 10)),
    frozenset({date(2026, 5, 16)}),
)
"""Off from the 1st to the 9th; Saturday the 16th is worked."""


def test_given_the_may_holidays_then_fourteen_working_days_reach_over_them() -> None:
    assert MAY.add(date(2026, 4, 28), 14) == date(2026, 5, 25)
    assert MAY.between(date(2026, 4, 28), date(2026, 5, 25)) == 14


def test_given_a_saturday_that_is_worked_then_it_counts() -> None:
    assert MAY.is_working(date(2026, 5, 16))
    assert not MAY.is_working(date(2026, 5, 17))
    assert MAY.add(date(2026, 5, 15), 1) == date(2026, 5, 16)


def test_given_a_period_that_ends_on_a_day_off_then_it_ends_with_the_next_working_day() -> None:
    assert MAY.first_from(date(2026, 5, 9)) == date(2026, 5, 11)
    assert MAY.first_from(date(2026, 5, 11)) == date(2026, 5, 11)


@given(CALENDARS, DAYS, NUMBERS)
def test_given_any_calendar_then_counting_undoes_adding(calendar: Calendar, day: date, n: int) -> None:
    assert calendar.between(day, calendar.add(day, n)) == n


@given(CALENDARS, DAYS, NUMBERS)
def test_given_any_calendar_then_what_is_reached_is_a_working_day(calendar: Calendar, day: date, n: int) -> None:
    reached = calendar.add(day, n)
    assert reached == day if n == 0 else calendar.is_working(reached)


@given(CALENDARS, DAYS, DAYS, NUMBERS)
def test_given_a_later_start_then_the_end_is_not_earlier(calendar: Calendar, a: date, b: date, n: int) -> None:
    first, last = sorted((a, b))
    assert calendar.add(first, n) <= calendar.add(last, n)


@given(CALENDARS, DAYS, NUMBERS)
def test_given_one_more_working_day_then_the_end_is_later(calendar: Calendar, day: date, n: int) -> None:
    assert calendar.add(day, n) < calendar.add(day, n + 1)


@given(CALENDARS, DAYS, DAYS, DAYS)
def test_given_three_days_in_order_then_counts_add_up(calendar: Calendar, a: date, b: date, c: date) -> None:
    first, middle, last = sorted((a, b, c))
    assert calendar.between(first, middle) + calendar.between(middle, last) == calendar.between(first, last)


@given(CALENDARS, DAYS, st.integers(1, 40))
def test_given_one_more_day_off_then_no_period_gets_shorter(calendar: Calendar, day: date, n: int) -> None:
    off = Calendar(calendar.holidays | {day + timedelta(days=3)}, calendar.extra_working)
    assert off.add(day, n) >= calendar.add(day, n)


def test_given_more_days_than_any_law_knows_then_it_is_refused() -> None:
    with pytest.raises(ValueError, match="working days"):
        Calendar().add(date(2026, 1, 1), MOST + 1)
