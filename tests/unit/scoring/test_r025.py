"""R025: a firm bids again and again and almost never wins."""

import numpy as np
import pytest

from services.scoring.indicator import Missing, State
from services.scoring.tokens import joined, token
from tests.unit.scoring.build import Json, ask, award, bid, joins, kyrgyz, part_of, release, statistics_of


def tender(number: int, winner: str, *losers: str, **more: object) -> Json:
    bids = [bid(f"b{place}", firm, 100 + place) for place, firm in enumerate((winner, *losers))]
    return release(None, *bids, awards=[award("a", "b0", winner)], **({"ocid": f"o-{number}-{winner}"} | more))


def peers(count: int = 24, loser: str = "LOSER", times: int = 20) -> list[Json]:
    """Pairs of firms that win every second time; `loser` bids beside them."""
    found = [
        tender(turn, *((f"A{pair}", f"B{pair}") if turn % 2 else (f"B{pair}", f"A{pair}")))
        for pair in range(count // 2)
        for turn in range(4)
    ]
    return found + [tender(100 + turn, f"W{turn % 2}", loser) for turn in range(times)]


def won(firm: str, times: int) -> list[Json]:
    return [tender(500 + turn, firm) for turn in range(times)]


def test_given_a_firm_that_bid_twenty_times_in_vain_then_its_tenders_are_raised() -> None:
    answer = ask("R025", tender(0, "A1", "LOSER"), population=peers() + won("W0", 1))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 0, 0.5)
    assert [piece.value for piece in answer.evidence] == [["LOSER"]]
    assert answer.parameters == {"processes": 20, "wins": 0}


def test_given_another_bidder_that_lost_once_then_the_value_is_that_of_the_flagged_one() -> None:
    population = [*peers(times=38), *won("LOSER", 2), tender(900, "A1", "ONCE")]
    answer = ask("R025", tender(0, "A1", "LOSER", "ONCE"), population=population)
    assert (answer.state, answer.value) == (State.RAISED, 0.05)


def test_given_only_others_bid_then_clear() -> None:
    assert ask("R025", tender(0, "A1", "B1"), population=peers()).state is State.CLEAR


def test_given_a_newcomer_among_known_firms_then_clear_and_among_strangers_not_computable() -> None:
    assert ask("R025", tender(0, "A1", "NEW"), population=peers()).state is State.CLEAR
    assert ask("R025", tender(0, "NEW", "NEWER"), population=peers()).missing == (Missing.PEERS,)


@pytest.mark.parametrize(("times", "state"), [(10, State.RAISED), (9, State.CLEAR)])
def test_given_few_attempts_then_the_minimum_decides(times: int, state: State) -> None:
    assert ask("R025", tender(0, "A1", "LOSER"), population=peers(times=times)).state is state


@pytest.mark.parametrize(("threshold", "state"), [(0.1, State.RAISED), (0.09, State.CLEAR)])
def test_given_a_threshold_then_it_replaces_the_fence(threshold: float, state: State) -> None:
    population = peers(times=18) + won("LOSER", 2)
    assert ask("R025", tender(0, "LOSER", "A1"), population=population, threshold=threshold).state is state


def test_given_most_firms_seldom_win_then_nobody_stands_out() -> None:
    usual = [tender(n, f"W{n % 5}", *(f"L{place}" for place in range(30))) for n in range(20)]
    assert ask("R025", tender(0, "W1", "L1"), population=usual).state is State.CLEAR


@pytest.mark.parametrize("population", [peers(10), []])
def test_given_too_few_peers_then_not_computable(population: list[Json]) -> None:
    assert ask("R025", tender(0, "A1", "LOSER"), population=population).missing == (Missing.PEERS,)


def test_given_no_figures_or_no_names_then_not_computable() -> None:
    assert ask("R025", tender(0, "A1", "LOSER")).missing == (Missing.STATISTICS,)
    nameless = release(None, bid("b1", None, 5))
    assert ask("R025", nameless, population=peers()).missing == ("/bids/details/tenderers",)


def counts(*contents: Json) -> tuple[float, float]:
    """Processes and wins of the firm A."""
    part = part_of(*contents)
    known = statistics_of("R025", part)["win_rates"]
    row = known.rows(joined(part.processes.country[:1], np.array([token("A")])))[0]
    return (0, 0) if row < 0 else (known.columns["processes"][row], known.columns["wins"][row])


def test_given_several_lots_then_the_process_counts_once() -> None:
    lots = kyrgyz(lots=[{"id": "L1"}, {"id": "L2"}, {"id": "L3"}])
    bids = [bid(f"b{n}", "A", 5, lot=f"L{n}") for n in (1, 2, 3)]
    awards = [award(f"a{n}", f"b{n}", "A", lot=f"L{n}") for n in (1, 2)] + [award("a3", "b3", "X", lot="L3")]
    assert counts(release(lots, *bids, awards=awards)) == (1, 1)


@pytest.mark.parametrize(
    "content",
    [
        release(None, bid("b", "A", 5), awards=[award("a", "b", "A", status="pending")]),
        release(None, bid("b", "A", 5), awards=[award("a", "b", "A"), award("c", "b", "B")]),
        release(None, bid("b", "A", 5, status="disqualified"), awards=[award("a", "x", "B")]),
        release(kyrgyz(status="cancelled"), bid("b", "A", 5), awards=[award("a", "b", "A")]),
        release(None, bid("b", None) | {"tenderers": [{"id": "A"}, {"id": "B"}]}, awards=[award("a", "b", "A")]),
    ],
)
def test_given_undecided_shared_invalid_cancelled_or_joint_then_nothing_is_counted(content: Json) -> None:
    assert counts(content) == (0, 0)


def test_given_parts_then_joined_they_are_as_one() -> None:
    assert joins("R025", peers(4))
