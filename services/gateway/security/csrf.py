"""Form tokens: proof that a form was served by us to this browser, for members and for visitors without a session.

The browser holds a random cookie; the token in the form is a keyed hash over that cookie and the session. Another site
can neither read the cookie nor make the hash, and a token from one session is worth nothing in another. Each page masks
the token anew, so that compressed answers tell nothing about it (BREACH).
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from typing import Final

KEY_BYTES: Final = 32
_HASH_BYTES: Final = 32
_LONGEST: Final = 200


class FormTokens:
    """Makes and checks form tokens with one key."""

    def __init__(self, key: bytes) -> None:
        """`key` is shared by all replicas and known to nobody else."""
        self._key = key

    def make(self, browser: str, session: str | None) -> str:
        """A token for a form that this browser gets in this session."""
        mask = secrets.token_bytes(_HASH_BYTES)
        masked = _xor(mask, self._hash(browser, session))
        return base64.urlsafe_b64encode(mask + masked).decode().rstrip("=")

    def holds(self, token: object, browser: str | None, session: str | None) -> bool:
        """Whether a form came from this browser in this session."""
        if not browser or not isinstance(token, str) or len(token) > _LONGEST:
            return False
        try:
            both = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        except (UnicodeEncodeError, binascii.Error):
            return False
        if len(both) != 2 * _HASH_BYTES:
            return False
        return hmac.compare_digest(_xor(both[:_HASH_BYTES], both[_HASH_BYTES:]), self._hash(browser, session))

    def _hash(self, browser: str, session: str | None) -> bytes:
        parts = "\x1f".join(("form", browser, session or ""))
        return hmac.digest(self._key, parts.encode(errors="replace"), hashlib.sha256)


def new_browser() -> str:
    """The random cookie of a browser that has none."""
    return secrets.token_urlsafe(24)


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
