"""R049: several direct awards to one supplier just below the limit."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, direct, halves, same


def awards(*days: str, amount: float = 900_000, firm: str = "S") -> list[Json]:
    """Direct awards of the pair, by day."""
    return [direct(amount, day, firm=firm, number=n) for n, day in enumerate(days, 1)]


def test_given_three_awards_just_below_the_limit_in_a_year_then_raised() -> None:
    answer = ask("R049", direct(800_000, "2021-12-01"), population=awards("2020-12-01", "2021-05-05"))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 3, 3)
    assert [piece.value for piece in answer.evidence] == ["KG-INN-1", ["S"]]
    assert answer.parameters["limit"] == 1_000_000


@pytest.mark.parametrize(
    "others",
    [
        awards("2021-05-05"),
        awards("2020-11-30", "2021-05-05"),
        awards("2021-05-05", "2021-06-05", amount=799_999),
        awards("2021-05-05", "2021-06-05", amount=1_000_000),
        awards("2021-05-05", "2021-06-05", firm="other"),
    ],
    ids=["two", "more than a year", "far below", "at the limit", "another supplier"],
)
def test_given_fewer_such_awards_then_clear(others: list[Json]) -> None:
    assert ask("R049", direct(900_000, "2021-12-01"), population=others).state is State.CLEAR


@pytest.mark.parametrize(("amount"), [799_999, 1_000_000, 5])
def test_given_an_award_that_is_not_just_below_itself_then_clear(amount: float) -> None:
    assert ask("R049", direct(amount, "2021-06-01"), population=awards("2021-05-05", "2021-06-05")).state is State.CLEAR


def test_given_the_award_itself_among_the_figures_then_it_counts_once() -> None:
    now = direct(900_000, "2021-06-01")
    assert ask("R049", now, population=[now, *awards("2021-05-05")]).state is State.CLEAR


def test_given_an_award_per_lot_then_together_they_are_one_purchase() -> None:
    content = direct(450_000, "2021-12-01")
    content["awards"].append(content["awards"][0] | {"id": "a2"})
    assert ask("R049", content, population=awards("2021-05-05", "2021-06-05")).state is State.RAISED
    assert ask("R049", direct(450_000), population=[content | {"ocid": f"o-{n}"} for n in range(9)]).value == 0


@pytest.mark.parametrize("reason", ["naturalMonopoly", "urgentNeed", None])
def test_given_a_reason_without_a_limit_then_not_computable(reason: str | None) -> None:
    assert ask("R049", direct(900_000, reason=reason), population=[]).missing == (Missing.THRESHOLD,)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"buyer": {}}, "/buyer/id"),
        ({"awards": []}, Missing.FINAL_AWARDS),
        ({"awards": [{"id": "a", "status": "active", "value": {"amount": 9}}]}, "/awards/suppliers"),
        ({"awards": [{"id": "a", "status": "active", "suppliers": [{"id": "S"}]}]}, "/awards/value/amount"),
    ],
)
def test_given_something_absent_then_not_computable(changes: Json, missing: str) -> None:
    assert ask("R049", direct(900_000) | changes, population=[]).missing == (missing,)


def test_given_no_figures_then_not_computable_and_a_competition_then_not_applicable() -> None:
    assert ask("R049", direct(900_000)).missing == (Missing.STATISTICS,)
    assert ask("R049", direct(900_000, method="oneStage"), population=[]).state is State.NOT_APPLICABLE


def test_given_parts_joined_then_the_figures_are_those_of_one_part() -> None:
    assert same(halves("R049", awards(*(f"2021-{month:02}-01" for month in range(1, 13)))))
