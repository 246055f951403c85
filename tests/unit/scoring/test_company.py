"""Company: firms around one and among the suppliers of a buyer, ready to be told."""

import numpy as np

from services.scoring.company import among_suppliers, around
from services.scoring.network import CO_BIDDING, Network, country_of
from services.scoring.organisations import TRADE
from services.scoring.profiles import suppliers_of
from services.scoring.statistic import Known
from services.scoring.tokens import token
from tests.unit.scoring.build import Json, contest, part_of, sale

KG = token("kg")


def known(*contents: Json) -> Known:
    return CO_BIDDING.finish(CO_BIDDING.partial(part_of(*contents)))


def ring(*firms: str, times: int = 6) -> list[Json]:
    return [
        contest(f"{firms[0]}-{n}", firms[n % len(firms)], *set(firms) - {firms[n % len(firms)]}) for n in range(times)
    ]


def test_given_a_firm_then_its_neighbours_are_told_with_lots_wins_and_community() -> None:
    found = known(*ring("A", "B", "C"), contest("x", "D", "A"))
    company = around(Network(found, KG), found, KG, token("A"), 1, 25)
    assert set(company.firms) == {token(one) for one in "ABCD"}
    own, stranger = company.firms[token("A")], company.firms[token("D")]
    assert (own.distance, own.lots, own.wins, own.community) == (0, 7, 2, 0)
    assert (stranger.distance, stranger.lots, stranger.wins, stranger.community) == (1, 1, 1, None)
    assert [pair.meetings for pair in company.pairs] == [6, 6, 6, 1]
    last = company.pairs[-1]
    won = {last.a: last.wins_a, last.b: last.wins_b}
    assert won == {token("D"): 1, token("A"): 0}
    assert last.overlap == 1 / 7
    assert company.whole


def test_given_a_firm_that_bids_alone_then_it_has_no_company_and_one_that_never_bid_is_nobody() -> None:
    found = known(contest(1, "A"), contest(2, "B", "C"))
    alone = around(Network(found, KG), found, KG, token("A"), 2, 25)
    assert (list(alone.firms), alone.pairs, alone.firms[token("A")].lots) == ([token("A")], [], 1)
    assert not around(Network(found, KG), found, KG, token("NOBODY"), 2, 25).firms
    assert country_of(found, token("C")) == KG
    assert country_of(found, token("NOBODY")) is None
    assert country_of(known(), token("A")) is None


def test_given_a_buyer_then_its_most_frequent_suppliers_and_their_meetings_elsewhere_are_told() -> None:
    sales = [sale(n, "B", "S1") for n in range(3)] + [sale(9, "B", "S2"), sale(10, "B", " "), sale(11, "OTHER", "S3")]
    trade = TRADE.finish(TRADE.partial(part_of(*sales)))
    firms, awards = suppliers_of(trade, KG, token("B"))
    assert (firms.tolist(), awards.tolist()) == ([token("S1"), token("S2")], [3, 1])
    found = known(*ring("S1", "S2", "S3"))
    company = among_suppliers(Network(found, KG), found, KG, firms, awards, 25)
    assert [(one.awards, one.lots) for one in company.firms.values()] == [(3, 6), (1, 6)]
    assert [pair.meetings for pair in company.pairs] == [6]
    fewer = among_suppliers(Network(found, KG), found, KG, firms, awards, 1)
    assert (list(fewer.firms), fewer.pairs, fewer.whole) == ([token("S1")], [], False)


def test_given_ten_thousand_suppliers_then_the_answer_is_as_short_as_asked_for() -> None:
    columns = {
        "country": np.full(10_000, KG),
        "buyer": np.full(10_000, token("B")),
        "supplier": np.array([token(f"S{n}") for n in range(10_000)]),
        "currency": np.full(10_000, token("KGS")),
        "year": np.full(10_000, 2024),
        "amount": np.arange(1.0, 10_001.0),
        "awards": np.ones(10_000),
    }
    trade = TRADE.finish(columns)
    firms, awards = suppliers_of(trade, KG, token("B"))
    found = known()
    company = among_suppliers(Network(found, KG), found, KG, firms, awards, 25)
    assert (len(firms), len(company.firms), company.whole) == (10_000, 25, False)
