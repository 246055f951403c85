"""Passkeys: what is accepted of an authenticator's answers, and what is not."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from services.community.identity.passkeys import ANSWER_WITHIN, Party, Passkey, challenge_in, credential_in
from shared.errors import Refused
from tests.authenticator import Authenticator

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
MEMBER, OTHER = "m_" + "a" * 24, "m_" + "b" * 24
HOUSE = Party("https://achyk.example/", b"k" * 32)
ORIGIN = "https://achyk.example"


def kept(authenticator: Authenticator, sign_count: int = 0) -> Passkey:
    """A passkey as it is kept after it was made."""
    made = HOUSE.made(MEMBER, authenticator.create(HOUSE.creation(MEMBER, "Айгүл", [], NOW)), NOW)
    return Passkey("k_1", made.credential, MEMBER, "Phone", made.public_key, sign_count, NOW, None)


@pytest.mark.parametrize("verified", [True, False])
def test_given_a_passkey_that_was_made_here_then_it_signs_in_and_says_whether_its_user_was_verified(
    verified: bool,
) -> None:
    authenticator = Authenticator(ORIGIN, verified=verified)
    passkey = kept(authenticator)
    answer = authenticator.get(HOUSE.request(NOW))
    shown = HOUSE.shown(passkey, answer, NOW)
    assert (shown.sign_count, shown.verified) == (1, verified)
    assert credential_in(answer) == passkey.credential


def test_given_an_authenticator_that_does_not_count_then_it_signs_in_again_and_again() -> None:
    authenticator = Authenticator(ORIGIN, counts=False)
    passkey = kept(authenticator)
    assert [HOUSE.shown(passkey, authenticator.get(HOUSE.request(NOW)), NOW).sign_count for _ in range(2)] == [0, 0]


def test_given_a_copy_that_counts_behind_then_it_is_refused() -> None:
    authenticator = Authenticator(ORIGIN)
    passkey = kept(authenticator, sign_count=5)
    with pytest.raises(Refused, match="passkey_refused"):
        HOUSE.shown(passkey, authenticator.get(HOUSE.request(NOW)), NOW)


def test_given_another_key_or_another_site_then_the_answer_is_refused() -> None:
    authenticator = Authenticator(ORIGIN)
    passkey = kept(authenticator)
    thief = Authenticator(ORIGIN, credential=authenticator.credential)
    phishing = replace(authenticator, origin="https://achyk.example.evil")
    elsewhere = Party("https://evil.example", b"k" * 32)
    for answer in (
        thief.get(HOUSE.request(NOW)),
        phishing.get(HOUSE.request(NOW)),
        authenticator.get(elsewhere.request(NOW)),
    ):
        with pytest.raises(Refused, match="passkey_refused"):
            HOUSE.shown(passkey, answer, NOW)


def test_given_a_challenge_that_is_late_forged_or_for_something_else_then_the_answer_is_refused() -> None:
    authenticator = Authenticator(ORIGIN)
    passkey = kept(authenticator)
    forged = json.loads(HOUSE.request(NOW))
    challenge = bytearray(base64url_to_bytes(forged["challenge"]))
    challenge[0] ^= 1
    forged["challenge"] = bytes_to_base64url(bytes(challenge))
    late = authenticator.get(HOUSE.request(NOW))
    for answer, when in (
        (late, NOW + ANSWER_WITHIN + timedelta(seconds=1)),
        (authenticator.get(json.dumps(forged)), NOW),
        (authenticator.get(Party(ORIGIN, b"l" * 32).request(NOW)), NOW),
        (authenticator.get(json.dumps({**forged, "challenge": ""})), NOW),
    ):
        with pytest.raises(Refused, match="passkey_refused"):
            HOUSE.shown(passkey, answer, when)
    with pytest.raises(Refused, match="passkey_refused"):  # a challenge for another member's new passkey
        HOUSE.made(OTHER, authenticator.create(HOUSE.creation(MEMBER, "Айгүл", [], NOW)), NOW)
    with pytest.raises(Refused, match="passkey_refused"):  # an answer for a new one does not sign in
        HOUSE.shown(passkey, authenticator.create(HOUSE.creation(MEMBER, "Айгүл", [], NOW)), NOW)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@given(st.text(max_size=99) | JSON.map(json.dumps))
def test_property_given_anything_instead_of_an_answer_then_it_is_refused_and_nothing_breaks(answer: str) -> None:
    passkey = Passkey("k_1", "x", MEMBER, "Phone", b"", 0, NOW, None)
    for attempt in (lambda: HOUSE.shown(passkey, answer, NOW), lambda: HOUSE.made(MEMBER, answer, NOW)):
        with pytest.raises(Refused, match="passkey_refused"):
            attempt()


@given(
    st.sampled_from(["clientDataJSON", "authenticatorData", "signature", "attestationObject"]),
    st.binary(max_size=99) | JSON,
)
def test_property_given_a_right_answer_with_a_broken_part_then_it_is_refused(part: str, value: object) -> None:
    authenticator = Authenticator(ORIGIN)
    passkey = kept(authenticator)
    for make, check in (
        (lambda: authenticator.get(HOUSE.request(NOW)), lambda answer: HOUSE.shown(passkey, answer, NOW)),
        (
            lambda: authenticator.create(HOUSE.creation(MEMBER, "Айгүл", [], NOW)),
            lambda answer: HOUSE.made(MEMBER, answer, NOW),
        ),
    ):
        answer = json.loads(make())
        if part in answer["response"]:
            answer["response"][part] = bytes_to_base64url(value) if isinstance(value, bytes) else value
            with pytest.raises(Refused, match="passkey_refused"):
                check(json.dumps(answer))


def test_given_the_options_then_they_name_us_and_leave_out_what_is_there_and_no_address() -> None:
    options = json.loads(HOUSE.creation(MEMBER, "Айгүл", ["AAAA"], NOW))
    assert options["rp"] == {"name": "Achyk", "id": "achyk.example"}
    assert options["user"]["name"] == "Айгүл"
    assert [each["id"] for each in options["excludeCredentials"]] == ["AAAA"]
    assert options["authenticatorSelection"]["residentKey"] == "required"
    request = json.loads(HOUSE.request(NOW))
    assert request.get("allowCredentials", []) == [], "who signs in is not known yet"
    assert challenge_in(Authenticator(ORIGIN).get(json.dumps(request))) == base64url_to_bytes(request["challenge"])


@pytest.mark.parametrize(
    ("url", "possible"),
    [
        ("https://achyk.kg", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("http://[::1]:8000", False),
        ("", False),
    ],
)
def test_given_an_address_then_passkeys_are_possible_where_it_has_a_name(url: str, possible: bool) -> None:
    assert Party(url, b"k" * 32).possible is possible
