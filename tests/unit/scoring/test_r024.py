"""R024: the next price is unusually close to the winning one."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, award, bid, halves, kyrgyz, mixed, release, same, won

ORDINARY = [won(1000, 1100 + n, number=n) for n in range(40)]
"""Gaps of 10 to 14 per cent: the lower fence is at 6 per cent."""
COMMONLY_CLOSE = [won(1000, 1000 + 10 * n, number=n) for n in range(40)]


def test_given_a_gap_below_the_fence_of_other_lots_then_raised_with_both_prices() -> None:
    answer = ask("R024", won(1000, 1001), population=ORDINARY)
    assert (answer.state, answer.value, answer.threshold, answer.lots) == (State.RAISED, 0.001, 0.05, ["L1"])
    assert [piece.value for piece in answer.evidence] == [1000, 1001]
    assert answer.parameters == {"peers": 40}


@pytest.mark.parametrize(("following", "state"), [(1050, State.RAISED), (1051, State.CLEAR), (1120, State.CLEAR)])
def test_given_a_gap_at_the_ceiling_then_raised_and_above_it_clear(following: float, state: State) -> None:
    assert ask("R024", won(1000, following), population=ORDINARY).state is state


def test_given_lots_that_commonly_end_close_then_none_of_them_is_unusual() -> None:
    assert ask("R024", won(1000, 1001), population=COMMONLY_CLOSE).state is State.CLEAR


def test_given_too_few_lots_then_not_computable() -> None:
    assert ask("R024", won(1000, 1001), population=ORDINARY[:29]).missing == (Missing.PEERS,)
    assert ask("R024", won(1000, 1001), population=[]).missing == (Missing.PEERS,)


def test_given_no_figures_yet_then_not_computable() -> None:
    assert ask("R024", won(1000, 1001)).missing == (Missing.STATISTICS,)


def test_given_peers_in_another_currency_then_they_are_no_peers() -> None:
    other = [won(1000, 1100 + n, number=n, currency="USD", lots=[{"id": "L1"}], value=None) for n in range(40)]
    assert ask("R024", won(1000, 1001), population=other).missing == (Missing.PEERS,)


def test_given_a_winner_that_is_not_the_cheapest_then_there_is_no_gap_to_judge() -> None:
    assert ask("R024", won(1000, 900), population=ORDINARY).state is State.NOT_APPLICABLE


def test_given_one_bid_then_there_is_nobody_to_compare_with() -> None:
    assert ask("R024", won(1000), population=ORDINARY).state is State.NOT_APPLICABLE


@pytest.mark.parametrize(("prices"), [(1000, None), (None, 1000), (1000, 0)])
def test_given_a_bid_without_a_price_then_not_computable(prices: tuple[float | None, ...]) -> None:
    assert ask("R024", won(*prices), population=ORDINARY).missing == ("/bids/details/value/amount",)


def test_given_awards_that_are_not_final_then_not_computable() -> None:
    content = won(1000, 1001) | {"awards": [award("a1", "b1", "T1", status="pending")]}
    assert ask("R024", content, population=ORDINARY).missing == (Missing.FINAL_AWARDS,)


def test_given_two_winners_of_one_lot_then_it_cannot_be_told_whose_price_won() -> None:
    content = won(1000, 1001) | {"awards": [award("a1", "b1", "T1"), award("a2", "b2", "T2")]}
    assert ask("R024", content, population=ORDINARY).missing == ("/awards/suppliers",)


def test_given_a_disqualified_near_bid_then_the_next_admitted_one_counts() -> None:
    bids = [bid("b1", "T1", 1000), bid("b2", "T2", 1001, status="disqualified"), bid("b3", "T3", 1120)]
    content = release(None, *bids, awards=[award("a1", "b1", "T1")])
    assert ask("R024", content, population=ORDINARY).state is State.CLEAR


def test_given_two_lots_then_each_is_judged_by_its_own_bids() -> None:
    lots = [{"id": "L1"}, {"id": "L2"}]
    bids = [bid("a", "T1", 1000), bid("b", "T2", 1120), bid("c", "T1", 1000, lot="L2"), bid("d", "T2", 1001, lot="L2")]
    awards = [award("1", "a", "T1"), award("2", "c", "T1", lot="L2")]
    answer = ask("R024", release(kyrgyz(lots=lots), *bids, awards=awards), population=ORDINARY)
    assert (answer.state, answer.lots, answer.value) == (State.RAISED, ["L2"], 0.001)


def test_given_lots_that_cannot_be_told_apart_then_not_computable() -> None:
    assert ask("R024", mixed(listed=True), population=ORDINARY).state is State.NOT_COMPUTABLE


@pytest.mark.parametrize(
    "tender", [{"status": "cancelled"}, {"procurementMethodDetails": "consultQuality"}], ids=["cancelled", "quality"]
)
def test_given_a_cancelled_tender_or_one_not_won_by_price_then_not_applicable(tender: Json) -> None:
    assert ask("R024", won(1000, 1001, **tender), population=ORDINARY).state is State.NOT_APPLICABLE


def test_given_parts_joined_then_the_figures_are_those_of_one_part() -> None:
    assert same(halves("R024", ORDINARY))
