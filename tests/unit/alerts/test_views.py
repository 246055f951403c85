"""What is read from events."""

import json
from decimal import Decimal

import msgspec
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
    assert envelope.process is not None
    return tender_subject(envelope, envelope.process, "opened")


def test_words_come_from_title_description_items_lots_and_buyer() -> None:
    subject = read(PROCESS)
    assert {"мектеп", "5", "ремонт", "капитальн", "кирпич", "лот", "1", "крыш"} <= subject.tokens


def test_amounts_are_exact_and_the_summary_is_the_contracts() -> None:
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


def summary_of(process: object) -> ProcessSummary:
    return ProcessSummary.model_validate(msgspec.to_builtins(read(process).summary))


@pytest.mark.parametrize(
    "value",
    [
        {"amount": 5, "currency": "kgs"},
        {"amount": 5, "currency": "сом"},
        {"amount": 5, "currency": "KGS "},
        {"amount": "NaN", "currency": "KGS"},
        {"amount": "1e999999", "currency": "KGS"},
    ],
)
def test_given_a_value_no_contract_knows_then_it_is_left_out_and_the_rest_is_told(value: object) -> None:
    summary = summary_of({**PROCESS, "tender": {"title": "Ремонт", "value": value}})
    assert (summary.title, summary.value) == ("Ремонт", None)


@pytest.mark.parametrize(("length", "kept"), [(255, True), (256, False)])
def test_given_a_buyers_id_longer_than_ids_are_then_the_buyer_is_left_out(length: int, kept: bool) -> None:
    assert (summary_of({**PROCESS, "buyer": {"id": "x" * length}}).buyer is not None) == kept


@pytest.mark.parametrize(
    ("date", "kept"), [("2026-11-01T09:00:00+06:00", True), ("2026-11-01", False), ("завтра", False), ("", False)]
)
def test_given_a_date_that_is_no_moment_then_it_is_left_out(date: str, kept: bool) -> None:
    assert (summary_of({"tender": {"datePublished": date}}).published is not None) == kept


texts = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
amounts = st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.decimals().map(str)
dates = texts | st.datetimes(timezones=st.none() | st.timezones()).map(lambda moment: moment.isoformat())
releases = st.fixed_dictionaries(
    {
        "date": dates,
        "buyer": st.none() | st.fixed_dictionaries({"id": texts, "name": texts}),
        "tender": st.none()
        | st.fixed_dictionaries(
            {
                "title": texts,
                "datePublished": dates,
                "status": texts,
                "value": st.none()
                | st.fixed_dictionaries(
                    {"amount": amounts, "currency": texts | st.text("AKGSkgs ", min_size=2, max_size=4)}
                ),
            }
        ),
    }
)


@given(releases)
def test_given_any_release_then_its_summary_is_one_the_contract_accepts(release: object) -> None:
    assert summary_of(release).ocid == "ocds-1"


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
