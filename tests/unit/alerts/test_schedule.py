"""When a delivery is tried again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.alerts.schedule import DELAYS, GIVE_UP_AFTER, LONGEST_WAIT, next_try

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_tries_cover_a_day_and_end() -> None:
    now, attempts = NOW, 0
    while True:
        attempts += 1
        at = next_try(attempts, NOW, now)
        if at is None:
            break
        assert at > now
        now = at
    assert GIVE_UP_AFTER <= now - NOW <= GIVE_UP_AFTER + DELAYS[-1]


@given(
    st.integers(1, 20), st.timedeltas(timedelta(0), timedelta(days=3)), st.timedeltas(timedelta(0), timedelta(days=9))
)
def test_a_receivers_wish_lengthens_a_wait_and_never_shortens_it(
    attempts: int, age: timedelta, asked: timedelta
) -> None:
    plain, wished = next_try(attempts, NOW - age, NOW), next_try(attempts, NOW - age, NOW, asked)
    assert (plain is None) == (wished is None)
    if plain is not None and wished is not None:
        assert plain <= wished <= max(plain, NOW + LONGEST_WAIT)
