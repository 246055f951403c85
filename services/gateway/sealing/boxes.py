"""Sealing: an entry has a key of its own, and that key is sealed to each recipient (libsodium, by PyNaCl).

A box is bound to what it is for, so that one cannot be put in the place of another.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from typing import Final

from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import Aead
from nacl.utils import random

from shared.contracts.tip import LockedKey, Recipient

KEY_BYTES: Final = 32
_PASSES: Final = 3
_MEMORY: Final = 64 * 1024 * 1024
"""Of argon2id, as RFC 9106 recommends where memory is scarce: a guess costs about 0.1 s and 64 MiB."""


class Closed(Exception):
    """A box does not open: another key, another passphrase, or it was tampered with."""


def new_key() -> bytes:
    """A random key for one entry."""
    return random(KEY_BYTES)


def seal(key: bytes, content: bytes, purpose: str) -> str:
    """`content` in a box for `purpose`."""
    return _text(Aead(key).encrypt(content, purpose.encode()))


def unseal(key: bytes, box: str, purpose: str) -> bytes:
    """What is in a box. Raises `Closed`."""
    try:
        return Aead(key).decrypt(_bytes(box), purpose.encode())
    except (CryptoError, ValueError, TypeError) as error:
        raise Closed from error


def wrap(content: bytes, public: str) -> str:
    """`content` for the owner of a public key; who sealed it cannot open it again."""
    return _text(SealedBox(PublicKey(_bytes(public))).encrypt(content))


def unwrap(private: PrivateKey, wrapped: str) -> bytes:
    """What was sealed to a key. Raises `Closed`."""
    try:
        return SealedBox(private).decrypt(_bytes(wrapped))
    except (CryptoError, ValueError, TypeError) as error:
        raise Closed from error


def wrapped_for(key: bytes, recipients: Sequence[Recipient]) -> Mapping[str, str]:
    """The key of an entry, once for each recipient."""
    return {one.key: wrap(key, one.public) for one in recipients}


def public_of(private: PrivateKey) -> str:
    """The public half of a key."""
    return _text(bytes(private.public_key))


def stretched(secret: bytes, salt: bytes, size: int) -> bytes:
    """`size` bytes that only whoever knows `secret` can make, slowly: argon2id. Blocks for about 0.1 s."""
    return pwhash.argon2id.kdf(size, secret, salt, opslimit=_PASSES, memlimit=_MEMORY)


def new_locked_key(passphrase: str) -> LockedKey:
    """A custodian's new key, locked with a passphrase. Blocks for about 0.1 s."""
    private, salt = PrivateKey.generate(), random(pwhash.argon2id.SALTBYTES)
    public = public_of(private)
    lock = stretched(passphrase.encode(), salt, KEY_BYTES)
    return LockedKey(public=public, salt=_text(salt), box=seal(lock, bytes(private), f"key {public}"))


def unlocked(locked: LockedKey, passphrase: str) -> PrivateKey:
    """A custodian's key. Blocks for about 0.1 s. Raises `Closed` for another passphrase."""
    lock = stretched(passphrase.encode(), _bytes(locked.salt), KEY_BYTES)
    return PrivateKey(unseal(lock, locked.box, f"key {locked.public}"))


def key_text(key: bytes) -> str:
    """A key as text."""
    return _text(key)


def key_of(text: str) -> bytes:
    """The key in a text. Raises `Closed` for what is none."""
    key = _bytes(text)
    if len(key) != KEY_BYTES:
        raise Closed
    return key


def _text(content: bytes) -> str:
    return b64encode(content).decode()


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (NotBase64, ValueError) as error:
        raise Closed from error
