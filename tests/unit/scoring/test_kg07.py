"""KG07: bid prices of a lot lie far apart."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import ask, bid, kyrgyz, mixed, release


def test_given_a_spread_of_thirty_per_cent_then_raised_with_both_ends() -> None:
    answer = ask("KG07", release(None, bid("b1", "T1", 0.7), bid("b2", "T2", 0.9), bid("b3", "T3", 1)))
    assert (answer.state, answer.value, answer.threshold, answer.lots) == (State.RAISED, 0.3, 0.3, ["L1"])
    assert [piece.value for piece in answer.evidence] == [0.7, 1]


def test_given_a_spread_just_below_then_clear() -> None:
    assert ask("KG07", release(None, bid("b1", "T1", 70.01), bid("b2", "T2", 100))).state is State.CLEAR


def test_given_a_disqualified_extreme_then_it_is_left_out() -> None:
    bids = [bid("b1", "T1", 95), bid("b2", "T2", 100), bid("b3", "T3", 10, status="disqualified")]
    assert ask("KG07", release(None, *bids)).state is State.CLEAR


def test_given_another_currency_then_it_is_left_out() -> None:
    bids = [bid("b1", "T1", 95), bid("b2", "T2", 100), bid("b3", "T3", 1, currency="USD")]
    assert ask("KG07", release(None, *bids)).state is State.CLEAR


def test_given_one_price_then_there_is_nothing_to_compare() -> None:
    assert ask("KG07", release(None, bid("b1", "T1", 95))).missing == (Missing.SECOND_BID,)


@pytest.mark.parametrize("stage", ["published", "contractSigned", "evaluationComplete"])
def test_given_a_stage_outside_the_gate_then_not_computable(stage: str) -> None:
    answer = ask("KG07", release(kyrgyz(statusDetails=stage), bid("b1", "T1", 1), bid("b2", "T2", 9)))
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, (Missing.STAGE,))


def test_given_a_two_stage_tender_then_only_its_second_stage_counts() -> None:
    tender = kyrgyz(procurementMethodDetails="twostage")
    bids = [bid("b1", "T1", 1), bid("b2", "T2", 9)]
    first = ask("KG07", release(tender, *bids))
    assert (first.state, first.keeps) == (State.NOT_APPLICABLE, True)
    assert ask("KG07", release(tender, *bids, relatedProcesses=[{"id": "1"}])).state is State.RAISED


def test_given_another_country_then_not_applicable() -> None:
    bids = [bid("b1", "T1", 1), bid("b2", "T2", 9)]
    assert ask("KG07", release(None, *bids), country="ua").state is State.NOT_APPLICABLE


@pytest.mark.parametrize("listed", [True, False])
def test_given_bids_of_lots_that_cannot_be_told_apart_then_their_prices_are_not_compared(listed: bool) -> None:
    answer = ask("KG07", mixed(listed=listed))
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, (Missing.LOTS,))
