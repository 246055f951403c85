"""R061: an unusually short time from the deadline to the decision."""

import pytest

from services.scoring.engine import Engine
from services.scoring.indicator import Missing, State
from services.scoring.indicators import CATALOGUE
from tests.unit.scoring.build import ask, part_of, statistics_of
from tests.unit.scoring.decisions import decided, peers

SLOW = peers(*range(20, 50))
QUICK = peers(*[day for day in (0, 1, 2, 5, 30) for _ in range(8)])


def test_given_a_decision_on_the_next_day_while_others_take_weeks_then_raised_with_both_dates() -> None:
    answer = ask("R061", decided(1), population=SLOW)
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 1, 3)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/tender/tenderPeriod/endDate", "2021-03-22T04:00:00Z"),
        ("/awards/0/date", "2021-03-23T04:00:00Z"),
    ]


@pytest.mark.parametrize(("days", "state"), [(3.9, State.RAISED), (4, State.CLEAR), (0, State.RAISED)])
def test_given_days_about_the_limit_then_whole_days_count(days: float, state: State) -> None:
    assert ask("R061", decided(days), population=SLOW).state is state


def test_given_peers_that_are_as_quick_then_clear() -> None:
    assert ask("R061", decided(0), population=QUICK).state is State.CLEAR


def test_given_too_few_peers_or_no_figures_then_not_computable() -> None:
    assert ask("R061", decided(1), population=SLOW[1:]).missing == (Missing.PEERS,)
    assert ask("R061", decided(1)).missing == (Missing.STATISTICS,)


def test_given_an_award_before_the_deadline_then_the_dates_are_wrong_and_not_quick() -> None:
    assert ask("R061", decided(-2), population=SLOW).missing == (Missing.PERIOD_ORDER,)


def test_given_no_date_then_not_computable() -> None:
    assert ask("R061", decided(None), population=SLOW).missing == ("/awards/date",)


def test_given_direct_procurement_then_not_applicable() -> None:
    direct = decided(1, procurementMethodDetails="singleSource")
    assert ask("R061", direct, population=SLOW).state is State.NOT_APPLICABLE


def test_given_many_processes_at_once_then_each_is_answered_as_if_alone() -> None:
    engine = Engine(CATALOGUE)
    part = part_of(decided(1), decided(30), decided(None), decided(0))
    statistics = statistics_of("R061", part_of(*SLOW))
    results = engine.evaluate(part, statistics, only=["R061"])
    indicator = engine.indicators[engine.places["R061"]]
    states = [results.answer(row, indicator).state for row in range(4)]
    assert states == [State.RAISED, State.CLEAR, State.NOT_COMPUTABLE, State.RAISED]
