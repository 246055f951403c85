"""R050: one supplier holds a large share of a market."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, joins, sale


def market(leader: float, others: int = 24, buyers: int = 6, **rest: object) -> list[Json]:
    """The leader wins six times, others once each for 100."""
    mine = [sale(n, f"B{n % buyers}", "BIG", leader, **rest) for n in range(6)]
    return mine + [sale(n, f"B{n % buyers}", f"S{n}", **rest) for n in range(others)]


def test_given_half_the_market_then_raised_for_its_holder() -> None:
    answer = ask("R050", sale(0, "B", "BIG"), population=market(400))
    assert (answer.state, answer.value) == (State.RAISED, 0.5)
    assert answer.evidence[0].value == ["BIG"]
    assert answer.parameters == {"awards": 6, "market_awards": 30, "market_buyers": 6}


@pytest.mark.parametrize(("leader", "state"), [(266.7, State.RAISED), (266, State.CLEAR)])
def test_given_the_share_then_forty_per_cent_decides(leader: float, state: State) -> None:
    assert ask("R050", sale(0, "B", "BIG"), population=market(leader)).state is state


def test_given_a_smaller_winner_then_clear() -> None:
    assert ask("R050", sale(0, "B", "S1"), population=market(400)).state is State.CLEAR


def test_given_one_buyer_alone_gives_it_everything_then_clear() -> None:
    population = [sale(n, "B0", "BIG", 400) for n in range(6)] + market(400)[6:]
    assert ask("R050", sale(0, "B", "BIG"), population=population).state is State.CLEAR


@pytest.mark.parametrize("population", [market(400, others=23), market(400, buyers=4), []])
def test_given_a_small_market_then_not_computable(population: list[Json]) -> None:
    assert ask("R050", sale(0, "B", "BIG"), population=population).missing == (Missing.PEERS,)


def test_given_direct_awards_then_they_make_no_market() -> None:
    direct = market(400, procurementMethodDetails="singleSource")
    assert ask("R050", sale(0, "B", "BIG"), population=direct).missing == (Missing.PEERS,)
    alone = sale(0, "B", "BIG", procurementMethodDetails="singleSource")
    assert ask("R050", alone, population=market(400)).state is State.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (sale(0, "B", "BIG", items=[]), "/tender/items/classification/id"),
        (sale(0, "B", "BIG", None), "/awards/value/amount"),
        (sale(0, "B", " "), "/awards/suppliers"),
        (sale(0, "B", "BIG", currency="USD"), Missing.PEERS),
        (sale(0, "B", "BIG", code="45000000"), Missing.PEERS),
    ],
)
def test_given_something_absent_or_another_market_then_it_says_so(content: Json, missing: str) -> None:
    assert ask("R050", content, population=market(400)).missing == (missing,)


def test_given_no_figures_yet_then_not_computable() -> None:
    assert ask("R050", sale(0, "B", "BIG")).missing == (Missing.STATISTICS,)


def test_given_parts_then_joined_they_are_as_one() -> None:
    assert joins("R050", market(400))
