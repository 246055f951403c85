"""Recovery codes: ten secrets on paper, for when the phone is lost. Each works once."""

import hashlib
import secrets
from typing import Final

from services.community.identity.totp import spelled
from shared.contracts.base import MemberId

CODES: Final = 10
_LETTERS: Final = "23456789abcdefghjkmnpqrstvwxyz"
"""Digits and letters that nobody takes for one another on paper."""
_GROUPS, _GROUP = 3, 4
LENGTH: Final = _GROUPS * _GROUP
"""Twelve of thirty letters: 58 random bits."""


def new_codes() -> list[str]:
    """Ten fresh codes, each like `k7wm-2pqd-x9ra`."""
    return ["-".join(_group() for _ in range(_GROUPS)) for _ in range(CODES)]


def looks_like_one(code: str) -> bool:
    """Whether `code` is meant as a recovery code, not as one of an app."""
    return len(spelled(code)) == LENGTH


def kept(code: str, member: MemberId, key: bytes) -> str:
    """What is kept of a code: a keyed hash, so that a copy of the database alone lets nobody try codes out."""
    return hashlib.blake2b(f"{member}\n{spelled(code)}".encode(), key=key, digest_size=32).hexdigest()


def _group() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_GROUP))
