"""Published values as JSON bytes, and the digest by which the same content is known again wherever it comes from."""

import hashlib
from typing import Any

import msgspec

Json = Any
DIGEST_SIZE = 16
encoder = msgspec.json.Encoder()


def encoded(value: Json) -> bytes:
    """`value` as JSON; halves of a character become `?`, and numbers that are none (infinity) null."""
    try:
        return encoder.encode(value)
    except UnicodeEncodeError:
        return encoder.encode(repaired(value))


def repaired(value: Json) -> Json:
    """`value` with `?` for each half of a character, in keys as in values."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {repaired(key): repaired(item) for key, item in value.items()}
    return [repaired(item) for item in value] if isinstance(value, list) else value


def digest(data: bytes) -> bytes:
    """16 bytes that stand for `data`."""
    return hashlib.blake2b(data, digest_size=DIGEST_SIZE).digest()


def digest_of(value: Json) -> bytes:
    """The digest of any JSON value; of one nested too deep to be encoded, that of its beginning."""
    try:
        return digest(encoded(value))
    except RecursionError:
        return digest(repr(list(value)[:100]).encode("utf-8", "replace"))
