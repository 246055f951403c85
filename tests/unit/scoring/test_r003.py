"""R003: too little time to prepare a bid."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import ask, kyrgyz, release


def period(start: str | None, end: str | None) -> dict[str, object]:
    return {"tenderPeriod": {key: value for key, value in (("startDate", start), ("endDate", end)) if value}}


def test_given_fewer_whole_days_than_the_law_then_raised_with_both_dates_as_evidence() -> None:
    dates = period("2021-03-01T03:00:00Z", "2021-03-15T02:59:59Z")
    answer = ask("R003", release(kyrgyz(**dates)))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 13, 14)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/tender/tenderPeriod/startDate", "2021-03-01T03:00:00Z"),
        ("/tender/tenderPeriod/endDate", "2021-03-15T02:59:59Z"),
    ]
    assert "Law No. 72" in answer.parameters["basis"]


def test_given_exactly_the_minimum_then_clear() -> None:
    dates = period("2021-03-01T03:00:00Z", "2021-03-15T03:00:00Z")
    assert ask("R003", release(kyrgyz(**dates))).state is State.CLEAR


@pytest.mark.parametrize(
    ("changes", "minimum"),
    [
        ({}, 14),
        ({"hasPrequalification": True}, 21),
        ({"procurementMethodDetails": "simplicated"}, 5),
        ({"procurementMethodDetails": "downgrade"}, 3),
    ],
)
def test_given_another_method_then_another_minimum(changes: dict[str, object], minimum: int) -> None:
    assert ask("R003", release(kyrgyz(**changes))).threshold == minimum


def test_given_the_day_the_law_changed_in_bishkek_then_the_new_row_counts() -> None:
    before = ask("R003", release(kyrgyz(datePublished="2022-04-13T17:59:59Z")))
    after = ask("R003", release(kyrgyz(datePublished="2022-04-13T18:00:00Z")))
    assert "not confirmed" not in before.parameters["basis"]
    assert "not confirmed" in after.parameters["basis"]


def test_given_a_day_before_any_law_on_record_then_not_computable() -> None:
    dates = period("2014-03-01T03:00:00Z", "2014-03-02T03:00:00Z")
    answer = ask("R003", release(kyrgyz(datePublished="2014-03-01T03:00:00Z", **dates)))
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, (Missing.LEGAL_MINIMUM,))


def test_given_another_country_then_the_default_of_fifteen_days() -> None:
    dates = period("2021-03-01T00:00:00Z", "2021-03-15T23:00:00Z")
    tender = {"procurementMethod": "open", **dates}
    assert ask("R003", release(tender), country="pt").state is State.RAISED
    assert ask("R003", release(tender), country="pt").threshold == 15


@pytest.mark.parametrize("bad", [None, "2021-03-15", "2021-03-15T00:00:00", "soon", "9999-99-99T00:00:00Z"])
def test_given_an_end_that_is_no_moment_then_not_computable(bad: str | None) -> None:
    answer = ask("R003", release(kyrgyz(**period("2021-03-01T03:00:00Z", bad))))
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, ("/tender/tenderPeriod/endDate",))


@pytest.mark.parametrize("end", ["2021-02-15T00:00:00Z", "2021-03-01T03:00:00Z"])
def test_given_an_end_not_after_the_start_then_not_computable(end: str) -> None:
    answer = ask("R003", release(kyrgyz(**period("2021-03-01T03:00:00Z", end))))
    assert answer.missing == (Missing.PERIOD_ORDER,)


def test_given_dates_at_the_ends_of_the_calendar_then_no_exception() -> None:
    dates = period("0001-01-01T00:00:00+06:00", "9999-12-31T23:59:59-06:00")
    assert ask("R003", release(kyrgyz(**dates))).state is State.NOT_COMPUTABLE


def test_given_direct_procurement_then_not_applicable() -> None:
    assert ask("R003", release(kyrgyz(procurementMethodDetails="singleSource"))).state is State.NOT_APPLICABLE


def test_given_a_kyrgyz_method_nobody_mapped_then_not_computable() -> None:
    answer = ask("R003", release(kyrgyz(procurementMethodDetails="brandNew")))
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, ("/tender/procurementMethodDetails",))


def test_given_a_table_of_its_own_then_it_decides() -> None:
    rows = [{"days": 30, "basis": "test", "country": "kg", "details": "oneStage"}]
    answer = ask("R003", release(), minimum_periods=rows)
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 21, 30)


def test_given_a_malformed_table_then_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="days"):
        ask("R003", release(), minimum_periods=[{"basis": "no days"}])
