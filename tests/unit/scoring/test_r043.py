"""R043: a bidder or supplier shares the buyer's address."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, joins, kyrgyz, release

SAME = {"locality": "Бишкек", "streetAddress": "ул. Киевская, 12"}
OTHER = {"locality": "Бишкек", "streetAddress": "ул. Московская, 7"}


def party(name: str, address: Json | None, *roles: str) -> Json:
    return {"id": name, "roles": list(roles or ("tenderer",))} | ({"address": address} if address else {})


def process(*firms: Json, buyer: Json | None = SAME, number: int = 0, **tender: object) -> Json:
    parties = [party("BUYER", buyer, "buyer", "procuringEntity"), *firms]
    return release(kyrgyz(**tender), parties=parties, ocid=f"o-{number}")


def test_given_a_bidder_at_the_buyers_address_then_raised_with_both() -> None:
    answer = ask("R043", process(party("A", OTHER), party("B", SAME)), population=[])
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 1, 1)
    assert [(one.path, one.value) for one in answer.evidence] == [
        ("/parties/0/address", "BUYER"),
        ("/parties/2/address", "B"),
    ]


def test_given_other_addresses_then_clear() -> None:
    assert ask("R043", process(party("A", OTHER)), population=[]).state is State.CLEAR


def test_given_the_address_written_in_another_way_then_it_is_the_same() -> None:
    written = SAME | {"streetAddress": "КИЕВСКАЯ улица дом 12"}
    assert ask("R043", process(party("A", written)), population=[]).state is State.RAISED


@pytest.mark.parametrize(("firms", "state"), [(5, State.RAISED), (6, State.CLEAR)])
def test_given_an_address_of_many_firms_then_it_says_nothing(firms: int, state: State) -> None:
    population = [process(party(f"F{n}", SAME), number=n) for n in range(firms)]
    assert ask("R043", process(party("F1", SAME)), population=population).state is state


def test_given_a_direct_purchase_then_its_supplier_is_looked_at_too() -> None:
    content = process(party("A", SAME, "supplier"), procurementMethodDetails="singleSource")
    assert ask("R043", content, population=[]).state is State.RAISED


def test_given_the_buyer_itself_as_supplier_then_it_is_no_other_party() -> None:
    content = process(party("BUYER", SAME, "supplier"), party("A", OTHER))
    assert ask("R043", content, population=[]).state is State.CLEAR


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (process(party("A", OTHER), buyer=None), "/parties/address/streetAddress"),
        (process(party("A", None)), "/parties/address/streetAddress"),
        (process(party("A", {"streetAddress": "Бишкек"})), "/parties/address/streetAddress"),
        (process(), "/parties/roles"),
        (process(statusDetails="published"), Missing.OPENING),
        (release(), "/parties/roles"),
    ],
)
def test_given_something_absent_then_it_says_what(content: Json, missing: str) -> None:
    assert ask("R043", content, population=[]).missing == (missing,)


def test_given_no_figures_yet_then_not_computable_and_parts_join() -> None:
    assert ask("R043", process(party("A", SAME))).missing == (Missing.STATISTICS,)
    assert joins("R043", [process(party(f"F{n % 3}", SAME), party("X", OTHER), number=n) for n in range(5)])
