"""Grouping: each answer is what a loop over the rows would say."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.grouping import Grouping, at, is_at, token_at

PARENTS = 4
Row = tuple[int, float, int, bool]
ROWS = st.lists(
    st.tuples(
        st.integers(-1, PARENTS - 1),
        st.sampled_from([1.0, 2.0, 2.5, -3.0, math.nan]),
        st.integers(0, 3),
        st.booleans(),
    ),
    max_size=12,
)


def columns(rows: list[Row], parents: int = PARENTS) -> tuple[Grouping, np.ndarray, np.ndarray, np.ndarray]:
    of, values, tokens, where = zip(*rows, strict=True) if rows else ((), (), (), ())
    return (
        Grouping(np.array(of, np.int64), parents),
        np.array(values, np.float64),
        np.array(tokens, np.int64),
        np.array(where, np.bool_),
    )


@given(ROWS)
def test_given_any_rows_then_every_answer_is_that_of_a_loop(rows: list[Row]) -> None:
    answers_as_a_loop(rows, PARENTS)


@given(ROWS)
def test_given_rows_in_order_then_too(rows: list[Row]) -> None:
    answers_as_a_loop(sorted((row for row in rows if row[0] >= 0), key=lambda row: row[0]), PARENTS)


@given(ROWS)
def test_given_a_single_parent_then_too(rows: list[Row]) -> None:
    answers_as_a_loop([(0, *row[1:]) for row in rows], 1)


@given(st.permutations(range(PARENTS)), ROWS.filter(lambda rows: len(rows) >= PARENTS))
def test_given_a_row_for_each_parent_then_too(order: list[int], rows: list[Row]) -> None:
    answers_as_a_loop([(parent, *row[1:]) for parent, row in zip(order, rows, strict=False)], PARENTS)
    answers_as_a_loop([(parent, *row[1:]) for parent, row in enumerate(rows[:PARENTS])], PARENTS)


def answers_as_a_loop(rows: list[Row], parents: int) -> None:
    group, values, tokens, where = columns(rows, parents)
    own = [[(n, row) for n, row in enumerate(rows) if row[0] == parent and row[3]] for parent in range(parents)]
    numbers = [[row[1] for _, row in each if not math.isnan(row[1])] for each in own]
    assert group.count(where).tolist() == [len(each) for each in own]
    assert group.some(where).tolist() == [bool(each) for each in own]
    whole = [[row for row in rows if row[0] == parent] for parent in range(parents)]
    assert group.every(where).tolist() == [bool(each) and all(row[3] for row in each) for each in whole]
    assert group.distinct(tokens, where).tolist() == [len({row[2] for _, row in each}) for each in own]
    assert group.first(where).tolist() == [each[0][0] if each else -1 for each in own]
    lowest, highest = group.lowest(values, where), group.highest(values, where)
    for parent, each in enumerate(numbers):
        assert (lowest[parent] == min(each)) if each else math.isnan(lowest[parent])
        assert (highest[parent] == max(each)) if each else math.isnan(highest[parent])
        firsts = [n for n, row in own[parent] if each and row[1] == min(each)]
        assert group.first_lowest(values, where)[parent] == (firsts[0] if firsts else -1)
        lasts = [n for n, row in own[parent] if each and row[1] == max(each)]
        assert group.first_highest(values, where)[parent] == (lasts[0] if lasts else -1)
        assert group.rows(parent, where) == [n for n, _ in own[parent]]


@pytest.mark.parametrize("most", [3, 30], ids=["few rows to a parent", "many"])
def test_given_thousands_of_rows_then_the_least_and_greatest_of_each_parent_are_found(most: int) -> None:
    chance = np.random.default_rng(most)
    of = np.repeat(np.arange(1_500), chance.integers(0, most, 1_500))
    values, where = chance.random(len(of)).round(1), chance.random(len(of)) < 0.7
    group = Grouping(of, 1_500)
    own = [values[(of == parent) & where].tolist() for parent in range(1_500)]
    for found, best in ((group.lowest(values, where), min), (group.highest(values, where), max)):
        assert [None if math.isnan(one) else one for one in found.tolist()] == [
            best(each) if each else None for each in own
        ]
    folded = group.folded(np.maximum, np.stack([values, -values]), 9.0)
    own = [values[of == parent].tolist() for parent in range(1_500)]
    assert folded.T.tolist() == [[max(each), -min(each)] if each else [9.0, 9.0] for each in own]


def test_given_amounts_then_their_sum_and_nothing_for_nobody() -> None:
    group = Grouping(np.array([0, 0, 2, -1]), 3)
    assert group.total(np.array([1.5, 2.0, 4.0, 8.0])).tolist() == [3.5, 0, 4.0]
    assert group.spread(np.array([10.0, 20.0, 30.0])).tolist()[:3] == [10.0, 10.0, 30.0]
    assert group.lifted(np.array([True, False, True])).tolist() == [True, True, True, False]


@pytest.mark.parametrize("empty", [True, False])
def test_given_no_row_then_nothing_is_there(empty: bool) -> None:
    rows = np.array([-1, -1])
    column = np.zeros(0 if empty else 2)
    assert np.isnan(at(column, rows)).all()
    assert not is_at(column > 0, rows).any()
    assert token_at(column.astype(np.int64), rows).tolist() == [0, 0]
