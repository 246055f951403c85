"""R040: a large part of a buyer's money goes to one supplier."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, joins, release, sale


def purse(buyer: str, favourite: float, others: int = 9, times: int = 3, **rest: object) -> list[Json]:
    """`times` awards to the favourite, worth so much each, and `others` of 100 to different firms."""
    mine = [sale(n, buyer, "FAV", favourite, **rest) for n in range(times)]
    return mine + [sale(n, buyer, f"S{n}", **rest) for n in range(others)]


def peers(count: int = 24) -> list[Json]:
    return [one for place in range(count) for one in purse(f"P{place}", 10)]


def test_given_half_the_money_for_one_firm_then_raised_with_its_share() -> None:
    answer = ask("R040", sale(0, "B", "FAV"), population=peers() + purse("B", 300))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 0.5, 0.4)
    assert answer.evidence[0].value == ["FAV"]
    assert answer.parameters == {"awards": 3, "buyer_awards": 12}


@pytest.mark.parametrize(("favourite", "state"), [(200, State.RAISED), (199, State.CLEAR)])
def test_given_the_share_then_forty_per_cent_decides(favourite: float, state: State) -> None:
    assert ask("R040", sale(0, "B", "FAV"), population=peers() + purse("B", favourite)).state is state


def test_given_two_winners_then_the_value_is_that_of_the_flagged_one() -> None:
    shares = [sale("once", "B", "S0", 2200), *purse("B", 700)]
    content = sale(0, "B", "FAV", lots=[{"id": "L1"}, {"id": "L2"}])
    second = sale(0, "B", "S0")["awards"][0] | {"id": "a2", "relatedLots": ["L2"]}
    answer = ask("R040", content | {"awards": [*content["awards"], second]}, population=peers() + shares)
    assert (answer.state, answer.value) == (State.RAISED, 0.4038)


def test_given_another_winner_then_clear() -> None:
    assert ask("R040", sale(0, "B", "S1"), population=peers() + purse("B", 300)).state is State.CLEAR


def test_given_one_large_contract_then_clear() -> None:
    population = peers() + purse("B", 5000, others=9, times=2)
    assert ask("R040", sale(0, "B", "FAV"), population=population).state is State.CLEAR


def test_given_earlier_years_then_three_count_and_a_fourth_does_not() -> None:
    old = purse("B", 300, datePublished="2019-03-01T03:00:00Z")
    now = sale(0, "B", "FAV")
    assert ask("R040", now, population=peers() + old).state is State.RAISED
    older = purse("B", 300, datePublished="2018-03-01T03:00:00Z")
    assert ask("R040", now, population=peers() + older).missing == (Missing.PEERS,)


@pytest.mark.parametrize(
    "population",
    [
        peers(10) + purse("B", 300),
        peers() + purse("B", 300, others=6),
        peers() + purse("B", 8, others=9, times=3)[:3] + [sale(n, "B", "S", 1) for n in range(9)],
        [],
    ],
)
def test_given_few_peers_a_small_buyer_or_few_awards_then_not_computable(population: list[Json]) -> None:
    assert ask("R040", sale(0, "B", "FAV"), population=population).missing == (Missing.PEERS,)


def test_given_two_currencies_then_they_are_never_added_up() -> None:
    population = peers() + purse("B", 10) + purse("B", 300, currency="USD")
    assert ask("R040", sale(0, "B", "FAV"), population=population).state is State.CLEAR


def test_given_many_awards_without_a_value_then_the_share_is_not_known() -> None:
    gaps = [sale(f"u{n}", "B", f"U{n}", None) for n in range(6)]
    answer = ask("R040", sale(0, "B", "FAV"), population=peers() + purse("B", 300) + gaps)
    assert answer.missing == ("/awards/value/amount",)


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (sale(0, " ", "FAV"), "/buyer/id"),
        (sale(0, "B", "FAV", None), "/awards/value/amount"),
        (sale(0, "B", " "), "/awards/suppliers"),
        (sale(0, "B", "FAV", datePublished=None, tenderPeriod={}, lots=[]) | {"awards": []}, Missing.FINAL_AWARDS),
    ],
)
def test_given_something_absent_then_it_says_what(content: Json, missing: str) -> None:
    assert ask("R040", content, population=peers() + purse("B", 300)).missing == (missing,)


def test_given_a_monopoly_then_it_does_not_apply() -> None:
    alone = sale(0, "B", "FAV", procurementMethodRationale="naturalMonopoly")
    assert ask("R040", alone, population=peers()).state is State.NOT_APPLICABLE


def test_given_nobody_won_then_it_does_not_apply_and_without_figures_it_waits() -> None:
    lost = release(None, awards=[{"id": "1", "status": "unsuccessful", "relatedLots": ["L1"]}])
    assert ask("R040", lost, population=peers()).state is State.NOT_APPLICABLE
    assert ask("R040", sale(0, "B", "FAV")).missing == (Missing.STATISTICS,)


def test_given_parts_then_joined_they_are_as_one() -> None:
    assert joins("R040", peers(2) + purse("B", 300))
