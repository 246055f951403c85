"""Rows that belong together: equal keys of two tables, and pairs within one group."""

import numpy as np

from services.scoring.grouping import Bools, Ints, Rows
from services.scoring.lookup import Directory
from services.scoring.sorting import stable_order
from services.scoring.tokens import Tokens


def matched(left: Tokens, right: Tokens) -> tuple[Rows, Rows]:
    """Every pair of a row of `left` and a row of `right` with the same key; `ABSENT` matches nothing."""
    own, other = left.nonzero()[0], right.nonzero()[0]
    if not len(own) or not len(other):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    order = other[stable_order(right[other])]
    ordered = right[order]
    new: Bools = np.ones(len(order), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    first = new.nonzero()[0]
    place = Directory(ordered[first]).rows(left[own])
    there = (place >= 0).nonzero()[0]
    own, start = own[there], first[place[there]]
    if len(first) == len(order):  # no key of `right` repeats
        return own, order[start]
    count = np.diff(first, append=len(order))[place[there]]
    return np.repeat(own, count), order[np.repeat(start, count) + running(count)]


def once(*columns: Tokens) -> Rows:
    """The first row of each different combination, in the order of the columns."""
    if not len(columns[0]):
        return np.zeros(0, np.int64)
    order = stable_order(*columns)
    new = np.zeros(len(order), np.bool_)
    new[0] = True
    for column in columns:
        ordered = column[order]
        new[1:] |= ordered[1:] != ordered[:-1]
    rows: Rows = order[new]
    return rows


def pairs(group: Rows, most: int) -> tuple[Rows, Rows]:
    """Every pair of rows of one group, the earlier row first; groups of more than `most` rows are left out.

    `group` is in order: rows of one group stand together.
    """
    size = len(group)
    if not size:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    new: Bools = np.ones(size, np.bool_)
    new[1:] = group[1:] != group[:-1]
    start = new.nonzero()[0]
    count = np.diff(np.append(start, size))
    end = np.repeat(start + count, count)
    later: Ints = np.where(np.repeat(count, count) <= most, end - 1 - np.arange(size), 0)
    first = np.repeat(np.arange(size), later)
    return first, first + 1 + running(later)


def running(count: Ints) -> Ints:
    """0, 1, 2 … for each count, one after the other."""
    total = int(count.sum())
    return np.arange(total) - np.repeat(np.cumsum(count) - count, count)
