"""What kinds of files are taken, told by their bytes and not by what they claim; and names as labels. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import puremagic

from shared.contracts.evidence import FILE_BYTES
from shared.errors import Refused

LONGEST_NAME: Final = 120
_HEAD: Final = 4096
_HIDDEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Control characters, and those that change the direction of a text or cannot be seen."""
_ACTIVE: Final = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|svg|script|iframe|\?xml|x:xmpmeta)", re.IGNORECASE)
SENTENCES: Final[Mapping[str, str]] = {
    "empty": "The file is empty.",
    "too_large": "The file is larger than 20 MB.",
    "unknown_type": "Files of this kind are not taken.",
    "false_type": "The file is not what its name says.",
    "broken": "The file is broken or incomplete.",
    "too_many_pixels": "The picture has too many pixels.",
    "macros": "The file holds a program (macros).",
    "bomb": "The file unpacks to far more than its size.",
    "encrypted": "The file is locked with a password.",
    "active": "Pages and drawings that can run programs (HTML, SVG) are not taken.",
    "too_hard": "No safe copy of the file could be made in time.",
}
"""Reason of a refusal -> a sentence for whoever wrote the client; pages have words of their own."""


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file: its name's endings, how its bytes begin, what it is served as, and how its copy is made."""

    media_type: str
    endings: tuple[str, ...]
    beginnings: tuple[bytes, ...]
    maker: str
    """Which part of `making.py` looks into it."""
    picture: bool = False


TYPES: Final = (
    FileType("image/jpeg", ("jpg", "jpeg", "jpe"), (b"\xff\xd8\xff",), "image", picture=True),
    FileType("image/png", ("png",), (b"\x89PNG\r\n\x1a\n",), "image", picture=True),
    FileType("image/webp", ("webp",), (b"RIFF",), "image", picture=True),
    FileType("application/pdf", ("pdf",), (b"%PDF-",), "pdf"),
    FileType(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",), (b"PK\x03\x04",), "word"
    ),
    FileType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",), (b"PK\x03\x04",), "sheet"),
    FileType("text/plain", ("txt", "text", "log"), (), "text"),
    FileType("text/csv", ("csv",), (), "text"),
)
_OF_ENDING: Final = {ending: each for each in TYPES for ending in each.endings}


def refused(reason: str) -> Refused:
    """A file is not taken, and why."""
    return Refused("file_refused", SENTENCES[reason], {"reason": reason, "field": "file"})


def label(name: str) -> str:
    """A file's name as a label: no folders, nothing hidden, not too long; never used as a path."""
    bare = _HIDDEN.sub("", re.split(r"[\\/]", name)[-1]).strip(" .")
    if len(bare) <= LONGEST_NAME:
        return bare or "file"
    stem, dot, end = bare.rpartition(".")
    return f"{stem[: LONGEST_NAME - 1 - len(end)]}.{end}" if dot and len(end) <= 8 else bare[:LONGEST_NAME]


def require_size(size: int) -> None:
    """Raise `Refused` unless a file of so many bytes may come."""
    if not size:
        raise refused("empty")
    if size > FILE_BYTES:
        raise refused("too_large")


def type_of(name: str, data: bytes) -> FileType:
    """The kind of a file: what its bytes are, which has to be what its name says. Raises `Refused`."""
    head = data[:_HEAD]
    stated = _OF_ENDING.get(label(name).rpartition(".")[2].lower())
    if _ACTIVE.search(head[:1024].replace(b"\x00", b"")) and (stated is None or stated.maker == "text"):
        raise refused("active")
    if stated is None:
        raise refused("unknown_type")
    if not _begins(stated, head) or _says_otherwise(stated, head):
        raise refused("false_type")
    return stated


def _begins(stated: FileType, head: bytes) -> bool:
    if stated.maker == "text":
        wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
        known = any(head.startswith(each.beginnings) for each in TYPES if each.beginnings)
        return not known and (wide or b"\x00" not in head)
    if stated.media_type == "image/webp":
        return head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    return head.startswith(stated.beginnings)


def _says_otherwise(stated: FileType, head: bytes) -> bool:
    """Whether a second opinion on the bytes knows them, and as something else. Texts have no mark to go by."""
    if stated.maker in ("text", "word", "sheet"):
        return False
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return False
    best = max((each.confidence for each in found), default=0)
    strong = {each.mime_type for each in found if each.confidence == best and each.mime_type}
    return bool(strong) and best >= 0.8 and stated.media_type not in strong
