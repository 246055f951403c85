"""R064: the contract was changed after it was signed."""

import numpy as np
import pytest

from services.scoring.indicator import Missing, State
from services.scoring.indicators.r064 import AMENDED
from tests.unit.scoring.build import Json, ask, contract, many, part_of, release


def changed(*amendments: int, **more: object) -> Json:
    """One contract with so many amendments each."""
    made = [{"id": "m", "rationale": "More rooms"}]
    contracts = [contract(f"c{n}", "a1", 5, amendments=made * count, **more) for n, count in enumerate(amendments)]
    return release(None, contracts=contracts)


PUBLISHED = many(changed(1), 10)


def test_given_amendments_then_raised_with_how_many() -> None:
    answer = ask("R064", changed(0, 3), population=PUBLISHED)
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 3, 1)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [("/contracts/1/amendments", 3)]


def test_given_an_amendment_without_a_reason_then_that_is_told_too() -> None:
    content = release(None, contracts=[contract("c1", "a1", amendments=[{"id": "m", "rationale": " "}])])
    answer = ask("R064", content, population=PUBLISHED)
    assert [piece.path for piece in answer.evidence] == ["/contracts/0/amendments", "/contracts/0/amendments/rationale"]


def test_given_none_where_amendments_are_published_then_clear() -> None:
    assert ask("R064", changed(0), population=PUBLISHED).state is State.CLEAR


@pytest.mark.parametrize("population", [[], many(changed(0), 300), PUBLISHED[1:]])
def test_given_none_where_they_may_never_be_published_then_not_computable(population: list[Json]) -> None:
    assert ask("R064", changed(0), population=population).missing == ("/contracts/amendments",)


def test_given_an_amendment_where_none_were_seen_then_raised_all_the_same() -> None:
    assert ask("R064", changed(1), population=[]).state is State.RAISED


@pytest.mark.parametrize("content", [changed(), changed(2, status="cancelled"), changed(2, status="pending")])
def test_given_no_contract_in_force_then_not_computable(content: Json) -> None:
    assert ask("R064", content, population=PUBLISHED).missing == ("/contracts",)


def test_given_a_terminated_contract_then_it_had_come_into_force() -> None:
    assert ask("R064", changed(1, status="terminated"), population=PUBLISHED).state is State.RAISED


def test_given_no_figures_yet_then_not_computable() -> None:
    assert ask("R064", changed(1)).missing == (Missing.STATISTICS,)


def test_given_parts_joined_then_the_figures_are_those_of_the_whole() -> None:
    every = [changed(1, 0), changed(0), changed(2), changed()]
    apart = AMENDED.joined([AMENDED.partial(part_of(*every[:1])), AMENDED.partial(part_of(*every[1:]))])
    whole = AMENDED.partial(part_of(*every))
    assert all(np.array_equal(apart[name], whole[name]) for name in whole)
    assert (whole["asked"][0], whole["told"][0]) == (4, 2)
