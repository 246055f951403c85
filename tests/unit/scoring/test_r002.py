"""R002: a buyer's purchases often stay just below the limit."""

from typing import Any

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, halves, kyrgyz, release, same


def bought(amount: float | None, buyer: str = "B", number: int = 0, currency: str = "KGS", **tender: Any) -> Json:
    """A simplified purchase."""
    value = {"value": {"amount": amount, "currency": currency}}
    content = kyrgyz(**({"procurementMethodDetails": "simplicated"} | value | tender))
    return release(content, buyer={"id": buyer}, ocid=f"o-{number}-{buyer}")


OTHERS = [bought(100_000 * n, f"O{m}", n) for m in range(25) for n in range(1, 11)]
"""25 buyers with ten purchases each of 100,000 to 1,000,000: one in ten is just below the limit."""


def often(count: int, of: int) -> list[Json]:
    """The buyer's own purchases."""
    return [bought(950_000 if n < count else 300_000, number=n) for n in range(of)]


def test_given_a_buyer_often_just_below_the_limit_then_raised_with_the_counts() -> None:
    answer = ask("R002", bought(950_000), population=OTHERS + often(6, 12))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 0.5, 0.3)
    assert (answer.parameters["found"], answer.parameters["of"], answer.parameters["limit"]) == (6, 12, 1_000_000)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/buyer/id", "B"),
        ("/tender/value/amount", 950_000),
    ]


@pytest.mark.parametrize(("count", "state"), [(3, State.RAISED), (2, State.CLEAR)])
def test_given_a_share_at_the_floor_then_raised_and_below_it_clear(count: int, state: State) -> None:
    assert ask("R002", bought(1), population=OTHERS + often(count, 10)).state is state


@pytest.mark.parametrize(("amount", "state"), [(900_000, State.RAISED), (899_999, State.CLEAR), (10**6, State.CLEAR)])
def test_given_an_amount_at_either_end_then_just_below_is_from_nine_tenths_to_under_the_limit(
    amount: float, state: State
) -> None:
    own = [bought(amount, number=n) for n in range(10)]
    assert ask("R002", bought(1), population=OTHERS + own).state is state


def test_given_a_country_in_which_all_are_just_below_then_nobody_stands_out() -> None:
    mixed = [bought(950_000 if n < m % 10 else 1, f"O{m}", n) for m in range(25) for n in range(10)]
    assert ask("R002", bought(1), population=mixed + often(10, 10)).state is State.CLEAR


def test_given_too_few_purchases_peers_or_figures_then_not_computable() -> None:
    assert ask("R002", bought(1), population=OTHERS + often(9, 9)).missing == (Missing.PEERS,)
    assert ask("R002", bought(1), population=OTHERS[:100] + often(10, 10)).missing == (Missing.PEERS,)
    assert ask("R002", bought(1)).missing == (Missing.STATISTICS,)


def test_given_a_reason_or_a_country_without_a_limit_then_not_computable() -> None:
    monopoly = bought(1, procurementMethodDetails="singleSource", procurementMethodRationale="naturalMonopoly")
    assert ask("R002", monopoly, population=OTHERS).missing == (Missing.THRESHOLD,)
    other = bought(1, procurementMethod="direct")
    assert ask("R002", other, country="ua", population=[]).missing == (Missing.THRESHOLD,)


def test_given_no_date_then_no_limit_is_known() -> None:
    undated = bought(1, datePublished=None, tenderPeriod={})
    assert ask("R002", undated, population=OTHERS + often(10, 10)).missing == (Missing.THRESHOLD,)


def test_given_no_buyer_then_not_computable() -> None:
    assert ask("R002", bought(1, " "), population=OTHERS).missing == ("/buyer/id",)


def test_given_a_full_competition_or_a_cancelled_tender_then_not_applicable() -> None:
    assert ask("R002", bought(1, procurementMethodDetails="oneStage"), population=OTHERS).state is State.NOT_APPLICABLE
    assert ask("R002", bought(1, status="cancelled"), population=OTHERS).state is State.NOT_APPLICABLE


@pytest.mark.parametrize("odd", [{"status": "cancelled"}, {"procurementMethodDetails": "oneStage"}])
def test_given_cancelled_or_competitive_purchases_then_they_do_not_count(odd: dict[str, str]) -> None:
    own = [*often(10, 10)[:9], bought(950_000, number=99, **odd)]
    assert ask("R002", bought(1), population=OTHERS + own).missing == (Missing.PEERS,)


@pytest.mark.parametrize(("amount", "currency"), [(None, "KGS"), (0, "KGS"), (10**15, "KGS"), (950_000, "USD")])
def test_given_absurd_amounts_or_another_currency_then_they_do_not_count(amount: float | None, currency: str) -> None:
    own = [bought(amount, number=n, currency=currency) for n in range(10)]
    assert ask("R002", bought(1), population=OTHERS + own).missing == (Missing.PEERS,)


def test_given_a_purchase_after_the_law_of_2022_then_the_basis_says_that_it_is_not_confirmed() -> None:
    late = bought(950_000, datePublished="2023-01-01T00:00:00Z")
    answer = ask("R002", late, population=OTHERS + often(6, 12))
    assert "is not confirmed" in str(answer.parameters["basis"])


def test_given_parts_joined_then_the_figures_are_those_of_one_part() -> None:
    assert same(halves("R002", OTHERS))
