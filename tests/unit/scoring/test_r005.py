"""R005: key documents of the tender are missing."""

import numpy as np
import pytest

from services.scoring.engine import Engine
from services.scoring.indicator import Missing, State
from services.scoring.indicators import CATALOGUE
from services.scoring.indicators.r005 import DOCUMENTED, TYPES
from services.scoring.tokens import token
from tests.unit.scoring.build import Json, ask, kyrgyz, many, part_of, release, statistics_of

SPECIFICATIONS, TERMS = "technicalSpecifications", "biddingDocuments"
LATE = "2021-03-22T04:00:01Z"


def published(*kinds: str, on: str | None = None, **tender: object) -> Json:
    date = {"datePublished": on} if on else {}
    documents = [{"id": str(n), "documentType": kind} | date for n, kind in enumerate(kinds)]
    return release(kyrgyz(**({"documents": documents} | tender)))


USUAL = [*many(published(SPECIFICATIONS, TERMS), 24), *many(published(TERMS), 6)]
"""All have terms, four of five specifications."""


def test_given_no_document_of_a_kind_that_is_usual_then_raised_with_its_name() -> None:
    answer = ask("R005", published(TERMS), population=USUAL)
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 1, 1)
    assert answer.parameters["missing_documents"] == [SPECIFICATIONS]
    assert sorted(answer.parameters["usual_documents"]) == sorted([SPECIFICATIONS, TERMS])
    assert [(piece.path, piece.value) for piece in answer.evidence] == [("/tender/documents", 1)]


def test_given_all_that_is_usual_then_clear_though_other_kinds_are_absent() -> None:
    answer = ask("R005", published(SPECIFICATIONS, TERMS), population=USUAL)
    assert (answer.state, answer.value) == (State.CLEAR, 0)


@pytest.mark.parametrize(("on", "state"), [(LATE, State.RAISED), ("2021-03-22T04:00:00Z", State.CLEAR)])
def test_given_documents_after_the_deadline_then_they_are_missing(on: str, state: State) -> None:
    answer = ask("R005", published(SPECIFICATIONS, TERMS, on=on), population=USUAL)
    assert (answer.state, answer.value) == (state, 2 if state is State.RAISED else 0)


def test_given_a_kind_that_is_less_usual_then_it_is_not_asked_for() -> None:
    population = [*many(published(SPECIFICATIONS, TERMS), 23), *many(published(TERMS), 7)]
    assert ask("R005", published(TERMS), population=population).state is State.CLEAR


def test_given_no_kind_that_is_usual_then_not_computable() -> None:
    assert ask("R005", published(), population=many(published("x"), 40)).missing == ("/tender/documents",)


def test_given_kinds_that_nobody_counts_then_they_are_passed_over_wherever_they_sort() -> None:
    last = max(map(token, TYPES))
    beyond = next(name for name in map(str, range(1000)) if token(name) > last)
    assert ask("R005", published(SPECIFICATIONS, TERMS, beyond), population=USUAL).state is State.CLEAR


def test_given_tenders_side_by_side_then_too_few_peers_of_one_method_are_too_few_for_it_alone() -> None:
    simple = published(procurementMethodDetails="simplicated")
    known = statistics_of("R005", part_of(*USUAL))
    results = Engine(CATALOGUE).evaluate(part_of(simple, published(TERMS)), known)
    indicator = next(each for each in CATALOGUE if each.id == "R005")
    assert results.answer(0, indicator).missing == (Missing.PEERS,)
    assert results.answer(1, indicator).state is State.RAISED


def test_given_another_method_then_its_own_practice_counts() -> None:
    simple = {"procurementMethodDetails": "simplicated"}
    assert ask("R005", published(**simple), population=USUAL).missing == (Missing.PEERS,)
    population = [*USUAL, *many(published(TERMS, **simple), 30)]
    assert ask("R005", published(TERMS, **simple), population=population).state is State.CLEAR


def test_given_too_few_peers_or_no_figures_then_not_computable() -> None:
    assert ask("R005", published(), population=USUAL[1:]).missing == (Missing.PEERS,)
    assert ask("R005", published()).missing == (Missing.STATISTICS,)


def test_given_bids_may_still_come_in_then_documents_may_too() -> None:
    assert ask("R005", published(statusDetails="published"), population=USUAL).missing == (Missing.STAGE,)


def test_given_no_deadline_then_not_computable() -> None:
    content = published(SPECIFICATIONS, TERMS, tenderPeriod={})
    assert ask("R005", content, population=USUAL).missing == ("/tender/tenderPeriod/endDate",)


def test_given_direct_procurement_then_not_applicable() -> None:
    content = published(procurementMethodDetails="singleSource")
    assert ask("R005", content, population=USUAL).state is State.NOT_APPLICABLE


def test_given_fewer_types_then_only_these_are_asked_for() -> None:
    assert ask("R005", published(TERMS), population=USUAL, types=[TERMS]).state is State.CLEAR


@pytest.mark.parametrize("types", [["pictures"], []])
def test_given_types_that_are_not_counted_then_refused_at_the_start(types: list[str]) -> None:
    with pytest.raises(ValueError, match="R005"):
        ask("R005", published(), types=types)


def test_given_many_processes_at_once_then_each_is_answered_by_its_own_documents() -> None:
    engine = Engine(CATALOGUE)
    part = part_of(published(TERMS), published(SPECIFICATIONS, TERMS), published(), published(SPECIFICATIONS))
    results = engine.evaluate(part, statistics_of("R005", part_of(*USUAL)), only=["R005"])
    indicator = engine.indicators[engine.places["R005"]]
    assert [results.answer(row, indicator).value for row in range(4)] == [1, 0, 2, 1]


def test_given_parts_joined_then_the_figures_are_those_of_the_whole() -> None:
    apart = DOCUMENTED.joined([DOCUMENTED.partial(part_of(*USUAL[:9])), DOCUMENTED.partial(part_of(*USUAL[9:]))])
    whole = DOCUMENTED.partial(part_of(*USUAL, published(procurementMethodDetails="singleSource")))
    assert all(np.array_equal(apart[name], whole[name]) for name in whole)
    assert sorted(whole["told"]) == [0, 0, 0, 24, 30]
