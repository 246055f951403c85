"""R038: bids are turned away far more often than usual."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, bid, joins, kyrgyz, release


def tender(number: int, buyer: str, firms: list[str], turned_away: list[str]) -> Json:
    bids = [bid(f"b{firm}", firm, 5, status="disqualified" if firm in turned_away else "valid") for firm in firms]
    return release(None, *bids, ocid=f"{buyer}-{number}", buyer={"id": buyer})


def peers(count: int = 24) -> list[Json]:
    """Buyers that turn away one bid of twenty, each from another firm."""
    return [
        tender(n, f"P{place}", [f"F{place}-{k}" for k in range(4)], [f"F{place}-0"] if n == 0 else [])
        for place in range(count)
        for n in range(5)
    ]


def strict(times: int = 5, away: int = 3) -> list[Json]:
    """A buyer that turns away `away` of four bids each time, from ever new firms."""
    return [tender(n, "B", [f"N{n}-{k}" for k in range(4)], [f"N{n}-{k}" for k in range(away)]) for n in range(times)]


def test_given_a_buyer_that_turns_most_bids_away_then_raised_for_the_buyer() -> None:
    answer = ask("R038", tender(9, "B", ["X", "Y"], []), population=peers() + strict())
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 0.75, 0.25)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [("/buyer/id", "B")]
    assert answer.parameters == {"buyer_share": 0.75, "buyer_raised": True}


def test_given_a_usual_buyer_then_clear() -> None:
    answer = ask("R038", tender(9, "P1", ["X", "Y"], ["X"]), population=peers() + strict())
    assert (answer.state, answer.value) == (State.CLEAR, 0.05)


@pytest.mark.parametrize(("away", "state"), [(1, State.RAISED), (0, State.CLEAR)])
def test_given_a_share_at_the_floor_then_raised_at_a_quarter(away: int, state: State) -> None:
    assert ask("R038", tender(9, "B", ["X"], []), population=peers() + strict(away=away)).state is state


def test_given_many_bids_in_few_processes_then_processes_are_what_counts() -> None:
    few = [tender(n, "B", [f"N{k}" for k in range(20)], [f"N{k}" for k in range(19)]) for n in range(4)]
    assert ask("R038", tender(9, "B", ["X"], []), population=peers() + few).missing == (Missing.PEERS,)


def test_given_a_bidder_turned_away_again_and_again_then_raised_for_the_bidder() -> None:
    often = [tender(100 + n, f"P{n}", ["BAD", "X"], ["BAD"]) for n in range(10)]
    steady = [tender(200 + n, f"P{n}", [f"S{k}" for k in range(21)], []) for n in range(10)]
    answer = ask("R038", tender(9, "P20", ["BAD", "S1"], []), population=peers() + often + steady)
    assert (answer.state, answer.value) == (State.RAISED, 1)
    assert [piece.value for piece in answer.evidence] == [["BAD"]]
    assert answer.parameters["buyer_raised"] is False


@pytest.mark.parametrize("population", [peers(10) + strict(), peers() + strict(times=4), []])
def test_given_too_few_peers_or_processes_then_not_computable(population: list[Json]) -> None:
    assert ask("R038", tender(9, "B", ["X"], []), population=population).missing == (Missing.PEERS,)


def test_given_a_threshold_then_it_replaces_the_fence() -> None:
    population = peers() + strict(away=2)
    assert ask("R038", tender(9, "B", ["X"], []), population=population, threshold=0.5).state is State.RAISED
    assert ask("R038", tender(9, "B", ["X"], []), population=population, threshold=0.51).state is State.CLEAR


def test_given_no_buyer_no_bids_or_no_figures_then_it_says_so() -> None:
    assert ask("R038", tender(9, " ", ["X"], []), population=peers()).missing == ("/buyer/id",)
    assert ask("R038", tender(9, "B", [], []), population=peers()).missing == ("/bids/details",)
    assert ask("R038", tender(9, "B", ["X"], [])).missing == (Missing.STATISTICS,)


def test_given_cancelled_tenders_then_they_are_not_counted() -> None:
    cancelled = [one | {"tender": kyrgyz(status="cancelled")} for one in strict()]
    assert ask("R038", tender(9, "B", ["X"], []), population=peers() + cancelled).missing == (Missing.PEERS,)


def test_given_parts_then_joined_they_are_as_one() -> None:
    assert joins("R038", peers(2) + strict())
