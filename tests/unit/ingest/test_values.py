"""Single values are parsed strictly, and never guessed."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.values import BISHKEK, PLACEHOLDERS, amount, identifier, identifies, instant


@pytest.mark.parametrize(
    ("text", "utc", "issue"),
    [
        ("2024-03-01T09:00:00+06:00", "2024-03-01T03:00:00Z", None),
        ("2024-03-01T03:00:00Z", "2024-03-01T03:00:00Z", None),
        ("2024-03-01T03:00:00.500Z", "2024-03-01T03:00:00.500000Z", None),
        ("2024-03-01T03:00:00", "2024-03-01T03:00:00Z", "date_without_offset"),
        ("2024-03-01", "2024-03-01T00:00:00Z", "date_only"),
        ("0001-01-01T00:00:00Z", None, "date_placeholder"),
        ("9999-12-31T00:00:00Z", None, "date_placeholder"),
        ("2024-13-01T00:00:00Z", None, "date_unreadable"),
        ("soon", None, "date_unreadable"),
        (20240301, None, "date_not_text"),
    ],
)
def test_given_a_date_when_parsed_then_it_is_utc_or_nothing(text: Any, utc: str | None, issue: str | None) -> None:
    assert instant(text) == (utc, issue)


def test_given_a_kyrgyz_date_without_offset_when_parsed_then_it_is_bishkek_time() -> None:
    assert instant("2021-06-01T12:00:00", BISHKEK) == ("2021-06-01T06:00:00Z", "date_without_offset")


@given(
    st.datetimes(datetime(1960, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 - the zone is drawn beside it
    st.integers(-12 * 60, 14 * 60),
)
def test_given_any_moment_when_parsed_then_it_is_the_same_moment_and_parsing_again_changes_nothing(
    naive: datetime, minutes: int
) -> None:
    moment = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    text, issue = instant(moment.isoformat())
    assert issue is None
    assert text is not None
    assert datetime.fromisoformat(text) == moment.astimezone(UTC)
    assert instant(text) == (text, None)


@pytest.mark.parametrize(
    ("value", "number", "issue"),
    [
        (5, 5, None),
        (5.5, 5.5, None),
        ("623575.816500", 623575.8165, "amount_as_text"),
        ("100", 100, "amount_as_text"),
        ("USD", None, "amount_unreadable"),
        ("1e5", None, "amount_unreadable"),
        ("1 000", None, "amount_unreadable"),
        ("", None, "amount_unreadable"),
        (True, None, "amount_unreadable"),
        (float("inf"), None, "amount_unreadable"),
        ([], None, "amount_unreadable"),
    ],
)
def test_given_an_amount_when_parsed_then_it_is_a_number_or_nothing(value: Any, number: Any, issue: str | None) -> None:
    assert amount(value) == (number, issue)


@pytest.mark.parametrize(
    ("value", "text"),
    [("a", "a"), (" a ", "a"), (7, "7"), (7.0, "7"), ("", None), (7.5, None), (True, None), ({}, None)],
)
def test_given_an_identifier_when_parsed_then_it_is_a_text_or_nothing(value: Any, text: str | None) -> None:
    assert identifier(value)[0] == text


@pytest.mark.parametrize("value", ["VACIA", "00", "", " ", "n/a", None, 5])
def test_given_a_placeholder_when_asked_then_it_identifies_nobody(value: Any) -> None:
    assert not identifies(value)


@given(
    st.tuples(
        st.text(" \t\x1f\u00a0\x7f", max_size=2),
        st.sampled_from(sorted(PLACEHOLDERS)).map(str.upper) | st.text("aZ9-é\u0130 ", max_size=14),
        st.text(" \n\x1c\u2003", max_size=2),
    ).map("".join)
)
def test_given_any_text_when_asked_then_it_identifies_unless_a_placeholder_is_left_of_it(value: str) -> None:
    assert identifies(value) == (value.strip().lower() not in PLACEHOLDERS)
