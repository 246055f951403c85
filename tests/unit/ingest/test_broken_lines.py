"""A line of JSON Lines that was cut off anywhere costs that line and no other, wherever it stands."""

import io
import json
from functools import partial

import pytest

from services.ingest.pieces import Broken, Found
from services.ingest.read import Reader


def line(*ocids: str) -> bytes:
    return json.dumps(
        {"publisher": {"name": "x"}, "releases": [{"ocid": ocid, "tender": {}} for ocid in ocids]}
    ).encode()


CUT = line("x", "y")


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("cut", range(1, len(CUT) - 1))
def test_given_a_package_cut_off_in_the_middle_when_read_then_the_packages_around_it_are_whole(
    cut: int, place: int
) -> None:
    lines = [line("a", "b"), line("c", "d")]
    lines.insert(place, CUT[:cut])
    pieces = list(Reader(partial(io.BytesIO, b"\n".join(lines))))
    found = [piece.value["ocid"] for piece in pieces if isinstance(piece, Found)]
    assert [ocid for ocid in found if ocid not in "xy"] == ["a", "b", "c", "d"]
    assert any(isinstance(piece, Broken) for piece in pieces)


def test_given_a_first_line_longer_than_what_is_read_at_once_when_cut_off_then_the_lines_after_it_come_out() -> None:
    many = line(*(f"x{number}" for number in range(20_000)))
    document = b"\n".join([many[:-40], line("a", "b"), line("c", "d")])
    pieces = list(Reader(partial(io.BytesIO, document)))
    assert [piece.value["ocid"] for piece in pieces if isinstance(piece, Found)][-4:] == ["a", "b", "c", "d"]
