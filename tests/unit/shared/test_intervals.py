"""The Wilson interval against values published or computed elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.intervals import wilson


@pytest.mark.parametrize(
    ("successes", "trials", "lower", "upper"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_given_a_published_share_then_the_published_interval(
    successes: int, trials: int, lower: float, upper: float
) -> None:
    assert wilson(successes, trials) == pytest.approx((lower, upper), abs=5e-5)


@given(st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_given_any_share_then_the_interval_holds_it_and_mirrors_its_opposite(share: tuple[int, int]) -> None:
    successes, trials = share
    lower, upper = wilson(successes, trials)
    assert 0 <= lower <= successes / trials <= upper <= 1
    assert wilson(trials - successes, trials) == pytest.approx((1 - upper, 1 - lower))


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (3, 2), (-1, 4)])
def test_given_no_share_then_refused(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(successes, trials)
