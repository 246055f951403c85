"""Quartiles of many groups at once are those of each group alone."""

import numpy as np
import pytest

from services.scoring.quantile import fences, quantile
from services.scoring.spreads import NOTHING_KNOWN, robust_z, spreads


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 50])
def test_given_groups_of_any_size_then_figures_are_those_of_the_house_quantile(size: int) -> None:
    values = np.random.default_rng(size).lognormal(size=size)
    known = spreads({"key": np.array([5] * size + [9]), "x": np.append(values, 3.0)}, "x")
    own = fences(values)
    middle = quantile(np.sort(values), 0.5)
    found = {name: column[0] for name, column in known.columns.items()}
    expected = [size, own.q1, middle, own.q3, own.lower, own.upper, quantile(np.sort(np.abs(values - middle)), 0.5)]
    assert [found[name] for name in ("n", "q1", "median", "q3", "lower", "upper", "mad")] == pytest.approx(expected)
    assert known.at("median", np.array([9]))[0] == 3


def test_given_no_rows_absent_keys_or_nan_then_nothing_is_known() -> None:
    assert spreads({"key": np.array([0, 4]), "x": np.array([1.0, np.nan])}, "x") is NOTHING_KNOWN


def test_given_values_nearly_all_equal_then_the_least_deviation_counts() -> None:
    assert robust_z(np.array([1.1]), np.array([1.0]), np.array([0.0]), 0.1)[0] == pytest.approx(1)


@pytest.mark.parametrize("at_once", [1, 7, 100])
def test_given_more_rows_than_are_sorted_together_then_nothing_differs(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = np.random.default_rng(5)
    rows = {"key": chance.choice([-(2**62), -3, 1, 2, 2**62], 100), "x": chance.normal(size=100)}
    whole = spreads(rows, "x")
    monkeypatch.setattr("services.scoring.spreads._AT_ONCE", at_once)
    cut = spreads(rows, "x")
    assert cut.keys.tolist() == whole.keys.tolist()
    assert {name: column.tolist() for name, column in cut.columns.items()} == {
        name: column.tolist() for name, column in whole.columns.items()
    }
