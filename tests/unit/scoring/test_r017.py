"""R017: an item was awarded at a unit price far above those of others."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, award, bid, halves, item, kyrgyz, release, same


def won(*prices: float | None, number: int = 0, currency: str = "KGS") -> Json:
    """A tender whose winner offered these unit prices; the buyer expected 110."""
    items = [item(110, number=str(n)) for n in range(len(prices))]
    offers = [
        {"relatedLot": "L1", "relatedItem": str(n), "unit": {"value": {"amount": price, "currency": currency}}}
        for n, price in enumerate(prices)
        if price is not None
    ]
    bids = [bid("b1", "T1", 5) | {"priceProposal": offers}]
    return release(kyrgyz(items=items), *bids, awards=[award("a1", "b1", "T1")], ocid=f"o-{number}")


PROPOSAL = "/bids/details/0/priceProposal/{}/unit/value/amount"
OTHERS = [won(100 + n, number=n) for n in range(30)]


def test_given_a_winning_price_far_above_others_then_raised_as_a_multiple_of_the_median() -> None:
    answer = ask("R017", won(458), population=OTHERS)
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, pytest.approx(4, abs=0.01), 2)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [(PROPOSAL.format(0), 458)]
    assert (answer.parameters["peers"], answer.parameters["median"]) == (30, 114.5)


@pytest.mark.parametrize(("price", "state"), [(229.5, State.RAISED), (228, State.CLEAR), (5, State.CLEAR)])
def test_given_twice_the_median_then_raised_and_less_or_a_low_price_clear(price: float, state: State) -> None:
    assert ask("R017", won(price), population=OTHERS).state is state


def test_given_prices_of_all_sizes_then_clear() -> None:
    wide = [won(10 * 1.3**n, number=n) for n in range(30)]
    assert ask("R017", won(5000), population=wide).state is State.CLEAR


def test_given_one_item_far_above_then_only_that_one_is_quoted() -> None:
    answer = ask("R017", won(110, 999), population=OTHERS)
    assert [piece.path for piece in answer.evidence] == [PROPOSAL.format(1)]


def test_given_only_the_expected_price_then_not_computable() -> None:
    assert ask("R017", won(None), population=OTHERS).missing == ("/tender/items/unit/value/amount",)
    assert ask("R017", won(110, None), population=OTHERS).missing == ("/tender/items/unit/value/amount",)


def test_given_items_of_an_award_alone_then_they_are_what_is_paid() -> None:
    content = release(kyrgyz(), bid("b1", "T1", 5), awards=[award("a1", "b1", "T1") | {"items": [item(999)]}])
    answer = ask("R017", content, population=OTHERS)
    assert [piece.path for piece in answer.evidence] == ["/awards/0/items/0/unit/value/amount"]


def test_given_another_currency_too_few_peers_or_no_figures_then_not_computable() -> None:
    assert ask("R017", won(458, currency="USD"), population=OTHERS).missing == (Missing.PEERS,)
    assert ask("R017", won(458), population=OTHERS[:19]).missing == (Missing.PEERS,)
    assert ask("R017", won(458)).missing == (Missing.STATISTICS,)


@pytest.mark.parametrize("price", [0, -5, 10**15])
def test_given_an_absurd_offer_then_the_winning_price_is_not_known(price: float) -> None:
    assert ask("R017", won(price), population=OTHERS).state is State.NOT_COMPUTABLE


def test_given_no_items_then_not_computable() -> None:
    assert ask("R017", won(), population=OTHERS).missing == ("/tender/items",)


def test_given_parts_joined_then_the_figures_are_those_of_one_part() -> None:
    assert same(halves("R017", OTHERS))
