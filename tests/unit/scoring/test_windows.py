"""Events within a window, looked up by key and moment, are those a plain count finds."""

import numpy as np
import pytest

from services.scoring.windows import Within, history

DAY = 86_400


@pytest.mark.parametrize("seed", range(5))
def test_given_any_history_then_windows_are_those_of_a_plain_count(seed: int) -> None:
    draw = np.random.default_rng(seed)
    size = 300
    key, ocid = draw.integers(-5, 5, size) * 2 + 1, np.arange(1, size + 1)
    moment, share = draw.integers(0, 400, size) * float(DAY), draw.integers(1, 9, size) / 10
    known = history({"key": key[:250], "process": ocid[:250], "moment": moment[:250], "share": share[:250]})
    found = Within(known, key, ocid, moment, share, 30)
    for row in range(size):
        mine = np.flatnonzero((key == key[row]) & ((np.arange(size) < 250) | (np.arange(size) == row)))
        away = moment[mine] - moment[row]
        sums = [share[mine[(away >= low) & (away <= high)]].sum() for low, high in ((-30 * DAY, 0), (0, 30 * DAY))]
        assert found.total[row] == pytest.approx(max(sums))


def test_given_no_history_then_an_event_stands_alone() -> None:
    empty = np.zeros(0)
    known = history({"key": empty.astype(int), "process": empty.astype(int), "moment": empty, "share": empty})
    one = np.array([7])
    found = Within(known, one, one, np.array([5.0]), np.array([0.5]), 30)
    assert (found.count.tolist(), found.total.tolist()) == ([1], [0.5])


def test_given_a_key_beyond_all_others_then_an_event_stands_alone() -> None:
    one = np.array([7])
    known = history({"key": one, "process": one, "moment": np.array([5.0]), "share": np.array([0.5])})
    found = Within(known, np.array([3, 9]), np.array([1, 2]), np.array([5.0, np.nan]), np.array([0.5, np.nan]), 30)
    assert (found.count.tolist(), found.total.tolist()) == ([1, 1], [0.5, 0])
