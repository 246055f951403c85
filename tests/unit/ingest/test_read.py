"""Every shape in which publishers send releases and records is recognised by its structure."""

import gzip
import io
import json
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from services.ingest import read, scan
from services.ingest.pieces import Broken, Found, Piece
from services.ingest.read import Reader

Pieces = Callable[[bytes | str | Path], list[Piece]]

SHAPES = {
    "release_package.json": ("release", ["1", "2", "1"]),
    "release_package_late_publisher.json": ("release", ["1"]),
    "record_package.json": ("record", ["1", "2"]),
    "release.json": ("release", ["1"]),
    "record.json": ("record", ["1"]),
    "releases_array.json": ("release", ["1", "2"]),
    "records_array.json": ("record", ["1"]),
    "packages_array.json": ("release", ["1", "2", "3"]),
    "releases.jsonl": ("release", ["1", "2", "3"]),
    "records.jsonl": ("record", ["1", "2"]),
    "packages.jsonl": ("release", ["1", "2", "3"]),
    "concatenated.json": ("release", ["1", "2"]),
    "envelope_data.json": ("release", ["1", "2"]),
    "envelope_package.json": ("release", ["1"]),
    "spring_page.json": ("release", ["1"]),
    "releases.jsonl.gz": ("release", ["1", "2", "3"]),
    "gzip_without_suffix.json": ("release", ["1", "2", "1"]),
    "bom.json": ("release", ["1"]),
    "utf16.json": ("release", ["1"]),
    "windows1251.json": ("release", ["1"]),
    "latin1.json": ("release", ["1"]),
}


@pytest.mark.parametrize("name", SHAPES)
def test_given_a_shape_when_read_then_each_release_or_record_comes_out_in_order(
    name: str, files: Path, pieces: Pieces
) -> None:
    kind, numbers = SHAPES[name]
    found = pieces(files / name)
    assert all(isinstance(piece, Found) and piece.kind == kind for piece in found), found
    assert [piece.value["ocid"] for piece in found if isinstance(piece, Found)] == [f"ocds-made00-{n}" for n in numbers]


BROKEN = {
    "truncated.json": [None, None, "truncated"],
    "trailing_comma.json": [None, "not_json"],
    "truncated.jsonl.gz": [None, None, None, "truncated"],
    "broken_line.jsonl": [None, "truncated", None],
    "error.json": ["not_ocds"],
    "error.html": ["not_ocds"],
    "empty.json": ["empty"],
    "no_ocid.json": ["no_ocid"],
    "numeric_ocid.json": ["no_ocid"],
    "not_objects.json": ["not_object", "not_object", "not_object"],
    "other_json.json": ["not_ocds"],
}


@pytest.mark.parametrize("name", BROKEN)
def test_given_broken_input_when_read_then_what_is_whole_comes_out_and_the_rest_has_a_reason(
    name: str, files: Path, pieces: Pieces
) -> None:
    reasons = [piece.reason if isinstance(piece, Broken) else None for piece in pieces(files / "broken" / name)]
    if name == "truncated.jsonl.gz":  # how much is whole depends on the compressor
        assert reasons[-1] == "truncated"
        return
    assert reasons == BROKEN[name]


def test_given_a_package_cut_off_when_read_then_the_break_is_named_by_its_byte(files: Path, pieces: Pieces) -> None:
    path = files / "broken" / "truncated.json"
    last = pieces(path)[-1]
    assert isinstance(last, Broken)
    offset = int(last.position.removeprefix("byte "))
    size = path.stat().st_size
    assert size - 80 < offset <= size


def test_given_json_lines_when_read_then_positions_are_lines(files: Path, pieces: Pieces) -> None:
    assert [piece.position for piece in pieces(files / "releases.jsonl")] == ["line 1", "line 2", "line 3"]


def test_given_a_package_when_read_then_positions_are_pointers(files: Path, pieces: Pieces) -> None:
    assert [p.position for p in pieces(files / "release_package.json")] == ["/releases/0", "/releases/1", "/releases/2"]


def test_given_an_array_of_packages_when_read_then_positions_lead_through_it(files: Path, pieces: Pieces) -> None:
    positions = [piece.position for piece in pieces(files / "packages_array.json")]
    assert positions == ["/0/releases/0", "/1/releases/0", "/1/releases/1"]


@pytest.mark.parametrize("name", ["release_package.json", "release_package_late_publisher.json", "packages.jsonl"])
def test_given_a_publisher_before_or_after_the_releases_when_read_then_each_release_knows_it(
    name: str, files: Path
) -> None:
    for piece in Reader(lambda: (files / name).open("rb")):
        assert isinstance(piece, Found)
        assert piece.package.publisher == "Example publisher (made up)"


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("bom.json", "utf-8"), ("utf16.json", "utf-16"), ("windows1251.json", "cp1251"), ("latin1.json", "cp1252")],
)
def test_given_another_encoding_when_read_then_letters_are_right_and_the_encoding_is_told(
    name: str, encoding: str, files: Path
) -> None:
    reader = Reader(lambda: (files / name).open("rb"))
    (piece,) = reader
    assert isinstance(piece, Found)
    assert reader.encoding == encoding
    assert piece.value["tender"]["title"] in ("Парты (выдумано)", "Équipement scolaire pour élèves (inventé)")


def test_given_not_a_number_when_read_then_it_is_null_and_counted(files: Path, pieces: Pieces) -> None:
    (piece,) = pieces(files / "not_a_number.json")
    assert isinstance(piece, Found)
    assert piece.value["tender"]["value"]["amount"] is None
    assert piece.not_numbers == 1


@pytest.mark.parametrize("line", ['{"ocid": "x", "tender": NaN}', "garbage", '{"ocid": "x", "ten'])
def test_given_a_bad_first_line_of_json_lines_when_read_then_the_lines_after_it_come_out(
    line: str, pieces: Pieces
) -> None:
    document = f'{line}\n{{"ocid": "a", "tender": {{}}}}\n{{"ocid": "b", "tender": {{}}}}\n'
    found = [piece.value["ocid"] for piece in pieces(document) if isinstance(piece, Found)]
    assert found[-2:] == ["a", "b"]


def test_given_pretty_printed_json_with_an_error_when_read_then_its_fragments_are_not_taken_for_releases(
    pieces: Pieces,
) -> None:
    document = json.dumps({"ocid": "a", "tender": {"lots": [{"id": "1"}, {"id": "2"}]}}, indent=0)
    found = pieces(document.replace('"1"', '"1'))
    assert len(found) == 1
    assert isinstance(found[0], Broken)


def test_given_values_nested_beyond_sense_when_read_then_they_are_refused(pieces: Pieces) -> None:
    (piece,) = pieces('{"ocid": "a", "tender": ' + '{"a":' * 100_000 + "1" + "}" * 100_000 + "}")
    assert isinstance(piece, Broken)
    assert piece.reason == "too_deep"


@pytest.mark.parametrize("piece_size", [1, 2, 3, 7])
def test_given_a_stream_that_comes_in_crumbs_when_read_then_the_same_comes_out(files: Path, piece_size: int) -> None:
    data = (files / "release_package.json").read_bytes()

    class Crumbs(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(piece_size)

    whole = [cast("Found", piece).value for piece in Reader(lambda: io.BytesIO(data))]
    assert [cast("Found", piece).value for piece in Reader(lambda: Crumbs(data))] == whole


class Endless(io.RawIOBase):
    """A package of `count` releases that nobody holds in memory."""

    def __init__(self, count: int, *, lines: bool) -> None:
        self._parts = self._text(count, lines=lines)
        self._rest = b""

    def _text(self, count: int, *, lines: bool) -> Iterator[bytes]:
        release = json.dumps({"ocid": "a", "tender": {"title": "x" * 4000}}).encode()
        yield b"" if lines else b'{"publisher": {"name": "x"}, "releases": ['
        for number in range(count):
            yield release + (b"\n" if lines else b"," if number < count - 1 else b"]}")

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size:
            part = next(self._parts, None)
            if part is None:
                break
            self._rest += part
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


@pytest.mark.parametrize("lines", [False, True])
def test_given_a_document_of_any_length_when_read_then_memory_does_not_grow_with_it(lines: bool) -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        read = sum(1 for _ in Reader(lambda: cast("BinaryIO", Endless(count, lines=lines))))
        _, top = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert read == count
        return top

    assert peak(6000) < peak(600) * 1.5


def test_given_an_object_of_many_small_values_when_read_then_it_is_refused_within_bounded_memory(
    pieces: Pieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "LARGEST", 1 << 20)
    monkeypatch.setattr(read, "LARGEST", 1 << 20)
    document = '{"x": 1' + "".join(f', "ocds-x-{n}": {{"a": "{"y" * 1000}"}}' for n in range(8000)) + "}"
    tracemalloc.start()
    (piece,) = pieces(document)
    _, top = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(piece, Broken)
    assert piece.reason == "too_large"
    assert top < len(document) * 2  # the document itself, encoded, and little more


def test_given_a_small_file_that_inflates_without_end_when_read_then_memory_is_bounded() -> None:
    document = gzip.compress(b'{"ocid": "a", "tender": {}}\n' + b" " * (1 << 27))
    tracemalloc.start()
    found = list(Reader(lambda: io.BytesIO(document)))
    _, top = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [piece.value["ocid"] for piece in found if isinstance(piece, Found)] == ["a"]
    assert top < 1 << 26


@pytest.mark.parametrize("key", ["[", '{"data":', '{"releases":[', '{"a":'])
def test_given_wrappers_within_each_other_beyond_sense_when_read_then_they_are_refused_and_the_next_line_is_not(
    key: str, pieces: Pieces
) -> None:
    first, *_, last = pieces(key * 3000 + '\n{"ocid": "a", "tender": {}}\n')
    assert isinstance(first, Broken)
    assert first.reason in ("too_deep", "truncated")
    assert isinstance(last, Found)


RECORD_LATE = {"releases": [{"url": "https://example.org/1"}], "ocid": "a", "compiledRelease": {"ocid": "a", "tag": []}}


def test_given_a_record_that_says_so_after_its_releases_when_read_then_it_is_one(pieces: Pieces) -> None:
    for document in (RECORD_LATE, [RECORD_LATE]):
        (piece,) = pieces(json.dumps(document, indent=1))
        assert isinstance(piece, Found)
        assert (piece.kind, piece.value) == ("record", RECORD_LATE)


@pytest.mark.parametrize("key", ["items", "body", "data"])
def test_given_a_release_with_a_field_named_like_a_wrapper_before_its_ocid_when_read_then_it_is_whole(
    key: str, pieces: Pieces
) -> None:
    release = {key: [{"x": 1}], "ocid": "a", "tender": {}}
    (piece,) = pieces(json.dumps(release, indent=1))
    assert isinstance(piece, Found)
    assert piece.value == release


def test_given_a_file_that_cannot_be_read_when_read_then_it_is_a_broken_piece(tmp_path: Path) -> None:
    (piece,) = Reader(lambda: tmp_path.open("rb"))  # a folder
    assert isinstance(piece, Broken)
    assert piece.reason == "unreadable"


def test_given_the_same_content_at_another_place_when_refused_then_it_has_the_same_digest(pieces: Pieces) -> None:
    one, two = (
        [piece.content for piece in pieces(text) if isinstance(piece, Broken)]
        for text in (
            '{"publisher": {}, "releases": [{"tag": ["x"]}, {"ocid": "a", "ten',
            '{"publisher": {}, "releases":\n [ {"tag": ["x"]}, {"ocid": "a", "ten',
        )
    )
    assert one[0] == two[0]
    assert len(set(one)) == 2


def test_given_several_gzip_members_when_read_then_all_of_them_are(pieces: Pieces) -> None:
    document = gzip.compress(b'{"ocid": "a", "tag": []}\n') + gzip.compress(b'{"ocid": "b", "tag": []}\n')
    assert [piece.value["ocid"] for piece in pieces(document) if isinstance(piece, Found)] == ["a", "b"]
