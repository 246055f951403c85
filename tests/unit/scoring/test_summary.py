"""Summary: the few facts that travel with a flag."""

from decimal import Decimal

import pytest

from services.scoring.summary import summarise
from tests.unit.scoring.build import arrival, kyrgyz, release


def test_given_a_process_then_its_summary_fits_the_contract_to_the_last_digit() -> None:
    tender = kyrgyz(title="Мектепти оңдоо", value={"amount": 1234567.89, "currency": "KGS"})
    found = summarise(arrival(release(tender), version=3)).contract()
    assert (found.ocid, found.version, found.country, found.title) == ("ocds-h7i0z4-1", 3, "kg", "Мектепти оңдоо")
    assert found.buyer is not None
    assert (found.buyer.id, found.buyer.name) == ("KG-INN-1", "Больница")
    assert found.value is not None
    assert (found.value.amount, found.value.currency) == (Decimal("1234567.89"), "KGS")
    assert (found.method, found.method_details, found.status) == ("open", "oneStage", "active")
    assert found.published is not None
    assert found.published.isoformat() == "2021-03-01T03:00:00+00:00"


@pytest.mark.parametrize("value", [{}, {"amount": 0, "currency": "KGS"}, {"amount": 5}, {"amount": 5, "currency": "с"}])
def test_given_a_value_without_amount_or_currency_then_none(value: dict[str, object]) -> None:
    assert summarise(arrival(release(kyrgyz(value=value)))).contract().value is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Чуйская область", "KG-C"),
        ("Чүй облусу", "KG-C"),
        ("г. Бишкек", "KG-GB"),
        ("Бишкек", "KG-GB"),
        ("Бишкек шаары", "KG-GB"),
        ("Ош", "KG-GO"),
        ("г. Ош", "KG-GO"),
        ("Ош шаары", "KG-GO"),
        ("Ошская область", "KG-O"),
        ("Ош облусу", "KG-O"),
        ("Джалал-Абадская область", "KG-J"),
        ("Жалал-Абад облусу", "KG-J"),
        ("Иссык-Кульская область", "KG-Y"),
        ("Ысык-Көл облусу", "KG-Y"),
        ("Нарынская область", "KG-N"),
        ("Баткенская", "KG-B"),
        ("ТАЛАССКАЯ ОБЛАСТЬ", "KG-T"),
        ("Атлантида", None),
        ("", None),
    ],
)
def test_given_a_region_as_published_then_its_iso_code(name: str, code: str | None) -> None:
    parties = [{"id": "KG-INN-2"}, {"id": "KG-INN-1", "address": {"region": name}}]
    assert summarise(arrival(release(parties=parties))).region == code


def test_given_another_country_then_no_kyrgyz_region() -> None:
    parties = [{"id": "KG-INN-1", "address": {"region": "Ош"}}]
    assert summarise(arrival(release(parties=parties), country="uz")).region is None
