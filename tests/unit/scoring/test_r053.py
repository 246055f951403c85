"""R053: two bidders keep meeting, and the same one always wins."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, award, bid, contest, joins, kyrgyz, release


def history(times: int = 5, *others: Json) -> list[Json]:
    return [contest(n, "WIN", "LOSE") for n in range(times)] + list(others)


def test_given_five_meetings_all_won_by_one_then_raised_with_both_firms() -> None:
    answer = ask("R053", contest("now", None, "WIN", "LOSE", "X"), population=history())
    assert (answer.state, answer.value, answer.threshold, answer.lots) == (State.RAISED, 5, 5, ["L1"])
    assert [piece.value for piece in answer.evidence] == [["WIN"], ["LOSE"]]
    assert answer.parameters == {"lots": 5}


@pytest.mark.parametrize(
    "population",
    [
        history(4),
        history(5, contest("x", "LOSE", "WIN")),
        history(5, contest("x", "THIRD", "WIN", "LOSE")),
        history(4, contest("x", None, "WIN", "LOSE")),
        [],
    ],
)
def test_given_fewer_meetings_or_another_winner_then_clear(population: list[Json]) -> None:
    assert ask("R053", contest("now", None, "WIN", "LOSE"), population=population).state is State.CLEAR


def test_given_a_large_firm_that_meets_everybody_then_its_small_rivals_are_no_suspects() -> None:
    many = [contest(f"m{n}", "WIN", f"S{n}") for n in range(21)]
    answer = ask("R053", contest("now", None, "WIN", "LOSE"), population=history(5, *many))
    assert (answer.state, answer.value) == (State.CLEAR, 5)
    assert ask("R053", contest("now", None, "WIN", "LOSE"), population=history(5, *many[:20])).state is State.RAISED


def test_given_many_lots_of_one_tender_then_it_counts_once() -> None:
    lots = kyrgyz(lots=[{"id": f"L{n}"} for n in range(9)])
    bids = [bid(f"{f}{n}", f, 5, lot=f"L{n}") for n in range(9) for f in ("WIN", "LOSE")]
    awards = [award(f"a{n}", f"WIN{n}", "WIN", lot=f"L{n}") for n in range(9)]
    population = [release(lots, *bids, awards=awards)]
    assert ask("R053", contest("now", None, "WIN", "LOSE"), population=population).state is State.CLEAR


def test_given_firms_that_bid_together_then_they_did_not_meet() -> None:
    joint = bid("b1", None, 5) | {"tenderers": [{"id": "WIN"}, {"id": "LOSE"}]}
    population = [release(None, joint, awards=[award("a", "b1", "WIN")], ocid=f"o-{n}") for n in range(6)]
    assert ask("R053", contest("now", None, "WIN", "LOSE"), population=population).state is State.CLEAR


def test_given_cancelled_or_sealed_tenders_then_they_are_no_meetings() -> None:
    population = [contest(n, "WIN", "LOSE", status="cancelled") for n in range(6)]
    assert ask("R053", contest("now", None, "WIN", "LOSE"), population=population).state is State.CLEAR


def test_given_a_crowd_or_one_bidder_then_it_does_not_apply() -> None:
    crowd = contest("now", "WIN", "LOSE", *(f"F{n}" for n in range(29)))
    assert ask("R053", crowd, population=history()).state is State.NOT_APPLICABLE
    assert ask("R053", contest("now", "WIN"), population=history()).state is State.NOT_APPLICABLE


def test_given_a_bid_without_a_name_then_not_computable_unless_the_others_suffice() -> None:
    nameless = release(None, bid("b1", "A", 5), bid("b2", None, 6))
    assert ask("R053", nameless, population=history()).missing == ("/bids/details/tenderers",)
    known = release(None, bid("b1", "WIN", 5), bid("b2", "LOSE", 6), bid("b3", None, 7))
    assert ask("R053", known, population=history()).state is State.RAISED


def test_given_no_figures_or_no_bids_then_not_computable() -> None:
    assert ask("R053", contest("now", None, "WIN", "LOSE")).missing == (Missing.STATISTICS,)
    assert ask("R053", contest("now", None), population=history()).missing == ("/bids/details",)


def test_given_parts_then_joined_they_are_as_one() -> None:
    assert joins("R053", history(5, contest("x", "THIRD", "WIN", "LOSE"), contest("y", "LOSE", "A", "B", "C")))
