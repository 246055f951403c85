"""R062: an unusually long time from the deadline to the decision."""

import numpy as np
import pytest

from services.scoring.indicator import Missing, State
from services.scoring.indicators.r062 import DECISIONS
from tests.unit.scoring.build import ask, award, kyrgyz, part_of, release
from tests.unit.scoring.decisions import decided, peers

QUICK = peers(*range(10, 40))
SLOW = peers(*[day for day in (5, 60, 90, 120, 400) for _ in range(8)])


def test_given_a_decision_far_slower_than_those_of_peers_then_raised_with_both_dates() -> None:
    answer = ask("R062", decided(200), population=QUICK)
    assert (answer.state, answer.value, answer.parameters) == (State.RAISED, 200, {"peers": 30})
    assert answer.threshold == pytest.approx(82.02, abs=0.1)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/tender/tenderPeriod/endDate", "2021-03-22T04:00:00Z"),
        ("/awards/0/date", "2021-10-08T04:00:00Z"),
    ]


def test_given_peers_that_are_as_slow_then_clear() -> None:
    assert ask("R062", decided(200), population=SLOW).state is State.CLEAR


@pytest.mark.parametrize(("days", "state"), [(60, State.RAISED), (59.9, State.CLEAR)])
def test_given_very_quick_peers_then_the_floor_keeps_trivial_delays_out(days: float, state: State) -> None:
    assert ask("R062", decided(days), population=peers(*[1] * 30)).state is state


def test_given_too_few_peers_then_not_computable() -> None:
    assert ask("R062", decided(200), population=QUICK[1:]).missing == (Missing.PEERS,)
    other = decided(200, procurementMethodDetails="simplicated")
    assert ask("R062", other, population=QUICK).missing == (Missing.PEERS,)
    assert ask("R062", other, population=[]).missing == (Missing.PEERS,)


def test_given_no_figures_yet_then_not_computable() -> None:
    assert ask("R062", decided(200)).missing == (Missing.STATISTICS,)


def test_given_dates_that_do_not_answer_then_not_computable() -> None:
    assert ask("R062", decided(None), population=QUICK).missing == ("/awards/date",)
    assert ask("R062", decided(-1), population=QUICK).missing == (Missing.PERIOD_ORDER,)
    assert ask("R062", decided(5, tenderPeriod={}), population=QUICK).missing == ("/tender/tenderPeriod/endDate",)
    assert ask("R062", release(None), population=QUICK).missing == (Missing.FINAL_AWARDS,)


def test_given_several_awards_then_the_first_that_stands_counts() -> None:
    awards = [
        award("a1", "b1", "T1", status="cancelled") | {"date": "2021-03-23T04:00:00Z"},
        award("a2", "b2", "T2") | {"date": "2021-10-08T04:00:00Z"},
        award("a3", "b3", "T3") | {"date": "2021-11-08T04:00:00Z"},
    ]
    answer = ask("R062", release(None, awards=awards), population=QUICK)
    assert (answer.value, answer.evidence[1].path) == (200, "/awards/1/date")


def test_given_direct_procurement_or_a_cancelled_tender_then_not_applicable() -> None:
    direct = decided(200, procurementMethodDetails="singleSource")
    assert ask("R062", direct, population=QUICK).state is State.NOT_APPLICABLE
    assert ask("R062", decided(200, status="cancelled"), population=QUICK).state is State.NOT_APPLICABLE


def test_given_odd_processes_then_they_contribute_nothing() -> None:
    odd = [decided(None), decided(-3), decided(5000), decided(9, status="cancelled"), release(kyrgyz())]
    assert len(DECISIONS.partial(part_of(*odd))["key"]) == 0


def test_given_parts_joined_then_the_figures_are_those_of_the_whole() -> None:
    halves = [DECISIONS.partial(part_of(*QUICK[:11])), DECISIONS.partial(part_of(*QUICK[11:], *SLOW[:5]))]
    apart = DECISIONS.finish(DECISIONS.joined(halves))
    whole = DECISIONS.finish(DECISIONS.partial(part_of(*QUICK, *SLOW[:5])))
    assert np.array_equal(apart.keys, whole.keys)
    assert all(np.array_equal(apart.columns[name], whole.columns[name]) for name in ("lower", "upper", "n"))
