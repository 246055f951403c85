"""Facts and subject tokens."""

import re

from hypothesis import given
from hypothesis import strategies as st

from shared.facts import fact_id, token


def test_given_the_same_parts_then_the_id_is_the_same_and_other_parts_give_another() -> None:
    assert fact_id("ocds-1", 2, "hash") == fact_id("ocds-1", 2, "hash")
    assert fact_id("ocds-1", 2) != fact_id("ocds-12")
    assert re.fullmatch("[0-9a-f]{32}", fact_id("x"))


@given(st.none() | st.text(max_size=300))
def test_given_any_text_then_the_token_is_one_safe_subject_token(text: str | None) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,80}", token(text))


def test_given_an_identifier_then_its_token_reads_the_same() -> None:
    assert token("KG-INN-01234567890123") == "KG-INN-01234567890123"
    assert token("a.b >*") == "a_b"
