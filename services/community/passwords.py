"""Passwords: what is accepted, and how they are kept (argon2id, RFC 9106)."""

import asyncio
import re
import unicodedata
from enum import StrEnum
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from services.community.tokens import new_token
from shared.errors import Refused

_HASHING_AT_ONCE = 2
"""Each hash takes 64 MiB while it is made."""
MIN_LENGTH = 10
_MIN_DISTINCT = 5
_TELLING = 4
"""A name or address shorter than this may occur in a password by chance."""
_RUNS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "q1w2e3r4t5y6u7i8o9p0",
    "йцукенгшщзхъфывапролджэячсмитьбю",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
)
_COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split())
"""Words that head the published lists of leaked passwords, and their local kin; compared without digits and signs."""


class Weakness(StrEnum):
    """Why a password is not accepted."""

    TOO_SHORT = "too_short"
    PERSONAL = "personal"
    COMMON = "common"
    SIMPLE = "simple"


SENTENCES = {
    Weakness.TOO_SHORT: f"The password needs at least {MIN_LENGTH} characters; a few words with spaces are fine.",
    Weakness.PERSONAL: "The password must not contain your name or e-mail address.",
    Weakness.COMMON: "This password is one of the most common ones; choose another.",
    Weakness.SIMPLE: "The password repeats or counts through a few characters; choose a less regular one.",
}


def weakness(password: str, *, email: str, name: str) -> Weakness | None:
    """Why `password` is too weak for this person, or None. Length and surprise count, not kinds of characters.

    Source: NIST SP 800-63B, 5.1.1.2.
    """
    text = _normal(password).casefold()
    if len(text) < MIN_LENGTH:
        return Weakness.TOO_SHORT
    if any(part in text for part in _telling_parts(email, name)):
        return Weakness.PERSONAL
    if text in _COMMON or _letters(text) in _COMMON:
        return Weakness.COMMON
    if len(set(text)) < _MIN_DISTINCT or any(text in run * 2 or text in run[::-1] * 2 for run in _RUNS):
        return Weakness.SIMPLE
    return None


def require_strong(password: str, *, email: str, name: str) -> None:
    """Raise `Refused("weak_password")` with the reason when `password` is too weak."""
    found = weakness(password, email=email, name=name)
    if found:
        raise Refused("weak_password", SENTENCES[found], {"field": "password", "reason": found.value})


class Keeper:
    """Turns passwords into what is kept of them. Each call costs tens of milliseconds: run it in a thread."""

    def __init__(self, *, memory_kib: int, passes: int) -> None:
        """`memory_kib` and `passes` are argon2id's cost; RFC 9106 recommends 65536 and 3 for a server."""
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib)
        self._nobody = self.keep(new_token())

    def keep(self, password: str) -> str:
        """The argon2id hash of `password` in PHC format."""
        return self._hasher.hash(_normal(password))

    def matches(self, kept: str | None, password: str) -> bool:
        """Whether `password` is the one kept. None (an unknown address) takes the same time and is False."""
        try:
            self._hasher.verify(kept or self._nobody, _normal(password))
        except (VerifyMismatchError, InvalidHashError):
            return False
        return kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether the cost has been raised since `kept` was made."""
        return self._hasher.check_needs_rehash(kept)


class Hasher:
    """A `Keeper` at work in threads, two at a time however many ask."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._turn = asyncio.Semaphore(_HASHING_AT_ONCE)

    async def keep(self, password: str) -> str:
        """The argon2id hash of `password`."""
        async with self._turn:
            return await asyncio.to_thread(self._keeper.keep, password)

    async def matches(self, kept: str | None, password: str) -> bool:
        """Whether `password` is the one kept; None (an unknown address) takes the same time and is False."""
        async with self._turn:
            return await asyncio.to_thread(self._keeper.matches, kept, password)

    def outdated(self, kept: str) -> bool:
        """Whether the cost has been raised since `kept` was made."""
        return self._keeper.outdated(kept)


def _normal(password: str) -> str:
    """One form for what looks the same, so that another keyboard types the same password."""
    return unicodedata.normalize("NFKC", password)


def _letters(text: str) -> str:
    """`text` without the digits and signs that people add to a common word."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)


def _telling_parts(email: str, name: str) -> list[str]:
    local = email.casefold().partition("@")[0]
    parts = {
        email.casefold(),
        local,
        *re.split(r"[\W_]+", local),
        name.casefold(),
        *re.split(r"[\W_]+", name.casefold()),
    }
    return [part for part in parts if len(part) >= _TELLING]
