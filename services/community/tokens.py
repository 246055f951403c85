"""Secrets that a person carries in a cookie or a letter; we keep only their digest."""

import hashlib
import secrets

_BYTES = 32


def new_token() -> str:
    """A secret of 256 random bits in 43 characters that are safe in a URL."""
    return secrets.token_urlsafe(_BYTES)


def digest(token: str) -> str:
    """What is stored of `token`. A plain SHA-256 is enough: 256 random bits cannot be guessed from it."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_id(prefix: str) -> str:
    """An identifier `<prefix>_` + 24 hex digits that says nothing about its owner and cannot be guessed."""
    return f"{prefix}_{secrets.token_hex(12)}"
