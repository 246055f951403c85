"""How much one client may do."""

from hypothesis import given
from hypothesis import strategies as st

from services.gateway.limits import LIMITS, Kind, Limiter, kind_of

ME, OTHER = b"me", b"other"


def test_given_a_burst_then_the_next_waits_and_time_gives_tokens_back() -> None:
    limiter = Limiter()
    burst = int(LIMITS[Kind.ACCOUNT].burst)
    assert [limiter.wait(ME, Kind.ACCOUNT, 0) for _ in range(burst)] == [0] * burst
    seconds = limiter.wait(ME, Kind.ACCOUNT, 0)
    assert seconds > 0
    assert limiter.wait(OTHER, Kind.ACCOUNT, 0) == 0, "another client has a bucket of its own"
    assert limiter.wait(ME, Kind.READ, 0) == 0, "another kind has a bucket of its own"
    assert limiter.wait(ME, Kind.ACCOUNT, seconds) == 0


@given(st.lists(st.floats(0, 5), max_size=200))
def test_given_any_rhythm_then_no_more_passes_than_burst_and_rate_allow(pauses: list[float]) -> None:
    limiter, now, passed = Limiter(), 0.0, 0
    for pause in pauses:
        now += pause
        passed += limiter.wait(ME, Kind.WRITE, now) == 0
    limit = LIMITS[Kind.WRITE]
    assert passed <= limit.burst + limit.per_second * now + 1


def test_given_many_clients_then_memory_is_bounded() -> None:
    limiter = Limiter()
    for number in range(25_000):
        limiter.wait(number.to_bytes(4), Kind.READ, 0)
    assert len(limiter._buckets) == 20_000


def test_given_factor_zero_then_nothing_is_limited() -> None:
    limiter = Limiter(0)
    assert {limiter.wait(ME, Kind.ACCOUNT, 0) for _ in range(1_000)} == {0}


def test_given_a_request_then_what_touches_passwords_is_the_strictest() -> None:
    assert kind_of("GET", "/ru/search") is Kind.READ
    assert kind_of("GET", "/ru/sign-in") is Kind.READ
    assert kind_of("POST", "/ru/sign-in") is Kind.ACCOUNT
    assert kind_of("POST", "/ky/sign-up") is Kind.ACCOUNT
    assert kind_of("POST", "/ky/sign-up/again") is Kind.ACCOUNT
    assert kind_of("POST", "/ky/verify") is Kind.ACCOUNT
    for path in ("/password/forgot", "/password/reset", "/sessions/password"):
        assert kind_of("POST", f"/ky{path}") is Kind.ACCOUNT
    assert kind_of("POST", "/ky/searches") is Kind.WRITE
    assert kind_of("POST", "/en/sign-out") is Kind.WRITE
    assert kind_of("GET", "/static/site.css") is Kind.ASSET
