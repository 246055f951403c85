"""Dates, money and numbers in the three languages."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from services.gateway import format as formats
from shared.contracts.base import Language, Money

LATE = datetime(2026, 11, 23, 20, 5, tzinfo=UTC)
"""Already the next day in Bishkek."""


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.KY, "2026-ж., 24-ноябрь, 02:05"),
        (Language.RU, "24 ноября 2026, 02:05"),
        (Language.EN, "24 November 2026, 02:05"),
    ],
)
def test_given_a_moment_then_it_is_shown_in_bishkek(language: Language, expected: str) -> None:
    assert plain(formats.instant(LATE, language)) == expected


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        (Money(amount=Decimal(1250000), currency="KGS"), Language.RU, "1 250 000 сом"),
        (Money(amount=Decimal("1250000.5"), currency="KGS"), Language.KY, "1 250 000,50 сом"),
        (Money(amount=Decimal(12), currency="USD"), Language.EN, "12 USD"),
        (Money(amount=Decimal("0.01"), currency="KGS"), Language.EN, "0.01 som"),
    ],
)
def test_given_money_then_the_currency_is_stated(value: Money, language: Language, expected: str) -> None:
    assert plain(formats.money(value, language)) == expected


def test_given_a_small_share_then_a_decimal_is_kept() -> None:
    assert plain(formats.percent(0.034, Language.EN)) == "3.4%"
    assert plain(formats.percent(0.345, Language.EN)) in {"34%", "35%"}


def test_given_a_country_then_it_has_the_name_used_there() -> None:
    assert formats.country("kg", Language.RU) == "Кыргызстан"
    assert formats.country("zz", Language.EN) in {"ZZ", "Unknown Region"}


@pytest.mark.parametrize("text", [None, 5, "", "soon", "2026-13-01T00:00:00Z"])
def test_given_no_date_then_there_is_none(text: object) -> None:
    assert formats.parse_instant(text) is None


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+06:00"])
def test_given_a_moment_at_the_end_of_time_then_there_is_none_to_tell(text: str) -> None:
    assert formats.parse_instant(text) is None


@pytest.mark.parametrize("value", [1e27, 10**40, Decimal("1e999999"), float("inf"), float("nan")])
def test_given_a_number_beyond_reason_then_it_is_told_in_a_few_characters(value: float | Decimal) -> None:
    assert len(formats.number(value, Language.RU)) < 20
    assert len(formats.money(Money(amount=Decimal("1e30"), currency="KGS"), Language.RU)) < 20
