"""Secrets of letters: signatures are sealed, and one-time links are made of a seed that is worth nothing by itself.

Both hang on one key of the service. Whoever has only the database can neither read a signature nor answer a letter.
"""

import base64
import hashlib
import hmac
import json
import secrets
from typing import Final

from nacl.secret import SecretBox

from services.community.tokens import digest
from shared.contracts.letter import SignatoryFields

KEY_BYTES: Final = 32
CODE_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that look alike on paper."""
CODE_LENGTH: Final = 10


class Sealer:
    """Seals and opens with one key."""

    def __init__(self, secret: bytes) -> None:
        self._box = SecretBox(_derived(secret, b"signatures"))
        self._links = _derived(secret, b"links")

    def seal(self, signatory: SignatoryFields) -> bytes:
        """A signature that only this service can read."""
        said = signatory.model_dump(mode="json", include=set(SignatoryFields.model_fields))
        return bytes(self._box.encrypt(json.dumps(said, ensure_ascii=False).encode()))

    def open(self, sealed: bytes) -> SignatoryFields:
        """The signature; raises `nacl.exceptions.CryptoError` when it was sealed with another key."""
        return SignatoryFields.model_validate_json(self._box.decrypt(sealed))

    def token(self, seed: str) -> str:
        """The secret of the link that was made of `seed`."""
        made = hmac.digest(self._links, seed.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(made).decode().rstrip("=")

    def digest(self, seed: str) -> str:
        """What is kept of it."""
        return digest(self.token(seed))


def new_seed() -> str:
    """What a new link is made of."""
    return secrets.token_urlsafe(24)


def new_code() -> str:
    """The short code beside a link, for whoever types it from paper: about 49 random bits."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return hashlib.blake2b(secret, key=purpose, digest_size=KEY_BYTES).digest()
