"""A line of JSON Lines that was cut off anywhere costs that line and no other."""

import io
import json
from functools import partial

import pytest

from services.ingest.read import Broken, Found, Reader

LINE = json.dumps(
    {"publisher": {"name": "x"}, "releases": [{"ocid": "a", "tender": {}}, {"ocid": "b", "tender": {}}]}
).encode()
LAST = LINE.replace(b'"a"', b'"c"').replace(b'"b"', b'"d"')


@pytest.mark.parametrize("cut", range(1, len(LINE) - 1))
def test_given_a_package_cut_off_in_the_middle_when_read_then_the_packages_around_it_are_whole(cut: int) -> None:
    document = b"\n".join([LINE, LINE[:cut], LAST])
    pieces = list(Reader(partial(io.BytesIO, document)))
    found = [piece.value["ocid"] for piece in pieces if isinstance(piece, Found)]
    assert found[:2] == ["a", "b"]
    assert found[-2:] == ["c", "d"]
    assert any(isinstance(piece, Broken) for piece in pieces)
