"""R055: direct awards to one supplier that together reach the limit."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, direct, halves, same


def test_given_awards_of_a_pair_that_together_reach_the_limit_in_a_year_then_raised() -> None:
    answer = ask("R055", direct(500_000, "2021-12-01"), population=[direct(500_000, "2020-12-01", number=1)])
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 1, 1)
    assert [piece.value for piece in answer.evidence] == ["KG-INN-1", ["S"]]
    assert (answer.parameters["awards"], answer.parameters["limit"]) == (2, 1_000_000)


@pytest.mark.parametrize(
    "other",
    [
        direct(499_999, "2020-12-01", number=1),
        direct(500_000, "2020-11-30", number=1),
        direct(1_000_000, "2021-06-01", number=1),
        direct(500_000, "2021-06-01", number=1, firm="other"),
        direct(500_000, "2021-06-01", number=1, reason="naturalMonopoly"),
        direct(500_000, "2021-06-01", number=1) | {"buyer": {"id": "X"}},
        direct(500_000, "2021-06-01", number=1, status="cancelled"),
        direct(500_000, "2021-06-01", number=1, currency="USD"),
    ],
    ids=["less", "earlier", "above", "firm", "reason", "buyer", "cancelled", "currency"],
)
def test_given_another_award_that_does_not_count_then_clear(other: Json) -> None:
    assert ask("R055", direct(500_000, "2021-12-01"), population=[other]).state is State.CLEAR


def test_given_one_award_above_the_limit_then_that_is_another_question() -> None:
    others = [direct(500_000, "2021-06-01", number=1)]
    assert ask("R055", direct(2_000_000), population=others).state is State.NOT_APPLICABLE


def test_given_an_older_version_of_the_award_then_it_counts_once() -> None:
    assert ask("R055", direct(600_000), population=[direct(500_000)]).state is State.CLEAR


def test_given_a_later_award_then_the_earlier_one_is_flagged_too() -> None:
    assert ask("R055", direct(500_000), population=[direct(600_000, "2021-12-01", number=1)]).state is State.RAISED


def test_given_many_awards_after_years_then_only_a_window_counts() -> None:
    others = [direct(300_000, f"{year}-01-01", number=year) for year in range(2016, 2021)]
    assert ask("R055", direct(300_000, "2021-01-15"), population=others).value == 0.3


@pytest.mark.parametrize("amount", [0, -5, 10**15, None])
def test_given_an_absurd_amount_then_not_computable(amount: float | None) -> None:
    assert ask("R055", direct(amount), population=[]).missing == ("/awards/value/amount",)


def test_given_nobody_named_awarded_or_bound_then_not_computable() -> None:
    assert ask("R055", direct(1) | {"awards": []}, population=[]).missing == (Missing.FINAL_AWARDS,)
    assert ask("R055", direct(1) | {"buyer": {}}, population=[]).missing == ("/buyer/id",)
    assert ask("R055", direct(1, reason=None), population=[]).missing == (Missing.THRESHOLD,)
    assert ask("R055", direct(1, method="contract-based"), population=[]).missing == (Missing.THRESHOLD,)
    assert ask("R055", direct(1)).missing == (Missing.STATISTICS,)


def test_given_a_cancelled_purchase_or_a_competition_then_not_applicable() -> None:
    assert ask("R055", direct(1, status="cancelled"), population=[]).state is State.NOT_APPLICABLE
    assert ask("R055", direct(1, method="downgrade"), population=[]).state is State.NOT_APPLICABLE


def test_given_parts_joined_then_the_figures_are_those_of_one_part() -> None:
    assert same(halves("R055", [direct(100 * n, f"2021-01-{n:02}", number=n) for n in range(1, 29)]))
