"""Files that are not what they should be, and some that are."""

import io
import zipfile
import zlib
from collections.abc import Mapping

import pikepdf
from PIL import Image

CANARY = "канарейка-Canary"
TYPES = b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.main+xml"/></Types>'
MACROS = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form, **more)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """The head of a PNG that says it is so large, with hardly any pixels in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    pixels = zlib.compress(b"\x00" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def packed(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    extra = {name.replace("__", "/").replace("_dot_", "."): data for name, data in more.items()}
    return packed({"[Content_Types].xml": TYPES, "word/document.xml": b"<w:document/>"} | extra)


def pdf(**options: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def armed_pdf() -> bytes:
    """A PDF with all that a safe copy must not have."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{CANARY}')")
        document.Root.OpenAction = script
        document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=[CANARY, script]))
        document.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=CANARY)
        document.docinfo["/Author"] = CANARY
        with document.open_metadata() as metadata:
            metadata["dc:creator"] = [CANARY]
        document.attachments["note.txt"] = pikepdf.AttachedFileSpec(document, CANARY.encode(), filename="note.txt")
        page = document.pages[0].obj
        page.AA = pikepdf.Dictionary(O=script)
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 9, 9],
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"https://example.org/{CANARY}"),
        )
        page.Annots = document.make_indirect(pikepdf.Array([document.make_indirect(link)]))
        exif = Image.Exif()
        exif[0x010F] = CANARY
        photo = document.make_stream(picture(exif=exif))
        photo.Type, photo.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        photo.Width, photo.Height = 60, 40
        photo.ColorSpace, photo.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
        photo.Filter = pikepdf.Name.DCTDecode
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=photo))
        page.Contents = document.make_stream(b"q 60 0 0 40 0 0 cm /Im0 Do Q")
        document.save(out)
    return out.getvalue()


def bomb() -> bytes:
    """An office file that unpacks to far more than its size."""
    return docx(word__media__a_dot_bin2=b"\x00" * 350_000_000)


SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
