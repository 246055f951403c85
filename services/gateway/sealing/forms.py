"""What the forms of tips carry instead of cookies.

No form of a tip acts with anybody's authority, so there is nothing that another site could misuse by sending one. A
form carries a signed mark with its age and its chance, and a conversation carries a ticket: what the receipt gives,
sealed to this platform, for half an hour.
"""

import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass
from typing import Final

from nacl.exceptions import CryptoError
from nacl.secret import Aead

from services.gateway.sealing.receipts import Source
from services.gateway.sealing.text import read, written

FORM_SECONDS: Final = 24 * 3600
TICKET_SECONDS: Final = 30 * 60
_CHANCE: Final = 32
_MAC: Final = 32
_TIME: Final = struct.Struct(">Q")
_TICKET: Final = b"ticket"


@dataclass(frozen=True, slots=True)
class TipForms:
    """Makes and reads marks and tickets with the gateway's key."""

    key: bytes

    def mark(self, now: float) -> str:
        """A mark for a new form."""
        body = secrets.token_bytes(_CHANCE) + _TIME.pack(int(now))
        return written(body + self._sign(body))

    def chance(self, mark: str, now: float) -> bytes | None:
        """The chance of a form's receipt; None when the mark is not ours or too old."""
        whole = read(mark)
        body, signed = whole[:-_MAC], whole[-_MAC:]
        if len(body) != _CHANCE + _TIME.size or not hmac.compare_digest(self._sign(body), signed):
            return None
        (made,) = _TIME.unpack(body[_CHANCE:])
        fresh = 0 <= int(now) - made <= FORM_SECONDS
        return self._derived(b"receipt", body[:_CHANCE]) if fresh else None

    def ticket(self, source: Source, now: float) -> str:
        """A ticket to a conversation."""
        body = _TIME.pack(int(now)) + bytes.fromhex(source.proof) + source.private + source.marks
        return written(Aead(self._derived(_TICKET, b"")).encrypt(body, _TICKET))

    def source(self, ticket: str, now: float) -> Source | None:
        """Whose ticket it is; None when it is not ours or too old."""
        try:
            body = Aead(self._derived(_TICKET, b"")).decrypt(read(ticket), _TICKET)
        except (CryptoError, ValueError, TypeError):
            return None
        (made,) = _TIME.unpack(body[: _TIME.size])
        if not 0 <= int(now) - made <= TICKET_SECONDS:
            return None
        proof, private, marks = (body[at : at + 32] for at in range(_TIME.size, len(body), 32))
        return Source(proof.hex(), private, marks)

    def _sign(self, body: bytes) -> bytes:
        return self._derived(b"form", body)

    def _derived(self, use: bytes, value: bytes) -> bytes:
        return hmac.digest(self.key, b"tips\x1f" + use + b"\x1f" + value, hashlib.sha256)
