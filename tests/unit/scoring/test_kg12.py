"""KG12: hardly anything is asked of the bidders."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, kyrgyz, release


def asked(count: int, **tender: object) -> Json:
    requirements = [{"id": str(number), "type": "Опыт"} for number in range(count)]
    return release(kyrgyz(**({"statusDetails": "published", "qualificationRequirements": requirements} | tender)))


def test_given_exactly_two_requirements_then_raised() -> None:
    answer = ask("KG12", asked(2))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 2, 2)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [("/tender/qualificationRequirements", 2)]


@pytest.mark.parametrize("count", [3, 4, 20])
def test_given_more_then_clear(count: int) -> None:
    assert ask("KG12", asked(count)).state is State.CLEAR


@pytest.mark.parametrize("count", [0, 1])
def test_given_fewer_then_the_data_are_wrong_and_it_is_not_computable(count: int) -> None:
    assert ask("KG12", asked(count)).missing == ("/tender/qualificationRequirements",)


def test_given_another_number_then_it_decides() -> None:
    assert ask("KG12", asked(3), requirements=3).state is State.RAISED
    assert ask("KG12", asked(2), requirements=3).state is State.NOT_COMPUTABLE


@pytest.mark.parametrize("details", ["simplicated", "downgrade", "singleSource"])
def test_given_another_method_then_not_applicable(details: str) -> None:
    assert ask("KG12", asked(2, procurementMethodDetails=details)).state is State.NOT_APPLICABLE


@pytest.mark.parametrize("stage", ["bidsOpened", "contractSigned", "unsuccessful"])
def test_given_a_later_stage_then_not_computable(stage: str) -> None:
    assert ask("KG12", asked(2, statusDetails=stage)).missing == (Missing.STAGE,)


def test_given_a_cancelled_tender_then_the_earlier_answer_stays() -> None:
    answer = ask("KG12", asked(2, status="cancelled", statusDetails="cancelled"))
    assert (answer.state, answer.keeps) == (State.NOT_APPLICABLE, True)
