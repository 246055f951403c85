"""From bytes to characters: gzip undone and the encoding found, a piece at a time.

Publishers send UTF-8 with and without a byte order mark, UTF-16, ISO-8859-1, Windows-1251, and gzip of each, under any
file name. What a piece of text is follows from its bytes alone.
"""

import codecs
import json
import re
import zlib
from typing import BinaryIO

_GZIP = b"\x1f\x8b"
_CYRILLIC_RUN = re.compile(rb"[\xc0-\xff\xa8\xb8]{3,}")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_HIGH = re.compile(rb"[\x80-\xff]")
_TELLING = 4
"""Bytes by which an encoding is told; a shorter stream is empty."""
_INFLATED = 1 << 20
"""Bytes that come out of the decompressor at once: a small file may hold a thousand times its size."""


class Text:
    """The characters of a byte stream. Memory used does not depend on the length of the stream."""

    def __init__(self, raw: BinaryIO, chunk: int = 1 << 18) -> None:
        """Read `raw` (at its beginning) in pieces of `chunk` bytes."""
        self._raw = raw
        self._chunk = chunk
        self._first = raw.read(chunk)
        self._zip = zlib.decompressobj(31) if self._first.startswith(_GZIP) else None
        self._decoder: codecs.IncrementalDecoder | None = None
        self._ahead = ""
        self._repairing = False
        self.encoding = "utf-8"
        """The encoding found so far; it changes once when a stream turns out not to be UTF-8."""
        self.damage: str | None = None
        """What is wrong with the compression, once it was met: the text ends there."""

    def read_utf8(self) -> bytes:
        """The next bytes of a stream of clean UTF-8; empty at its end and where it is not, for `read` to go on there.

        A letter that is cut off at the end is the beginning of what either of them returns next.
        """
        data = self._encoded()
        characters = self._decode(data, final=False) if data else ""
        if self.encoding == "utf-8" and not self._repairing:
            return data
        self._ahead = characters
        return b""

    def read(self) -> str:
        """The next characters; empty at the end."""
        if self._ahead:
            characters, self._ahead = self._ahead, ""
            return characters
        while data := self._encoded():
            if characters := self._decode(data, final=False):
                return characters
        return self._decode(b"", final=True)

    def size(self, characters: str) -> int:
        """How many bytes of the (uncompressed) stream `characters` stood for."""
        return len(characters) if characters.isascii() else len(characters.encode(self.encoding, "replace"))

    def _encoded(self) -> bytes:
        """The next bytes to decode; the first of them tell the encoding."""
        data = self._bytes()
        if self._decoder is not None:
            return data
        while len(data) < _TELLING:
            more = self._bytes()
            if not more:
                return b""
            data += more
        self.encoding = json.detect_encoding(data)
        if self.encoding == "utf-8-sig":
            data, self.encoding = data[3:], "utf-8"
        self._decoder = codecs.getincrementaldecoder(self.encoding)()
        return data

    def _bytes(self) -> bytes:
        return self._packed() if self._zip is None else self._unzipped(self._zip)

    def _packed(self) -> bytes:
        """The next bytes as they are stored."""
        data, self._first = self._first or self._raw.read(self._chunk), b""
        return data

    def _unzipped(self, unzip: "zlib._Decompress") -> bytes:
        while self.damage is None:
            data = unzip.unconsumed_tail or unzip.unused_data or self._packed()
            if unzip.eof and data:
                unzip = self._zip = zlib.decompressobj(31)  # another member follows
            try:
                plain = unzip.decompress(data, _INFLATED)
            except zlib.error as error:
                self.damage = f"the gzip stream is damaged: {error}"
                break
            if plain:
                return plain
            if not data:
                self.damage = None if unzip.eof else "the gzip stream is cut off"
                break
        return b""

    def _decode(self, data: bytes, *, final: bool) -> str:
        if self._decoder is None:
            return ""
        try:
            return self._decoder.decode(data, final)
        except UnicodeDecodeError:
            return self._fall_back(data, final=final)

    def _fall_back(self, data: bytes, *, final: bool) -> str:
        """Not clean: keep to UTF-8 when it is that but for a few broken characters, else take the Windows code page.

        A file of lines in which one was cut off within a letter is UTF-8 all the same.
        """
        state = self._decoder.getstate()[0] if self._decoder else b""
        data = (state if isinstance(state, bytes) else b"") + data
        if self.encoding == "utf-8" and not is_mostly_utf8(data):
            self.encoding = single_byte_encoding(data)
        self._decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        self._repairing = True
        return self._decoder.decode(data, final)


def is_mostly_utf8(data: bytes) -> bool:
    """Whether whole UTF-8 letters beyond ASCII are more than ten times as many as broken ones."""
    letters = _NOT_ASCII.findall(data.decode("utf-8", "replace"))
    broken = letters.count("\ufffd")
    return len(letters) - broken > 10 * broken


def single_byte_encoding(data: bytes) -> str:
    """`cp1251` when most letters beyond ASCII come in runs, as Cyrillic words do, else `cp1252`."""
    high = len(_HIGH.findall(data))
    in_runs = sum(len(run) for run in _CYRILLIC_RUN.findall(data))
    return "cp1251" if in_runs * 2 > high else "cp1252"
