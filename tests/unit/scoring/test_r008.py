"""R008: taking part costs unreasonably much."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, kyrgyz, release


def fee(amount: object, *kinds: str, currency: str | None = "KGS") -> Json:
    return {"id": "f", "type": list(kinds or ["submission"]), "value": {"amount": amount, "currency": currency}}


def charging(*fees: Json, **tender: object) -> Json:
    return release(kyrgyz(participationFees=list(fees), **tender))


def test_given_a_fee_of_a_fiftieth_of_the_estimate_then_raised_with_both_amounts() -> None:
    answer = ask("R008", charging(fee(20_000, "submission")))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 0.02, 0.02)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/tender/participationFees/value/amount", 20_000),
        ("/tender/value/amount", 1_000_000),
    ]


@pytest.mark.parametrize(("amount", "state"), [(19_999, State.CLEAR), (20_001, State.RAISED), (1, State.CLEAR)])
def test_given_fees_about_the_threshold_then_it_decides(amount: float, state: State) -> None:
    assert ask("R008", charging(fee(amount))).state is state


@pytest.mark.parametrize("kind", ["deposit", "win"])
def test_given_a_deposit_or_a_fee_of_the_winner_then_it_does_not_count(kind: str) -> None:
    assert ask("R008", charging(fee(50_000, kind), fee(100, "document"))).state is State.CLEAR
    assert ask("R008", charging(fee(50_000, kind))).missing == ("/tender/participationFees/value/amount",)


def test_given_several_fees_then_the_highest_counts() -> None:
    assert ask("R008", charging(fee(100), fee(30_000))).value == 0.03


@pytest.mark.parametrize("amount", [None, 0, -5, "20000", 10**16, 1_000_001])
def test_given_no_fee_or_one_that_is_none_then_not_computable(amount: object) -> None:
    assert ask("R008", charging(fee(amount))).missing == ("/tender/participationFees/value/amount",)
    assert ask("R008", charging()).missing == ("/tender/participationFees/value/amount",)


@pytest.mark.parametrize("kind", [[], None, "deposit"])
def test_given_a_fee_of_no_kind_then_it_may_be_a_deposit(kind: object) -> None:
    content = charging(fee(50_000) | {"type": kind})
    assert ask("R008", content).missing == ("/tender/participationFees/value/amount",)


def test_given_no_estimate_then_not_computable() -> None:
    content = charging(fee(20_000), value={"amount": 0, "currency": "KGS"})
    assert ask("R008", content).missing == ("/tender/value/amount",)


@pytest.mark.parametrize("currency", ["USD", None])
def test_given_a_fee_in_another_currency_then_not_computable(currency: str | None) -> None:
    assert ask("R008", charging(fee(20_000, currency=currency))).missing == (Missing.ONE_CURRENCY,)


def test_given_direct_procurement_then_not_applicable() -> None:
    content = charging(fee(20_000), procurementMethodDetails="singleSource")
    assert ask("R008", content).state is State.NOT_APPLICABLE


def test_given_another_threshold_then_it_decides() -> None:
    assert ask("R008", charging(fee(20_000)), threshold=0.05).state is State.CLEAR
