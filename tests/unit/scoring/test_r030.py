"""R030: a bid handed in after the deadline won."""

from typing import Any

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, award, bid, kyrgyz, release

WON = [award("a1", "b1", "T1")]
DEADLINE = "2021-03-22T04:00:00Z"


def dated(number: str, tenderer: str, date: str | None, **more: Any) -> Json:
    return bid(number, tenderer, 10, **more) | ({"date": date} if date else {})


def test_given_the_winning_bid_dated_after_the_deadline_then_raised_with_both_moments() -> None:
    bids = [dated("b1", "T1", "2021-03-22T05:30:00Z"), dated("b2", "T2", "2021-03-20T04:00:00Z")]
    answer = ask("R030", release(None, *bids, awards=WON))
    assert (answer.state, answer.value, answer.lots) == (State.RAISED, 1.5, ["L1"])
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/bids/details/0/date", "2021-03-22T05:30:00Z"),
        ("/bids/details/0/tenderers", ["T1"]),
        ("/tender/tenderPeriod/endDate", DEADLINE),
    ]


@pytest.mark.parametrize(
    ("date", "state"),
    [
        (DEADLINE, State.CLEAR),
        ("2021-03-22T04:00:01Z", State.RAISED),
        ("2021-03-22T10:00:00+06:00", State.CLEAR),
        ("2021-03-22T03:59:00-01:00", State.RAISED),
        ("2021-03-22", State.NOT_COMPUTABLE),
        (None, State.NOT_COMPUTABLE),
    ],
)
def test_given_a_date_then_the_moment_decides_and_not_its_text(date: str | None, state: State) -> None:
    assert ask("R030", release(None, dated("b1", "T1", date), awards=WON)).state is state


def test_given_a_late_bid_that_lost_then_clear() -> None:
    bids = [dated("b1", "T1", "2021-03-20T04:00:00Z"), dated("b2", "T2", "2021-03-23T04:00:00Z")]
    assert ask("R030", release(None, *bids, awards=WON)).state is State.CLEAR


def test_given_an_award_without_its_bid_then_the_supplier_tells() -> None:
    nameless = award("a1", "b1", "T1")
    del nameless["relatedBid"]
    late = dated("b1", "T1", "2021-03-23T04:00:00Z")
    assert ask("R030", release(None, late, awards=[nameless])).state is State.RAISED
    early = dated("b0", "T1", "2021-03-20T04:00:00Z")
    assert ask("R030", release(None, early, late, awards=[nameless])).state is State.CLEAR


def test_given_an_award_that_names_the_late_bid_then_an_earlier_one_of_the_firm_does_not_help() -> None:
    bids = [dated("b0", "T1", "2021-03-20T04:00:00Z"), dated("b1", "T1", "2021-03-23T04:00:00Z")]
    assert ask("R030", release(None, *bids, awards=WON)).state is State.RAISED


def test_given_an_award_for_which_no_bid_is_found_then_not_computable() -> None:
    answer = ask("R030", release(None, dated("b9", "T9", "2021-03-20T04:00:00Z"), awards=WON))
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, ("/awards/relatedBid",))


def test_given_a_price_changed_in_an_auction_then_the_date_may_be_that_of_the_change() -> None:
    late = dated("b1", "T1", "2021-03-23T04:00:00Z")
    late["relatedLots"][0]["value"]["initialAmount"] = 12
    assert ask("R030", release(None, late, awards=WON)).missing == ("/bids/details/date",)


@pytest.mark.parametrize("details", ["downgrade", "auctionUnlimited", "singleSource"])
def test_given_an_auction_or_no_competition_then_not_applicable(details: str) -> None:
    content = release(kyrgyz(procurementMethodDetails=details), dated("b1", "T1", "2021-03-23T04:00:00Z"), awards=WON)
    assert ask("R030", content).state is State.NOT_APPLICABLE


def test_given_two_lots_then_each_has_its_own_winner() -> None:
    tender = kyrgyz(lots=[{"id": "L1"}, {"id": "L2"}])
    bids = [dated("b1", "T1", "2021-03-20T04:00:00Z"), dated("b2", "T2", "2021-03-23T04:00:00Z", lot="L2")]
    answer = ask("R030", release(tender, *bids, awards=[*WON, award("a2", "b2", "T2", lot="L2")]))
    assert (answer.state, answer.lots) == (State.RAISED, ["L2"])


def test_given_no_deadline_or_no_award_then_not_computable() -> None:
    late = dated("b1", "T1", "2021-03-23T04:00:00Z")
    assert ask("R030", release(kyrgyz(tenderPeriod={}), late, awards=WON)).missing == ("/tender/tenderPeriod/endDate",)
    assert ask("R030", release(None, late)).missing == (Missing.FINAL_AWARDS,)


def test_given_firms_that_bid_together_then_they_win_together() -> None:
    both = [{"id": "A"}, {"id": "B"}]
    together = dated("b1", "A", "2021-03-23T04:00:00Z") | {"tenderers": both}
    won = award("a1", "", "A") | {"suppliers": both}
    assert ask("R030", release(None, together, awards=[won])).state is State.RAISED


def test_given_several_winners_of_a_lot_then_each_is_looked_for() -> None:
    early, late = dated("b1", "T1", "2021-03-20T04:00:00Z"), dated("b2", "T2", "2021-03-23T04:00:00Z")
    second = award("a2", "b2", "T2")
    answer = ask("R030", release(None, early, late, awards=[*WON, second]))
    assert (answer.state, answer.evidence[0].path) == (State.RAISED, "/bids/details/1/date")
    nameless = award("a2", "", "T2")
    assert ask("R030", release(None, early, late, awards=[*WON, nameless])).state is State.RAISED
    unknown = award("a3", "b9", "T9")
    assert ask("R030", release(None, early, awards=[*WON, unknown])).missing == ("/awards/relatedBid",)
