"""KG09: conventional units, and no document that says what they are."""

import pytest

from services.scoring.indicator import Missing, State
from tests.unit.scoring.build import Json, ask, good, kyrgyz, release


def tender(*units: str | None, documents: list[Json] | None = None, **more: object) -> Json:
    items = [good(str(number), "30190000-7", unit=unit) for number, unit in enumerate(units)]
    content = {"procurementMethodDetails": "simplicated", "statusDetails": "published"} | more
    return release(kyrgyz(items=items, documents=documents or [], **content))


@pytest.mark.parametrize("unit", ["условная единица", "Условная штука", "шарттуу бирдик"])
def test_given_conventional_units_without_a_document_then_raised_with_their_name(unit: str) -> None:
    answer = ask("KG09", tender("шт", unit))
    assert (answer.state, answer.value, answer.lots) == (State.RAISED, 1, ["L1"])
    assert [(piece.path, piece.value) for piece in answer.evidence] == [
        ("/tender/items/1/unit/name", unit),
        ("/tender/documents", None),
    ]


@pytest.mark.parametrize("tied", [{"relatedItems": ["0"]}, {"relatedLots": ["L1"]}])
def test_given_a_document_of_the_item_or_its_lot_then_clear(tied: Json) -> None:
    assert ask("KG09", tender("условная единица", documents=[tied])).state is State.CLEAR


def test_given_a_document_of_another_lot_then_raised() -> None:
    assert ask("KG09", tender("условная единица", documents=[{"relatedLots": ["L2"]}])).state is State.RAISED


def test_given_a_document_tied_to_nothing_then_not_computable() -> None:
    answer = ask("KG09", tender("условная единица", documents=[{"documentType": "technicalSpecifications"}]))
    assert answer.missing == ("/tender/documents/relatedItems",)


def test_given_ordinary_units_then_clear_whatever_the_documents() -> None:
    assert ask("KG09", tender("шт", "кг", documents=[{}])).state is State.CLEAR


@pytest.mark.parametrize(("units", "missing"), [((), "/tender/items"), ((None,), "/tender/items/unit/name")])
def test_given_no_units_then_not_computable(units: tuple[str | None, ...], missing: str) -> None:
    assert ask("KG09", tender(*units)).missing == (missing,)


def test_given_another_method_then_not_applicable() -> None:
    content = tender("условная единица", procurementMethodDetails="oneStage")
    assert ask("KG09", content).state is State.NOT_APPLICABLE


def test_given_opened_bids_then_not_computable() -> None:
    assert ask("KG09", tender("условная единица", statusDetails="bidsOpened")).missing == (Missing.STAGE,)
