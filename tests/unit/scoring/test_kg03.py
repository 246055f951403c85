"""KG03: another additional purchase of the same class in the same year."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, assert_same_apart, good, release, single_source


def addition(day: str = "2021-06-01", *codes: str | None, stage: str = "published", **more: object) -> Json:
    items = [good(str(number), code) for number, code in enumerate(codes or ("33100000-1",))]
    tender = single_source("additionalProcurement5", statusDetails=stage, datePublished=f"{day}T06:00:00Z", items=items)
    return release(tender, **({"ocid": f"o-{day}"} | more))


SIGNED = addition("2021-02-01", stage="contractSigned")


def test_given_a_signed_addition_of_the_class_this_year_then_raised_with_the_class() -> None:
    answer = ask("KG03", addition("2021-06-01", "15000000-8", "33100000-1"), population=[SIGNED])
    assert (answer.state, answer.value) == (State.RAISED, 1)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/tender/items/1/classification/id", "33100000-1")
    ]


@pytest.mark.parametrize(
    "population",
    [
        [],
        [addition("2020-12-01", stage="contractSigned")],
        [addition("2021-07-01", stage="contractSigned")],
        [addition("2021-02-01", "15000000-8", stage="contractSigned")],
        [addition("2021-02-01")],
        [SIGNED | {"buyer": {"id": "KG-INN-2"}}],
    ],
    ids=["none", "last year", "later", "another class", "not signed", "another buyer"],
)
def test_given_no_earlier_signed_addition_of_the_class_this_year_then_clear(population: list[Json]) -> None:
    assert ask("KG03", addition(), population=population).state is State.CLEAR


def test_given_itself_signed_by_now_then_it_is_not_held_against_itself() -> None:
    own = addition(stage="contractSigned")
    assert ask("KG03", addition(), population=[own]).state is State.CLEAR


def test_given_midnight_in_bishkek_then_the_year_is_that_of_bishkek() -> None:
    earlier = addition("2021-01-01", stage="contractSigned")
    earlier["tender"]["datePublished"] = "2020-12-31T18:30:00Z"
    assert ask("KG03", addition(), population=[earlier]).state is State.RAISED


def test_given_an_item_of_a_dead_lot_then_it_does_not_count() -> None:
    content = addition()
    content["tender"]["lots"] = [{"id": "L1", "status": "cancelled"}, {"id": "L2", "status": "active"}]
    content["tender"]["items"].append(good("9", "15000000-8", lot="L2"))
    assert ask("KG03", content, population=[SIGNED]).state is State.CLEAR


def test_given_no_classes_then_not_computable() -> None:
    assert ask("KG03", addition("2021-06-01", None), population=[SIGNED]).missing == (
        "/tender/items/classification/id",
    )


def test_given_no_buyer_then_not_computable() -> None:
    assert ask("KG03", addition(buyer={"id": " "}), population=[SIGNED]).missing == ("/buyer/id",)


def test_given_no_publication_date_then_not_computable() -> None:
    content = addition()
    content["tender"]["datePublished"] = None
    assert ask("KG03", content, population=[SIGNED]).missing == ("/tender/datePublished",)


def test_given_another_reason_then_not_applicable() -> None:
    assert ask("KG03", release(single_source("art")), population=[SIGNED]).state is State.NOT_APPLICABLE


def test_given_no_statistics_then_not_computable() -> None:
    assert ask("KG03", addition()).missing == (Missing.STATISTICS,)


def test_given_a_population_in_parts_then_the_figures_are_the_same() -> None:
    assert_same_apart("KG03", SIGNED, addition("2021-01-05", stage="contractSigned"), addition())
