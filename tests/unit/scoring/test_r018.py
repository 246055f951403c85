"""R018: only one bidder."""

from typing import Any

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import ask, award, bid, kyrgyz, release

TWO_LOTS = [{"id": "L1"}, {"id": "L2"}]


def test_given_one_tenderer_after_opening_then_raised_for_the_lot() -> None:
    answer = ask("R018", release(None, bid("b1", "T1", 5)))
    assert (answer.state, answer.value, answer.lots) == (State.RAISED, 1, ["L1"])
    assert [(piece.path, piece.value) for piece in answer.evidence] == [("/bids/details/0/tenderers", ["T1"])]


def test_given_two_tenderers_then_clear() -> None:
    answer = ask("R018", release(None, bid("b1", "T1"), bid("b2", "T2")))
    assert (answer.state, answer.value, answer.lots) == (State.CLEAR, 2, ["L1"])


def test_given_two_bids_of_one_tenderer_then_raised() -> None:
    assert ask("R018", release(None, bid("b1", "T1"), bid("b2", "T1"))).state is State.RAISED


@pytest.mark.parametrize("stage", ["published", "changed", "autoProlonged"])
def test_given_sealed_bids_then_not_computable(stage: str) -> None:
    tender = kyrgyz(statusDetails=stage, numberOfTenderers=1)
    answer = ask("R018", release(tender, bid("b1", "T1")))
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, (Missing.OPENING,))


def test_given_one_lot_of_two_with_one_bidder_then_only_that_lot() -> None:
    bids = [bid("b1", "T1", lot="L1"), bid("b2", "T2", lot="L1"), bid("b3", "T1", lot="L2")]
    answer = ask("R018", release(kyrgyz(lots=TWO_LOTS, numberOfTenderers=2), *bids))
    assert (answer.state, answer.lots) == (State.RAISED, ["L2"])
    assert answer.evidence[0].path == "/bids/details/2/tenderers"


def test_given_several_lots_and_only_a_total_above_one_then_not_computable() -> None:
    answer = ask("R018", release(kyrgyz(lots=TWO_LOTS, numberOfTenderers=3)))
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, ("/bids/details",))


def test_given_several_lots_and_one_bidder_in_all_then_raised() -> None:
    answer = ask("R018", release(kyrgyz(lots=TWO_LOTS, numberOfTenderers=1)))
    assert (answer.state, answer.lots) == (State.RAISED, ["L1", "L2"])


def test_given_only_a_number_then_it_decides() -> None:
    one = {"procurementMethod": "open", "numberOfTenderers": 1, "status": "complete"}
    assert ask("R018", release(one), country="pt").state is State.RAISED
    assert ask("R018", release(one), country="pt").evidence[0].path == "/tender/numberOfTenderers"
    assert ask("R018", release(one | {"numberOfTenderers": 4}), country="pt").state is State.CLEAR


@pytest.mark.parametrize("unknown", [0, -1, 1.5, "1", True, None, 10**6, 10**400])
def test_given_a_number_that_is_no_count_then_not_computable(unknown: object) -> None:
    tender = {"procurementMethod": "open", "numberOfTenderers": unknown, "status": "complete"}
    assert ask("R018", release(tender), country="co").state is State.NOT_COMPUTABLE


def test_given_a_number_and_fewer_bids_listed_then_the_larger_counts() -> None:
    tender = kyrgyz(numberOfTenderers=3)
    assert ask("R018", release(tender, bid("b1", "T1"))).state is State.CLEAR


@pytest.mark.parametrize("status", ["invited", "withdrawn"])
def test_given_bids_that_were_not_submitted_then_they_do_not_count(status: str) -> None:
    answer = ask("R018", release(None, bid("b1", "T1"), bid("b2", "T2", status=status)))
    assert answer.state is State.RAISED


def test_given_a_disqualified_rival_then_there_were_two() -> None:
    answer = ask("R018", release(None, bid("b1", "T1"), bid("b2", "T2", status="disqualified")))
    assert answer.state is State.CLEAR


def test_given_a_bid_without_a_tenderer_then_it_counts_as_one_of_its_own() -> None:
    assert ask("R018", release(None, bid("b1", "T1"), bid("b2", None))).state is State.CLEAR


def test_given_one_bid_of_two_firms_together_then_raised() -> None:
    together = bid("b1", None, 5) | {"tenderers": [{"id": "A"}, {"id": "B"}]}
    assert ask("R018", release(None, together)).state is State.RAISED
    assert ask("R018", release(None, together, bid("b2", "C"))).value == 2


ABROAD = {"procurementMethod": "open", "numberOfTenderers": 1, "status": "active"}
DEADLINE = {"tenderPeriod": {"endDate": "2026-05-01T12:00:00+02:00"}}


@pytest.mark.parametrize(
    ("tender", "more"),
    [
        ({}, {}),
        (DEADLINE, {}),
        (DEADLINE, {"date": "2026-05-01T09:59:59Z"}),
        ({"tenderPeriod": {"endDate": "2099-01-01T00:00:00Z"}}, {"date": "2026-05-01T10:00:00Z"}),
        ({"tenderPeriod": {"endDate": "2026-05-01"}}, {"date": "2027-05-01T10:00:00Z"}),
    ],
)
def test_given_another_country_while_bids_may_still_come_in_then_not_computable(
    tender: dict[str, object], more: dict[str, object]
) -> None:
    answer = ask("R018", release(ABROAD | tender, bid("b1", "T1"), **more), country="pt")
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, (Missing.STAGE,))


@pytest.mark.parametrize(
    ("tender", "more"),
    [
        ({"status": "complete"}, {}),
        ({"status": "unsuccessful"}, {}),
        ({}, {"awards": [award("a1", "b1", "T1", status="pending")]}),
        (DEADLINE, {"date": "2026-05-01T10:00:00Z"}),
    ],
)
def test_given_another_country_once_no_bid_can_come_in_then_raised(
    tender: dict[str, object], more: dict[str, Any]
) -> None:
    answer = ask("R018", release(ABROAD | tender, bid("b1", "T1"), **more), country="pt")
    assert answer.state is State.RAISED


def test_given_a_cancelled_lot_then_it_is_not_judged() -> None:
    lots = [{"id": "L1", "status": "cancelled"}, {"id": "L2"}]
    bids = [bid("b1", "T1", lot="L1"), bid("b2", "T1", lot="L2"), bid("b3", "T2", lot="L2")]
    answer = ask("R018", release(kyrgyz(lots=lots), *bids))
    assert (answer.state, answer.lots) == (State.CLEAR, ["L2"])


def test_given_only_dead_lots_then_not_computable() -> None:
    lots = [{"id": "L1", "status": "unsuccessful"}]
    assert ask("R018", release(kyrgyz(lots=lots), bid("b1", "T1"))).missing == (Missing.LIVE_LOT,)


def test_given_a_bid_that_names_no_lot_of_several_then_the_process_is_judged_as_a_whole() -> None:
    unplaced = bid("b1", "T1") | {"relatedLots": []}
    answer = ask("R018", release(kyrgyz(lots=TWO_LOTS), unplaced, bid("b2", "T2", lot="L2")))
    assert (answer.state, answer.value, answer.lots) == (State.CLEAR, 2, [])


@pytest.mark.parametrize("details", ["singleSource", "contract-based", "auctionLimited"])
def test_given_a_method_without_competition_then_not_applicable(details: str) -> None:
    tender = kyrgyz(procurementMethodDetails=details)
    assert ask("R018", release(tender, bid("b1", "T1"))).state is State.NOT_APPLICABLE


def test_given_a_cancelled_tender_then_not_applicable() -> None:
    assert ask("R018", release(kyrgyz(status="cancelled"), bid("b1", "T1"))).state is State.NOT_APPLICABLE
