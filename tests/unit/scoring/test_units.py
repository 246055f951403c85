"""Units of measure under different names are one unit."""

import numpy as np
import pytest

from services.scoring.tokens import token
from services.scoring.units import NO_MEASURE, SAME_UNITS, folded, measures, one_unit


def tokens(*names: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([token(folded(name)) for name in names], np.int64)


@pytest.mark.parametrize(
    ("names"),
    [
        ("шт", "Штука", "ШТ.", "даана", "piece", "pcs"),
        ("кг", "Килограмм", "kg"),
        ("л", "Литр; кубический дециметр", "litre"),
        ("м2", "м²", "кв. м", "Кв.  м.", "чарчы метр"),
        ("т", "Тонна; метрическая тонна (1000 кг)", "tonne"),
        ("пара", "Пара (2 шт.)"),
    ],
    ids=lambda names: names[0],
)
def test_given_names_of_one_unit_then_they_are_equal(names: tuple[str, ...]) -> None:
    assert len(set(one_unit(tokens(*names)).tolist())) == 1


def test_given_different_or_unknown_units_then_they_stay_apart() -> None:
    names = ("шт", "тыс. шт", "кг", "г", "т", "м", "м2", "м3", "пачка", "уп", "сажень", "мм")
    assert len(set(one_unit(tokens(*names)).tolist())) == len(names)
    assert one_unit(np.array([0], np.int64)).tolist() == [0]


def test_given_the_table_then_no_name_stands_for_two_units_and_none_is_unfolded() -> None:
    names = [name for some in SAME_UNITS.values() for name in some]
    assert len(set(names)) == len(names)
    assert not set(names) & SAME_UNITS.keys()
    assert all(folded(name) == name for name in names if not name.endswith("шт.)"))


@pytest.mark.parametrize(
    "name", ["Услуга", "Условная единица", "комплект", "упаковка", "Таңгак", "кызмат", "работа", ""]
)
def test_given_a_service_a_set_or_a_pack_then_it_does_not_say_how_much(name: str) -> None:
    assert not measures(tokens(name))[0]


@pytest.mark.parametrize("name", ["шт.", "kg", "Литр", "ампула", "сажень"])
def test_given_a_measure_then_it_says_how_much(name: str) -> None:
    assert measures(tokens(name))[0]
    assert folded(name) not in NO_MEASURE
