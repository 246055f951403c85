"""KG04: bought from a single source days after a competitive tender was cancelled."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, assert_same_apart, good, kyrgyz, release, single_source

ROAD = [good("1", "45233142-6")]


def cancelled(at: str = "2021-03-10T10:00:00Z", **tender: object) -> Json:
    content = {"status": "cancelled", "statusDetails": "cancelled", "date": at, "items": ROAD} | tender
    return release(kyrgyz(**content), ocid=f"o-{at}")


def bought(at: str = "2021-03-13T04:00:00Z", **tender: object) -> Json:
    return release(single_source("urgentNeed", **({"datePublished": at, "items": ROAD} | tender)), ocid="o-2")


def test_given_the_same_class_cancelled_three_days_before_then_raised_with_both_days() -> None:
    answer = ask("KG04", bought(), population=[cancelled()])
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 3, 5)
    assert answer.parameters == {"days": 5, "cancelled": "2021-03-10T10:00:00Z"}
    assert [piece.value for piece in answer.evidence] == ["2021-03-13T04:00:00Z", "45233142-6"]


@pytest.mark.parametrize(
    ("at", "state"),
    [
        ("2021-03-15T17:59:00Z", State.RAISED),
        ("2021-03-15T18:01:00Z", State.CLEAR),
        ("2021-03-10T10:00:00Z", State.RAISED),
        ("2021-03-10T09:59:00Z", State.CLEAR),
    ],
    ids=["fifth day in Bishkek", "sixth day in Bishkek", "the same moment", "before the cancellation"],
)
def test_given_the_edges_then_five_calendar_days_count_and_no_later_cancellation(at: str, state: State) -> None:
    assert ask("KG04", bought(at), population=[cancelled()]).state is state


def test_given_a_later_cancellation_too_then_the_one_before_still_counts() -> None:
    population = [cancelled(), cancelled("2021-04-10T10:00:00Z"), cancelled("2021-01-10T10:00:00Z")]
    assert ask("KG04", bought(), population=population).value == 3


@pytest.mark.parametrize(
    "earlier",
    [
        cancelled(items=[good("1", "15000000-8")]),
        cancelled(procurementMethodDetails="singleSource"),
        cancelled(status="active", statusDetails="bidsOpened"),
        cancelled(date="2021-03-01T03:00:00Z"),
        cancelled(date=None),
        cancelled() | {"buyer": {"id": "KG-INN-2"}},
    ],
    ids=["another class", "no competition", "not cancelled", "date is publication", "no date", "another buyer"],
)
def test_given_no_such_cancellation_then_clear(earlier: Json) -> None:
    assert ask("KG04", bought(), population=[earlier]).state is State.CLEAR


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"datePublished": None}, "/tender/datePublished"),
        ({"items": [good("1", None)]}, "/tender/items/classification/id"),
        ({"items": []}, "/tender/items/classification/id"),
    ],
)
def test_given_what_it_compares_is_absent_then_not_computable(changes: Json, missing: str) -> None:
    assert ask("KG04", bought(**changes), population=[cancelled()]).missing == (missing,)


def test_given_no_buyer_then_not_computable() -> None:
    assert ask("KG04", bought() | {"buyer": {}}, population=[cancelled()]).missing == ("/buyer/id",)


def test_given_competition_then_not_applicable() -> None:
    assert ask("KG04", release(), population=[cancelled()]).state is State.NOT_APPLICABLE


def test_given_no_statistics_then_not_computable() -> None:
    assert ask("KG04", bought()).missing == (Missing.STATISTICS,)


def test_given_a_population_in_parts_then_the_figures_are_the_same() -> None:
    assert_same_apart("KG04", cancelled(), cancelled("2021-01-10T10:00:00Z"), release())


def test_given_no_cancellation_then_no_item_is_quoted() -> None:
    answer = ask("KG04", bought(), population=[release()])
    assert [piece.path for piece in answer.evidence] == ["/tender/datePublished"]
