"""What is usual: practices and durations, computed apart and joined."""

import numpy as np
import pytest

from services.scoring.durations import durations
from services.scoring.practice import Habit, habit, method, practice
from services.scoring.statistic import Known
from services.scoring.tokens import joined, token
from tests.unit.scoring.build import kyrgyz, part_of, release


def test_given_shares_then_usual_needs_both_the_share_and_the_peers() -> None:
    peers = Habit(np.array([10.0, 10, 9, 0]), np.array([8.0, 7, 9, 0]))
    assert peers.usual(0.8, 10).tolist() == [True, False, False, False]
    assert peers.share[:3].tolist() == [0.8, 0.7, 1.0]
    assert np.isnan(peers.share[3])


def test_given_no_figures_or_an_unknown_group_then_nobody_was_asked() -> None:
    keys = np.array([1, 2], np.int64)
    assert habit(None, keys).asked.tolist() == [0, 0]
    figures = Known(np.array([2], np.int64), {"asked": np.array([5.0]), "told": np.array([4.0])})
    assert habit(figures, keys).told.tolist() == [0, 4]


def test_given_rows_without_a_group_then_they_do_not_count() -> None:
    counted = practice("test", "1", lambda part: (np.array([0, 7, 7]), np.ones(3, bool), np.array([True, True, False])))
    columns = counted.partial(part_of(release(None), release(None), release(None)))
    assert {name: column.tolist() for name, column in columns.items()} == {"key": [7], "asked": [2], "told": [1]}
    found = habit(counted.finish(columns), np.array([7, 8]))
    assert (found.asked.tolist(), found.told.tolist()) == ([2, 0], [1, 0])


def test_given_a_method_of_the_national_law_then_it_names_the_group_and_else_the_ocds_method() -> None:
    part = part_of(release(kyrgyz()), release({"procurementMethod": "open"}), release({}))
    country = np.array([token("kg")])
    groups = [int(joined(country, np.array([token(name)]))[0]) for name in ("oneStage", "open")]
    assert method(part).tolist() == [*groups, 0]


@pytest.mark.parametrize("parts", [[slice(0, 10)], [slice(0, 3), slice(3, 10)], [slice(5, 10), slice(0, 5)]])
def test_given_durations_in_any_number_of_parts_then_the_fences_are_the_same(parts: list[slice]) -> None:
    every = [release(None) | {"ocid": f"o-{number}"} for number in range(10)]
    days = {f"o-{number}": float(number) for number in range(10)}
    usual = durations("test", "1", lambda part: np.array([days[str(part.text(key))] for key in part.processes.key]))
    found = usual.finish(usual.joined([usual.partial(part_of(*every[each])) for each in parts]))
    assert found.columns["n"].tolist() == [10]
    logs = np.log1p(np.arange(10.0))
    first, third = np.quantile(logs, [0.25, 0.75], method="median_unbiased")
    assert found.columns["upper"][0] == pytest.approx(np.expm1(third + 1.5 * (third - first)))
    assert found.columns["lower"][0] == pytest.approx(np.expm1(first - 1.5 * (third - first)))


def test_given_nothing_to_count_then_an_empty_table() -> None:
    usual = durations("test", "1", lambda part: np.full(len(part), np.nan))
    found = usual.finish(usual.partial(part_of(release(None))))
    assert len(found.keys) == 0
    assert np.isnan(found.at("upper", np.array([1], np.int64))).all()
