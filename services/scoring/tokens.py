"""Texts as numbers: equal texts have the same token, in every part, process and machine.

A token is a 64-bit digest, so columns of identifiers from different parts can be joined without a common dictionary;
two of a hundred million different texts meet by chance in one run of four thousand.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_digest

Tokens = NDArray[np.int64]
ABSENT = 0
"""The token of a text that is absent or blank."""
NO_DIGEST = bytes(8)
"""The same as bytes."""
_FEW = 24
"""So many are compared one by one: looking them up costs more."""
_REMEMBERED = 200_000
_digests: dict[str, int] = {}
_ONE = (1).to_bytes(8, "little")
"""In the place of a digest that happens to be zero."""


def token(text: str | None) -> int:
    """The token of `text`."""
    if text is None:
        return ABSENT
    known = _digests.get(text)
    if known is None:
        if len(_digests) >= _REMEMBERED:
            _digests.clear()
        known = _digests[text] = int.from_bytes(digest(text), "little", signed=True)
    return known


def digest(text: str) -> bytes:
    """The token of `text` as its eight bytes, the lowest first: as such it is written much faster than as a number."""
    if not text or text.isspace():
        return NO_DIGEST
    try:
        found = xxh3_64_digest(text.encode())
    except UnicodeEncodeError:
        found = xxh3_64_digest(text.encode("utf-8", "replace"))
    return found[::-1] if found != NO_DIGEST else _ONE


def token_of(texts: Iterable[str]) -> int:
    """One token for a set of texts, whatever their order; that of a single text is its own."""
    return int.from_bytes(digest_of(texts), "little", signed=True)


def digest_of(texts: Iterable[str]) -> bytes:
    """The same as bytes."""
    return digest("\x1f".join(sorted(texts)))


def among(column: Tokens, texts: Iterable[str]) -> NDArray[np.bool_]:
    """Which of `column` are one of `texts`."""
    wanted = [token(text) for text in texts]
    if len(column) <= _FEW:
        few = set(wanted)
        return np.array([one in few for one in column.tolist()], np.bool_)
    if len(wanted) > _FEW:
        return np.isin(column, np.array(wanted, np.int64))
    found = np.zeros(len(column), np.bool_)
    for one in wanted:
        found |= column == one
    return found


def joined(*columns: Tokens) -> Tokens:
    """One token for each row of several columns; `ABSENT` where any of them is absent."""
    mixed = np.zeros(len(columns[0]), np.uint64)
    absent = np.zeros(len(columns[0]), np.bool_)
    for column in columns:
        absent |= column == ABSENT
        mixed = _scrambled(mixed ^ column.astype(np.uint64))
    result = mixed.view(np.int64)
    result[absent] = ABSENT
    return result


_STEP = np.uint64(0x9E3779B97F4A7C15)
_FACTORS = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFTS = np.uint64(30), np.uint64(27), np.uint64(31)


def _scrambled(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread over all bits (the finaliser of splitmix64)."""
    values = values + _STEP
    values ^= values >> _SHIFTS[0]
    values *= _FACTORS[0]
    values ^= values >> _SHIFTS[1]
    values *= _FACTORS[1]
    values ^= values >> _SHIFTS[2]
    return values
