"""What a buyer or a supplier does as a whole, beside what is usual among its peers."""

import numpy as np
import pytest

from services.scoring.organisations import ACTIVITY, TRADE, Role
from services.scoring.profiles import Profile, profile
from services.scoring.statistic import Statistic
from services.scoring.tokens import token
from tests.unit.scoring.build import Json, award, bid, contest, part_of, release, sale


def of(name: str, role: Role, *contents: Json) -> Profile | None:
    part = part_of(*contents)
    finished = [one.finish(one.partial(part)) for one in (ACTIVITY, TRADE)]
    return profile(finished[0], finished[1], token("kg"), token(name), role)


def peers(count: int = 6) -> list[Json]:
    """Buyers with five purchases of 100 each, from two firms."""
    return [sale(n, f"P{place}", f"S{n % 2}") for place in range(count) for n in range(5)]


def test_given_a_buyer_then_its_money_is_told_by_currency_and_year_with_its_largest_suppliers() -> None:
    own = [
        sale(1, "B", "X", 300),
        sale(2, "B", "Y", 100),
        sale(3, "B", "X", 50, datePublished="2020-05-01T00:00:00Z"),
        sale(4, "B", "X", 7, currency="USD"),
        sale(5, "B", "X", None),
    ]
    found = of("B", Role.BUYER, *own, *peers())
    assert found is not None
    assert (found.processes.own, found.awards, found.unpriced) == (5, 5, 1)
    som, dollars = found.purses
    assert [(one.year, one.amount, one.awards) for one in som.years] == [(2020, 50, 1), (2021, 400, 2)]
    assert [(one.organisation, one.amount, one.awards) for one in som.top] == [
        (token("X"), 350, 2),
        (token("Y"), 100, 1),
    ]
    assert som.top[0].share == pytest.approx(7 / 9)
    assert som.concentration.own == pytest.approx((7 / 9) ** 2 + (2 / 9) ** 2)
    assert (som.amount.own, som.amount.usual, som.amount.peers) == (450, 500, 6)
    assert (som.counterparties.own, som.counterparties.usual) == (2, 2)
    assert (dollars.currency, dollars.amount.own, dollars.amount.usual) == (token("USD"), 7, None)


def test_given_a_supplier_then_its_buyers_are_told() -> None:
    found = of("S0", Role.SUPPLIER, *peers(3))
    assert found is not None
    assert (found.processes.own, found.awards, len(found.purses[0].top)) == (9, 9, 3)
    assert found.purses[0].concentration.own == pytest.approx(1 / 3)


def test_given_lots_with_one_bidder_and_direct_purchases_then_the_shares_are_told_beside_the_median() -> None:
    own = [contest(1, "X"), contest(2, "X", "Y"), contest(3, "X", procurementMethodDetails="singleSource")]
    others = [contest(f"p{n}", "X", "Y") | {"buyer": {"id": f"P{n % 6}"}} for n in range(30)]
    found = of("KG-INN-1", Role.BUYER, *own, *others)
    assert found is not None
    assert (found.competitive.own, found.competitive.usual) == (pytest.approx(2 / 3), 1)
    assert (found.single.own, found.single.usual, found.single.peers) == (0.5, 0, 6)
    winner = of("X", Role.SUPPLIER, *own)
    assert winner is not None
    assert (winner.single.own, winner.single.usual) == (0.5, None)


def test_given_unknown_methods_then_they_are_in_no_share() -> None:
    found = of("KG-INN-1", Role.BUYER, contest(1, "X", procurementMethodDetails="newMethod"))
    assert found is not None
    assert (found.processes.own, found.competitive.own, found.single.own) == (1, None, None)


def test_given_an_award_that_names_nobody_then_it_counts_in_the_sum_alone() -> None:
    found = of("B", Role.BUYER, sale(1, "B", " ", 100), sale(2, "B", "X", 100))
    assert found is not None
    purse = found.purses[0]
    assert (purse.amount.own, purse.counterparties.own, purse.top[0].share, purse.concentration.own) == (200, 1, 0.5, 1)
    nobody = of("B", Role.BUYER, sale(1, "B", " ", 100))
    assert nobody is not None
    assert (nobody.purses[0].top, nobody.purses[0].concentration.own) == ((), None)


def test_given_firms_that_won_together_then_each_has_the_process_and_the_pair_the_money() -> None:
    joint = release(
        None,
        bid("b1", None, 5) | {"tenderers": [{"id": "A"}, {"id": "C"}]},
        awards=[
            award("a", "b1", "A") | {"suppliers": [{"id": "A"}, {"id": "C"}], "value": {"amount": 5, "currency": "KGS"}}
        ],
    )
    found = of("A", Role.SUPPLIER, joint)
    assert found is not None
    assert (found.processes.own, found.awards) == (1, 0)


def test_given_cancelled_or_nothing_at_all_then_there_is_no_profile() -> None:
    assert of("B", Role.BUYER, sale(1, "B", "X", status="cancelled")) is None
    assert of("B", Role.BUYER) is None
    assert of("B", Role.SUPPLIER, sale(1, "B", "X")) is None


@pytest.mark.parametrize("statistic", [ACTIVITY, TRADE], ids=["activity", "trade"])
def test_given_parts_then_joined_they_are_as_one(statistic: Statistic) -> None:
    contents = [*peers(2), contest(1, "X", "Y"), contest(2, "X")]
    whole = statistic.finish(statistic.partial(part_of(*contents)))
    apart = statistic.finish(statistic.joined([statistic.partial(part_of(one)) for one in contents]))
    assert np.array_equal(whole.keys, apart.keys)
    assert whole.figures.keys() == apart.figures.keys()
    assert all(np.allclose(column, apart.columns[name]) for name, column in whole.columns.items())
