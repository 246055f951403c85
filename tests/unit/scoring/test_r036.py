"""R036: the lowest bid was disqualified."""

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import ask, award, bid, kyrgyz, release

WON = [award("a1", "b1", "T1")]


def test_given_the_cheapest_bid_disqualified_then_raised_with_the_share_it_was_cheaper_by() -> None:
    bids = [bid("b1", "T1", 1000), bid("b2", "T2", 750, status="disqualified")]
    answer = ask("R036", release(None, *bids, awards=WON))
    assert (answer.state, answer.value, answer.lots) == (State.RAISED, 0.25, ["L1"])
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/bids/details/1/relatedLots/0/value/amount", 750),
        ("/bids/details/1/status", "disqualified"),
        ("/bids/details/0/relatedLots/0/value/amount", 1000),
    ]


def test_given_a_cheaper_admitted_bid_then_clear() -> None:
    bids = [bid("b1", "T1", 700), bid("b2", "T2", 750, status="disqualified")]
    assert ask("R036", release(None, *bids, awards=WON)).state is State.CLEAR


def test_given_equal_lowest_prices_then_the_first_published_wins_the_tie() -> None:
    first = [bid("b2", "T2", 10, status="disqualified"), bid("b1", "T1", 10)]
    assert ask("R036", release(None, *first, awards=WON)).state is State.RAISED
    assert ask("R036", release(None, *reversed(first), awards=WON)).state is State.CLEAR


def test_given_a_cheaper_bid_in_another_currency_then_it_is_not_compared() -> None:
    bids = [bid("b1", "T1", 1000), bid("b2", "T2", 5, status="disqualified", currency="USD")]
    assert ask("R036", release(None, *bids, awards=WON)).state is State.CLEAR


def test_given_several_currencies_and_none_stated_then_not_computable() -> None:
    tender = {"procurementMethod": "open"}
    bids = [bid("b1", "T1", 1000), bid("b2", "T2", 5, status="disqualified", currency="USD")]
    assert ask("R036", release(tender, *bids, awards=WON), country="ua").missing == (Missing.ONE_CURRENCY,)


def test_given_no_award_yet_then_not_computable() -> None:
    bids = [bid("b1", "T1", 1000), bid("b2", "T2", 750, status="disqualified")]
    assert ask("R036", release(None, *bids)).missing == (Missing.FINAL_AWARDS,)


def test_given_no_admitted_price_then_not_computable() -> None:
    bids = [bid("b1", "T1"), bid("b2", "T2", 750, status="disqualified")]
    assert ask("R036", release(None, *bids, awards=WON)).missing == ("/bids/details/value/amount",)


def test_given_withdrawn_bids_then_they_do_not_count() -> None:
    bids = [bid("b1", "T1", 10), bid("b2", "T2", 12, status="disqualified"), bid("b3", "T3", 1, status="withdrawn")]
    assert ask("R036", release(None, *bids, awards=WON)).state is State.CLEAR


def test_given_two_lots_then_each_has_its_own_lowest() -> None:
    lots = [{"id": "L1"}, {"id": "L2"}]
    bids = [
        bid("b1", "T1", 100),
        bid("b2", "T2", 10, lot="L2"),
        bid("b3", "T3", 50, status="disqualified"),
        bid("b4", "T4", 20, lot="L2", status="disqualified"),
    ]
    awards = [award("a1", "b1", "T1"), award("a2", "b2", "T2", lot="L2")]
    answer = ask("R036", release(kyrgyz(lots=lots), *bids, awards=awards))
    assert (answer.state, answer.value, answer.lots) == (State.RAISED, 0.5, ["L1"])


def test_given_an_award_that_names_no_lot_of_several_then_prices_are_not_compared_across_lots() -> None:
    lots = [{"id": "L1"}, {"id": "L2"}]
    bids = [bid("b1", "T1", 1000), bid("b2", "T2", 5, lot="L2", status="disqualified")]
    awards = [award("a1", "b1", "T1") | {"relatedLots": []}]
    answer = ask("R036", release(kyrgyz(lots=lots), *bids, awards=awards))
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, (Missing.LOTS,))


def test_given_no_list_of_lots_and_bids_for_several_then_prices_are_not_compared() -> None:
    bids = [bid("b1", "T1", 1000), bid("b2", "T2", 5, lot="L2", status="disqualified")]
    assert ask("R036", release(kyrgyz(lots=[]), *bids, awards=WON)).missing == (Missing.LOTS,)


def test_given_awards_that_all_failed_then_there_is_no_winner_to_ask_about() -> None:
    bids = [bid("b1", "T1", 1000), bid("b2", "T2", 750, status="disqualified")]
    failed = [award("a1", "b1", "T1", status="unsuccessful")]
    answer = ask("R036", release(None, *bids, awards=failed))
    assert (answer.state, answer.keeps) == (State.NOT_APPLICABLE, True)
