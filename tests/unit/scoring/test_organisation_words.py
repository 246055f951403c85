"""Figures of organisations as the contracts state them."""

from decimal import Decimal

from services.scoring.names import Names
from services.scoring.organisation_words import figures_of, organisation_of, tokens_of
from services.scoring.organisations import ACTIVITY, TRADE, Role
from services.scoring.population import ASKED, mark, population
from services.scoring.profiles import profile
from services.scoring.tokens import token
from shared.contracts.organisation import OrganisationFigures
from tests.unit.scoring.build import Json, award, bid, contest, part_of, release, sale


def told(name: str, role: Role, *contents: Json) -> OrganisationFigures:
    part = part_of(*contents)
    activity, trade = (one.finish(one.partial(part)) for one in (ACTIVITY, TRADE))
    found = profile(activity, trade, token("kg"), token(name), role)
    assert found is not None
    names = Names()
    names.take(part)
    known = names.known()
    assert {one for one in tokens_of(found) if one in known}
    return figures_of(found, known)


def test_given_a_buyer_then_tokens_are_told_as_ids_and_sums_as_decimals() -> None:
    figures = told("B", Role.BUYER, sale(1, "B", "X", 0.1), sale(2, "B", "X", 0.2), sale(3, "B", "Y", None))
    purse = figures.purses[0]
    assert (purse.currency, purse.years[0].amount, purse.top[0].amount) == ("KGS", Decimal("0.30"), Decimal("0.30"))
    assert purse.top[0].organisation is not None
    assert purse.top[0].organisation.id == "X"
    assert (figures.awards, figures.unpriced, figures.further_currencies) == (3, 1, 0)
    assert (figures.processes.own, figures.processes.usual) == (3, None)


def test_given_firms_that_won_together_then_nobody_is_named_for_both() -> None:
    joint = award("a", "b1", "A") | {"suppliers": [{"id": "A"}, {"id": "C"}], "value": {"amount": 5, "currency": "KGS"}}
    content = release(None, bid("b1", None, 5) | {"tenderers": [{"id": "A"}, {"id": "C"}]}, awards=[joint])
    figures = told("KG-INN-1", Role.BUYER, content)
    assert [one.organisation for one in figures.purses[0].top] == [None]


def test_given_lots_then_bidders_are_counted_once_per_lot_up_to_five_and_more() -> None:
    contents = [contest(n, *(f"F{m}" for m in range(count))) for n, count in enumerate((1, 2, 2, 3, 4, 5, 9))]
    figures = told("KG-INN-1", Role.BUYER, *contents, sale(99, "KG-INN-1", "F0"))
    assert (figures.bidders, figures.lots) == ([1, 2, 1, 1, 2], 7)


def test_given_many_currencies_then_the_answer_stays_short_and_says_so() -> None:
    contents = [sale(n, "B", "X", 5, currency=f"C{chr(65 + n)}X") for n in range(14)]
    figures = told("B", Role.BUYER, *contents)
    assert (len(figures.purses), figures.further_currencies) == (10, 4)


def test_given_an_id_no_contract_takes_then_nobody_is_named() -> None:
    names = Names()
    names.take(part_of(sale(1, "B", "x" * 300)))
    assert organisation_of(token("x" * 300), names.known()) is None


def test_given_the_statistics_then_their_mark_tells_another_version_apart() -> None:
    known = population([])
    assert set(known) == {one.name for one in ASKED}
    assert mark(known) == mark(dict(reversed(known.items())))
    assert mark(known) != mark({name: one for name, one in known.items() if name != ACTIVITY.name})
