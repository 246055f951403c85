"""R014: too little time from the notice to the opening of bids."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, kyrgyz, release

START = "2021-03-01T03:00:00Z"


def opened(on: str | None, **tender: object) -> Json:
    return release(kyrgyz(**({"bidOpening": {"date": on}} | tender)))


def test_given_an_opening_before_the_shortest_period_is_over_then_raised_with_both_moments() -> None:
    answer = ask("R014", opened("2021-03-14T04:00:00Z"))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 13, 14)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/tender/tenderPeriod/startDate", START),
        ("/tender/bidOpening/date", "2021-03-14T04:00:00Z"),
    ]
    assert answer.parameters["minimum_days"] == 14
    assert "Law No. 72" in answer.parameters["basis"]


@pytest.mark.parametrize(
    ("on", "state"), [("2021-03-15T03:00:00Z", State.CLEAR), ("2021-03-15T02:59:59Z", State.RAISED)]
)
def test_given_moments_about_the_minimum_then_whole_days_count(on: str, state: State) -> None:
    assert ask("R014", opened(on)).state is state


@pytest.mark.parametrize("on", [None, "2021-03-14", "soon", "0001-01-01T00:00:00Z"])
def test_given_an_opening_that_is_no_moment_then_not_computable(on: str | None) -> None:
    assert ask("R014", opened(on)).missing == ("/tender/bidOpening/date",)


@pytest.mark.parametrize("on", [START, "2021-02-01T00:00:00Z"])
def test_given_an_opening_not_after_the_start_then_the_dates_are_wrong(on: str) -> None:
    assert ask("R014", opened(on)).missing == (Missing.PERIOD_ORDER,)


def test_given_no_start_then_not_computable() -> None:
    assert ask("R014", opened("2021-03-14T04:00:00Z", tenderPeriod={})).missing == ("/tender/tenderPeriod/startDate",)


def test_given_another_method_or_country_then_another_minimum() -> None:
    assert ask("R014", opened("2021-03-05T04:00:00Z", procurementMethodDetails="downgrade")).threshold == 3
    tender = {"procurementMethod": "open", "tenderPeriod": {"startDate": START}}
    abroad = release(tender | {"bidOpening": {"date": "2021-03-05T04:00:00Z"}})
    assert ask("R014", abroad, country="pt").threshold == 15


def test_given_a_day_before_any_law_on_record_then_not_computable() -> None:
    period = {"startDate": "2014-03-01T03:00:00Z"}
    content = opened("2014-03-02T03:00:00Z", datePublished="2014-03-01T03:00:00Z", tenderPeriod=period)
    assert ask("R014", content).missing == (Missing.LEGAL_MINIMUM,)


def test_given_direct_procurement_then_not_applicable() -> None:
    content = opened("2021-03-02T04:00:00Z", procurementMethodDetails="singleSource")
    assert ask("R014", content).state is State.NOT_APPLICABLE


def test_given_a_table_of_its_own_then_it_decides_and_a_malformed_one_is_refused() -> None:
    rows = [{"days": 30, "basis": "test", "country": "kg", "details": "oneStage"}]
    assert ask("R014", opened("2021-03-20T04:00:00Z"), minimum_periods=rows).state is State.RAISED
    with pytest.raises(ValueError, match="days"):
        ask("R014", opened(None), minimum_periods=[{"basis": "no days"}])
