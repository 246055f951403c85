"""R022: the lowest price lies far below the second lowest."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import ask, bid, halves, kyrgyz, mixed, release, same, won

ORDINARY = [won(1000, 1000 + 10 * n, 5000, number=n) for n in range(40)]


@pytest.mark.parametrize(("second", "state"), [(2000, State.RAISED), (1999, State.CLEAR), (1100, State.CLEAR)])
def test_given_a_step_of_the_floor_beyond_the_fence_then_raised(second: float, state: State) -> None:
    answer = ask("R022", release(None, bid("b1", "T1", second), bid("b2", "T2", 1000)), population=ORDINARY)
    assert answer.state is state
    if state is State.RAISED:
        assert (answer.value, answer.threshold) == (1, 1)
        assert [piece.value for piece in answer.evidence] == [1000, second]


def test_given_a_market_with_wide_steps_then_clear() -> None:
    wide = [won(1000, 1000 + 1000 * n, number=n) for n in range(40)]
    assert ask("R022", won(1000, 3000), population=wide).state is State.CLEAR


def test_given_a_disqualified_bid_between_then_it_is_left_out() -> None:
    bids = [bid("b1", "T1", 1000), bid("b2", "T2", 1100, status="disqualified"), bid("b3", "T3", 2500)]
    assert ask("R022", release(None, *bids), population=ORDINARY).value == 1.5


def test_given_two_bids_of_one_bidder_then_the_step_is_to_another_bidder() -> None:
    bids = [bid("b1", "T1", 1000), bid("b2", "T1", 1100), bid("b3", "T3", 2500)]
    assert ask("R022", release(None, *bids), population=ORDINARY).value == 1.5


def test_given_one_price_or_lots_mixed_up_then_not_computable() -> None:
    assert ask("R022", won(1000), population=ORDINARY).missing == (Missing.SECOND_BID,)
    assert ask("R022", won(1000, None), population=ORDINARY).missing == (Missing.SECOND_BID,)
    assert ask("R022", mixed(listed=True), population=ORDINARY).missing == (Missing.LOTS,)


def test_given_prices_in_several_currencies_then_not_computable() -> None:
    tender = kyrgyz(lots=[{"id": "L1"}], value=None)
    bids = [bid("b1", "T1", 1000, currency="USD"), bid("b2", "T2", 90000)]
    assert ask("R022", release(tender, *bids), population=ORDINARY).missing == (Missing.ONE_CURRENCY,)


def test_given_too_few_lots_or_no_figures_then_not_computable() -> None:
    assert ask("R022", won(1000, 3000), population=ORDINARY[:29]).missing == (Missing.PEERS,)
    assert ask("R022", won(1000, 3000)).missing == (Missing.STATISTICS,)


@pytest.mark.parametrize("tender", [{"statusDetails": "published"}, {"procurementMethodDetails": "singleSource"}])
def test_given_sealed_bids_or_a_direct_award_then_not_judged(tender: dict[str, str]) -> None:
    answer = ask("R022", won(1000, 3000, **tender), population=ORDINARY)
    assert answer.state in (State.NOT_COMPUTABLE, State.NOT_APPLICABLE)


def test_given_peers_of_another_currency_then_they_are_no_peers() -> None:
    other = [won(1000, 1100, number=n, currency="USD", lots=[{"id": "L1"}], value=None) for n in range(40)]
    assert ask("R022", won(1000, 3000), population=other).missing == (Missing.PEERS,)


def test_given_parts_joined_then_the_figures_are_those_of_one_part() -> None:
    assert same(halves("R022", ORDINARY))
