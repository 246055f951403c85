"""How long a sign-in lasts."""

from datetime import UTC, datetime, timedelta

from services.community import sessions
from services.community.tokens import digest, new_id, new_token

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MEMBER = "m_" + "a" * 24


def test_given_a_new_session_then_its_token_is_kept_only_as_a_digest() -> None:
    token, session = sessions.begin(MEMBER, " Firefox ", NOW)
    assert session.digest == digest(token)
    assert token not in repr(session)
    assert session.device == "Firefox"
    assert session.expires - NOW == timedelta(days=30)


def test_given_a_use_within_the_hour_then_nothing_is_written() -> None:
    _, session = sessions.begin(MEMBER, "", NOW)
    assert sessions.touched(session, NOW + timedelta(minutes=59)) is None


def test_given_a_use_after_an_hour_then_the_session_slides() -> None:
    _, session = sessions.begin(MEMBER, "", NOW)
    later = NOW + timedelta(hours=1)
    assert sessions.touched(session, later) == later + sessions.LIFETIME


def test_given_use_every_day_then_the_session_ends_180_days_after_the_sign_in() -> None:
    _, session = sessions.begin(MEMBER, "", NOW)
    assert sessions.touched(session, NOW + timedelta(days=170)) == NOW + timedelta(days=180)


def test_given_the_list_then_the_asking_session_is_marked_and_no_token_or_digest_is_shown() -> None:
    token, session = sessions.begin(MEMBER, "Firefox", NOW)
    line = session.info(digest(token))
    assert line.current
    assert not session.info("another").current
    assert session.digest not in line.model_dump_json()


def test_given_many_tokens_then_none_is_like_another_and_each_is_safe_in_a_link() -> None:
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(len(token) == 43 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)
    assert new_id("m") != new_id("m")
