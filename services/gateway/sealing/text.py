"""Bytes as text that fits into a form."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import Final

_LONGEST: Final = 400


def written(content: bytes) -> str:
    """`content` as text."""
    return urlsafe_b64encode(content).decode().rstrip("=")


def read(text: str) -> bytes:
    """The bytes that `written` made `text` of; nothing for any other text."""
    if len(text) > _LONGEST:
        return b""
    try:
        return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (UnicodeEncodeError, NotBase64, ValueError):
        return b""
