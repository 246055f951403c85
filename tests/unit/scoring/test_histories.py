"""Events by key and moment, looked up as they stood at another moment."""

import numpy as np
import pytest

from services.scoring.histories import history, last, so_far, starts
from services.scoring.statistic import Known

NAN = float("nan")
EVENTS = history(
    {
        "key": np.array([7, 3, 7, 0, 7, -5]),
        "moment": np.array([20.0, 5.0, 10.0, 1.0, NAN, -3.0e8]),
        "worth": np.array([2, 5, 1, 9, 9, 8]),
    }
)


@pytest.mark.parametrize(
    ("key", "moment", "before", "including"),
    [(7, 9, None, None), (7, 10, None, 1), (7, 15, 1, 1), (7, 20, 1, 2), (7, 1e9, 2, 2), (3, 6, 5, 5), (-5, 0, 8, 8)],
)
def test_given_a_moment_then_the_last_event_of_the_key_before_it(
    key: int, moment: float, before: int | None, including: int | None
) -> None:
    for strict, expected in ((True, before), (False, including)):
        row = int(last(EVENTS, np.array([key]), np.array([float(moment)]), before=strict)[0])
        assert (None if row < 0 else int(EVENTS.columns["worth"][row])) == expected


@pytest.mark.parametrize(("key", "moment"), [(4, 1e9), (0, 1e9), (7, NAN)])
def test_given_an_unknown_key_or_no_moment_then_nothing(key: int, moment: float) -> None:
    assert last(EVENTS, np.array([key]), np.array([moment])).tolist() == [-1]


def test_given_no_events_then_nothing() -> None:
    assert last(Known(np.zeros(0, np.int64)), np.array([1, 2]), np.array([1.0, 2.0])).tolist() == [-1, -1]


def test_given_values_then_they_are_added_up_key_by_key() -> None:
    keys = np.array([1, 1, 2, 2, 2])
    assert so_far(np.array([1, 2, 10, 20, 30]), starts(keys)).tolist() == [1, 3, 10, 30, 60]
