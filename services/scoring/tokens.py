"""Texts as numbers: equal texts have the same token, in every part, process and machine.

A token is a 64-bit digest, so columns of identifiers from different parts can be joined without a common dictionary;
two of a hundred million different texts meet by chance in one run of four thousand.
"""

from collections.abc import Collection, Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_digest

from services.scoring.lookup import is_in

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
    wanted = _tokens(texts if isinstance(texts, (frozenset, tuple)) else tuple(texts))
    if len(column) <= _FEW:
        return np.array([one in wanted for one in column.tolist()], np.bool_)
    if len(wanted) > _FEW:
        return is_in(column, np.array(list(wanted), np.int64))
    found = np.zeros(len(column), np.bool_)
    for one in wanted:
        found |= column == one
    return found


@lru_cache(4096)
def _tokens(texts: Collection[str]) -> frozenset[int]:
    return frozenset(map(token, texts))


def joined(*columns: Tokens) -> Tokens:
    """One token for each row of several columns; `ABSENT` where any of them is absent."""
    if len(columns[0]) <= _LONELY:
        return np.array([_mixed(row) for row in zip(*(column.tolist() for column in columns), strict=True)], np.int64)
    mixed = np.zeros(len(columns[0]), np.uint64)
    present = np.ones(len(columns[0]), np.bool_)
    for column in columns:
        present = present & (column != ABSENT)
        mixed = _scrambled(mixed ^ column.astype(np.int64, copy=False).view(np.uint64))
    return np.where(present, mixed.view(np.int64), ABSENT)


_LONELY = 6
"""So few rows are worked out one by one, as those of a single process."""
_STEP, _FACTOR, _SECOND_FACTOR = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_WHOLE = 0xFFFFFFFFFFFFFFFF
_STEPS, _FACTORS, _SECOND_FACTORS, _30, _27, _31 = (
    np.array(number, np.uint64) for number in (_STEP, _FACTOR, _SECOND_FACTOR, 30, 27, 31)
)
"""As arrays of no dimension, which numpy takes as they are: at plain numbers it looks anew each time."""


def _scrambled(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread over all bits (the finaliser of splitmix64)."""
    values = values + _STEPS
    values = (values ^ values >> _30) * _FACTORS
    values = (values ^ values >> _27) * _SECOND_FACTORS
    return values ^ values >> _31


def _mixed(row: Iterable[int]) -> int:
    """The same for one row of numbers."""
    mixed = 0
    for one in row:
        if one == ABSENT:
            return ABSENT
        mixed = ((mixed ^ one) + _STEP) & _WHOLE
        mixed = (mixed ^ mixed >> 30) * _FACTOR & _WHOLE
        mixed = (mixed ^ mixed >> 27) * _SECOND_FACTOR & _WHOLE
        mixed ^= mixed >> 31
    return mixed - (1 << 64) if mixed >> 63 else mixed
