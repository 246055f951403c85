"""Tokens: equal texts meet, others do not, and what is absent never matches anything."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.tokens import ABSENT, among, joined, token, token_of


def test_given_a_text_then_its_token_is_the_same_on_every_machine() -> None:
    assert token("KG-INN-1") == 8411435256752547069
    assert token(None) == token("") == token("  ") == ABSENT


@given(st.sets(st.text(min_size=1), max_size=30))
def test_given_different_texts_then_different_tokens(texts: set[str]) -> None:
    named = {text for text in texts if text.strip()}
    assert len({token(text) for text in named}) == len(named)


def test_given_firms_that_bid_together_then_their_order_is_nothing() -> None:
    assert token_of(["A", "B"]) == token_of(["B", "A"]) != token_of(["A"]) == token("A")


def test_given_columns_then_joined_they_tell_rows_apart_and_absent_stays_absent() -> None:
    one, other = np.array([1, 1, 2, 0, 5]), np.array([1, 2, 1, 7, 0])
    found = joined(one, other)
    assert len(set(found[:3].tolist())) == 3
    assert found[3:].tolist() == [ABSENT, ABSENT]
    assert joined(one, other).tolist() == found.tolist()


@given(st.lists(st.tuples(st.integers(-(1 << 63), (1 << 63) - 1), st.integers(-3, 3)), min_size=1, max_size=20))
def test_given_few_rows_or_many_then_joined_they_have_the_same_tokens(rows: list[tuple[int, int]]) -> None:
    columns = [np.array(column, np.int64) for column in zip(*rows, strict=True)]
    alone = [joined(*(column[row : row + 1] for column in columns)).tolist() for row in range(len(rows))]
    assert [one for [one] in alone] == joined(*columns).tolist()


def test_given_words_then_among_finds_them() -> None:
    column = np.array([token("valid"), token("pending"), ABSENT])
    assert among(column, ["valid"]).tolist() == [True, False, False]
    assert among(column, ["valid", "pending"]).tolist() == [True, True, False]
    assert among(column, []).tolist() == [False, False, False]
