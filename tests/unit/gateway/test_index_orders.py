"""Orders, places in lists, and questions as conditions."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.gateway import ranking
from services.gateway.ports import Sort, TenderQuery
from services.gateway.queries import conditions, legs
from services.gateway.ranking import Cursor

ocids = st.text(min_size=1, max_size=30)
moments = st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
INT64 = 1 << 63


@given(ocids, ocids, moments, moments)
def test_given_two_dates_a_second_apart_then_the_later_ranks_higher(
    a: str, b: str, one: datetime, two: datetime
) -> None:
    if two - one >= timedelta(seconds=1):
        assert ranking.newest(a, one) < ranking.newest(b, two) < INT64
    assert ranking.newest(a, None) < ranking.newest(b, one)


@given(ocids, ocids, st.decimals(0, 10**18, places=2), st.decimals(0, 10**18, places=2))
def test_given_two_values_then_the_larger_never_ranks_lower(a: str, b: str, one: Decimal, two: Decimal) -> None:
    if int(two) > int(one) and one < 2**42 - 1:
        assert ranking.value(a, one) < ranking.value(b, two) < INT64


@given(ocids, ocids, st.integers(0, 80), st.integers(0, 80), moments, moments)
def test_given_more_flags_then_dates_do_not_matter(
    a: str, b: str, n: int, m: int, one: datetime, two: datetime
) -> None:
    if n < m:
        assert ranking.flags(a, n, one) < ranking.flags(b, m, two) < INT64


@given(st.sampled_from(Sort), st.integers(0, 1), st.none() | st.integers(0, INT64 - 1), st.integers(0, 2**33 - 1))
def test_given_a_place_then_its_text_leads_back_to_it(sort: Sort, leg: int, rank: int | None, now: int) -> None:
    cursor = Cursor(sort, leg, rank, now)
    found = ranking.read(cursor.text(), sort)
    assert found == (cursor if rank is not None else None)
    assert all(ranking.read(cursor.text(), other) is None for other in Sort if other is not sort)


@given(st.text(max_size=300) | st.from_regex(r"[A-Za-z0-9_-]*"))
def test_given_any_text_as_place_then_it_is_read_or_not_and_nothing_fails(text: str) -> None:
    assert ranking.read(text, Sort.NEWEST) is None or text


words = st.none() | st.text(max_size=60)


@given(words, words, words, words)
def test_given_anything_typed_then_it_never_becomes_an_operator(a: Any, b: Any, c: Any, d: Any) -> None:
    for condition in conditions(TenderQuery(words=a, buyer=b, method=c, region=d)) or []:
        for field, wanted in condition.items():
            assert field in {"words", "buyer.id", "method", "region"}
            assert isinstance(wanted, str) or (field == "words" and list(wanted) == ["$in"])


def test_given_words_without_a_letter_then_nothing_can_match() -> None:
    assert conditions(TenderQuery(words="!!!")) is None
    assert conditions(TenderQuery(words="   ")) == []
    assert conditions(TenderQuery()) == []


def test_given_the_order_by_deadline_then_open_ones_come_first() -> None:
    open_, closed = legs(ranking.start(Sort.CLOSING))
    assert open_.condition["status"] == "active"
    assert not open_.descending
    assert closed.field == "rank.newest"
