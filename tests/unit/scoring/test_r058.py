"""R058: the winning bid is heavily discounted against the next one."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import ask, award, halves, same, won

ORDINARY = [won(1000, 1000 + 10 * n, number=n) for n in range(40)]
"""Gaps of 0 to 39 per cent: the upper fence is near 60 per cent."""
WIDE = [won(1000, 1000 + 1000 * n, number=n) for n in range(40)]
EQUAL = [won(1000, 1000, number=n) for n in range(40)]


def test_given_a_gap_beyond_the_fence_of_other_lots_then_raised_with_both_prices() -> None:
    answer = ask("R058", won(1000, 1900), population=ORDINARY)
    assert (answer.state, answer.value, answer.lots) == (State.RAISED, 0.9, ["L1"])
    assert [piece.value for piece in answer.evidence] == [1000, 1900]
    assert answer.threshold == pytest.approx(0.598, abs=0.001)


@pytest.mark.parametrize("following", [1000, 1390, 1590])
def test_given_a_gap_like_others_then_clear(following: float) -> None:
    assert ask("R058", won(1000, following), population=ORDINARY).state is State.CLEAR


def test_given_a_market_in_which_wide_gaps_are_common_then_clear() -> None:
    assert ask("R058", won(1000, 1900), population=WIDE).state is State.CLEAR


def test_given_a_fence_of_zero_then_nobody_is_flagged() -> None:
    assert ask("R058", won(1000, 1900), population=EQUAL).state is State.CLEAR


@pytest.mark.parametrize(("following", "state"), [(1300, State.RAISED), (1299, State.CLEAR)])
def test_given_a_narrow_market_then_the_floor_keeps_small_gaps_out(following: float, state: State) -> None:
    narrow = [won(1000, 1100 + n, number=n) for n in range(40)]
    assert ask("R058", won(1000, following), population=narrow).state is state


def test_given_too_few_lots_or_no_figures_then_not_computable() -> None:
    assert ask("R058", won(1000, 1900), population=ORDINARY[:29]).missing == (Missing.PEERS,)
    assert ask("R058", won(1000, 1900)).missing == (Missing.STATISTICS,)


def test_given_a_dearer_winner_or_no_rival_then_there_is_no_discount_to_judge() -> None:
    assert ask("R058", won(1000, 900), population=ORDINARY).state is State.NOT_APPLICABLE
    assert ask("R058", won(1000), population=ORDINARY).state is State.NOT_APPLICABLE


def test_given_no_award_stands_then_there_is_nothing_to_judge() -> None:
    content = won(1000, 1900) | {"awards": [award("a1", "b1", "T1", status="unsuccessful")]}
    assert ask("R058", content, population=ORDINARY).state is State.NOT_APPLICABLE


def test_given_an_absurd_price_then_it_is_no_price() -> None:
    assert ask("R058", won(1000, 10**15), population=ORDINARY).missing == ("/bids/details/value/amount",)


def test_given_parts_joined_then_the_figures_are_those_of_one_part() -> None:
    assert same(halves("R058", ORDINARY))
