"""R028: different tenderers bid exactly the same price."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import ask, bid, kyrgyz, mixed, release


def test_given_two_tenderers_with_one_price_then_raised_with_both_prices() -> None:
    answer = ask("R028", release(None, bid("b1", "T1", 100.1), bid("b2", "T2", 200), bid("b3", "T3", 100.10)))
    assert (answer.state, answer.value, answer.lots) == (State.RAISED, 2, ["L1"])
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/bids/details/0/relatedLots/0/value/amount", 100.1),
        ("/bids/details/2/relatedLots/0/value/amount", 100.1),
    ]


def test_given_prices_a_tyiyn_apart_then_clear() -> None:
    assert ask("R028", release(None, bid("b1", "T1", 100.01), bid("b2", "T2", 100.02))).state is State.CLEAR


def test_given_equal_amounts_in_two_currencies_then_clear() -> None:
    bids = [bid("b1", "T1", 400000, currency="KZT"), bid("b2", "T2", 400000)]
    assert ask("R028", release(None, *bids)).state is State.CLEAR


def test_given_one_tenderer_bidding_twice_then_clear() -> None:
    assert ask("R028", release(None, bid("b1", "T1", 100), bid("b2", "T1", 100))).state is State.CLEAR


def test_given_a_consortium_in_another_order_then_it_is_the_same_tenderer() -> None:
    first = bid("b1", None, 100) | {"tenderers": [{"id": "A"}, {"id": "Z"}]}
    second = bid("b2", None, 100) | {"tenderers": [{"id": "Z"}, {"id": "A"}]}
    assert ask("R028", release(None, first, second)).state is State.CLEAR


def test_given_equal_prices_for_different_lots_then_clear() -> None:
    lots = [{"id": "L1"}, {"id": "L2"}]
    bids = [
        bid("a", "T1", 5, lot="L1"),
        bid("b", "T2", 6, lot="L1"),
        bid("c", "T3", 6, lot="L2"),
        bid("d", "T4", 5, lot="L2"),
    ]
    answer = ask("R028", release(kyrgyz(lots=lots), *bids))
    assert (answer.state, answer.lots) == (State.CLEAR, ["L1", "L2"])


@pytest.mark.parametrize("amount", [0, -5, 10**15, 10**30, 10**400, None])
def test_given_placeholders_then_they_are_no_prices(amount: float | None) -> None:
    answer = ask("R028", release(None, bid("b1", "T1", amount), bid("b2", "T2", amount)))
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, (Missing.SECOND_BID,))


def test_given_one_bid_then_there_is_nothing_to_compare() -> None:
    assert ask("R028", release(None, bid("b1", "T1", 100))).missing == (Missing.SECOND_BID,)


def test_given_a_total_over_several_lots_then_it_is_no_price_of_a_lot() -> None:
    lots = [{"id": "L1"}, {"id": "L2"}]
    both = [
        {
            "id": f"b{n}",
            "status": "valid",
            "tenderers": [{"id": f"T{n}"}],
            "relatedLots": ["L1", "L2"],
            "value": {"amount": 7, "currency": "KGS"},
        }
        for n in (1, 2)
    ]
    assert ask("R028", release(kyrgyz(lots=lots), *both)).missing == (Missing.SECOND_BID,)


def test_given_many_equal_bids_then_evidence_is_bounded() -> None:
    bids = [bid(f"b{n}", f"T{n}", 100) for n in range(3000)]
    answer = ask("R028", release(None, *bids))
    assert (answer.value, len(answer.evidence)) == (3000, 20)


def test_given_a_method_that_does_not_choose_by_price_then_not_applicable() -> None:
    tender = kyrgyz(procurementMethodDetails="consultFixedBudget")
    bids = [bid("b1", "T1", 100), bid("b2", "T2", 100)]
    assert ask("R028", release(tender, *bids)).state is State.NOT_APPLICABLE


@pytest.mark.parametrize("listed", [True, False])
def test_given_bids_of_lots_that_cannot_be_told_apart_then_their_prices_are_not_compared(listed: bool) -> None:
    answer = ask("R028", mixed(listed=listed))
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, (Missing.LOTS,))


def test_given_no_list_of_lots_and_bids_for_one_lot_then_their_prices_are_compared() -> None:
    bids = [bid("b1", "T1", 100), bid("b2", "T2", 100)]
    assert ask("R028", release(kyrgyz(lots=[]), *bids)).state is State.RAISED


def test_given_one_lot_listed_and_bids_for_another_too_then_their_prices_are_not_compared() -> None:
    bids = [bid("b1", "T1", 100), bid("b2", "T2", 100, lot="L2")]
    assert ask("R028", release(None, *bids)).missing == (Missing.LOTS,)


def test_given_a_bid_for_a_lot_without_an_identifier_then_it_names_no_lot() -> None:
    nameless = bid("b3", "T3", 7) | {"relatedLots": [{"value": {"amount": 7, "currency": "KGS"}}]}
    bids = [bid("b1", "T1", 100), bid("b2", "T2", 50, lot="L2"), nameless]
    assert ask("R028", release(kyrgyz(lots=[{"id": "L1"}, {"id": "L2"}]), *bids)).missing == (Missing.LOTS,)
