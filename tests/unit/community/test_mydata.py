"""Pieces of a member's data."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.community.mydata.pieces import PIECE_BYTES, Piece, plain, without
from services.community.mydata.registry import IMPERSONAL, OF_THE_ACCOUNT, TABLE

SCALARS = st.none() | st.booleans() | st.integers() | st.text() | st.datetimes() | st.decimals() | st.binary(max_size=9)
VALUES = st.recursive(SCALARS, lambda deeper: st.lists(deeper) | st.dictionaries(st.text(), deeper), max_leaves=20)


@given(VALUES)
def test_given_any_row_of_the_database_then_it_becomes_json_that_comes_back_the_same(value: Any) -> None:
    told = plain(value)
    assert json.loads(json.dumps(told)) == told


def test_given_a_row_then_what_is_hidden_is_left_out_and_bytes_are_only_counted() -> None:
    row = {"_id": "digest", "at": datetime(2026, 3, 2, tzinfo=UTC), "amount": Decimal("1.50"), "file": b"abc"}
    told = plain(without(row, ("_id",)))
    assert told == {"at": "2026-03-02T00:00:00+00:00", "amount": "1.50", "file": "3 bytes"}


@given(st.lists(st.integers(min_value=1, max_value=PIECE_BYTES + 1000), max_size=12))
def test_given_rows_of_any_size_then_pieces_hold_all_of_them_in_order_and_only_a_lone_row_is_large(
    sizes: list[int],
) -> None:
    rows = ["x" * size for size in sizes]
    pieces: list[list[str]] = []
    while rows:
        piece = Piece()
        while rows and piece.takes(rows[0]):
            rows.pop(0)
        pieces.append(piece.rows)
    assert [len(row) for rows in pieces for row in rows] == sizes
    assert all(len(rows) == 1 or sum(map(len, rows)) <= PIECE_BYTES for rows in pieces)


def test_given_the_table_then_each_part_and_each_collection_stands_once() -> None:
    parts, collections = [kept.part for kept in TABLE], [kept.collection for kept in TABLE]
    assert len(set(parts)) == len(parts)
    assert len(set(collections)) == len(collections)
    assert not set(collections) & (IMPERSONAL | OF_THE_ACCOUNT)
