"""Addresses and public names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community.accounts import email_key, normal_email, public_name
from shared.errors import Refused


def test_given_spellings_of_one_address_then_there_is_one_key() -> None:
    spellings = ["Aigul@Example.KG", " aigul@example.kg", "AIGUL@EXAMPLE.kg"]
    assert {email_key(normal_email(spelling.strip())) for spelling in spellings} == {"aigul@example.kg"}


def test_given_an_address_with_national_letters_then_it_is_accepted() -> None:
    assert normal_email("айгүл@ачык.example")


@pytest.mark.parametrize(
    "text",
    ["aigul", "aigul@", "@mail.kg", "a b@example.kg", "a@b@example.kg", "a@example.kg\nBcc: x@example.kg", "a@"],
)
def test_given_no_address_then_the_refusal_does_not_repeat_it(text: str) -> None:
    with pytest.raises(Refused) as caught:
        normal_email(text)
    assert caught.value.code == "invalid_email"
    assert text not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@given(st.text(max_size=60))
def test_given_any_text_then_it_is_an_address_or_refused(text: str) -> None:
    try:
        normal = normal_email(text)
    except Refused:
        return
    assert normal_email(normal) == normal, "normalising twice changes nothing"
    assert "\n" not in normal


@pytest.mark.parametrize(
    ("name", "kept"),
    [("Айгүл", "Айгүл"), ("  Ак   Шумкар ", "Ак Шумкар"), ("Ү. Өмүров", "Ү. Өмүров"), ("observer_7", "observer_7")],
)
def test_given_a_name_or_pseudonym_then_it_is_kept_tidied(name: str, kept: str) -> None:
    assert public_name(name) == kept


@pytest.mark.parametrize(
    "name", ["a", "x" * 61, "me@example.kg", "Ai\u202egul", "Ai\u200bgul", "Ai\x00gul", "http://x", "   a  "]
)
def test_given_a_name_that_could_deceive_then_it_is_refused(name: str) -> None:
    with pytest.raises(Refused) as caught:
        public_name(name)
    assert caught.value.code == "invalid_name"
