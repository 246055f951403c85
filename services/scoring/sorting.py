"""Orders of rows by columns of numbers: what `numpy.lexsort` gives, several times as fast."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]
Rows = NDArray[np.int64]
_SMALL = 64
"""With fewer rows there is nothing to gain."""
_ROOM = 62
"""Bits of a number that columns and places are put into."""


def stable_order(*columns: Column) -> Rows:
    """The order by the first column, among equals by the second, and so on; equal rows keep their order.

    Numpy sorts fast only where order among equals does not matter; so columns and places are put into one number, and
    the places are read from it again.
    """
    size = len(columns[0])
    if size < _SMALL or any(column.dtype.kind not in "bif" for column in columns):
        return np.lexsort(columns[::-1])
    places = (size - 1).bit_length()
    key, used = np.zeros(size, np.int64), 0
    for column in columns:
        if column.dtype.kind == "f":
            column = _whole(column)
        low, high = int(column.min()), int(column.max())
        bits = (high - low).bit_length()
        if not bits:
            continue
        if bits > places + 2:
            if len(columns) == 1:
                return _order(column)
            column, low, bits = _ranked(column), 0, places
        if used + bits > _ROOM:
            key, used = _ranked(key), places
        key = (key << bits) + (column.astype(np.int64) - low) if used else column.astype(np.int64) - low
        used += bits
    if used + places > _ROOM:
        key = _ranked(key)
    return _placed(key, np.arange(size))


def grouped(column: Column) -> tuple[Rows, Rows]:
    """Of the different values, ascending, the first row of each; and for each row which of them it has."""
    if not len(column):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    order = stable_order(column)
    new = _new(column[order])
    new[0] = True
    of = np.empty(len(column), np.int64)
    of[order] = new.cumsum() - 1
    return order[new], of


def firsts(column: Column) -> Rows:
    """Of the different values, ascending, the first row of each."""
    order = stable_order(column)
    new = _new(column[order])
    new[:1] = True
    return order[new]


def different(column: Column) -> Column:
    """The different values, ascending."""
    ordered = np.sort(column)
    new = _new(ordered)
    new[:1] = True
    return ordered[new]


def _whole(column: Column) -> NDArray[np.int64]:
    """Whole numbers in the order of fractions: the bits of a negative one count the other way; NaN comes last."""
    bits = np.where(np.isnan(column), np.nan, column + 0.0).astype(np.float64).view(np.int64)
    return np.where(bits < 0, bits ^ np.int64(np.iinfo(np.int64).max), bits)


def _order(column: Column) -> Rows:
    """The order by one column; equal rows keep their order."""
    order = np.argsort(column)
    new = _new(column[order])
    if np.count_nonzero(new) == len(new) - 1:
        return order
    return _placed(new.cumsum(), order)


def _ranked(column: Column) -> NDArray[np.int64]:
    """Numbers below the count of rows that are in the same order."""
    order = np.argsort(column)
    ranks = np.empty(len(order), np.int64)
    ranks[order] = _new(column[order]).cumsum()
    return ranks


def _new(ordered: Column) -> NDArray[np.bool_]:
    """Where another value begins; the very first does not count."""
    new = np.zeros(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return new


def _placed(key: NDArray[np.int64], places: Rows) -> Rows:
    """The places in the order of the key, among equals in their own."""
    bits = (len(places) - 1).bit_length()
    both = key << bits
    both |= places
    both.sort()
    both &= (1 << bits) - 1
    return both
