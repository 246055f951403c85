"""What things usually cost: which prices are found, by code, words, unit and year, and what is said of them."""

from collections.abc import Sequence

import numpy as np
import pytest

from services.scoring.population import ASKED
from services.scoring.price_index import CLASS_NAMES
from services.scoring.prices import ClassNames, PriceBook, Usual
from services.scoring.statistic import Known
from services.scoring.tokens import Tokens, token
from shared.contracts.market import AskPrices, Prices
from tests.unit.scoring.build import Json, item, kyrgyz, part_of, release

PENS, PAPER = "30192121-5", "30197643-5"


def bought(number: int, price: float, code: str = PENS, name: str | None = "Ручки шариковые", **more: object) -> Json:
    """A tender for one thing; `unit` and `year` as wished."""
    year, unit = more.pop("year", 2021), more.pop("unit", "шт")
    thing = item(price, code=code)
    thing["classification"] |= {"description": name} if name else {}
    thing["unit"]["name"] = unit
    return release(kyrgyz(items=[thing], datePublished=f"{year}-03-01T03:00:00Z"), ocid=f"o-{number}-{code}-{year}")


def figures(contents: Sequence[Json], pieces: int = 1) -> dict[str, Known]:
    """All statistics, computed over so many parts."""
    parts = [part_of(*contents[start::pieces]) for start in range(pieces)]
    return {one.name: one.finish(one.joined([one.partial(part) for part in parts])) for one in ASKED}


def answer(contents: Sequence[Json], pieces: int = 1, peers: int = 20, **asked: object) -> Prices:
    book = PriceBook(figures(contents, pieces), "v1", Usual(4.0, peers))
    return book.answer(AskPrices.model_validate(asked))


@pytest.fixture
def pens() -> list[Json]:
    """Twenty-one purchases of pens in 2021 at 10 to 30, five in 2022, and four that are too few to tell."""
    many = [bought(n, 10 + n) for n in range(21)] + [bought(n, 40, year=2022) for n in range(5)]
    return many + [bought(n, 400, PAPER, "Бумага для печати", unit="пач. А4") for n in range(4)]


def test_given_prices_then_median_quartiles_and_usual_range_are_told_with_how_many_tell_them(pens: list[Json]) -> None:
    found = answer(pens, code=PENS, year=2021)
    assert [(one.code, one.unit, one.currency, one.year, one.n, one.median) for one in found.items] == [
        (PENS, "шт", "KGS", 2021, 21, 20)
    ]
    only = found.items[0]
    assert only.low is not None
    assert only.high is not None
    assert only.low < only.q1 < only.median < only.q3 < only.high
    assert only.low * only.high == pytest.approx(only.median**2, rel=0.01)
    assert (only.name, only.paid, only.made_up, found.figures) == ("Ручки шариковые", 0, 0, "v1")


def test_given_fewer_peers_than_the_rule_asks_for_then_no_usual_range_is_told(pens: list[Json]) -> None:
    found = answer(pens, code=PENS, year=2022).items[0]
    assert (found.n, found.median, found.low, found.high) == (5, 40, None, None)


def test_given_a_year_or_unit_without_prices_then_those_that_exist_are_told(pens: list[Json]) -> None:
    found = answer(pens, code=PENS, year=2019)
    assert (found.items, found.years, found.units, found.currencies) == ([], [2021, 2022], ["шт"], ["KGS"])
    assert answer(pens, code=PENS, unit="кг").units == ["шт"]
    assert len(answer(pens, code=PENS, unit="Штука").items) == 2


def test_given_fewer_than_five_processes_then_nothing_is_told_of_their_prices(pens: list[Json]) -> None:
    assert [one.code for one in answer(pens).classes] == [PENS]
    assert answer(pens, code=PAPER).total == 0


@pytest.mark.parametrize(
    ("asked", "classes"),
    [
        ({"words": "ручка"}, 1),
        ({"words": "РУЧКИ шариковые"}, 1),
        ({"words": "бумага"}, 0),
        ({"code": "3019"}, 1),
        ({"code": "45"}, 0),
        ({"scheme": "OKGZ"}, 1),
        ({"scheme": "CPV"}, 0),
        ({"country": "kz"}, 0),
        ({"code": "3019", "words": "ручки", "currency": "USD"}, 1),
    ],
)
def test_given_words_or_the_beginning_of_a_code_then_its_classes_are_found(
    pens: list[Json], asked: dict[str, str], classes: int
) -> None:
    assert answer(pens, **asked).classes_total == classes


def test_given_the_history_in_pieces_then_the_answer_is_the_same(pens: list[Json]) -> None:
    assert answer(pens, 7, code=PENS) == answer(pens, code=PENS)


def test_given_no_figures_then_there_is_no_price_and_no_error() -> None:
    empty = PriceBook({}, "", Usual(4.0, 20)).answer(AskPrices(words="ручка", code="30"))
    assert (empty.items, empty.classes, empty.figures) == ([], [], "")
    nothing = answer([release(kyrgyz())])
    assert (nothing.total, nothing.classes_total) == (0, 0)


def test_given_cancelled_processes_then_their_prices_are_left_out() -> None:
    cancelled = [bought(n, 10) for n in range(6)]
    for one in cancelled:
        one["tender"] |= {"status": "cancelled"}
    assert answer(cancelled).total == 0


# --- names of classes -----------------------------------------------------------------------------------------------


def named(contents: Sequence[Json], code: str, pieces: int = 1) -> tuple[str | None, bool]:
    names = ClassNames({CLASS_NAMES.name: figures(contents, pieces)[CLASS_NAMES.name]})
    row = int(names.rows(*(_column(text) for text in ("OKGZ", code)))[0])
    return names.text(row), names.exact(row)


def _column(text: str) -> Tokens:
    return np.array([token(text)], np.int64)


def test_given_several_descriptions_of_a_class_then_the_most_frequent_one_names_it() -> None:
    contents = [bought(n, 10, name="Ручки") for n in range(3)] + [bought(n + 9, 10, name="ручки синие") for n in (0, 1)]
    assert named(contents, PENS) == named(contents, PENS, 3) == ("Ручки", True)


def test_given_a_description_of_the_wide_class_then_it_names_it_and_else_a_narrow_one_is_an_example() -> None:
    narrow = [bought(n, 10) for n in range(3)]
    assert named(narrow, "3019") == ("Ручки шариковые", False)
    wide = [*narrow, bought(9, 10, "30190000-7", "Канцелярские товары")]
    assert named(wide, "3019") == ("Канцелярские товары", True)
    assert named(wide, "30")[1] is False


def test_given_no_description_then_the_class_has_no_name() -> None:
    assert named([bought(1, 10, name=None)], PENS) == (None, False)


def test_given_a_long_description_in_cyrillic_then_it_is_cut_without_half_letters() -> None:
    text, _ = named([bought(1, 10, name="ю" * 500)], PENS)
    assert text == "ю" * 100
