"""Quantiles of type R-8 and the fences around them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.quantile import fences, quantile

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1)


@given(NUMBERS, st.floats(0, 1))
def test_property_a_quantile_is_numpys_median_unbiased_one(values: list[float], tau: float) -> None:
    expected = np.quantile(values, tau, method="median_unbiased")
    assert quantile(sorted(values), tau) == pytest.approx(float(expected), rel=1e-6, abs=1e-6)


def test_few_values() -> None:
    assert math.isnan(quantile([], 0.5))
    assert math.isnan(quantile([1.0], 1.1))
    assert quantile([3.0], 0.25) == 3.0
    assert [quantile([1, 2, 3, 4], tau) for tau in (0, 0.25, 0.5, 1)] == [1, pytest.approx(17 / 12), 2.5, 4]


def test_fences_lie_one_and_a_half_times_the_middle_half_away() -> None:
    found = fences([4, 1, 3, 2])
    assert found == pytest.approx((17 / 12, 43 / 12, 17 / 12 - 3.25, 43 / 12 + 3.25))
    assert all(map(math.isnan, fences([])))


def test_fences_are_rounded_once_so_that_a_value_on_one_stays_on_it() -> None:
    third = 1 / 3
    assert fences([0.0, third]).upper == third + 0.5  # the exact value is just between two floats
    assert fences([math.inf, 1.0, 1.0]).q1 == 1.0


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True)))
def test_property_fuzz_any_floats_have_fences(values: list[float]) -> None:
    assert len(fences(values)) == 4
