"""A country is told by its code, or by its name in any of the three languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.countries import NAMES, country_code
from services.scoring.integrity.jurisdictions import LISTINGS


def test_given_a_jurisdiction_that_was_ever_listed_then_some_name_of_it_is_known() -> None:
    assert {code for listing in LISTINGS for code in listing.countries} <= NAMES.keys()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Панама", "pa"),
        ("Республика  Панама", "pa"),
        ("Британские Виргинские острова", "vg"),
        ("Виргин аралдары (АКШ)", "vi"),
        ("Острова Тёркс и Кайкос", "tc"),
        ("КЫРГЫЗСКАЯ РЕСПУБЛИКА", "kg"),
        ("Россия", "ru"),
        ("Түркия", "tr"),
        ("Viet Nam", "vn"),
        ("Samoa", "ws"),
        ("American Samoa", "as"),
    ],
)
def test_given_a_name_then_the_code(name: str, code: str) -> None:
    assert country_code(None, name) == code


def test_given_a_code_then_it_counts_and_not_the_name() -> None:
    assert country_code("PA", "Кыргызстан") == "pa"
    assert country_code("Panama", "Кыргызстан") == "kg"


def test_no_name_stands_for_two_countries() -> None:
    names = [name for several in NAMES.values() for name in several.split("; ")]
    assert len(names) == len(set(names))


@given(st.text())
def test_given_any_other_name_then_the_country_is_unknown(name: str) -> None:
    assert country_code(None, name) in {None, *NAMES}
