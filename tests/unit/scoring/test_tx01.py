"""TX01: words of the notice mix Latin and Cyrillic letters."""

import pytest

from services.scoring.indicator import State
from tests.unit.scoring.build import ask, kyrgyz, release


def test_given_a_latin_letter_in_a_cyrillic_word_then_raised_with_the_word() -> None:
    answer = ask("TX01", release(kyrgyz(title="Закупка нoутбуков")))
    assert (answer.state, answer.value, answer.threshold) == (State.RAISED, 1, 1)
    assert [(piece.path, piece.value) for piece in answer.evidence] == [("/tender/title", "нoутбуков")]


def test_given_it_stands_in_the_description_then_raised_too() -> None:
    answer = ask("TX01", release(kyrgyz(title="Закупка", description="Cтолы и стyлья")))
    assert (answer.value, answer.evidence[0].path, answer.evidence[0].value) == (
        2,
        "/tender/description",
        "Cтолы, стyлья",
    )


@pytest.mark.parametrize("title", ["Закупка ноутбуков", "USB-кабель", "Supply of computers", "ГOСТ", "Үй оңдоо"])
def test_given_ordinary_words_then_clear(title: str) -> None:
    assert ask("TX01", release(kyrgyz(title=title))).state is State.CLEAR


def test_given_a_word_twice_in_title_and_description_then_it_counts_once() -> None:
    assert ask("TX01", release(kyrgyz(title="Cтолы", description="Cтолы"))).value == 1


@pytest.mark.parametrize("title", [None, "", 7, ["a"]])
def test_given_no_text_then_not_computable(title: object) -> None:
    assert ask("TX01", release(kyrgyz(title=title))).missing == ("/tender/title",)


def test_given_a_higher_threshold_then_one_word_is_clear() -> None:
    assert ask("TX01", release(kyrgyz(title="Cтолы")), threshold=2).state is State.CLEAR


@pytest.mark.parametrize("changes", [{"status": "cancelled"}, {"procurementMethodDetails": "singleSource"}])
def test_given_a_cancelled_or_direct_purchase_then_not_applicable(changes: dict[str, str]) -> None:
    assert ask("TX01", release(kyrgyz(title="Cтолы", **changes))).state is State.NOT_APPLICABLE


def test_given_another_country_then_it_applies_as_well() -> None:
    assert ask("TX01", release(kyrgyz(title="Cтолы")), country="ua").state is State.RAISED
