"""R019: few bidders come to this buyer for what others get more for."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, bid, joins, kyrgyz, release


def lot(number: int, buyer: str, bidders: int, code: str = "33600000", **tender: object) -> Json:
    """A tender of one lot with so many bidders."""
    items = [{"id": "1", "classification": {"scheme": "OKGZ", "id": code}, "relatedLot": "L1"}]
    bids = [bid(f"b{place}", f"T{place}", 100 + place) for place in range(bidders)]
    return release(kyrgyz(**({"items": items} | tender)), *bids, ocid=f"{buyer}-{number}", buyer={"id": buyer})


def buyer(name: str, bidders: int, lots: int = 10, **rest: object) -> list[Json]:
    return [lot(number, name, bidders + number % 2, **rest) for number in range(lots)]


def others(count: int = 5, bidders: int = 5) -> list[Json]:
    return [one for place in range(count) for one in buyer(f"P{place}", bidders)]


def test_given_half_the_bidders_of_others_then_raised_with_both_means() -> None:
    answer = ask("R019", lot(0, "B", 0), population=others() + buyer("B", 2))
    assert (answer.state, answer.value) == (State.RAISED, 0.5455)
    assert answer.parameters == {"own": 2.5, "usual": 5.5}
    assert answer.evidence[0].value == "B"


@pytest.mark.parametrize(("threshold", "state"), [(0.54, State.RAISED), (0.55, State.CLEAR)])
def test_given_the_fall_then_the_threshold_decides(threshold: float, state: State) -> None:
    population = others() + buyer("B", 2)
    assert ask("R019", lot(0, "B", 2), population=population, threshold=threshold).state is state


def test_given_as_many_bidders_as_others_then_clear() -> None:
    assert ask("R019", lot(0, "B", 1), population=others() + buyer("B", 5)).state is State.CLEAR


def test_given_a_market_with_a_wide_spread_then_a_few_poor_lots_are_chance() -> None:
    wide = [lot(n, f"P{n % 5}", 12 if n % 3 == 0 else 1) for n in range(50)]
    assert ask("R019", lot(0, "B", 1), population=wide + buyer("B", 1)).state is State.CLEAR


def test_given_a_market_that_is_structurally_of_single_bids_then_it_is_not_judged() -> None:
    usual = [lot(n, f"P{n % 5}", 9 if n % 10 == 0 else 1) for n in range(50)]
    answer = ask("R019", lot(0, "B", 1), population=usual + [lot(n, "B", 1) for n in range(10)])
    assert answer.state is State.NOT_APPLICABLE


@pytest.mark.parametrize("population", [others(4) + buyer("B", 2), others() + buyer("B", 2, lots=9), []])
def test_given_too_few_peers_or_lots_then_not_computable(population: list[Json]) -> None:
    assert ask("R019", lot(0, "B", 2), population=population).missing == (Missing.PEERS,)


def test_given_another_class_or_scheme_then_it_is_another_market() -> None:
    population = others() + buyer("B", 2)
    assert ask("R019", lot(0, "B", 2, code="45000000"), population=population).missing == (Missing.PEERS,)
    strange = lot(0, "B", 2, items=[{"id": "1", "classification": {"scheme": "DLO", "id": "33600000"}}])
    assert ask("R019", strange, population=population).missing == (Missing.PEERS,)


def test_given_no_class_mixed_classes_or_no_buyer_then_it_says_so() -> None:
    assert ask("R019", lot(0, "B", 2, items=[]), population=[]).missing == ("/tender/items/classification/id",)
    two = [{"classification": {"id": code}, "relatedLot": "L1"} for code in ("33600000", "45000000")]
    assert ask("R019", lot(0, "B", 2, items=two), population=[]).missing == ("/tender/items/classification/id",)
    assert ask("R019", lot(0, " ", 2), population=[]).missing == ("/buyer/id",)


@pytest.mark.parametrize(
    "changes",
    [{"statusDetails": "published"}, {"status": "cancelled"}, {"procurementMethodDetails": "singleSource"}],
)
def test_given_sealed_cancelled_or_direct_then_it_is_not_counted(changes: Json) -> None:
    population = others() + buyer("B", 2, **changes)
    assert ask("R019", lot(0, "B", 2), population=population).missing == (Missing.PEERS,)


def test_given_parts_then_joined_they_are_as_one() -> None:
    assert joins("R019", others(2) + buyer("B", 2))


def test_given_no_figures_yet_then_not_computable() -> None:
    assert ask("R019", lot(0, "B", 2)).missing == (Missing.STATISTICS,)
