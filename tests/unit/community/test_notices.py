"""Once per key, and letters that do not pile up."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.community.notices.rules import MAIL_AGAIN, Reminder, mail_due, notice_id
from shared.contracts.notice import NoticeKind

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MEMBER, OTHER = "m_" + "0" * 24, "m_" + "1" * 24


@given(st.text(max_size=40), st.text(max_size=40))
def test_given_two_keys_then_only_the_same_key_is_the_same_notice(one: str, two: str) -> None:
    assert (notice_id(MEMBER, one) == notice_id(MEMBER, two)) is (one == two)
    assert notice_id(MEMBER, one) != notice_id(OTHER, one)


def test_given_a_reminder_that_was_moved_then_it_is_told_again() -> None:
    first = Reminder("task:t_1", NOW, MEMBER, NoticeKind.TASK_DUE, "/cases/c_1")
    later = Reminder("task:t_1", NOW + timedelta(days=1), MEMBER, NoticeKind.TASK_DUE, "/cases/c_1")
    assert first.told_key != later.told_key


def test_given_a_letter_that_nobody_followed_then_the_next_one_waits_a_day() -> None:
    mailed = NOW - timedelta(hours=1)
    assert mail_due(None, None, NOW)
    assert not mail_due(mailed, None, NOW)
    assert not mail_due(mailed, mailed - timedelta(minutes=1), NOW)
    assert mail_due(mailed, mailed + timedelta(minutes=1), NOW)
    assert mail_due(NOW - MAIL_AGAIN, None, NOW)
