"""The key that signs the ledger and the receipts. Pure."""

import base64
import binascii
import hashlib
import secrets

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from shared.errors import StartupError

SEED_BYTES = 32
_ID_DIGITS = 16


class Signer:
    """An Ed25519 key."""

    def __init__(self, seed: str) -> None:
        """`seed` is base64 of 32 random bytes. Raises `StartupError` when it is not."""
        try:
            self._key = SigningKey(base64.b64decode(seed, validate=True))
        except (ValueError, TypeError, binascii.Error):
            raise StartupError(
                "The seed of the ledger's key is not base64 of 32 bytes; make one with: "
                "python -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())'"
            ) from None
        self.public: str = bytes(self._key.verify_key).hex()
        """The public key in hexadecimal digits."""
        self.id = key_id(self.public)
        """How entries name the key."""

    def sign(self, digest: str) -> str:
        """Signature of the bytes that the hexadecimal `digest` states, in hexadecimal digits."""
        return bytes(self._key.sign(bytes.fromhex(digest)).signature).hex()


def new_seed() -> str:
    """A seed for a key that nobody has had before."""
    return base64.b64encode(secrets.token_bytes(SEED_BYTES)).decode()


def key_id(public: str) -> str:
    """The name of a public key: the beginning of its SHA-256."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:_ID_DIGITS]


def holds(public: str, digest: str, signature: str) -> bool:
    """Whether `signature` was made over `digest` with the key behind `public`; all in hexadecimal digits."""
    try:
        VerifyKey(bytes.fromhex(public)).verify(bytes.fromhex(digest), bytes.fromhex(signature))
    except (BadSignatureError, ValueError):
        return False
    return True
