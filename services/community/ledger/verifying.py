"""Checking an exported ledger, line by line, with little memory. Pure; the rules are those of `entry.py`.

Every hash and link is checked. Since signatures are part of the chain, the last signature of each key vouches for every
byte before it; `every_signature` checks each of them all the same, which takes ten times as long.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import msgspec
import rfc8785
from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from services.community.ledger.entry import KEPT, KEY, START, TOMBSTONE
from services.community.ledger.signing import key_id
from shared.errors import AchykError


class LedgerFault(AchykError):
    """The ledger is not what was signed: `offset` says where, the sentence what."""

    def __init__(self, offset: int, what: str) -> None:
        super().__init__(f"Entry {offset}: {what}.")
        self.offset = offset


class Stone(msgspec.Struct, forbid_unknown_fields=True):
    """Stands in place of a body."""

    at: str
    entry: int
    reason: str


class Head(msgspec.Struct):
    """What the hash of an entry covers, in the order of canonical JSON."""

    at: str
    content: str
    key: str
    kind: str
    offset: int
    previous: str
    subject: str


class Line(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One line of the file, in the order of canonical JSON."""

    at: str
    content: str
    hash: str
    key: str
    kind: str
    offset: int
    previous: str
    signature: str
    subject: str
    body: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    tombstone: Stone | msgspec.UnsetType = msgspec.UNSET


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found to be whole."""

    entries: int
    removed: int
    """Bodies that were taken down."""
    keys: dict[str, str]
    """Key id -> public key, as the ledger announces them."""
    hash: str
    """Of the last entry: whoever kept it earlier can tell whether this is the same ledger."""


class Verifier:
    """Give it every line, then `end`. Raises `LedgerFault`."""

    def __init__(self, trusted: Collection[str] = (), *, every_signature: bool = False) -> None:
        """`trusted` are the public keys that may sign; without any, those that the ledger itself announces."""
        self._trusted = frozenset(trusted)
        self._every = every_signature
        self._keys: dict[str, str] = {}
        self._place = START
        self._last: Line | None = None
        self._missing: dict[int, Line] = {}
        self._removed = 0
        self._decode = msgspec.json.Decoder(Line).decode
        self._encoder = msgspec.json.Encoder(order="sorted")
        self._plain = msgspec.json.Encoder()

    @property
    def entries(self) -> int:
        """Entries checked so far."""
        return self._place.offset

    def take(self, text: bytes) -> None:
        """The next line of the ledger, without its line end."""
        place = self._place
        try:
            line = self._decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise LedgerFault(place.offset, f"is no entry of a ledger ({error})") from None
        if line.offset != place.offset:
            raise LedgerFault(place.offset, f"is missing, offset {line.offset} stands in its place")
        if line.previous != place.previous:
            self._require_signature(self._last)
            raise LedgerFault(place.offset, "does not follow the entry before it")
        if self._encoder.encode(line) != text:
            raise LedgerFault(place.offset, "is not in the form in which it was exported (canonical JSON)")
        self._check_head(line)
        self._check_body(line)
        self._place = type(place)(place.offset + 1, _link(line))
        self._last = line
        if self._every:
            self._require_signature(line)

    def end(self) -> Verified:
        """There is no more: what was verified."""
        if self._last is None:
            raise LedgerFault(0, "is missing, the file holds no entry")
        self._require_signature(self._last)
        if self._missing:
            raise LedgerFault(min(self._missing), "has no body, and no takedown after it says why")
        return Verified(self._place.offset, self._removed, self._keys, self._last.hash)

    def _check_head(self, line: Line) -> None:
        head = Head(line.at, line.content, line.key, line.kind, line.offset, line.previous, line.subject)
        if hashlib.sha256(self._plain.encode(head)).hexdigest() != line.hash:
            raise LedgerFault(line.offset, "was changed, its hash is another one")
        if line.kind == KEY:
            self._announce(line)
        if line.key not in self._keys:
            raise LedgerFault(line.offset, f"is signed with the key {line.key}, which was not announced before")
        if self._last is not None and self._last.key != line.key:
            self._require_signature(self._last)

    def _announce(self, line: Line) -> None:
        body = self._body(line)
        public = body.get("public")
        if not isinstance(public, str) or len(public) != 64 or key_id(public) != line.key or line.subject != line.key:
            raise LedgerFault(line.offset, "announces a key that does not bear its name")
        if self._trusted and public not in self._trusted:
            raise LedgerFault(line.offset, f"announces the key {public}, which is none of those you trust")
        self._keys[line.key] = public

    def _check_body(self, line: Line) -> None:
        if isinstance(line.body, msgspec.Raw):
            if line.tombstone is not msgspec.UNSET:
                raise LedgerFault(line.offset, "has both a body and a tombstone")
            if hashlib.sha256(line.body).hexdigest() != line.content:
                raise LedgerFault(line.offset, "has another body than the one that was recorded")
        elif line.tombstone is msgspec.UNSET or line.kind in KEPT:
            raise LedgerFault(line.offset, "has no body")
        else:
            self._missing[line.offset] = line
            self._removed += 1
        if line.kind == TOMBSTONE:
            self._bury(line)

    def _bury(self, line: Line) -> None:
        """The bodies that this entry says were taken down may be missing, for the reason it gives."""
        body = self._body(line)
        stone = Stone(line.at, line.offset, body["reason"])
        for removed in body["removed"]:
            missing = self._missing.pop(removed["offset"], None)
            if missing is None:
                continue
            if missing.content != removed["content"] or missing.tombstone != stone or missing.subject != line.subject:
                raise LedgerFault(missing.offset, f"has a tombstone that entry {line.offset} does not bear out")

    def _body(self, line: Line) -> dict[str, Any]:
        if not isinstance(line.body, msgspec.Raw) or hashlib.sha256(line.body).hexdigest() != line.content:
            raise LedgerFault(line.offset, "has another body than the one that was recorded")
        body: dict[str, Any] = msgspec.json.decode(line.body)
        return body

    def _require_signature(self, line: Line | None) -> None:
        if line is None:
            return
        try:
            signed = bytes.fromhex(line.signature) + bytes.fromhex(line.hash)
            holds = crypto_sign_open(signed, bytes.fromhex(self._keys[line.key])) and signed.hex() == (
                line.signature + line.hash
            )
        except (BadSignatureError, ValueError):
            holds = False
        if not holds:
            raise LedgerFault(line.offset, f"is not signed with the key {line.key}")


def _link(line: Line) -> str:
    """What the next entry names as `previous`; a signature that is none gives a link that nothing follows."""
    try:
        signature = bytes.fromhex(line.signature)
    except ValueError:
        return ""
    return hashlib.sha256(bytes.fromhex(line.hash) + signature).hexdigest() if signature.hex() == line.signature else ""


def check_receipt(receipt: dict[str, Any], data: bytes, trusted: Collection[str] = ()) -> None:
    """Raise `AchykError` unless `receipt` was signed with the key it names and is about exactly these bytes."""
    public, signature = str(receipt.get("public", "")), str(receipt.get("signature", ""))
    if trusted and public not in trusted:
        raise AchykError(f"The receipt is signed with the key {public}, which is none of those you trust.")
    stated = {name: value for name, value in receipt.items() if name != "signature"}
    try:
        digest = hashlib.sha256(rfc8785.dumps(stated)).digest()
        crypto_sign_open(bytes.fromhex(signature) + digest, bytes.fromhex(public))
    except (BadSignatureError, ValueError, rfc8785.CanonicalizationError):
        raise AchykError("The receipt was changed, or is not signed with the key it names.") from None
    if receipt.get("sha256") != hashlib.sha256(data).hexdigest() or receipt.get("size") != len(data):
        raise AchykError("The file is not the one that the receipt is about.")
