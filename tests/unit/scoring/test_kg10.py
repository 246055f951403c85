"""KG10: what is bought is counted in "conventional units"."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import ask, kyrgyz, release


def units(*names: object, stage: str = "published") -> dict[str, object]:
    items = [{"id": str(n), "relatedLot": "L1", "unit": {"name": name}} for n, name in enumerate(names)]
    return kyrgyz(statusDetails=stage, items=items)


@pytest.mark.parametrize("name", ["условная единица", "Условная штука", "УСЛОВН. ЕД.", "шарттуу бирдик"])
def test_given_a_conventional_unit_then_raised_with_its_name(name: str) -> None:
    answer = ask("KG10", release(units("штука", name)))
    assert (answer.state, answer.value, answer.lots) == (State.RAISED, 1, ["L1"])
    assert [(piece.path, piece.value) for piece in answer.evidence] == [("/tender/items/1/unit/name", name)]


def test_given_ordinary_units_then_clear() -> None:
    assert ask("KG10", release(units("штука", "тонна"))).state is State.CLEAR


@pytest.mark.parametrize("stage", ["bidsOpened", "contractSigned", "cancelled"])
def test_given_a_later_stage_then_not_computable(stage: str) -> None:
    assert ask("KG10", release(units("условная единица", stage=stage))).missing == (Missing.STAGE,)


@pytest.mark.parametrize(("items", "missing"), [([], "/tender/items"), ([None], "/tender/items/unit/name")])
def test_given_no_units_then_not_computable(items: list[None], missing: str) -> None:
    assert ask("KG10", release(units(*items))).missing == (missing,)


def test_given_single_source_then_not_applicable() -> None:
    tender = units("условная единица") | {"procurementMethodDetails": "singleSource"}
    assert ask("KG10", release(tender)).state is State.NOT_APPLICABLE


def test_given_other_words_then_they_decide_whatever_their_case() -> None:
    assert ask("KG10", release(units("комплект")), words=["КОМПЛ"]).state is State.RAISED


def test_given_units_named_in_several_lots_then_all_of_them_were_judged() -> None:
    items = [
        {"id": "1", "relatedLot": "L1", "unit": {"name": "условная единица"}},
        {"id": "2", "relatedLot": "L2", "unit": {"name": "шт"}},
        {"id": "3", "relatedLot": "L3", "unit": {}},
    ]
    answer = ask("KG10", release(kyrgyz(statusDetails="published", items=items)))
    assert (answer.lots, answer.judged) == (["L1"], ["L1", "L2"])
