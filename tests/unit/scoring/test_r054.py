"""R054: a direct award below a threshold grew above it."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, award, contract, kyrgyz, release, worth

AMENDED = {"amendments": [{"id": "m1"}]}


def direct(awarded: float, amount: float, currency: str = "KGS", tender: Json | None = None, **more: object) -> Json:
    return release(
        kyrgyz(**{"procurementMethodDetails": "singleSource"} | (tender or {})),
        awards=[worth(award("a1", "b1", "T1"), awarded, currency=currency)],
        contracts=[contract("c1", "a1", amount, currency=currency, **(AMENDED | more))],
    )


def test_given_an_award_below_the_limit_that_grew_above_it_then_raised_with_the_limit_and_its_basis() -> None:
    answer = ask("R054", direct(900_000, 1_200_000))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 1.2, 1)
    assert (answer.parameters["limit"], answer.parameters["currency"]) == (1_000_000, "KGS")
    assert "not confirmed" in answer.parameters["basis"]
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/awards/0/value/amount", 900_000),
        ("/contracts/0/value/amount", 1_200_000),
        ("/contracts/0/amendments", 1),
    ]


@pytest.mark.parametrize(
    ("awarded", "amount", "state"),
    [
        (999_999, 1_000_000, State.RAISED),
        (999_999, 999_999.5, State.CLEAR),
        (1_000_000, 2_000_000, State.CLEAR),
        (900_000, 800_000, State.CLEAR),
        (90_000, 1_000_000, State.NOT_COMPUTABLE),
    ],
)
def test_given_amounts_about_the_limit_then_both_sides_of_it_are_needed(
    awarded: float, amount: float, state: State
) -> None:
    assert ask("R054", direct(awarded, amount)).state is state


def test_given_a_final_value_then_it_tells_what_the_contract_came_to() -> None:
    final = {"implementation": {"finalValue": {"amount": 1_100_000, "currency": "KGS"}}}
    assert ask("R054", direct(900_000, 900_000, amendments=[], **final)).state is State.RAISED


def test_given_nothing_that_tells_of_a_change_then_not_computable() -> None:
    answer = ask("R054", direct(900_000, 1_200_000, amendments=[]))
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, ("/contracts/amendments",))


def test_given_a_contract_in_another_currency_than_the_limit_then_not_computable() -> None:
    assert ask("R054", direct(900_000, 1_200_000, "USD")).missing == (Missing.ONE_CURRENCY,)


def test_given_no_limit_on_record_for_the_country_or_day_then_not_computable() -> None:
    early = direct(900_000, 1_200_000, tender={"datePublished": "2015-04-02T17:59:59Z"})
    assert ask("R054", early).missing == (Missing.THRESHOLD,)
    abroad = direct(900_000, 1_200_000, tender={"procurementMethod": "direct"})
    assert ask("R054", abroad, country="pt").missing == (Missing.THRESHOLD,)


@pytest.mark.parametrize("details", ["oneStage", "auctionLimited"])
def test_given_a_method_with_competition_then_not_applicable(details: str) -> None:
    content = direct(900_000, 1_200_000, tender={"procurementMethodDetails": details})
    assert ask("R054", content).state is State.NOT_APPLICABLE


def test_given_a_table_of_its_own_then_it_decides_and_a_malformed_one_is_refused() -> None:
    rows = [{"country": "kg", "amount": 500_000, "currency": "KGS", "basis": "test"}]
    assert ask("R054", direct(400_000, 600_000), limits=rows).state is State.RAISED
    with pytest.raises(ValueError, match="amount"):
        ask("R054", direct(1, 2), limits=[{"country": "kg"}])


def test_given_no_contract_then_not_computable() -> None:
    assert ask("R054", release(kyrgyz(procurementMethodDetails="singleSource"))).missing == ("/contracts",)
