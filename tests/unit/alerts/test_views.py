"""What is read from events."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.alerts.views import Subject, decode_release, decode_tender, flag_subject, tender_subject, with_release
from shared.contracts.tender import ProcessSummary

PROCESS = {
    "ocid": "ocds-1",
    "date": "2026-11-01T00:00:00Z",
    "buyer": {"id": "KG-INN-1", "name": "Мектеп №5"},
    "tender": {
        "title": "Ремонт",
        "description": "Капитальный",
        "value": {"amount": 1234567.89, "currency": "KGS"},
        "items": [{"description": "Кирпич"}],
        "lots": [{"title": "Лот 1", "description": "Крыша"}],
        "status": "active",
        "procurementMethod": "open",
    },
}


def an_event(process: object) -> bytes:
    return json.dumps({"ocid": "ocds-1", "version": 2, "source": "x", "country": "kg", "process": process}).encode()


def read(process: object) -> Subject:
    envelope = decode_tender(an_event(process))
    assert envelope.carries_process
    return tender_subject(envelope, decode_release(envelope.process), "opened")


def test_words_come_from_title_description_items_lots_and_buyer() -> None:
    subject = read(PROCESS)
    assert {"мектеп", "5", "ремонт", "капитальн", "кирпич", "лот", "1", "крыш"} <= subject.tokens


def test_amounts_are_exact_and_the_summary_is_the_contracts() -> None:
    import msgspec

    subject = read(PROCESS)
    assert subject.summary.value is not None
    assert subject.summary.value.amount == Decimal("1234567.89")
    summary = ProcessSummary.model_validate(msgspec.to_builtins(subject.summary))
    assert summary.title == "Ремонт"
    assert summary.buyer is not None
    assert summary.buyer.id == "KG-INN-1"
    assert summary.value is not None
    assert summary.value.amount == Decimal("1234567.89")


def test_a_value_of_the_wrong_type_is_absent_and_nothing_else() -> None:
    tender = {**PROCESS["tender"], "title": 5, "items": [None, {"description": ["x"]}, {"description": "Цемент"}]}
    subject = read({**PROCESS, "tender": tender})
    assert subject.summary.title is None
    assert "цемент" in subject.tokens
    assert subject.summary.value is not None


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["tender", "value", "items"]), inner),
    max_leaves=8,
)


@given(json_values, json_values, json_values)
def test_no_process_is_unreadable(tender: object, buyer: object, value: object) -> None:
    for process in (
        {"tender": tender, "buyer": buyer},
        {"tender": {"value": value, "items": tender, "title": "Ремонт"}, "buyer": {"id": value, "name": buyer}},
    ):
        subject = read(process)
        assert isinstance(subject.tokens, frozenset)


@pytest.fixture
def flag_event() -> bytes:
    flag = {"indicator": "R018", "state": "raised", "rule_version": "1", "process_version": 2}
    process = {
        "ocid": "ocds-1",
        "version": 2,
        "country": "kg",
        "title": "Ремонт",
        "buyer": {"id": "B", "name": "Мектеп"},
    }
    return json.dumps({"ocid": "ocds-1", "flag": flag, "process": process}).encode()


def test_a_flag_has_the_words_of_its_summary_until_it_gets_all(flag_event: bytes) -> None:
    subject = flag_subject(flag_event)
    assert subject.tokens == {"ремонт", "мектеп"}
    assert (subject.verb, subject.indicator) == ("raised", "R018")
    whole = with_release(subject, decode_release(json.dumps(PROCESS).encode()))
    assert "кирпич" in whole.tokens
    assert whole.happened == subject.happened
