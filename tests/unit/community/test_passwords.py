"""What passwords are accepted and how they are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community.passwords import MIN_LENGTH, SENTENCES, Keeper, Weakness, require_strong, weakness
from shared.errors import Refused

EMAIL, NAME = "aigerim.toktogulova@example.kg", "Айгерим"


@pytest.mark.parametrize(
    "password", ["three open doors", "тоодогу үч эшик", "correct horse battery", "Жыл-2031-күздө", "x7#kQ9!vLm2p"]
)
def test_given_a_long_surprising_password_then_it_is_accepted(password: str) -> None:
    assert weakness(password, email=EMAIL, name=NAME) is None


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("doors-3", Weakness.TOO_SHORT),
        ("toktogulova-2024", Weakness.PERSONAL),
        ("AIGERIM.toktogulova", Weakness.PERSONAL),
        ("мен-айгерим-77", Weakness.PERSONAL),
        ("password123", Weakness.COMMON),
        ("Password!!!", Weakness.COMMON),
        ("привет12345", Weakness.COMMON),
        ("2024бишкек!", Weakness.COMMON),
        ("1234567890", Weakness.SIMPLE),
        ("йцукенгшщзх", Weakness.SIMPLE),
        ("0987654321", Weakness.SIMPLE),
        ("abababababab", Weakness.SIMPLE),
    ],
)
def test_given_a_weak_password_then_the_reason_is_named(password: str, reason: Weakness) -> None:
    assert weakness(password, email=EMAIL, name=NAME) is reason


def test_given_a_weak_password_then_the_refusal_says_what_to_do_and_repeats_nothing_typed_in() -> None:
    with pytest.raises(Refused) as caught:
        require_strong("toktogulova-2024", email=EMAIL, name=NAME)
    assert caught.value.code == "weak_password"
    assert caught.value.detail == {"field": "password", "reason": "personal"}
    assert caught.value.message == SENTENCES[Weakness.PERSONAL]
    assert "toktogulova" not in str(caught.value)


@given(st.text(max_size=MIN_LENGTH - 1))
def test_given_fewer_characters_than_needed_then_never_accepted(password: str) -> None:
    # One sign may unfold into several (ﷺ), so what counts is the length after unfolding.
    found = weakness(password, email=EMAIL, name=NAME)
    assert found is not None or any(ord(sign) > 127 for sign in password)


@given(st.text(min_size=1, max_size=200), st.emails(), st.text(min_size=2, max_size=60))
def test_given_any_text_then_it_is_judged_without_an_error(password: str, email: str, name: str) -> None:
    assert weakness(password, email=email, name=name) in {None, *Weakness}


def test_given_a_kept_password_then_only_it_matches_and_the_hash_does_not_contain_it() -> None:
    keeper = Keeper(memory_kib=8192, passes=1)
    kept = keeper.keep("three open doors")
    assert kept.startswith("$argon2id$")
    assert "three" not in kept
    assert keeper.matches(kept, "three open doors")
    assert not keeper.matches(kept, "three open doorS")
    assert keeper.keep("three open doors") != kept, "each hash has a salt of its own"


def test_given_the_same_letters_from_another_keyboard_then_the_password_matches() -> None:
    keeper = Keeper(memory_kib=8192, passes=1)
    assert keeper.matches(keeper.keep("чай и йогурт"), "чай и и\u0306огурт")


def test_given_nobody_then_no_password_matches_but_one_is_still_checked() -> None:
    keeper = Keeper(memory_kib=8192, passes=1)
    assert not keeper.matches(None, "three open doors")


def test_given_a_damaged_hash_then_nothing_matches() -> None:
    assert not Keeper(memory_kib=8192, passes=1).matches("not a hash", "three open doors")


def test_given_a_raised_cost_then_an_old_hash_is_outdated() -> None:
    old = Keeper(memory_kib=8192, passes=1)
    new = Keeper(memory_kib=8192, passes=2)
    kept = old.keep("three open doors")
    assert not old.outdated(kept)
    assert new.outdated(kept)
    assert new.matches(kept, "three open doors")
