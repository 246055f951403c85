"""R051: few suppliers share a market."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, joins, kyrgyz, release, sale


def market(firms: int, awards: int = 24, buyers: int = 4, **rest: object) -> list[Json]:
    """So many firms with equal shares."""
    return [sale(n, f"B{n % buyers}", f"S{n % firms}", **rest) for n in range(awards)]


def test_given_three_equal_firms_then_raised_with_a_third() -> None:
    answer = ask("R051", sale(0, "B", "X"), population=market(3))
    assert (answer.state, answer.value, answer.threshold, answer.lots) == (State.RAISED, 0.3333, 0.25, ["L1"])
    assert answer.parameters == {"market_awards": 24, "market_buyers": 4, "suppliers": 3}


@pytest.mark.parametrize("firms", [4, 8, 24])
def test_given_four_equal_firms_or_more_then_clear(firms: int) -> None:
    assert ask("R051", sale(0, "B", "X"), population=market(firms)).state is State.CLEAR


def test_given_one_giant_contract_among_many_firms_then_clear() -> None:
    population = [*market(24), sale("giant", "B1", "S1", 100_000)]
    answer = ask("R051", sale(0, "B", "X"), population=population)
    assert answer.state is State.CLEAR
    assert answer.value is not None
    assert answer.value > 0.9


def test_given_awards_that_name_nobody_then_they_are_no_supplier() -> None:
    unnamed = [one | {"awards": [one["awards"][0] | {"suppliers": []}]} for one in market(1)]
    answer = ask("R051", sale(0, "B", "X"), population=unnamed)
    assert (answer.state, answer.value) == (State.CLEAR, 0)


@pytest.mark.parametrize("population", [market(2, awards=19), market(2, buyers=2), market(2, code="45000000"), []])
def test_given_a_small_or_another_market_then_not_computable(population: list[Json]) -> None:
    assert ask("R051", sale(0, "B", "X"), population=population).missing == (Missing.PEERS,)


def test_given_an_award_for_several_lots_then_it_belongs_to_no_market() -> None:
    lots = kyrgyz(lots=[{"id": "L1"}, {"id": "L2"}])
    both = [one | {"awards": [one["awards"][0] | {"relatedLots": ["L1", "L2"]}], "tender": lots} for one in market(2)]
    assert ask("R051", sale(0, "B", "X"), population=both).missing == (Missing.PEERS,)


def test_given_no_class_no_currency_or_no_date_then_it_says_so() -> None:
    assert ask("R051", release(), population=[]).missing == ("/tender/items/classification/id",)
    bare = sale(0, "B", "X", lots=[], value={})
    assert ask("R051", bare, population=[]).missing == ("/tender/value/currency",)
    undated = sale(0, "B", "X", datePublished=None, tenderPeriod={}, date="")
    assert ask("R051", undated, population=[]).missing == ("/tender/datePublished",)


def test_given_no_figures_yet_then_not_computable() -> None:
    assert ask("R051", sale(0, "B", "X")).missing == (Missing.STATISTICS,)


def test_given_parts_then_joined_they_are_as_one() -> None:
    assert joins("R051", market(3))
