"""R023: the prices for one lot are exact multiples of each other."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import ask, bid, kyrgyz, mixed, release, won


def test_given_a_price_twice_another_then_raised_with_both() -> None:
    answer = ask("R023", won(123_457, 246_914))
    assert (answer.state, answer.value, answer.lots) == (State.RAISED, 1, ["L1"])
    assert [piece.value for piece in answer.evidence] == [123_457, 246_914]


@pytest.mark.parametrize(("dearer", "state"), [(247_531, State.RAISED), (247_551, State.CLEAR)])
def test_given_two_bids_then_the_ratio_may_be_off_by_five_thousandths(dearer: float, state: State) -> None:
    assert ask("R023", won(123_457, dearer)).state is state


def test_given_many_bids_then_a_chance_hit_is_no_multiple() -> None:
    others = [123_457 * (1 + 0.0911 * n) + 17 for n in range(1, 9)]
    assert ask("R023", won(123_457, 247_331)).state is State.RAISED
    assert ask("R023", won(123_457, 247_331, *others)).state is State.CLEAR
    assert ask("R023", won(123_457, 246_914, *others)).state is State.RAISED


@pytest.mark.parametrize(
    "prices",
    [
        (100_000, 200_000),
        (125_000, 250_000),
        (5, 10),
        (1.5, 3),
        (99_990, 199_990),
        (1_999, 3_998),
        (110_000, 121_000, 133_100),
    ],
)
def test_given_round_amounts_then_their_ratio_says_nothing(prices: tuple[float, ...]) -> None:
    assert ask("R023", won(*prices)).state is State.CLEAR


@pytest.mark.parametrize("times", [1, 10, 100, 1000, 1.5, 2.25])
def test_given_equal_prices_a_misplaced_comma_or_a_fraction_then_clear(times: float) -> None:
    assert ask("R023", won(123_457, 123_457 * times)).state is State.CLEAR


@pytest.mark.parametrize("times", [2, 3, 5, 9])
def test_given_any_multiple_up_to_nine_then_raised(times: int) -> None:
    assert ask("R023", won(123_457, 123_457 * times)).state is State.RAISED


def test_given_three_prices_a_fixed_percentage_apart_then_raised_with_all_three() -> None:
    answer = ask("R023", won(123_457, round(123_457 * 1.07, 2), round(123_457 * 1.07**2, 2)))
    assert (answer.state, answer.value, len(answer.evidence)) == (State.RAISED, 2, 3)


@pytest.mark.parametrize("step", [1.005, 1.0])
def test_given_steps_of_next_to_nothing_then_clear(step: float) -> None:
    assert ask("R023", won(123_457, 123_457 * step, 123_457 * step**2)).state is State.CLEAR


def test_given_steps_that_differ_then_clear() -> None:
    assert ask("R023", won(123_457, 132_098, 142_003)).state is State.CLEAR


def test_given_two_bids_of_one_bidder_then_clear() -> None:
    bids = [bid("b1", "T1", 123_457), bid("b2", "T1", 246_914), bid("b3", "T2", 300_101)]
    assert ask("R023", release(None, *bids)).state is State.CLEAR


def test_given_prices_for_different_lots_then_they_are_not_compared() -> None:
    bids = [
        bid("a", "T1", 123_457),
        bid("b", "T2", 135_791),
        bid("c", "T1", 246_914, lot="L2"),
        bid("d", "T2", 301_113, lot="L2"),
    ]
    assert ask("R023", release(kyrgyz(lots=[{"id": "L1"}, {"id": "L2"}]), *bids)).state is State.CLEAR
    assert ask("R023", mixed(listed=True)).missing == (Missing.LOTS,)


def test_given_a_price_before_the_auction_then_that_one_is_compared_and_quoted() -> None:
    content = won(123_457, 135_791)
    for each, first in zip(content["bids"]["details"], (153_461, 306_922), strict=True):
        each["relatedLots"][0]["value"]["initialAmount"] = first
    answer = ask("R023", content)
    assert answer.state is State.RAISED
    assert answer.evidence[1].path == "/bids/details/1/relatedLots/0/value/initialAmount"
    assert answer.evidence[1].value == 306_922


@pytest.mark.parametrize("details", ["downgrade", "eAuction", "consultQuality", "singleSource"])
def test_given_an_auction_or_no_choice_by_price_then_not_applicable(details: str) -> None:
    content = won(123_457, 246_914, procurementMethodDetails=details)
    assert ask("R023", content).state is State.NOT_APPLICABLE


@pytest.mark.parametrize("amount", [None, 0, 10**15])
def test_given_one_price_then_there_is_nothing_to_compare(amount: float | None) -> None:
    assert ask("R023", won(123_457, amount)).missing == (Missing.SECOND_BID,)


def test_given_a_thousand_bids_then_the_lowest_are_compared() -> None:
    prices = [123_457 + 7.3 * n for n in range(1000)]
    assert ask("R023", won(*prices, 3 * 123_457)).state is State.CLEAR
