"""TX02: the notice seems to ask for a brand."""

import pytest

from services.scoring.indicator import State
from tests.unit.scoring.build import ask, item, kyrgyz, release


def test_given_a_brand_in_the_title_then_raised_with_the_word() -> None:
    answer = ask("TX02", release(kyrgyz(title="Поставка ноутбуков Dell для школы")))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 1, 1)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [("/tender/title", "Dell")]


def test_given_or_equivalent_in_the_description_then_clear() -> None:
    tender = kyrgyz(title="Поставка ноутбуков Dell для школы", description="или эквивалент")
    assert ask("TX02", release(tender)).state is State.CLEAR


@pytest.mark.parametrize(
    "title", ["Поставка ноутбуков", "Бумага A4", "Соответствие ISO 9001", "Supply of Dell laptops"]
)
def test_given_no_brand_then_clear(title: str) -> None:
    assert ask("TX02", release(kyrgyz(title=title))).state is State.CLEAR


@pytest.mark.parametrize("medicine", [item(5, code="123", scheme="DLO"), item(5, code="33651000-8")])
def test_given_medicines_then_not_applicable_since_their_names_are_brands(medicine: dict[str, object]) -> None:
    tender = kyrgyz(title="Закупка Biobase 200 для больницы", items=[medicine])
    assert ask("TX02", release(tender)).state is State.NOT_APPLICABLE


def test_given_other_items_then_judged() -> None:
    tender = kyrgyz(title="Закупка Biobase 200 для больницы", items=[item(5)])
    assert ask("TX02", release(tender)).state is State.RAISED


@pytest.mark.parametrize("title", [None, "", 7])
def test_given_no_text_then_not_computable(title: object) -> None:
    assert ask("TX02", release(kyrgyz(title=title))).missing == ("/tender/title",)


@pytest.mark.parametrize("changes", [{"status": "cancelled"}, {"procurementMethodDetails": "singleSource"}])
def test_given_a_cancelled_or_direct_purchase_then_not_applicable(changes: dict[str, str]) -> None:
    assert ask("TX02", release(kyrgyz(title="Ноутбук Dell", **changes))).state is State.NOT_APPLICABLE


def test_given_a_higher_threshold_then_one_word_is_clear() -> None:
    assert ask("TX02", release(kyrgyz(title="Поставка ноутбуков Dell")), threshold=2).state is State.CLEAR
