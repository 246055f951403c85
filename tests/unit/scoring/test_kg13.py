"""KG13: no licence is asked for what needs one."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, good, kyrgyz, release

LIST = ["33600000-6", "45000000-7"]


def tender(*codes: str | None, asks: str | None = None, **more: object) -> Json:
    requirements = [{"id": "1", "type": asks}] if asks else []
    content = {
        "statusDetails": "published",
        "items": [good(str(number), code) for number, code in enumerate(codes)],
        "qualificationRequirements": requirements,
    }
    return release(kyrgyz(**(content | more)))


def test_given_a_listed_class_and_no_licence_asked_for_then_raised_with_the_class() -> None:
    answer = ask("KG13", tender("15000000-8", "33600000-6", asks="Опыт"), codes=LIST)
    assert (answer.state, answer.value) == (State.RAISED, 1)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/tender/items/1/classification/id", "33600000-6")
    ]


@pytest.mark.parametrize("words", ["Лицензия, выданная уполномоченным органом", "ЛИЦЕНЗИЯ", "копия лицензии"])
def test_given_a_requirement_that_speaks_of_a_licence_then_clear(words: str) -> None:
    assert ask("KG13", tender("33600000-6", asks=words), codes=LIST).state is State.CLEAR


def test_given_the_licence_in_the_details_of_a_requirement_then_clear() -> None:
    requirements = [{"id": "1", "type": "Документы", "typeDetails": "копия лицензии"}]
    content = tender("33600000-6", qualificationRequirements=requirements)
    assert ask("KG13", content, codes=LIST).state is State.CLEAR


def test_given_classes_that_are_not_listed_then_clear() -> None:
    assert ask("KG13", tender("15000000-8", "33600000"), codes=LIST).state is State.CLEAR


def test_given_no_list_then_not_computable() -> None:
    assert ask("KG13", tender("33600000-6")).missing == (Missing.LIST,)


@pytest.mark.parametrize("codes", [(), (None,), ("15000000-8", None)])
def test_given_items_without_a_class_then_not_computable(codes: tuple[str | None, ...]) -> None:
    assert ask("KG13", tender(*codes), codes=LIST).missing == ("/tender/items/classification/id",)


def test_given_a_listed_class_beside_one_without_then_raised() -> None:
    assert ask("KG13", tender("33600000-6", None), codes=LIST).state is State.RAISED


def test_given_a_dead_lot_then_its_items_do_not_count() -> None:
    lots = [{"id": "L1", "status": "cancelled"}, {"id": "L2"}]
    items = [good("1", "33600000-6"), good("2", "15000000-8", lot="L2")]
    assert ask("KG13", tender(lots=lots, items=items), codes=LIST).state is State.CLEAR


def test_given_a_single_source_then_judged_too() -> None:
    assert ask("KG13", tender("33600000-6", procurementMethodDetails="singleSource"), codes=LIST).state is State.RAISED


def test_given_another_method_or_stage_then_not_judged() -> None:
    assert ask("KG13", tender("33600000-6", procurementMethodDetails="egov"), codes=LIST).state is State.NOT_APPLICABLE
    assert ask("KG13", tender("33600000-6", statusDetails="bidsOpened"), codes=LIST).missing == (Missing.STAGE,)
