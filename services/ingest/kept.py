"""Bodies as they are kept: compressed with zstd, which knows from a dictionary what releases say again and again.

Bodies are nearly all that ingest writes, and a database writes each byte four times (document, log of operations, and
the journal of both): see docs/decisions/0015. The first byte tells how the rest is kept: `{` is the JSON itself, any
other the number of a dictionary. A dictionary is never changed or removed, only followed by the next: what was kept
with it stays readable.
"""

from functools import cache
from pathlib import Path

import zstandard

FOLDER = Path(__file__).parent / "dictionaries"
LATEST = 1
_PLAIN = ord("{")
_LEVEL = 1


def kept(body: bytes) -> bytes:
    """`body`, a JSON object, as it is stored."""
    return bytes((LATEST,)) + _compressor(LATEST).compress(body)


def body_of(kept: bytes) -> bytes:
    """The body that was stored as `kept`. Raises `zstandard.ZstdError` when it was damaged."""
    return kept if kept[0] == _PLAIN else _decompressor(kept[0]).decompress(memoryview(kept)[1:])


@cache
def _dictionary(number: int) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict((FOLDER / f"{number}.zstd-dictionary").read_bytes())


@cache
def _compressor(number: int) -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor(level=_LEVEL, dict_data=_dictionary(number), write_checksum=True)


@cache
def _decompressor(number: int) -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor(dict_data=_dictionary(number))
