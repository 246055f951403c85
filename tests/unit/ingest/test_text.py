"""From bytes to characters."""

import io

import pytest

from services.ingest.text import Text


def read(data: bytes, chunk: int = 1 << 18) -> tuple[str, str]:
    text = Text(io.BytesIO(data), chunk)
    pieces = []
    while piece := text.read():
        pieces.append(piece)
    return "".join(pieces), text.encoding


@pytest.mark.parametrize("chunk", [7, 64, 1 << 18])
def test_given_utf8_with_one_letter_cut_off_then_the_lines_after_it_are_read_as_utf8(chunk: int) -> None:
    line = "условная единица, шарттуу бирдик ң ө ү\n".encode()
    characters, encoding = read(line * 3 + line[:25] + b"\n" + line * 3, chunk)
    assert encoding == "utf-8"
    assert characters.splitlines()[-1] == "условная единица, шарттуу бирдик ң ө ү"


@pytest.mark.parametrize(
    ("encoding", "words"), [("cp1251", "условная единица, закупка"), ("cp1252", "Café à la carte, señor")]
)
def test_given_another_encoding_then_it_is_recognised(encoding: str, words: str) -> None:
    assert read(('{"title":"' + words + '"}').encode(encoding)) == ('{"title":"' + words + '"}', encoding)
