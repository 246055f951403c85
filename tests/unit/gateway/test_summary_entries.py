"""What the read model takes out of events."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.regions import region_code
from services.gateway.summary import MOST_WORDS, change_of, entry_of, entry_of_summary
from shared.contracts.risk import Flag, FlagEvent, FlagState
from shared.contracts.tender import ProcessSummary, TenderEvent
from shared.folding import answers, fold_query

EVENT = TenderEvent(ocid="ocds-1", version=3, source="test", country="kg", process={})


def test_given_a_release_then_its_facts_are_there() -> None:
    entry = entry_of(
        EVENT,
        {
            "buyer": {"id": "KG-INN-1"},
            "parties": [{"id": "KG-INN-1", "name": "Мэрия", "address": {"region": "Чуйская область"}}],
            "tender": {
                "title": "Ремонт",
                "value": {"amount": 10.5, "currency": "KGS"},
                "status": "active",
                "procurementMethod": "open",
                "datePublished": "2026-03-01T12:00:00+06:00",
                "tenderPeriod": {"endDate": "2026-03-20T06:00:00Z"},
                "items": [{"description": "Кровля школы"}],
                "lots": [{"title": "Утепление"}],
            },
        },
    )
    summary = entry.summary
    assert (summary.title, summary.buyer and summary.buyer.name, summary.region) == ("Ремонт", "Мэрия", "KG-C")
    assert summary.value
    assert summary.value.amount == Decimal("10.5")
    assert summary.published == datetime(2026, 3, 1, 6, tzinfo=UTC)
    assert entry.deadline == datetime(2026, 3, 20, 6, tzinfo=UTC)
    for words in ("ремонта", "кровлю", "утепления", "мэрии", "ocds-1"):
        assert answers(set(entry.words), fold_query(words)), words


def test_given_awards_then_only_holders_of_active_or_contracted_ones_are_suppliers() -> None:
    def award(id_: str, status: str | None, supplier: str, amount: int = 1, currency: str = "KGS") -> dict[str, Any]:
        value = {"amount": amount, "currency": currency}
        return {"id": id_, "status": status, "suppliers": [{"id": supplier}], "value": value}

    awards = [
        award("1", "active", "A", 5),
        award("2", "active", "A", 7),
        award("3", "active", "A", 1, "USD"),
        award("4", "unsuccessful", "B"),
        award("5", "pending", "C"),
        award("6", None, "D"),
    ]
    entry = entry_of(EVENT, {"awards": awards, "contracts": [{"id": "c", "awardID": "5"}]})
    totals = {s.organisation.id: [(t.amount, t.currency) for t in s.totals] for s in entry.suppliers}
    assert totals == {
        "A": [(Decimal(12), "KGS"), (Decimal(1), "USD")],
        "C": [(Decimal(1), "KGS")],
        "D": [(Decimal(1), "KGS")],
    }


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)
NAMES = ("tender", "buyer", "parties", "awards", "contracts", "items", "lots", "value", "suppliers", "id", "title")
mess = st.dictionaries(st.sampled_from(NAMES), anything | st.dictionaries(st.sampled_from(NAMES), anything), max_size=8)


@given(mess)
def test_given_any_mess_then_an_entry_comes_out(process: dict[str, Any]) -> None:
    entry = entry_of(EVENT, process)
    assert entry.summary.ocid == "ocds-1"
    assert len(entry.words) <= MOST_WORDS
    assert entry.summary.value is None or 0 <= entry.summary.value.amount < 10**18


def test_given_endless_text_then_the_words_are_bounded_and_the_title_comes_first() -> None:
    items = [{"description": " ".join(f"слово{n}х{m}" for m in range(500))} for n in range(50)]
    entry = entry_of(EVENT, {"tender": {"title": "Главное", "items": items}})
    assert len(entry.words) == MOST_WORDS
    assert answers(set(entry.words[:5]), fold_query("главное"))


def test_given_only_a_flag_then_its_entry_gives_way_to_any_tender_event() -> None:
    entry = entry_of_summary(ProcessSummary(ocid="ocds-1", version=9, country="kg", title="Школа"))
    assert entry.summary.version == 0
    assert answers(set(entry.words), fold_query("школы"))


def test_given_a_flag_event_then_its_order_is_as_exact_as_the_database() -> None:
    moment = datetime(2026, 3, 1, 12, 0, 0, 123_456, tzinfo=timezone(timedelta(hours=6)))
    flag = Flag(indicator="R018", state=FlagState.RAISED, rule_version="1", process_version=2, evaluated=moment)
    change = change_of(FlagEvent(ocid="o", flag=flag, process=ProcessSummary(ocid="o", version=2, country="kg")))
    assert change.order == (2, datetime(2026, 3, 1, 6, 0, 0, 123_000, tzinfo=UTC))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Чуйская область", "KG-C"),
        ("Чүй облусу", "KG-C"),
        ("г. Бишкек", "KG-GB"),
        ("Бишкек шаары", "KG-GB"),
        ("Ошская область", "KG-O"),
        ("Ош областы", "KG-O"),
        ("Ош облусу", "KG-O"),
        ("Ош", "KG-GO"),
        ("г.Ош", "KG-GO"),
        ("Ош шаары", "KG-GO"),
        ("Osh region", "KG-O"),
        ("Osh city", "KG-GO"),
        ("Джалал-Абадская область", "KG-J"),
        ("Жалал-Абад облусу", "KG-J"),
        ("Иссык-Кульская область", "KG-Y"),
        ("Ысык-Көл облусу", "KG-Y"),
        ("Нарынская область", "KG-N"),
        ("Баткенская область", "KG-B"),
        ("Таласская область", "KG-T"),
        ("KG-T", "KG-T"),
        ("Алматинская область", None),
        ("", None),
        (None, None),
    ],
)
def test_given_a_region_as_publishers_spell_it_then_its_code(name: str | None, code: str | None) -> None:
    assert region_code("kg", name) == code


def test_given_another_country_then_its_own_word_stays() -> None:
    assert region_code("md", " Chișinău ") == "Chișinău"
