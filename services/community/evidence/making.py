"""Looks into one file and makes a safe copy of it: a program of its own, since the file may be hostile.

    python -I making.py image|pdf|word|sheet|text  < file  > answer

The answer is one line of JSON (`{"media_type": …}`, null when there is no copy, or `{"reason": …}`), then the copy. It
knows nothing of the platform, and the system stops it when it takes too much memory or time.
"""

import contextlib
import io
import json
import resource
import sys
import zipfile
from typing import Any, Final

MEMORY: Final = 1536 * 1024**2
CPU_SECONDS: Final = 20
PIXELS: Final = 100_000_000
LONGEST_SIDE: Final = 2_400
PAGES: Final = 3_000
UNPACKED: Final = 300 * 1024**2
RATIO: Final = 100
MEMBERS: Final = 5_000
COPY: Final = 25 * 1024**2
_JPEG_KEPT: Final = {0xE0, 0xEE}
"""Segments of applications that say how to read a JPEG: JFIF and Adobe."""
_ROOT_DROPPED: Final = (
    "/OpenAction /AA /AcroForm /Names /Metadata /Collection /AF /JavaScript /PieceInfo /URI /Threads /Extensions "
    "/SpiderInfo /Outlines /Perms /DSS"
)
_PAGE_DROPPED: Final = "/Annots /AA /Metadata /PieceInfo /B /LastModified /Thumb /AF"
_DROPPED: Final = "/AA /JS /A /OpenAction /Metadata /PieceInfo /EF /AF /LastModified /XFA"
"""Of a PDF: what runs, opens, sends, is attached, or tells of author and device."""
_HIDDEN: Final = {
    *(code for code in range(32) if chr(code) not in "\n\t"),
    *range(0x7F, 0xA0),
    *range(0x200E, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    0xFEFF,
}


class NotTaken(Exception):
    """The file is refused; the text is the reason's code."""


def image(data: bytes) -> tuple[str, bytes]:
    """A picture drawn anew: turned as it should stand, no larger than needed, nothing beside the pixels."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = PIXELS
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as found:
        if found.width * found.height > PIXELS:
            raise NotTaken("too_many_pixels")
        if found.format == "JPEG":
            found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        found.load()
        turned = ImageOps.exif_transpose(found)
    clear = turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info
    pixels = turned.convert("RGBA" if clear else "RGB")
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    out = io.BytesIO()
    if clear or found.format == "PNG":
        bare.save(out, "PNG")
        return "image/png", out.getvalue()
    bare.save(out, "JPEG", quality=85)
    return "image/jpeg", out.getvalue()


def pdf(data: bytes) -> tuple[str, bytes]:
    """The pages as they look, without what runs, asks, sends or is attached, and without data about the author."""
    import pikepdf

    try:
        document = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        raise NotTaken("encrypted") from None
    with document:
        if len(document.pages) > PAGES:
            raise NotTaken("bomb")
        if not len(document.pages):
            raise NotTaken("broken")
        with contextlib.suppress(pikepdf.PdfError, ValueError):
            document.generate_appearance_streams()
        document.flatten_annotations("all")
        _drop(document.Root, _ROOT_DROPPED)
        for page in document.pages:
            _drop(page.obj, _PAGE_DROPPED)
        for found in document.objects:
            _strip(found)
        if "/Info" in document.trailer:
            del document.trailer["/Info"]
        out = io.BytesIO()
        document.save(out, fix_metadata_version=False, deterministic_id=True)
    return "application/pdf", out.getvalue()


def _drop(found: Any, names: str) -> None:  # noqa: ANN401 - any dictionary of a PDF
    for name in names.split():
        if name in found:
            del found[name]


def _strip(found: Any) -> None:  # noqa: ANN401 - any object of a PDF
    """Take out of one object of a PDF what is not looks."""
    import pikepdf

    if not isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        return
    _drop(found, _DROPPED)
    if isinstance(found, pikepdf.Stream) and found.get("/Filter") in (pikepdf.Name.DCTDecode, [pikepdf.Name.DCTDecode]):
        raw = found.read_raw_bytes()
        bare = bare_jpeg(raw)
        if bare != raw:
            parameters: Any = found.get("/DecodeParms")
            found.write(bare, filter=pikepdf.Name.DCTDecode, decode_parms=parameters)


def bare_jpeg(data: bytes) -> bytes:
    """A JPEG without the segments that tell of camera, place and author; its pixels stay as they are."""
    if not data.startswith(b"\xff\xd8"):
        return data
    kept, place = bytearray(b"\xff\xd8"), 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xDA:  # the pixels begin: the rest is theirs
            break
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in _JPEG_KEPT:
            kept += data[place:end]
        place = end
    return bytes(kept + data[place:])


def office(data: bytes, folder: str) -> None:
    """Check an office file; there is no copy of it. Nothing of it is unpacked but its table of contents."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
            unpacked = sum(each.file_size for each in members)
            if len(members) > MEMBERS or unpacked > UNPACKED or unpacked > RATIO * max(len(data), 10_000):
                raise NotTaken("bomb")
            names = [each.filename.lower() for each in members]
            if any(map(_runs, names)):
                raise NotTaken("macros")
            if any(each.flag_bits & 1 for each in members):
                raise NotTaken("encrypted")
            with packed.open("[Content_Types].xml") as table:
                contents = table.read(1024**2).lower()
            if b"macroenabled" in contents or b"vbaproject" in contents:
                raise NotTaken("macros")
            if not any(name.startswith(f"{folder}/") for name in names):
                raise NotTaken("false_type")
    except (zipfile.BadZipFile, KeyError, NotImplementedError, EOFError):
        raise NotTaken("broken") from None


def _runs(name: str) -> bool:
    """Whether a member of an office file is, or may be, a program."""
    return "vbaproject" in name or "activex" in name or (name.endswith(".bin") and "printersettings" not in name)


def text(data: bytes) -> tuple[str, bytes]:
    """The text in UTF-8 without characters that cannot be seen."""
    words = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    return "text/plain", words.translate(dict.fromkeys(_HIDDEN)).encode()


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", "replace")


def made(kind: str, data: bytes) -> tuple[str | None, bytes]:
    """Media type and bytes of the safe copy; None and nothing when there is none. Raises `NotTaken`."""
    if kind in ("word", "sheet"):
        office(data, {"word": "word", "sheet": "xl"}[kind])
        return None, b""
    media_type, copy = {"image": image, "pdf": pdf, "text": text}[kind](data)
    if len(copy) > COPY:
        raise NotTaken("bomb")
    return media_type, copy


def main() -> None:
    """Read the file, answer, be gone."""
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_FSIZE, 0),
                        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NPROC, 0)):  # fmt: skip
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(limit, (most, most))
    copy = b""
    try:
        media_type, copy = made(sys.argv[1], sys.stdin.buffer.read())
        answer: dict[str, str | None] = {"media_type": media_type}
    except NotTaken as refused:
        answer = {"reason": str(refused)}
    except MemoryError:
        answer = {"reason": "bomb"}
    except Exception as error:  # noqa: BLE001 - whatever a hostile file breaks, it is refused
        bomb = "DecompressionBomb" in type(error).__name__
        answer = {"reason": "too_many_pixels" if bomb else "broken"}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + copy)


if __name__ == "__main__":
    main()
