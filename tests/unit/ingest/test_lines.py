"""JSON Lines as bytes, and the place where the scanner goes on."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.lines import Lines
from services.ingest.scan import Scanner
from services.ingest.text import Text

DOCUMENTS = st.lists(st.text("aңё \t\r", max_size=9), max_size=9).map("\n".join)


@given(document=DOCUMENTS, stop=st.integers(0, 9), chunk=st.integers(4, 40))
def test_property_given_lines_when_left_at_any_then_the_scanner_is_where_one_that_read_them_itself_would_be(
    document: str, stop: int, chunk: int
) -> None:
    lines = Lines(Text(io.BytesIO(document.encode()), chunk))
    plain = Scanner(Text(io.BytesIO(document.encode())))
    for line in lines:
        plain.peek()
        assert lines.number == plain.line
        if lines.taken == stop:
            break
        text = plain.rest_of_line(read_on=True)
        assert text is not None
        assert line.decode().lstrip(" \t\r") == text
        plain.skip(len(text))
    scan = lines.scanner()
    assert scan.peek() == plain.peek()
    assert (scan.line, scan.byte) == (plain.line, plain.byte)
    assert scan.rest_of_line(read_on=True) == plain.rest_of_line(read_on=True)


def test_given_a_first_line_longer_than_what_is_read_at_once_then_none_is_taken() -> None:
    reader = Lines(Text(io.BytesIO(b'{"a": 1, "b": 2}\n{}\n'), chunk=8))
    assert list(reader) == []
    assert reader.scanner().value() == {"a": 1, "b": 2}


@pytest.mark.parametrize("document", ["{}\n".encode("utf-16"), b'{"a": "\xe9"}\n', b""])
def test_given_another_encoding_or_nothing_then_no_line_is_taken(document: bytes) -> None:
    assert list(Lines(Text(io.BytesIO(document)))) == []


@pytest.mark.parametrize("chunk", [5, 16, 1 << 18])
def test_given_a_break_after_lines_then_it_is_placed_as_in_the_whole_document(chunk: int) -> None:
    document = '{"a": "ңү"}\n\n{"b": 1}\n{"c": tru'.encode()
    lines = Lines(Text(io.BytesIO(document), chunk))
    for line in lines:
        if b"c" in line:
            break
    scan = lines.scanner()
    while scan.peek() and scan.line < 4:
        scan.value()
    assert (scan.line, scan.byte) == (4, document.index(b'{"c"'))
