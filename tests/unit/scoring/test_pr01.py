"""PR01: a unit price lies outside the usual range."""

import pytest

from services.scoring.indicator import Missing, State
from services.scoring.price_reference import UNIT_PRICES, UsualPrice, usual_price
from tests.unit.scoring.build import Json, ask, award, bid, halves, item, kyrgyz, part_of, release, same


def bought(*items: Json, number: int = 0, **tender: object) -> Json:
    """A tender for some items."""
    return release(kyrgyz(**({"items": list(items)} | tender)), ocid=f"o-{number}")


OTHERS = [bought(item(100 + n), number=n) for n in range(30)]
"""From 100 to 129 som a piece."""


def test_given_a_price_outside_the_usual_range_then_raised_with_the_figures() -> None:
    answer = ask("PR01", bought(item(500)), population=OTHERS)
    assert (answer.state, answer.lots, answer.threshold) == (State.RAISED, ["L1"], 4)
    assert answer.value == pytest.approx(9.8, abs=0.2)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [("/tender/items/0/unit/value/amount", 500)]
    said = {
        "peers": 30,
        "median": 114.5,
        "year": 2021,
        "currency": "KGS",
        "unit": "Штука",
        "class": "30213300-8",
        "price_of_the_winner": False,
    }
    assert answer.parameters == said


@pytest.mark.parametrize(("price", "state"), [(20, State.RAISED), (200, State.CLEAR), (215, State.RAISED)])
def test_given_a_price_below_or_just_within_then_judged_both_ways(price: float, state: State) -> None:
    assert ask("PR01", bought(item(price)), population=OTHERS).state is state


def test_given_prices_of_all_sizes_then_clear() -> None:
    wide = [bought(item(10 * 1.3**n), number=n) for n in range(30)]
    assert ask("PR01", bought(item(5000)), population=wide).state is State.CLEAR


def test_given_equal_prices_then_a_little_more_is_within() -> None:
    equal = [bought(item(100), number=n) for n in range(30)]
    assert ask("PR01", bought(item(150)), population=equal).state is State.CLEAR


@pytest.mark.parametrize(
    "changes",
    [{"code": "30213100-6"}, {"unit": "кг"}, {"currency": "USD"}, {"scheme": "DLO"}],
    ids=lambda changes: next(iter(changes)),
)
def test_given_another_class_unit_currency_or_scheme_then_there_are_no_peers(changes: dict[str, str]) -> None:
    assert ask("PR01", bought(item(500, **changes)), population=OTHERS).missing == (Missing.PEERS,)


def test_given_another_year_or_too_few_then_there_are_no_peers() -> None:
    later = bought(item(500), datePublished="2022-03-01T03:00:00Z")
    assert ask("PR01", later, population=OTHERS).missing == (Missing.PEERS,)
    assert ask("PR01", bought(item(500)), population=OTHERS[:19]).missing == (Missing.PEERS,)
    assert ask("PR01", bought(item(500))).missing == (Missing.STATISTICS,)


def test_given_the_same_unit_under_another_name_then_it_is_compared() -> None:
    assert ask("PR01", bought(item(500, unit="даана")), population=OTHERS).state is State.RAISED


def test_given_a_long_list_then_its_process_speaks_once() -> None:
    crowd = bought(*(item(9000, number=str(n)) for n in range(500)), number=99)
    answer = ask("PR01", bought(item(500)), population=[*OTHERS, crowd])
    assert (answer.state, answer.parameters["peers"]) == (State.RAISED, 31)


@pytest.mark.parametrize(
    ("odd", "missing"),
    [
        (item(None), "/tender/items/unit/value/amount"),
        (item(0), "/tender/items/unit/value/amount"),
        (item(10**15), "/tender/items/unit/value/amount"),
        (item(500, code="30000000-9"), "/tender/items/classification/id"),
        (item(500, code=None), "/tender/items/classification/id"),
        (item(500, unit=None), "/tender/items/unit/name"),
    ],
    ids=["no price", "zero", "absurd", "wide class", "no class", "no unit"],
)
def test_given_an_item_that_cannot_be_compared_then_not_clear(odd: Json, missing: str) -> None:
    assert ask("PR01", bought(item(110), odd), population=OTHERS).missing == (missing,)
    assert ask("PR01", bought(item(500), odd), population=OTHERS).state is State.RAISED


def test_given_no_items_or_no_date_then_not_computable() -> None:
    assert ask("PR01", bought(), population=OTHERS).missing == ("/tender/items",)
    undated = bought(item(500), datePublished=None, tenderPeriod={})
    assert ask("PR01", undated, population=OTHERS).missing == ("/tender/datePublished",)


def test_given_services_or_sets_then_there_is_nothing_to_compare() -> None:
    assert ask("PR01", bought(item(500, unit="услуга")), population=OTHERS).state is State.NOT_APPLICABLE
    assert ask("PR01", bought(item(110), item(9e6, unit="комплект")), population=OTHERS).state is State.CLEAR


def test_given_the_winners_price_then_it_counts_instead_of_the_expected_one() -> None:
    offer = {"relatedLot": "L1", "relatedItem": "1", "unit": {"value": {"amount": 500, "currency": "KGS"}}}
    content = release(kyrgyz(items=[item(110)]), bid("b1", "T1", 5) | {"priceProposal": [offer]})
    content["awards"] = [award("a1", "b1", "T1")]
    answer = ask("PR01", content, population=OTHERS)
    assert (answer.state, answer.parameters["price_of_the_winner"]) == (State.RAISED, True)
    offer["unit"] = {"value": {"amount": 500, "currency": "USD"}}
    assert ask("PR01", content, population=OTHERS).missing == (Missing.PEERS,)


def test_given_a_cancelled_tender_then_it_neither_counts_nor_is_judged() -> None:
    cancelled = [bought(item(100 + n), number=n, status="cancelled") for n in range(30)]
    assert ask("PR01", bought(item(500)), population=cancelled).missing == (Missing.PEERS,)
    assert ask("PR01", bought(item(500), status="cancelled"), population=OTHERS).state is State.NOT_APPLICABLE


def test_given_a_reader_that_asks_what_such_things_cost_then_figures_of_that_year() -> None:
    known = UNIT_PRICES.finish(UNIT_PRICES.partial(part_of(*OTHERS)))
    asked = {"country": "kg", "scheme": "OKGZ", "code": "30213300-8", "currency": "KGS"}
    for unit in ("шт.", "Даана", "piece"):
        assert usual_price(known, unit=unit, year=2021, **asked) == UsualPrice(30, 114.5, 106.92, 122.08)
    assert usual_price(known, unit="шт", year=2022, **asked) is None
    assert usual_price(known, unit="шт", year=2021, least=31, **asked) is None


def test_given_parts_joined_then_the_figures_are_those_of_one_part() -> None:
    assert same(halves("PR01", OTHERS))
