"""R059: the contract was signed for another amount than was awarded."""

import pytest

from services.scoring.indicator import State
from tests.unit.scoring.build import Json, ask, award, contract, release, worth

WON = [worth(award("a1", "b1", "T1"), 1000)]


def signed(*contracts: Json, awards: list[Json] | None = None) -> Json:
    return release(None, awards=WON if awards is None else awards, contracts=list(contracts))


def test_given_a_contract_a_third_above_the_award_then_raised_with_both_amounts() -> None:
    answer = ask("R059", signed(contract("c1", "a1", 1300)))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 0.3, 0.3)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/contracts/0/value/amount", 1300),
        ("/awards/0/value/amount", 1000),
    ]


@pytest.mark.parametrize(
    ("amount", "state"),
    [(700, State.RAISED), (701, State.CLEAR), (1299, State.CLEAR), (1000, State.CLEAR), (9999, State.RAISED)],
)
def test_given_amounts_on_either_side_then_the_difference_counts_both_ways(amount: float, state: State) -> None:
    assert ask("R059", signed(contract("c1", "a1", amount))).state is state


def test_given_a_kyrgyz_contract_for_two_lots_then_it_is_compared_with_both_awards() -> None:
    awards = [*WON, worth(award("a2", "b2", "T1", lot="L2"), 500)]
    both = contract("c1", "a1", 1500, awardIDs=["a1", "a2"])
    assert ask("R059", signed(both, awards=awards)).state is State.CLEAR
    more = contract("c1", "a1", 3000, awardIDs=["a1", "a2"])
    answer = ask("R059", signed(more, awards=awards))
    assert (answer.state, answer.value) == (State.RAISED, 1)
    assert answer.evidence[1].value == 1500


def test_given_an_earlier_contract_that_was_cancelled_then_the_new_one_is_the_whole() -> None:
    answer = ask("R059", signed(contract("c1", "a1", 900, status="cancelled"), contract("c2", "a1", 1500)))
    assert (answer.state, answer.value) == (State.RAISED, 0.5)


@pytest.mark.parametrize("second", [None, 5, "a9", {}])
def test_given_a_second_award_that_cannot_be_read_or_is_not_there_then_not_computable(second: object) -> None:
    nameless = award("a2", "b2", "T2")
    del nameless["id"]
    content = signed(contract("c1", "a1", 1300, awardIDs=["a1", second]), awards=[*WON, nameless])
    assert ask("R059", content).missing == ("/awards/value/amount",)


def test_given_two_contracts_of_one_award_then_neither_is_the_whole() -> None:
    answer = ask("R059", signed(contract("c1", "a1", 500), contract("c2", "a1", 500)))
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, ("/contracts/awardID",))


@pytest.mark.parametrize(
    ("made", "missing"),
    [
        (contract("c1", "a1"), "/contracts/value/amount"),
        (contract("c1", "a1", 0), "/contracts/value/amount"),
        (contract("c1", "a1", 10_001), "/contracts/value/amount"),
        (contract("c1", "a1", 99), "/contracts/value/amount"),
        (contract("c1", "a9", 1300), "/awards/value/amount"),
        (contract("c1", "a1", 1300, currency="USD"), "/awards/value/amount"),
        ({"id": "c1", "value": {"amount": 5, "currency": "KGS"}}, "/contracts/awardID"),
    ],
)
def test_given_amounts_that_cannot_be_compared_then_not_computable(made: Json, missing: str) -> None:
    assert ask("R059", signed(made)).missing == (missing,)


def test_given_one_of_two_contracts_raised_then_raised_though_the_other_is_unknown() -> None:
    awards = [*WON, worth(award("a2", "b2", "T1"), 500)]
    answer = ask("R059", signed(contract("c1", "a1"), contract("c2", "a2", 900), awards=awards))
    assert (answer.state, answer.value) == (State.RAISED, 0.8)
    assert [piece.path for piece in answer.evidence] == ["/contracts/1/value/amount", "/awards/1/value/amount"]
    clear = ask("R059", signed(contract("c1", "a1"), contract("c2", "a2", 500), awards=awards))
    assert clear.state is State.NOT_COMPUTABLE


def test_given_no_contract_or_none_in_force_then_not_computable() -> None:
    assert ask("R059", signed()).missing == ("/contracts",)
    assert ask("R059", signed(contract("c1", "a1", 1300, status="cancelled"))).missing == ("/contracts",)
