"""Which lines are read: those that Cardinal reads."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.scoring.cardinal.lines import Part, batches, parts
from tests.unit.scoring.cardinal.made_up import write

GOOD = b'{"ocid":"x"}'


def read(path: Path, start: int = 0, end: int | None = None) -> tuple[list[str | None], int]:
    part = Part(path, start, path.stat().st_size if end is None else end)
    found = list(batches(part))
    return [release.ocid for batch in found for release in batch.releases], sum(batch.unreadable for batch in found)


@pytest.mark.parametrize("line", [b"", b" \t ", b"\x0c", b"\r"])
def test_blank_lines_are_passed_over_silently(tmp_path: Path, line: bytes) -> None:
    assert read(write(tmp_path / "f", GOOD, line, GOOD)) == (["x", "x"], 0)


@pytest.mark.parametrize(
    "line",
    [
        b"null",
        b'"text"',
        b"[{}]",
        b"{",
        b'{"ocid":"y"}{"ocid":"z"}',
        b'{"ocid":"y"} {"ocid":"z"}',
        b'{"ocid":"y",}',
        b'{"ocid":"y","a":NaN}',
        b'{"ocid":"y","a":01}',
        b'{"ocid":"y","a":"\xff"}',
        b'{"ocid":"y","a":"\\ud800"}',
        b'{"ocid":"y","a":"\t"}',
        b'\xef\xbb\xbf{"ocid":"y"}',
        b'{"ocid":5,"a":"\xd0"}',
        b'{"ocid":5,"a":' + b"[" * 127 + b"]" * 127 + b"}",
        b'{"a":' * 100_000,
    ],
)
def test_what_is_no_json_object_is_counted(tmp_path: Path, line: bytes) -> None:
    assert read(write(tmp_path / "f", GOOD, line, GOOD)) == (["x", "x"], 1)


@pytest.mark.parametrize(
    ("line", "ocid"),
    [
        (b'{"ocid":"y","a":1e400,"b":' + b"9" * 9_000 + b"}", "y"),
        (b'{"ocid":"y","buyer":{"id":1e400}}', "y"),
        (b'{"ocid":"y","buyer":{"id":' + b"9" * 9_000 + b"}}", "y"),
        (b'{"ocid":5,"a":' + b"[" * 126 + b"]" * 126 + b"}", None),
        (b'{"ocid":"y","ocid":"z"}', "z"),
        (b'{"ocid":7,"ocid":"z"}', "z"),
        (b'{"\\u006fcid":"\\ud83d\\ude00"}\r', "\U0001f600"),
    ],
)
def test_what_is_odd_and_json_is_read(tmp_path: Path, line: bytes, ocid: str | None) -> None:
    assert read(write(tmp_path / "f", line)) == ([ocid], 0)


@given(st.lists(st.sampled_from([b"", b"\n", b"{}\n", GOOD + b"\n", b"x" * 100 + b"\n", b"\r\n"])), st.integers(1, 9))
@example([b"{}\n"], 9)
def test_property_parts_hold_each_line_once(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes], count: int
) -> None:
    path = tmp_path_factory.mktemp("parts") / "f"
    path.write_bytes(b"".join(pieces) + GOOD)
    cut = parts(path, count)
    content = path.read_bytes()
    assert b"".join(content[part.start : part.end] for part in cut) == content
    assert all(content[part.end - 1 : part.end] == b"\n" for part in cut[:-1])
    whole = read(path)
    apart = [read(path, part.start, part.end) for part in cut]
    assert ([ocid for ocids, _ in apart for ocid in ocids], sum(bad for _, bad in apart)) == whole


UNITS = st.sampled_from(
    [*(bytes([n]) for n in (0x41, 0x80, 0x8F, 0x9F, 0xA0, 0xBF, *range(0xC0, 0x100))), "Ж№😀".encode()]
)


@given(st.lists(UNITS, max_size=6).map(b"".join))
def test_property_a_line_is_read_exactly_when_it_is_utf8(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = write(tmp_path_factory.mktemp("utf8") / "f", GOOD, b'{"ocid":"y","a":"' + content + b'"}')
    try:
        content.decode()
    except UnicodeDecodeError:
        assert read(path) == (["x"], 1)
    else:
        assert read(path) == (["x", "y"], 0)
