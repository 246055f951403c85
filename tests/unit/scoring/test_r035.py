"""R035: every bid except the winner's was disqualified."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import ask, award, bid, kyrgyz, release

WON = [award("a1", "b1", "T1")]


def test_given_all_but_the_winner_disqualified_then_raised_with_their_statuses() -> None:
    bids = [bid("b1", "T1"), bid("b2", "T2", status="disqualified"), bid("b3", "T3", status="disqualified")]
    answer = ask("R035", release(None, *bids, awards=WON))
    assert (answer.state, answer.value, answer.threshold, answer.lots) == (State.RAISED, 2, 1, ["L1"])
    assert [piece.path for piece in answer.evidence] == ["/bids/details/1/status", "/bids/details/2/status"]


def test_given_another_admitted_bid_then_clear() -> None:
    bids = [bid("b1", "T1"), bid("b2", "T2"), bid("b3", "T3", status="disqualified")]
    assert ask("R035", release(None, *bids, awards=WON)).state is State.CLEAR


def test_given_nobody_disqualified_then_clear() -> None:
    assert ask("R035", release(None, bid("b1", "T1"), awards=WON)).state is State.CLEAR


def test_given_a_bid_turned_away_by_its_award_then_it_is_disqualified_for_that_lot_only() -> None:
    lots = [{"id": "L1"}, {"id": "L2"}]
    both = bid("b2", "T2") | {"relatedLots": [{"id": "L1"}, {"id": "L2"}]}
    winner = bid("b1", "T1") | {"relatedLots": [{"id": "L1"}, {"id": "L2"}]}
    awards = [
        award("a1", "b1", "T1", lot="L1"),
        award("a2", "b2", "T2", lot="L1", status="unsuccessful", details="disqualified"),
        award("a3", "b1", "T1", lot="L2"),
        award("a4", "b2", "T2", lot="L2", status="unsuccessful"),
    ]
    answer = ask("R035", release(kyrgyz(lots=lots), winner, both, awards=awards))
    assert (answer.state, answer.lots) == (State.RAISED, ["L1"])


@pytest.mark.parametrize("status", ["pending", "registered"])
def test_given_an_award_that_is_not_final_then_not_computable(status: str) -> None:
    bids = [bid("b1", "T1"), bid("b2", "T2", status="disqualified")]
    awards = [*WON, award("a2", "b2", "T2", status=status)]
    assert ask("R035", release(None, *bids, awards=awards)).missing == (Missing.FINAL_AWARDS,)


def test_given_no_award_yet_then_not_computable() -> None:
    bids = [bid("b1", "T1"), bid("b2", "T2", status="disqualified")]
    assert ask("R035", release(None, *bids)).missing == (Missing.FINAL_AWARDS,)


def test_given_an_award_without_supplier_then_not_computable() -> None:
    awards = [WON[0] | {"suppliers": []}]
    bids = [bid("b1", "T1"), bid("b2", "T2", status="disqualified")]
    assert ask("R035", release(None, *bids, awards=awards)).missing == ("/awards/suppliers",)


def test_given_a_winner_who_is_not_the_admitted_bidder_then_clear() -> None:
    bids = [bid("b1", "T1"), bid("b2", "T2", status="disqualified")]
    assert ask("R035", release(None, *bids, awards=[award("a", "b1", "T9")])).state is State.CLEAR


def test_given_the_winner_also_had_a_disqualified_bid_then_it_is_no_rival() -> None:
    bids = [bid("b1", "T1"), bid("b2", "T1", status="disqualified")]
    assert ask("R035", release(None, *bids, awards=WON)).state is State.CLEAR


def test_given_a_higher_threshold_then_it_decides() -> None:
    bids = [bid("b1", "T1"), bid("b2", "T2", status="disqualified")]
    assert ask("R035", release(None, *bids, awards=WON), threshold=2).state is State.CLEAR


def test_given_a_lot_without_winner_then_the_others_decide() -> None:
    lots = [{"id": "L1"}, {"id": "L2"}]
    bids = [bid("b1", "T1"), bid("b2", "T2", lot="L2"), bid("b3", "T3", lot="L2", status="disqualified")]
    awards = [award("a1", "b1", "T1", status="cancelled"), award("a2", "b2", "T2", lot="L2")]
    answer = ask("R035", release(kyrgyz(lots=lots), *bids, awards=awards))
    assert (answer.state, answer.lots) == (State.RAISED, ["L2"])


def test_given_awards_that_all_failed_then_there_is_no_winner_to_ask_about() -> None:
    bids = [bid("b1", "T1"), bid("b2", "T2", status="disqualified")]
    failed = [award("a1", "b1", "T1", status="unsuccessful")]
    answer = ask("R035", release(None, *bids, awards=failed))
    assert (answer.state, answer.keeps) == (State.NOT_APPLICABLE, True)


@pytest.mark.parametrize("status", [None, "pending"])
def test_given_a_winner_whose_bid_is_not_said_to_be_admitted_then_not_computable(status: str | None) -> None:
    bids = [bid("b1", "T1") | {"status": status}, bid("b2", "T2", status="disqualified")]
    answer = ask("R035", release(None, *bids, awards=WON))
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, ("/bids/details/status",))


def test_given_a_winner_without_status_and_another_admitted_bid_then_clear() -> None:
    bids = [bid("b1", "T1") | {"status": None}, bid("b2", "T2"), bid("b3", "T3", status="disqualified")]
    assert ask("R035", release(None, *bids, awards=WON)).state is State.CLEAR


def test_given_lots_that_cannot_be_told_apart_then_a_rival_elsewhere_is_no_rival() -> None:
    bids = [bid("b1", "T1"), bid("b2", "T2", lot="L2", status="disqualified")]
    unplaced = [WON[0] | {"relatedLots": []}]
    lots = [{"id": "L1"}, {"id": "L2"}]
    assert ask("R035", release(kyrgyz(lots=lots), *bids, awards=unplaced)).missing == (Missing.LOTS,)
