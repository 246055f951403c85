"""R031: the winning price is the estimate, or above it."""

from typing import Any

import numpy as np
import pytest

from services.scoring.engine import Answer
from services.scoring.indicator import Missing, State
from services.scoring.indicators.r031 import COPIED
from tests.unit.scoring import build
from tests.unit.scoring.build import Json, award, bid, kyrgyz, many, part_of, release

WON = [award("a1", "b1", "T1")]
BELOW, AT = (release(None, bid("b1", "T1", price), awards=WON) for price in (900_000, 1_000_000))
USUAL = [*many(BELOW, 23), *many(AT, 7)]
"""Prices seldom are exactly the estimate."""
ABROAD = {"procurementMethod": "open", "value": {"amount": 1000, "currency": "EUR"}}


def valued(amount: float | None, currency: str = "EUR", **more: object) -> Json:
    value = {} if amount is None else {"value": {"amount": amount, "currency": currency}}
    return {"id": "a1", "status": "active", "suppliers": [{"id": "T1"}]} | value | more


def ask(name: str, content: Json, population: list[Json] = USUAL, **rest: Any) -> Answer:
    return build.ask(name, content, population=population, **rest)


def test_given_the_winner_at_the_estimate_then_raised_with_both_amounts() -> None:
    bids = [bid("b1", "T1", 1_000_000), bid("b2", "T2", 1_200_000)]
    answer = ask("R031", release(None, *bids, awards=WON))
    assert (answer.state, answer.value, answer.threshold, answer.lots) == (State.RAISED, 1, 0.99, ["L1"])
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/bids/details/0/relatedLots/0/value/amount", 1_000_000),
        ("/tender/lots/value/amount", 1_000_000),
    ]


@pytest.mark.parametrize(("price", "state"), [(990_000, State.RAISED), (989_999, State.CLEAR)])
def test_given_prices_about_the_threshold_then_it_is_the_least_that_counts(price: float, state: State) -> None:
    assert ask("R031", release(None, bid("b1", "T1", price), awards=WON)).state is state


def test_given_a_dear_winner_and_a_cheap_loser_then_the_winner_counts() -> None:
    bids = [bid("b1", "T1", 995_000), bid("b2", "T2", 500_000)]
    assert ask("R031", release(None, *bids, awards=WON)).state is State.RAISED


@pytest.mark.parametrize(("amount", "state"), [(990, State.RAISED), (989, State.CLEAR), (None, State.NOT_COMPUTABLE)])
def test_given_no_bids_then_the_value_of_the_award_counts(amount: float | None, state: State) -> None:
    answer = ask("R031", release(ABROAD, awards=[valued(amount)]), country="pt")
    assert answer.state is state
    if state is State.RAISED:
        assert [piece.path for piece in answer.evidence] == ["/awards/0/value/amount", "/tender/value/amount"]


def test_given_a_price_in_another_currency_than_the_estimate_then_not_computable() -> None:
    assert ask("R031", release(ABROAD, awards=[valued(990, "USD")]), country="pt").missing == ("/awards/value/amount",)
    dollars = bid("b1", "T1", 1_000_000, currency="USD")
    assert ask("R031", release(None, dollars, awards=WON)).missing == ("/awards/value/amount",)


def test_given_several_awards_for_one_lot_without_bids_then_none_of_them_is_its_price() -> None:
    content = release(ABROAD, awards=[valued(990), valued(10) | {"id": "a2"}])
    assert ask("R031", content, country="pt").missing == ("/awards/value/amount",)


def test_given_an_award_for_two_lots_then_its_value_is_not_that_of_one() -> None:
    lots = [{"id": name, "value": {"amount": 1000, "currency": "EUR"}} for name in ("L1", "L2")]
    content = release(ABROAD | {"lots": lots}, awards=[valued(1500, relatedLots=["L1", "L2"])])
    assert ask("R031", content, country="pt").missing == ("/awards/value/amount",)


def test_given_several_lots_without_values_then_the_tender_as_a_whole_is_no_estimate() -> None:
    lots = [{"id": "L1"}, {"id": "L2"}]
    bids = [bid("b1", "T1", 990_000), bid("b2", "T1", 5, lot="L2")]
    awards = [*WON, award("a2", "b2", "T1", lot="L2")]
    assert "/tender/value/amount" in ask("R031", release(kyrgyz(lots=lots), *bids, awards=awards)).missing


@pytest.mark.parametrize("price", [3_000_001, 99_999])
def test_given_a_price_that_cannot_belong_to_the_estimate_then_not_computable(price: float) -> None:
    assert ask("R031", release(None, bid("b1", "T1", price), awards=WON)).missing == ("/tender/value/amount",)


@pytest.mark.parametrize("estimate", [0, -5, None, 10**16])
def test_given_a_placeholder_for_the_estimate_then_not_computable(estimate: float | None) -> None:
    tender = kyrgyz(lots=[], value={"amount": estimate, "currency": "KGS"})
    assert ask("R031", release(tender, bid("b1", "T1", 5), awards=WON)).missing == ("/tender/value/amount",)


def test_given_no_award_yet_then_not_computable_and_failed_awards_are_no_question() -> None:
    assert ask("R031", release(None, bid("b1", "T1", 1_000_000))).missing == (Missing.FINAL_AWARDS,)
    failed = [award("a1", "b1", "T1", status="unsuccessful")]
    assert ask("R031", release(None, bid("b1", "T1", 1_000_000), awards=failed)).state is State.NOT_APPLICABLE


def test_given_direct_procurement_then_not_applicable() -> None:
    content = release(kyrgyz(procurementMethodDetails="singleSource"), bid("b1", "T1", 1_000_000), awards=WON)
    assert ask("R031", content).state is State.NOT_APPLICABLE


def test_given_another_threshold_then_it_decides() -> None:
    content = release(None, bid("b1", "T1", 950_000), awards=WON)
    assert ask("R031", content, threshold=0.9).state is State.RAISED


def test_given_prices_that_often_are_the_estimate_then_it_was_filled_in_afterwards() -> None:
    copied = [*many(BELOW, 22), *many(AT, 8)]
    answer = ask("R031", AT, copied)
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, ("/tender/value/amount",))
    above = release(None, bid("b1", "T1", 1_010_000), awards=WON)
    assert ask("R031", above, copied).state is State.RAISED


def test_given_too_few_peers_or_no_figures_then_a_price_that_is_the_estimate_is_not_computable() -> None:
    assert ask("R031", AT, USUAL[1:]).missing == (Missing.PEERS,)
    assert ask("R031", BELOW, []).state is State.CLEAR
    assert build.ask("R031", AT).missing == (Missing.STATISTICS,)


def test_given_parts_joined_then_the_figures_are_those_of_the_whole() -> None:
    apart = COPIED.joined([COPIED.partial(part_of(*USUAL[:9])), COPIED.partial(part_of(*USUAL[9:]))])
    whole = COPIED.partial(part_of(*USUAL, release(None), release(kyrgyz(procurementMethodDetails="singleSource"))))
    assert all(np.array_equal(apart[name], whole[name]) for name in whole)
    assert (whole["asked"][0], whole["told"][0]) == (30, 7)
