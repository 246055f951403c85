"""KG08: a single bidder, at a buyer whose lots often have one."""

import pytest

from services.scoring.advance import Tally
from services.scoring.indicator import State
from services.scoring.indicators.kg08 import contribute
from tests.unit.scoring.build import as_process, ask, award, bid, kyrgyz, release

KEY = "KG08:2021:KG-INN-1"


def test_given_a_single_bidder_and_nineteen_such_lots_then_raised() -> None:
    answer = ask("KG08", release(None, bid("b1", "T1")), population=Tally({KEY: 19}))
    assert (answer.state, answer.value, answer.threshold, answer.lots) == (State.RAISED, 19, 19, ["L1"])
    assert answer.evidence[0].path == "/bids/details/0/tenderers"


def test_given_eighteen_such_lots_then_clear() -> None:
    assert ask("KG08", release(None, bid("b1", "T1")), population=Tally({KEY: 18})).state is State.CLEAR


def test_given_two_bidders_then_clear_whatever_the_buyer_did_before() -> None:
    content = release(None, bid("b1", "T1"), bid("b2", "T2"))
    assert ask("KG08", content, population=Tally({KEY: 100})).state is State.CLEAR


def test_given_a_disqualified_rival_then_one_bidder_is_left() -> None:
    content = release(None, bid("b1", "T1", status="pending"), bid("b2", "T2", status="disqualified"))
    assert ask("KG08", content, population=Tally({KEY: 19})).state is State.RAISED


@pytest.mark.parametrize("details", ["simplicated", "downgrade", "singleSource"])
def test_given_another_method_then_not_applicable(details: str) -> None:
    content = release(kyrgyz(procurementMethodDetails=details), bid("b1", "T1"))
    assert ask("KG08", content, population=Tally({KEY: 99})).state is State.NOT_APPLICABLE


def test_given_no_buyer_then_not_computable() -> None:
    assert ask("KG08", release(None, bid("b1", "T1"), buyer={"id": " "})).missing == ("/buyer/id",)


def test_given_no_publication_date_then_not_computable() -> None:
    content = release(kyrgyz(datePublished=None), bid("b1", "T1"))
    assert ask("KG08", content).missing == ("/tender/datePublished",)


def test_given_lots_with_one_bidder_left_then_they_are_contributed_under_the_year_in_bishkek() -> None:
    lots = [{"id": "L1"}, {"id": "L2"}, {"id": "L3"}, {"id": "L4", "status": "cancelled"}]
    bids = [
        bid("a", "T1"),
        bid("b", "T2", lot="L2"),
        bid("c", "T3", lot="L2"),
        bid("d", "T1", lot="L3"),
        bid("e", "T1", lot="L4"),
    ]
    tender = kyrgyz(lots=lots, datePublished="2020-12-31T18:30:00Z")
    assert contribute(as_process(release(tender, *bids))) == {KEY: 2}


@pytest.mark.parametrize(
    "changes",
    [{"statusDetails": "published"}, {"status": "cancelled"}, {"procurementMethodDetails": "singleSource"}],
)
def test_given_sealed_cancelled_or_direct_then_nothing_is_contributed(changes: dict[str, str]) -> None:
    assert contribute(as_process(release(kyrgyz(**changes), bid("b1", "T1")))) == {}


def test_given_another_country_then_nothing_is_contributed() -> None:
    assert contribute(as_process(release(None, bid("b1", "T1")), country="ua")) == {}


def test_given_the_contract_is_signed_then_the_lot_still_counts() -> None:
    content = release(kyrgyz(statusDetails="contractSigned"), bid("b1", "T1"), awards=[award("a", "b1", "T1")])
    assert contribute(as_process(content)) == {KEY: 1}


def test_given_one_bid_of_two_firms_together_then_it_agrees_with_the_indicator_of_single_bids() -> None:
    together = release(None, bid("b1", None, 5) | {"tenderers": [{"id": "A"}, {"id": "B"}]})
    assert ask("KG08", together, population=Tally({KEY: 19})).state is State.RAISED
    assert ask("R018", together).state is State.RAISED
