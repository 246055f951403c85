"""R001: the purchase does not appear in a published plan."""

import numpy as np
import pytest

from services.scoring.indicator import Missing, State
from services.scoring.indicators.r001 import PLANNED
from tests.unit.scoring.build import Json, ask, kyrgyz, many, part_of, release


def with_plans(*kinds: str | None, **tender: object) -> Json:
    documents = [{"id": str(n), "documentType": kind} for n, kind in enumerate(kinds)]
    return release(kyrgyz(**tender), planning={"documents": documents})


USUAL = [*many(with_plans("procurementPlan"), 24), *many(with_plans(), 6)]


def test_given_no_plan_where_four_of_five_have_one_then_raised_with_how_many_do() -> None:
    answer = ask("R001", with_plans("needsAssessment"), population=USUAL)
    assert answer.state is State.RAISED
    assert answer.parameters == {"peers": 30, "share_of_peers": 0.8}
    assert [(piece.path, piece.value) for piece in answer.evidence] == [("/planning/documents", 1)]


def test_given_a_plan_then_clear_whatever_others_do() -> None:
    assert ask("R001", with_plans(None, "procurementPlan"), population=[]).state is State.CLEAR


def test_given_plans_that_are_seldom_published_then_not_computable() -> None:
    population = [*many(with_plans("procurementPlan"), 23), *many(with_plans(), 7)]
    answer = ask("R001", with_plans(), population=population)
    assert (answer.state, answer.missing) == (State.NOT_COMPUTABLE, ("/planning/documents",))


def test_given_too_few_peers_or_no_figures_then_not_computable() -> None:
    assert ask("R001", with_plans(), population=USUAL[:29]).missing == (Missing.PEERS,)
    assert ask("R001", with_plans()).missing == (Missing.STATISTICS,)


def test_given_a_document_of_the_tender_that_is_called_a_plan_then_it_is_not_in_the_planning_section() -> None:
    content = with_plans(documents=[{"id": "d", "documentType": "procurementPlan"}])
    assert ask("R001", content, population=USUAL).state is State.RAISED


@pytest.mark.parametrize("status", ["planning", "planned", "cancelled"])
def test_given_a_purchase_still_planned_or_cancelled_then_not_applicable(status: str) -> None:
    assert ask("R001", with_plans(status=status), population=USUAL).state is State.NOT_APPLICABLE


def test_given_another_country_then_its_own_practice_counts() -> None:
    tender = {"procurementMethod": "open"}
    assert ask("R001", release(tender), country="pt", population=many(release(tender), 50)).missing == (
        "/planning/documents",
    )


def test_given_parts_joined_then_the_figures_are_those_of_the_whole() -> None:
    every = [*USUAL, with_plans(status="planned"), with_plans(status="cancelled")]
    apart = PLANNED.joined([PLANNED.partial(part_of(*every[:9])), PLANNED.partial(part_of(*every[9:]))])
    whole = PLANNED.partial(part_of(*every))
    assert all(np.array_equal(apart[name], whole[name]) for name in whole)
    assert (whole["asked"][0], whole["told"][0]) == (30, 24)
