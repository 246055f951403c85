"""R044: rivals for one lot give the same address."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, bid, joins, release

SAME = {"locality": "Ош", "streetAddress": "ул. Ленина, 5"}
OTHER = {"locality": "Ош", "streetAddress": "ул. Ленина, 7"}


def firm(name: str, address: Json | None) -> Json:
    return {"id": name, "roles": ["tenderer"]} | ({"address": address} if address else {})


def lot(*firms: Json, number: int = 0, bids: list[Json] | None = None) -> Json:
    own = [bid(f"b{n}", one["id"], 5 + n) for n, one in enumerate(firms)]
    return release(None, *(own if bids is None else bids), parties=list(firms), ocid=f"o-{number}")


def test_given_two_rivals_at_one_address_then_raised_with_both() -> None:
    answer = ask("R044", lot(firm("A", SAME), firm("B", OTHER), firm("C", SAME)), population=[])
    assert (answer.state, answer.value, answer.threshold, answer.lots) == (State.RAISED, 2, 2, ["L1"])
    assert [(one.path, one.value) for one in answer.evidence] == [
        ("/parties/0/address", "A"),
        ("/parties/2/address", "C"),
    ]


def test_given_neighbours_then_clear() -> None:
    assert ask("R044", lot(firm("A", SAME), firm("B", OTHER)), population=[]).state is State.CLEAR


def test_given_the_same_street_in_another_place_then_clear() -> None:
    elsewhere = SAME | {"locality": "Талас"}
    assert ask("R044", lot(firm("A", SAME), firm("B", elsewhere)), population=[]).state is State.CLEAR


@pytest.mark.parametrize(("firms", "state"), [(5, State.RAISED), (6, State.CLEAR)])
def test_given_a_building_with_many_firms_then_it_says_nothing(firms: int, state: State) -> None:
    population = [lot(firm(f"F{n}", SAME), number=n) for n in range(firms)]
    assert ask("R044", lot(firm("F0", SAME), firm("F1", SAME)), population=population).state is state


def test_given_partners_or_one_firm_twice_then_they_are_no_rivals() -> None:
    parties = [firm("A", SAME), firm("B", SAME), firm("C", OTHER)]
    together = bid("b1", None, 5) | {"tenderers": [{"id": "A"}, {"id": "B"}]}
    assert ask("R044", lot(*parties, bids=[together, bid("b2", "C", 6)]), population=[]).state is State.CLEAR
    twice = [bid("b1", "A", 5), bid("b2", "A", 6), bid("b3", "C", 6)]
    assert ask("R044", lot(*parties, bids=twice), population=[]).state is State.CLEAR


@pytest.mark.parametrize("address", [None, {"locality": "Ош"}, {"streetAddress": "5"}, {"streetAddress": 5}])
def test_given_a_bidder_without_an_address_then_not_computable(address: Json | None) -> None:
    answer = ask("R044", lot(firm("A", SAME), firm("B", address)), population=[])
    assert answer.missing == ("/parties/address/streetAddress",)


def test_given_one_bidder_a_nameless_bid_or_no_figures_then_not_computable() -> None:
    assert ask("R044", lot(firm("A", SAME)), population=[]).missing == (Missing.SECOND_BID,)
    bids = [bid("b1", "A", 5), bid("b2", "B", 6), bid("b3", None, 7)]
    nameless = lot(firm("A", SAME), firm("B", OTHER), bids=bids)
    assert ask("R044", nameless, population=[]).missing == ("/bids/details/tenderers",)
    assert ask("R044", lot(firm("A", SAME), firm("B", SAME))).missing == (Missing.STATISTICS,)


def test_given_parts_then_joined_they_are_as_one() -> None:
    assert joins("R044", [lot(firm(f"F{n % 3}", SAME), firm("X", OTHER), number=n) for n in range(6)])
