"""R057: a closed group of bidders in which everybody gets a turn."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, award, bid, contest, joins, kyrgyz, release

GROUP = ("A", "B", "C")


def turns(winners: str, group: tuple[str, ...] = GROUP) -> list[Json]:
    """One tender of the group for each winner."""
    return [contest(n, winner, *(f for f in group if f != winner)) for n, winner in enumerate(winners)]


def test_given_three_firms_that_win_by_turns_then_raised_with_all_of_them() -> None:
    answer = ask("R057", contest("now", None, "C", "A", "B"), population=turns("ABCABC"))
    assert (answer.state, answer.value, answer.threshold, answer.lots) == (State.RAISED, 6, 6, ["L1"])
    assert [piece.value for piece in answer.evidence] == [["C"], ["A"], ["B"]]
    assert answer.parameters["group"] == 3


@pytest.mark.parametrize(
    ("winners", "state"),
    [("ABCAB", State.CLEAR), ("AAABBC", State.RAISED), ("AAAABC", State.CLEAR), ("ABABAB", State.CLEAR)],
)
def test_given_too_few_meetings_a_dominant_or_an_idle_member_then_clear(winners: str, state: State) -> None:
    assert ask("R057", contest("now", None, *GROUP), population=turns(winners)).state is state


def test_given_one_more_bidder_then_it_is_another_group() -> None:
    answer = ask("R057", contest("now", None, *GROUP, "D"), population=turns("ABCABC"))
    assert (answer.state, answer.value) == (State.CLEAR, 0)


def test_given_two_rivals_then_turns_may_be_chance() -> None:
    population = turns("ABABAB", ("A", "B"))
    assert ask("R057", contest("now", None, "A", "B"), population=population).state is State.NOT_APPLICABLE
    raised = ask("R057", contest("now", None, "A", "B"), population=population, minimum_group=2)
    assert raised.state is State.RAISED


def test_given_a_tender_whose_lots_are_shared_out_then_it_is_no_turn() -> None:
    lots = kyrgyz(lots=[{"id": f"L{n}"} for n in range(6)])
    bids = [bid(f"{f}{n}", f, 5, lot=f"L{n}") for n in range(6) for f in GROUP]
    awards = [award(f"a{n}", f"{f}{n}", f, lot=f"L{n}") for n, f in enumerate("ABCABC")]
    answer = ask("R057", contest("now", None, *GROUP), population=[release(lots, *bids, awards=awards)])
    assert (answer.state, answer.value) == (State.CLEAR, 0)


def test_given_a_winner_who_did_not_bid_or_two_winners_then_nothing_is_counted() -> None:
    outside = [one | {"awards": [award("a", "b0", "Z")]} for one in turns("ABCABC")]
    assert ask("R057", contest("now", None, *GROUP), population=outside).value == 0
    two = [one | {"awards": [award("a", "b0", "A"), award("c", "b1", "B")]} for one in turns("ABCABC")]
    assert ask("R057", contest("now", None, *GROUP), population=two).value == 0


def test_given_firms_that_bid_together_then_they_are_one_member() -> None:
    joint = release(
        None, bid("1", "A", 1), bid("2", "B", 2), bid("3", None) | {"tenderers": [{"id": "C"}, {"id": "D"}]}
    )
    assert ask("R057", joint, population=turns("ABCABC")).state is State.CLEAR


def test_given_a_crowd_or_a_bid_without_a_name_then_it_is_not_judged() -> None:
    crowd = contest("now", None, *(f"F{n}" for n in range(11)))
    assert ask("R057", crowd, population=turns("ABCABC")).state is State.NOT_APPLICABLE
    nameless = release(None, bid("b1", "A", 5), bid("b2", "B", 5), bid("b3", None, 6))
    assert ask("R057", nameless, population=turns("ABCABC")).missing == ("/bids/details/tenderers",)


def test_given_an_empty_population_then_clear_and_without_figures_not_computable() -> None:
    assert ask("R057", contest("now", None, *GROUP), population=[]).state is State.CLEAR
    assert ask("R057", contest("now", None, *GROUP)).missing == (Missing.STATISTICS,)


def test_given_parts_then_joined_they_are_as_one() -> None:
    assert joins("R057", turns("ABCABCAA"))
