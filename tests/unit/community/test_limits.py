"""How often something may be tried."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community.limits import CHANGE, CONFIRM, LETTERS, AddressLimit, Limit, Tries, spend, take, wait_after
from services.community.limits import SIGN_IN as SIGN_IN_AT_ADDRESS
from shared.errors import Refused

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SIGN_IN = SIGN_IN_AT_ADDRESS.each
ADDRESS_LIMITS = [SIGN_IN_AT_ADDRESS, LETTERS]


def test_given_few_tries_then_none_waits() -> None:
    tries = None
    for _ in range(SIGN_IN.free):
        tries = take(SIGN_IN, tries, NOW)
    assert tries is not None
    assert tries.count == SIGN_IN.free


def test_given_tries_written_in_another_order_than_they_came_then_the_free_ones_pass_all_the_same() -> None:
    tries = None
    for place in range(SIGN_IN.free):
        tries = take(SIGN_IN, tries, NOW - timedelta(milliseconds=place))
    with pytest.raises(Refused, match="too_many_attempts"):
        take(SIGN_IN, tries, NOW)


def test_given_one_try_too_many_then_it_is_refused_with_the_seconds_to_wait() -> None:
    tries = Tries(SIGN_IN.free, NOW + timedelta(seconds=2), NOW + timedelta(days=1))
    with pytest.raises(Refused) as caught:
        take(SIGN_IN, tries, NOW)
    assert caught.value.code == "too_many_attempts"
    assert caught.value.detail == {"retry_after": 2}


def test_given_more_and_more_tries_then_each_wait_is_twice_the_last_up_to_the_longest() -> None:
    waits = [wait_after(SIGN_IN, count) for count in range(1, 30)]
    assert waits[: SIGN_IN.free - 1] == [timedelta()] * (SIGN_IN.free - 1)
    assert waits[SIGN_IN.free - 1 : SIGN_IN.free + 3] == [timedelta(seconds=seconds) for seconds in (2, 4, 8, 16)]
    assert waits[-1] == SIGN_IN.longest


def test_given_a_long_pause_then_the_count_begins_anew() -> None:
    tries = Tries(12, NOW - timedelta(hours=1), NOW)
    assert take(SIGN_IN, tries, NOW).count == 1


@given(st.sampled_from([SIGN_IN, LETTERS.each, CONFIRM, CHANGE]), st.lists(st.integers(0, 7200), max_size=60))
def test_given_any_rhythm_of_tries_then_no_more_pass_than_the_limit_allows(limit: Limit, pauses: list[int]) -> None:
    tries: Tries | None = None
    moment, passed = NOW, []
    for pause in pauses:
        moment += timedelta(seconds=pause)
        try:
            tries = take(limit, tries, moment)
        except Refused:
            assert tries is not None
            assert moment < tries.open_at
        else:
            passed.append(moment)
    for place in range(limit.free, len(passed)):
        assert passed[place] - passed[place - 1] >= min(limit.longest, limit.first * 2 ** (place - limit.free))


@given(st.integers(0, 10_000))
def test_given_any_count_then_the_wait_stays_within_its_bounds(count: int) -> None:
    assert timedelta() <= wait_after(SIGN_IN, count) <= SIGN_IN.longest
    assert wait_after(SIGN_IN, count) <= wait_after(SIGN_IN, count + 1)


@pytest.mark.parametrize("limit", ADDRESS_LIMITS)
def test_given_one_client_that_tries_whenever_it_may_then_it_never_locks_the_others_out(limit: AddressLimit) -> None:
    tries: Tries | None = None
    used: datetime | None = None
    moment = NOW
    for _ in range(500):
        tries = take(limit.each, tries, moment)
        used = spend(limit.together, used, moment)
        spend(limit.together, used, moment)  # raises if somebody else could not try now
        moment = max(moment, tries.open_at)


@pytest.mark.parametrize("limit", ADDRESS_LIMITS)
def test_given_many_clients_then_together_they_get_the_burst_and_then_one_try_at_a_time(limit: AddressLimit) -> None:
    used: datetime | None = None
    for _ in range(limit.together.burst):
        used = spend(limit.together, used, NOW)
    with pytest.raises(Refused) as caught:
        spend(limit.together, used, NOW)
    assert caught.value.code == "too_many_attempts"
    assert caught.value.detail == {"retry_after": limit.together.every.total_seconds()}
    spend(limit.together, used, NOW + limit.together.every)
