"""R032: rivals for one lot have the same beneficial owner."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, bid, kyrgyz, release


def firm(name: str, *owners: str, **more: object) -> Json:
    return {"id": name, "roles": ["tenderer"], "beneficialOwners": [{"id": owner} for owner in owners]} | more


def lot(*firms: Json, bids: list[Json] | None = None, **tender: object) -> Json:
    own = [bid(f"b{n}", one["id"], 5 + n) for n, one in enumerate(firms)]
    return release(kyrgyz(**tender), *(own if bids is None else bids), parties=list(firms))


def test_given_two_rivals_of_one_owner_then_raised_with_both_firms() -> None:
    answer = ask("R032", lot(firm("A", "P1", "P2"), firm("B", "P3"), firm("C", "P2")))
    assert (answer.state, answer.value, answer.threshold, answer.lots) == (State.RAISED, 2, 2, ["L1"])
    assert [(one.path, one.value) for one in answer.evidence] == [
        ("/parties/0/beneficialOwners", "A"),
        ("/parties/2/beneficialOwners", "C"),
    ]


def test_given_different_owners_then_clear() -> None:
    assert ask("R032", lot(firm("A", "P1"), firm("B", "P2"))).state is State.CLEAR


def test_given_owners_without_ids_then_names_are_compared_in_one_form() -> None:
    first, second = ({"beneficialOwners": [{"name": name}]} for name in ("Асанов Үсөн", " асанов  үсөн."))
    assert ask("R032", lot(firm("A") | first, firm("B") | second)).state is State.RAISED


@pytest.mark.parametrize(
    "content", [lot(firm("A", "P1"), firm("B")), lot(firm("A"), firm("B")), lot(firm("A", ""), firm("B", ""))]
)
def test_given_a_bidder_without_owners_or_with_numbered_ones_then_not_computable(content: Json) -> None:
    assert ask("R032", content).missing == ("/parties/beneficialOwners",)


def test_given_a_third_bidder_without_owners_then_the_pair_is_raised_still() -> None:
    assert ask("R032", lot(firm("A", "P1"), firm("B", "P1"), firm("C"))).state is State.RAISED


def test_given_firms_that_bid_together_or_one_firm_twice_then_they_are_no_rivals() -> None:
    parties = [firm("A", "P1"), firm("B", "P1"), firm("C", "P9")]
    together = bid("b1", None, 5) | {"tenderers": [{"id": "A"}, {"id": "B"}]}
    assert ask("R032", lot(*parties, bids=[together, bid("b2", "C", 6)])).state is State.CLEAR
    twice = [bid("b1", "A", 5), bid("b2", "A", 6), bid("b3", "C", 7)]
    assert ask("R032", lot(*parties, bids=twice)).state is State.CLEAR


def test_given_rivals_in_different_lots_then_they_are_none() -> None:
    lots = [{"id": "L1"}, {"id": "L2"}]
    bids = [bid("b1", "A", 5), bid("b2", "C", 5), bid("b3", "B", 5, lot="L2"), bid("b4", "C", 6, lot="L2")]
    content = lot(firm("A", "P1"), firm("B", "P1"), firm("C", "P9"), bids=bids, lots=lots)
    assert ask("R032", content).state is State.CLEAR


def test_given_a_single_bidder_or_a_nameless_bid_then_not_computable() -> None:
    assert ask("R032", lot(firm("A", "P1"))).missing == (Missing.SECOND_BID,)
    bids = [bid("b1", "A", 5), bid("b2", "B", 5), bid("b3", None, 6)]
    assert ask("R032", lot(firm("A", "P1"), firm("B", "P2"), bids=bids)).missing == ("/bids/details/tenderers",)


@pytest.mark.parametrize("changes", [{"status": "cancelled"}, {"procurementMethodDetails": "singleSource"}])
def test_given_cancelled_or_direct_then_not_applicable(changes: Json) -> None:
    assert ask("R032", lot(firm("A", "P1"), firm("B", "P1"), **changes)).state is State.NOT_APPLICABLE


def test_given_repeated_parties_then_their_owners_are_one_firms() -> None:
    assert ask("R032", lot(firm("A", "P1"), firm("A", "P1"), firm("B", "P2"))).state is State.CLEAR
