"""Entries of the ledger and how they hang together. Pure.

    head      = the entry without body, tombstone, hash and signature, as canonical JSON (RFC 8785)
    content   = SHA-256 of the body as canonical JSON
    hash      = SHA-256 of the head
    signature = Ed25519 over the 32 bytes of the hash
    previous  = SHA-256 of hash and signature (32 + 64 bytes) of the entry before

The signature is part of the chain, so that the last signature of a key vouches for every byte before it. The body is
not: it can be taken down, and everything else still holds.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import rfc8785

from services.community.ledger.signing import Signer
from shared.contracts.base import Json
from shared.contracts.ledger import LedgerEntry, Recorded
from shared.errors import Refused
from shared.facts import Fact, fact_id, token

KEY: Final = "key"
"""Kind of the entry that announces a key."""
TOMBSTONE: Final = "tombstone"
"""Kind of the entry that records a takedown."""
KEPT: Final = frozenset({KEY, TOMBSTONE})
"""Kinds that hold the chain together and are never taken down."""
TYPE: Final = "case.v1.recorded"
LONGEST_BODY: Final = 128 * 1024
"""Bytes of one body."""
LONGEST_REASON: Final = 500
"""Characters of the reason for a takedown, which is public."""
_LARGEST: Final = 2**53 - 1
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_DEEPEST: Final = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next entry goes."""

    offset: int
    previous: str


START: Final = Place(0, "0" * 64)


def canonical(body: dict[str, Json]) -> str:
    """`body` with a salt, as canonical JSON.

    The salt goes with the body when that is taken down, so that nobody can guess a removed text from its hash. Names
    are plain ASCII and numbers whole, so that a program in any language finds the same form. Raises `Refused`.
    """
    _require_plain(body, _DEEPEST)
    try:
        text: str = rfc8785.dumps({**body, "salt": secrets.token_hex(16)}).decode()
    except (rfc8785.CanonicalizationError, UnicodeError):
        raise _unfit("texts of whole characters") from None
    if len(text.encode()) > LONGEST_BODY:
        raise Refused("too_large", "The record is too large for the ledger.")
    return text


def _require_plain(value: Json, deeper: int) -> None:
    if isinstance(value, dict) and deeper:
        for name, each in value.items():
            if not isinstance(name, str) or not _NAME.fullmatch(name):
                raise _unfit("names of ASCII letters, digits and _")
            _require_plain(each, deeper - 1)
    elif isinstance(value, list | tuple) and deeper:
        for each in value:
            _require_plain(each, deeper - 1)
    elif isinstance(value, int):
        if abs(value) > _LARGEST:
            raise _unfit("whole numbers below 2^53; larger ones are texts")
    elif value is not None and not isinstance(value, str):
        raise _unfit("texts, whole numbers, lists and objects; amounts are texts")


def _unfit(what: str) -> Refused:
    return Refused("invalid", f"The ledger takes {what}.")


def new_entry(place: Place, kind: str, subject: str, at: str, body: str, signer: Signer) -> LedgerEntry:
    """The entry at `place`, signed; `body` comes from `canonical`."""
    head: dict[str, Json] = {
        "at": at,
        "content": sha256(body.encode()),
        "key": signer.id,
        "kind": kind,
        "offset": place.offset,
        "previous": place.previous,
        "subject": subject,
    }
    digest = sha256(rfc8785.dumps(head))
    return LedgerEntry.model_validate({**head, "body": body, "hash": digest, "signature": signer.sign(digest)})


def after(entry: LedgerEntry) -> Place:
    """Where the entry after `entry` goes."""
    return Place(entry.offset + 1, link(entry.hash, entry.signature))


def link(digest: str, signature: str) -> str:
    """What the next entry names as `previous`."""
    return sha256(bytes.fromhex(digest) + bytes.fromhex(signature))


def sha256(data: bytes) -> str:
    """In hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def moment(at: datetime) -> str:
    """UTC with milliseconds, as entries state it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def fact(entry: LedgerEntry) -> Fact:
    """What the stream tells of an entry."""
    told = Recorded(**{name: getattr(entry, name) for name in Recorded.model_fields})
    return Fact(
        id=fact_id(TYPE, entry.offset, entry.hash),
        type=TYPE,
        subject=f"{TYPE}.{token(entry.kind)}",
        about=entry.subject,
        data=told.model_dump_json().encode(),
        time=datetime.fromisoformat(entry.at),
    )
