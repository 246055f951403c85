"""R068: more was paid than the contract says."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, contract, release


def paid(*amounts: float, currency: str | None = "KGS", **more: object) -> Json:
    payments = [{"id": str(n), "value": {"amount": amount, "currency": currency}} for n, amount in enumerate(amounts)]
    return {"implementation": {"transactions": payments} | more}


def signed(*contracts: Json) -> Json:
    return release(None, contracts=list(contracts))


def test_given_payments_above_the_contract_then_raised_with_both_sums() -> None:
    answer = ask("R068", signed(contract("c1", "a1", 1000, **paid(600, 500))))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 0.1, 0.05)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/contracts/0/implementation/transactions", 1100),
        ("/contracts/0/value/amount", 1000),
    ]


@pytest.mark.parametrize(("sum_", "state"), [(1050, State.RAISED), (1049, State.CLEAR), (10, State.NOT_COMPUTABLE)])
def test_given_sums_about_the_tolerance_then_it_decides(sum_: float, state: State) -> None:
    assert ask("R068", signed(contract("c1", "a1", 1000, **paid(sum_)))).state is state


def test_given_no_payments_then_the_final_value_tells() -> None:
    made = contract("c1", "a1", 1000, **paid(finalValue={"amount": 1500, "currency": "KGS"}))
    answer = ask("R068", signed(made))
    assert (answer.state, answer.value) == (State.RAISED, 0.5)
    assert answer.evidence[0].path == "/contracts/0/implementation/finalValue/amount"


@pytest.mark.parametrize("currency", ["USD", None])
def test_given_a_final_value_in_another_currency_or_none_then_not_computable(currency: str | None) -> None:
    made = contract("c1", "a1", 1000, **paid(finalValue={"amount": 1500, "currency": currency}))
    assert ask("R068", signed(made)).missing == ("/contracts/implementation/transactions",)


def test_given_payments_in_another_currency_then_they_are_not_added() -> None:
    made = contract("c1", "a1", 1000, **paid(1500, currency="USD"))
    assert ask("R068", signed(made)).missing == ("/contracts/implementation/transactions",)


@pytest.mark.parametrize(
    ("made", "missing"),
    [
        (contract("c1", "a1", 1000), "/contracts/implementation/transactions"),
        (contract("c1", "a1", 1000, **paid(-5, 0)), "/contracts/implementation/transactions"),
        (contract("c1", "a1", None, **paid(5)), "/contracts/value/amount"),
        (contract("c1", "a1", 1, **paid(1500)), "/contracts/value/amount"),
        ({"id": "c1", "value": {"amount": 1000}, **paid(1500)}, Missing.ONE_CURRENCY),
    ],
)
def test_given_sums_that_cannot_be_compared_then_not_computable(made: Json, missing: str) -> None:
    assert ask("R068", signed(made)).missing == (missing,)


def test_given_several_contracts_then_each_is_compared_with_its_own_payments() -> None:
    answer = ask("R068", signed(contract("c1", "a1", 1000, **paid(900)), contract("c2", "a1", 100, **paid(200))))
    assert (answer.state, answer.value) == (State.RAISED, 1)
    assert answer.evidence[0].path == "/contracts/1/implementation/transactions"


def test_given_no_contract_in_force_then_not_computable() -> None:
    assert ask("R068", signed()).missing == ("/contracts",)
    assert ask("R068", signed(contract("c1", "a1", 10, status="pending", **paid(20)))).missing == ("/contracts",)
