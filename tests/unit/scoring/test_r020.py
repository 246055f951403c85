"""R020: somebody complained."""

import numpy as np
import pytest

from services.scoring.indicator import Missing, State
from services.scoring.indicators.r020 import COMPLAINED
from tests.unit.scoring.build import Json, ask, kyrgyz, many, part_of, release


def about(complaints: int, **tender: object) -> Json:
    return release(kyrgyz(**tender), complaints=[{"id": str(number)} for number in range(complaints)])


PUBLISHED = many(about(1), 10)


def test_given_a_complaint_then_raised_with_how_many() -> None:
    answer = ask("R020", about(2), population=PUBLISHED)
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 2, 1)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [("/complaints", 2)]


def test_given_none_where_complaints_are_published_then_clear() -> None:
    answer = ask("R020", about(0), population=PUBLISHED)
    assert (answer.state, answer.value) == (State.CLEAR, 0)


@pytest.mark.parametrize("population", [[], many(about(0), 500), PUBLISHED[1:]])
def test_given_none_where_complaints_may_never_be_published_then_not_computable(population: list[Json]) -> None:
    answer = ask("R020", about(0), population=population)
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, ("/complaints",))


def test_given_one_where_they_are_seldom_published_then_raised_all_the_same() -> None:
    assert ask("R020", about(1), population=[]).state is State.RAISED


def test_given_no_figures_yet_then_not_computable() -> None:
    assert ask("R020", about(1)).missing == (Missing.STATISTICS,)


@pytest.mark.parametrize("details", ["singleSource", "brandNew"])
def test_given_any_method_then_a_complaint_counts(details: str) -> None:
    content = about(1, procurementMethodDetails=details)
    assert ask("R020", content, population=PUBLISHED).state is State.RAISED


def test_given_a_cancelled_tender_then_not_applicable() -> None:
    assert ask("R020", about(1, status="cancelled"), population=PUBLISHED).state is State.NOT_APPLICABLE


def test_given_parts_joined_then_the_figures_are_those_of_the_whole() -> None:
    every = [*many(about(1), 3), *many(about(0), 4)]
    apart = COMPLAINED.joined([COMPLAINED.partial(part_of(*every[:5])), COMPLAINED.partial(part_of(*every[5:]))])
    whole = COMPLAINED.partial(part_of(*every))
    assert all(np.array_equal(apart[name], whole[name]) for name in whole)
    assert (whole["asked"][0], whole["told"][0]) == (7, 3)
