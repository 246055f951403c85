"""Looking keys up: what numpy finds by halving, whatever the keys are like."""

import numpy as np
import pytest
from numpy.typing import NDArray

from services.scoring.lookup import Directory, is_in
from services.scoring.sorting import different, grouped

CHANCE = np.random.default_rng(7)
WIDEST = np.iinfo(np.int64)


def tokens(count: int) -> NDArray[np.int64]:
    """Numbers spread over all bits, as tokens are."""
    return CHANCE.integers(WIDEST.min, WIDEST.max, count, endpoint=True)


@pytest.mark.parametrize(
    "keys",
    [tokens(0), tokens(1), tokens(5_000), tokens(2_000).repeat(3), np.arange(3_000), np.full(500, 7)],
    ids=["none", "one", "many", "repeated", "unlike tokens", "one again and again"],
)
@pytest.mark.parametrize("count", [3, 4_000])
def test_given_any_keys_then_they_are_found_where_halving_finds_them(keys: NDArray[np.int64], count: int) -> None:
    keys = np.sort(keys)
    known = keys[CHANCE.integers(0, len(keys), count)] if len(keys) else keys
    wanted = np.concatenate([known, tokens(count), [WIDEST.min, -1, 0, 1, WIDEST.max]])
    directory = Directory(keys)
    assert directory.first(wanted).tolist() == np.searchsorted(keys, wanted).tolist()
    rows = directory.rows(wanted)
    assert (rows >= 0).tolist() == np.isin(wanted, keys).tolist()
    assert (keys[rows[rows >= 0]] == wanted[rows >= 0]).all()


@pytest.mark.parametrize("count", [0, 5, 3_000])
def test_given_two_columns_then_those_in_both_are_found(count: int) -> None:
    column, others = tokens(count), tokens(200)
    column[: count // 2] = others[CHANCE.integers(0, len(others), count // 2)]
    assert is_in(column, others).tolist() == np.isin(column, others).tolist()
    where = CHANCE.random(count) < 0.5
    assert is_in(column, others, where).tolist() == (np.isin(column, others) & where).tolist()


@pytest.mark.parametrize("count", [0, 1, 40, 3_000])
def test_given_a_column_then_its_values_stand_in_order_with_their_first_rows(count: int) -> None:
    column = tokens(max(count // 2, 1))[CHANCE.integers(0, max(count // 2, 1), count)]
    values, firsts, of = np.unique(column, return_index=True, return_inverse=True)
    assert different(column).tolist() == values.tolist()
    assert [found.tolist() for found in grouped(column)] == [firsts.tolist(), of.tolist()]
