"""Hostile files: told by their bytes, refused with a reason, or copied so that nothing hostile is left."""

import asyncio
import io
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from services.community.evidence import making
from services.community.evidence.evidence import words_of
from services.community.evidence.files import LONGEST_NAME, label, require_size, type_of
from services.community.evidence.workshop import Copy, Workshop
from shared.contracts.evidence import FILE_BYTES, EvidenceKind
from shared.errors import Refused

sys.path.insert(0, str(Path(__file__).parent))
import hostile

PROGRAM = Path(making.__file__).read_text(encoding="utf-8")
MACRO = hostile.packed(
    {"[Content_Types].xml": hostile.MACROS, "word/document.xml": b"<w/>", "word/vbaProject.bin": b"\xd0\xcf"}
)


async def copied(name: str, data: bytes) -> Copy | None:
    require_size(len(data))
    return await Workshop().copy(type_of(name, data), data)


HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.jpg", b"", "empty"),
    "too large": ("a.txt", b"x" * (FILE_BYTES + 1), "too_large"),
    "a program with the name of a photograph": ("a.jpg", b"MZ\x90\x00" + b"\x00" * 500, "false_type"),
    "a page with the name of a photograph": ("a.jpg", hostile.HTML, "false_type"),
    "a PNG with the name of a JPEG": ("a.jpg", hostile.picture("PNG"), "false_type"),
    "a PDF with the name of a text": ("a.txt", hostile.pdf(), "false_type"),
    "an archive with the name of a PDF": ("a.pdf", hostile.docx(), "false_type"),
    "a WAV that begins like a WebP": ("a.webp", b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\x00" * 40, "false_type"),
    "bytes with the name of a text": ("a.csv", b"a;b\x00\x01\x02", "false_type"),
    "a drawing with a script": ("a.svg", hostile.SVG, "active"),
    "a drawing with the name of a text": ("a.txt", b"\xef\xbb\xbf \n" + hostile.SVG, "active"),
    "a wide page with the name of a text": ("a.txt", hostile.HTML.decode().encode("utf-16"), "active"),
    "a page": ("a.html", hostile.HTML, "active"),
    "a program": ("a.exe", b"MZ\x90\x00", "unknown_type"),
    "no ending": ("photo", hostile.picture(), "unknown_type"),
    "an old office file": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500, "unknown_type"),
    "a document with macros by its name": ("a.docm", MACRO, "unknown_type"),
    "a document with macros by its contents": ("a.docx", MACRO, "macros"),
    "a document with macros that its table hides": ("a.docx", hostile.docx(word__vbaProject_dot_bin=b"x"), "macros"),
    "a workbook with the name of a document": (
        "a.docx",
        hostile.packed({"[Content_Types].xml": hostile.TYPES, "xl/workbook.xml": b"<x/>"}),
        "false_type",
    ),
    "an archive with the name of a document": ("a.docx", hostile.packed({"x.txt": b"x"}), "broken"),
    "a zip bomb": ("a.docx", hostile.bomb(), "bomb"),
    "an image bomb": ("a.png", hostile.png_of(50_000, 50_000), "too_many_pixels"),
    "a cut PNG": ("a.png", hostile.picture("PNG", (600, 400))[:90], "broken"),
    "a cut JPEG": ("a.jpg", hostile.picture(size=(600, 400))[:400], "broken"),
    "a cut document": ("a.docx", hostile.docx()[:-40], "broken"),
    "the head of a PDF": ("a.pdf", b"%PDF-1.7\n", "broken"),
    "a locked PDF": (
        "a.pdf",
        hostile.pdf(encryption=pikepdf.Encryption(owner="o", user="u")),
        "encrypted",
    ),
}


@pytest.mark.parametrize(("name", "data", "reason"), HOSTILE.values(), ids=HOSTILE)
async def test_given_a_hostile_file_then_it_is_refused_with_the_reason(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match="file_refused") as found:
        await copied(name, data)
    assert found.value.detail == {"reason": reason, "field": "file"}


async def test_given_a_photograph_with_an_archive_and_a_page_behind_it_then_the_copy_has_neither() -> None:
    polyglot = hostile.picture() + hostile.packed({"x.html": hostile.HTML}) + hostile.HTML
    copy = await copied("a.jpg", polyglot)
    assert copy
    assert copy.data.startswith(b"\xff\xd8")
    assert b"PK\x03\x04" not in copy.data
    assert b"script" not in copy.data


async def test_given_a_pdf_with_all_that_runs_or_tells_then_the_copy_has_only_its_pages() -> None:
    armed = hostile.armed_pdf()
    copy = await copied("a.pdf", armed)
    assert copy
    with pikepdf.open(io.BytesIO(copy.data)) as document:
        assert len(document.pages) == 1
        plain = b"".join(
            each.read_raw_bytes() if isinstance(each, pikepdf.Stream) else each.unparse() for each in document.objects
        )
        photo = document.pages[0].obj.Resources.XObject.Im0
        assert Image.open(io.BytesIO(photo.read_raw_bytes())).size == (60, 40)
    for hidden in ("Canary", "JavaScript", "OpenAction", "AcroForm", "EmbeddedFile", "/URI", "Metadata", "note.txt"):
        assert hidden.encode() not in plain + copy.data, hidden


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
async def test_given_a_turned_photograph_then_the_copy_stands_upright_and_small(form: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    copy = await copied(f"a.{form.lower()}", hostile.picture(form, (3000, 1000), exif=exif))
    assert copy
    assert Image.open(io.BytesIO(copy.data)).size == (800, 2400)


WORDS = st.text(st.characters(min_codepoint=65, max_codepoint=122), min_size=8, max_size=40)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP"]),
    st.dictionaries(st.sampled_from([0x010E, 0x010F, 0x0110, 0x0131, 0x013B, 0x8298]), WORDS, max_size=6),
    st.dictionaries(st.sampled_from([1, 3, 29]), WORDS, max_size=3),
    st.integers(1, 8),
    WORDS,
)
def test_given_any_metadata_then_the_copy_has_none(
    form: str, told: dict[int, str], places: dict[int, str], turned: int, comment: str
) -> None:
    exif = Image.Exif()
    exif[0x0112] = turned
    for tag, words in told.items():
        exif[tag] = words
    exif.get_ifd(0x8825).update(places)
    more: dict[str, Any] = {"comment": comment.encode()} if form == "JPEG" else {}
    original = hostile.picture(form, exif=exif, xmp=f"<x>{comment}</x>".encode(), icc_profile=b"icc" * 50, **more)
    _, data = making.image(original)
    copy = Image.open(io.BytesIO(data))
    assert not copy.getexif()
    assert not {"exif", "icc_profile", "xmp", "comment", "Comment", "XML:com.adobe.xmp"} & set(copy.info)
    for words in (*told.values(), *places.values(), comment):
        assert words.encode() not in data


async def test_given_texts_then_the_copy_is_utf_8_without_what_cannot_be_seen() -> None:
    for data in ("Жол\r\n\u202eабв".encode(), "Жол\r\nабв".encode("cp1251"), "Жол\r\nабв".encode("utf-16")):
        copy = await copied("a.txt", data)
        assert copy == Copy("text/plain", "Жол\nабв".encode())


async def test_given_office_files_then_they_are_taken_and_have_no_copy() -> None:
    assert await copied("a.docx", hostile.docx()) is None
    book = {"[Content_Types].xml": hostile.TYPES, "xl/workbook.xml": b"<x/>"}
    assert await copied("a.xlsx", hostile.packed(book)) is None


async def test_given_a_program_that_never_ends_then_it_is_stopped(tmp_path: Path) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text("while True: pass")
    kind = type_of("a.txt", b"words")
    with pytest.raises(Refused) as found:
        await asyncio.wait_for(Workshop(0.5, endless).copy(kind, b"words"), 20)
    assert found.value.detail["reason"] == "too_hard"


async def test_given_a_program_that_eats_memory_then_the_system_stops_it(tmp_path: Path) -> None:
    greedy = tmp_path / "greedy.py"
    greedy.write_text(PROGRAM.replace("media_type, copy = made(", "bytearray(4 * 1024**3); media_type, copy = made("))
    with pytest.raises(Refused) as found:
        await Workshop(20, greedy).copy(type_of("a.txt", b"words"), b"words")
    assert found.value.detail["reason"] == "bomb"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Айгүл\\жол.jpg", "жол.jpg"),
        ("a\x00b\u202egpj.exe", "abgpj.exe"),
        ("", "file"),
        ("...", "file"),
        ("x" * 300 + ".jpeg", "x" * (LONGEST_NAME - 5) + ".jpeg"),
        ("y" * 300, "y" * LONGEST_NAME),
        ("a" + "." + "z" * 300, ("a." + "z" * 300)[:LONGEST_NAME]),
    ],
)
def test_given_any_name_then_it_is_a_label(name: str, shown: str) -> None:
    assert label(name) == shown


@given(st.text(max_size=400))
def test_given_any_name_at_all_then_the_label_is_short_and_has_no_folder(name: str) -> None:
    found = label(name)
    assert 0 < len(found) <= LONGEST_NAME
    assert not set(found) & set("/\\\x00\n\u202e")


@pytest.mark.parametrize(
    "text", ["", "ftp://example.org", "javascript:alert(1)", "https://a b", "https://u:p@example.org", "//x"]
)
def test_given_what_is_no_address_then_the_link_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="invalid"):
        words_of(EvidenceKind.LINK, text)


def test_given_words_then_their_hash_is_of_their_canonical_form() -> None:
    assert words_of(EvidenceKind.NOTE, "Айтты").size == len('{"kind":"note","text":"Айтты"}'.encode())
