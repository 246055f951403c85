"""R033: rivals for one lot have the same shareholder."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, bid, release


def firm(name: str, **shares: float | None) -> Json:
    holders = [{"shareholder": {"id": who}, "shareholding": share} for who, share in shares.items()]
    return {"id": name, "roles": ["tenderer"], "shareholders": holders}


def lot(*firms: Json) -> Json:
    return release(None, *(bid(f"b{n}", one["id"], 5 + n) for n, one in enumerate(firms)), parties=list(firms))


def test_given_a_holder_of_a_quarter_of_two_rivals_then_raised() -> None:
    answer = ask("R033", lot(firm("A", P=0.25), firm("B", P=0.6, Q=0.4)))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 2, 2)
    assert [one.path for one in answer.evidence] == ["/parties/0/shareholders", "/parties/1/shareholders"]
    assert answer.parameters == {"share": 0.25}


@pytest.mark.parametrize(("share", "state"), [(0.25, State.RAISED), (0.249, State.CLEAR), (0, State.CLEAR)])
def test_given_the_smaller_share_then_the_threshold_decides(share: float, state: State) -> None:
    assert ask("R033", lot(firm("A", P=share), firm("B", P=1))).state is state


def test_given_different_holders_then_clear() -> None:
    assert ask("R033", lot(firm("A", P=1), firm("B", Q=1))).state is State.CLEAR


@pytest.mark.parametrize("share", [None, -1, 40])
def test_given_a_common_holder_whose_share_is_not_known_then_not_computable(share: float | None) -> None:
    assert ask("R033", lot(firm("A", P=share), firm("B", P=1))).missing == ("/parties/shareholders/shareholding",)


def test_given_an_unknown_share_of_somebody_else_then_clear() -> None:
    assert ask("R033", lot(firm("A", P=None), firm("B", Q=1))).state is State.CLEAR


def test_given_a_bidder_without_shareholders_then_not_computable() -> None:
    assert ask("R033", lot(firm("A", P=1), firm("B"))).missing == ("/parties/shareholders",)


def test_given_beneficial_owners_alone_then_they_are_no_shareholders() -> None:
    owned = {"beneficialOwners": [{"id": "P"}]}
    assert ask("R033", lot(firm("A") | owned, firm("B") | owned)).missing == ("/parties/shareholders",)


def test_given_a_single_bidder_or_no_bids_then_not_computable() -> None:
    assert ask("R033", lot(firm("A", P=1))).missing == (Missing.SECOND_BID,)
    assert ask("R033", lot()).missing == ("/bids/details",)
