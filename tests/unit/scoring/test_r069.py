"""R069: amendments made the contract dearer."""

import pytest

from services.scoring.indicator import State
from tests.unit.scoring.build import Json, ask, award, contract, release, worth

WON = [worth(award("a1", "b1", "T1"), 1000)]
AMENDED = {"amendments": [{"id": "m1"}]}


def final(amount: float | None, currency: str | None = "KGS") -> Json:
    return {"implementation": {"finalValue": {"amount": amount, "currency": currency}}}


def signed(*contracts: Json, awards: list[Json] | None = None) -> Json:
    return release(None, awards=WON if awards is None else awards, contracts=list(contracts))


def test_given_an_amended_contract_a_fifth_above_the_award_then_raised_with_both_amounts() -> None:
    answer = ask("R069", signed(contract("c1", "a1", 1200, **AMENDED)))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 0.2, 0.2)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/awards/0/value/amount", 1000),
        ("/contracts/0/value/amount", 1200),
        ("/contracts/0/amendments", 1),
    ]


@pytest.mark.parametrize(("amount", "state"), [(1199, State.CLEAR), (1000, State.CLEAR), (500, State.CLEAR)])
def test_given_less_growth_than_the_threshold_then_clear(amount: float, state: State) -> None:
    assert ask("R069", signed(contract("c1", "a1", amount, **AMENDED))).state is state


def test_given_a_final_value_then_it_decides_whatever_was_signed() -> None:
    dear = ask("R069", signed(contract("c1", "a1", 1000, **final(1300))))
    assert (dear.state, dear.value) == (State.RAISED, 0.3)
    assert dear.evidence[1].path == "/contracts/0/implementation/finalValue/amount"
    assert ask("R069", signed(contract("c1", "a1", 1300, **AMENDED, **final(1000)))).state is State.CLEAR


def test_given_neither_amendment_nor_final_value_then_nothing_tells_of_a_change() -> None:
    answer = ask("R069", signed(contract("c1", "a1", 1500)))
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, ("/contracts/amendments",))


@pytest.mark.parametrize(
    ("made", "missing"),
    [
        (contract("c1", "a1", None, **AMENDED), ("/contracts/value/amount", "/awards/value/amount")),
        (contract("c1", "a1", 10_001, **AMENDED), ("/contracts/value/amount",)),
        (contract("c1", "a1", 1000, **final(1500, "USD")), ("/contracts/value/amount",)),
        (contract("c1", "a1", 1000, **final(1500, None)), ("/contracts/value/amount",)),
        (contract("c1", "a9", 1500, **AMENDED), ("/awards/value/amount",)),
        (contract("c1", "a1", 1500, currency="USD", **AMENDED), ("/awards/value/amount",)),
    ],
)
def test_given_amounts_that_cannot_be_compared_then_not_computable(made: Json, missing: tuple[str, ...]) -> None:
    assert ask("R069", signed(made)).missing == missing


def test_given_two_contracts_of_one_award_then_neither_is_the_whole() -> None:
    both = [contract("c1", "a1", 900, **AMENDED), contract("c2", "a1", 900, **AMENDED)]
    assert ask("R069", signed(*both)).missing == ("/awards/value/amount",)


def test_given_a_contract_for_two_awards_then_it_is_compared_with_both() -> None:
    awards = [*WON, worth(award("a2", "b2", "T1"), 500)]
    both = contract("c1", "a1", 1500, awardIDs=["a1", "a2"], **AMENDED)
    assert ask("R069", signed(both, awards=awards)).state is State.CLEAR


@pytest.mark.parametrize("content", [signed(), signed(contract("c1", "a1", 1500, status="cancelled", **AMENDED))])
def test_given_no_contract_in_force_then_not_computable(content: Json) -> None:
    assert ask("R069", content).missing == ("/contracts",)


def test_given_another_threshold_then_it_decides() -> None:
    assert ask("R069", signed(contract("c1", "a1", 1100, **AMENDED)), threshold=0.1).state is State.RAISED
