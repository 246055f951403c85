"""Secrets that must be read again, such as those of authenticators, are kept sealed (libsodium's secretbox)."""

import hashlib
from typing import Final

from nacl.secret import SecretBox

KEY_BYTES: Final = SecretBox.KEY_SIZE


class Sealer:
    """Seals secrets under one key; each is bound to its owner, so that a row moved to another owner does not open."""

    def __init__(self, key: bytes) -> None:
        """`key` is 32 bytes."""
        self._box = SecretBox(_derived(key, b"sealing"))
        self.hash_key = _derived(key, b"hashing")
        """For keyed hashes of what need not be read again."""

    def seal(self, owner: str, secret: str) -> bytes:
        """`secret` as it may be stored."""
        return bytes(self._box.encrypt(f"{owner}\n{secret}".encode()))

    def open(self, owner: str, sealed: bytes) -> str:
        """The secret. Raises `ValueError` when it is another owner's, `nacl.exceptions.CryptoError` for another key."""
        stated, _, secret = self._box.decrypt(sealed).decode().partition("\n")
        if stated != owner:
            raise ValueError("a sealed secret stands with another owner")
        return secret


def key_of(setting: str) -> bytes:
    """The key that an operator's setting, a long random text, stands for."""
    return hashlib.blake2b(setting.encode(), digest_size=KEY_BYTES).digest()


def _derived(key: bytes, use: bytes) -> bytes:
    """A key for one use, from which those of other uses cannot be found."""
    return hashlib.blake2b(key=key, person=use, digest_size=KEY_BYTES).digest()
