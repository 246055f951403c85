"""The public ledger: every public record of a case, in one chain that anybody can check.

An entry is hashed, signed and linked to the one before it: `docs/ledger.md` says how, `docs/verify_ledger.py` checks.
What is taken down loses its body, and nothing else: its hash stays, and the chain still holds.
"""

import json
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.contracts.base import Contract

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 in hexadecimal digits."""
Signature = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]
"""An Ed25519 signature in hexadecimal digits."""
KeyId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
"""Beginning of the SHA-256 of a public key."""
RecordKind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,39}$")]
"""What was recorded, such as `case_published`."""
RecordSubject = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,100}$")]
"""What it is about, such as the id of a case."""
Moment = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
"""UTC with milliseconds, as a text, because it is hashed as it stands."""
Offset = Annotated[int, Field(ge=0, le=2**53 - 1)]
MOST = 1_000
"""Entries of one page of the feed."""


class Tombstone(Contract):
    """What stands in place of a body that was taken down."""

    at: Moment
    entry: Offset
    """The later entry that records the takedown, signed like any other."""
    reason: str


class LedgerEntry(Contract):
    """One entry of the ledger; fields in the order of canonical JSON (RFC 8785)."""

    at: Moment
    body: str | None = None
    """The record as canonical JSON, exactly what `content` is the hash of; null after a takedown."""
    content: Digest
    hash: Digest
    """Of the entry without body, tombstone and signature."""
    key: KeyId
    """The key that signed it."""
    kind: RecordKind
    offset: Offset
    """Its place: 0, 1, 2, … without gaps."""
    previous: Digest
    """SHA-256 of hash and signature of the entry before; zeros in the first."""
    signature: Signature
    """Of the 32 bytes of the hash."""
    subject: RecordSubject
    tombstone: Tombstone | None = None
    """Given when the body is not."""

    def line(self) -> str:
        """The entry as canonical JSON with the body as an object: how it is exported and fed."""
        parts = [f'"at":"{self.at}"']
        if self.body is not None:
            parts.append(f'"body":{self.body}')
        parts.append(
            f'"content":"{self.content}","hash":"{self.hash}","key":"{self.key}","kind":"{self.kind}",'
            f'"offset":{self.offset},"previous":"{self.previous}","signature":"{self.signature}","subject":"{self.subject}"'
        )
        if self.tombstone is not None:
            reason = json.dumps(self.tombstone.reason, ensure_ascii=False)
            parts.append(f'"tombstone":{{"at":"{self.tombstone.at}","entry":{self.tombstone.entry},"reason":{reason}}}')
        return "{" + ",".join(parts) + "}"


class Recorded(Contract):
    """`case.v1.recorded.<kind>`: an entry was added to the ledger.

    Without the body: streams are kept forever, and a body may have to be taken down. It is read from the feed.
    """

    at: Moment
    content: Digest
    hash: Digest
    key: KeyId
    kind: RecordKind
    offset: Offset
    previous: Digest
    signature: Signature
    subject: RecordSubject


# --- questions --------------------------------------------------------------------------------------------------


class AskLedgerPage(Contract):
    """`ask.community.ledger_page` -> `LedgerPage`. Open to everybody."""

    first: Offset | None = None
    """The offset to begin with; without one, the newest entries are answered."""
    limit: Annotated[int, Field(ge=1, le=MOST)] = MOST


class LedgerPage(Contract):
    """Entries in the order of the ledger; fewer than asked for when they would not fit into one message."""

    items: list[LedgerEntry]
    next: Offset | None = None
    """The offset to go on with; null at the end of the ledger."""
    total: int
    """Entries of the whole ledger."""


class AskLedgerKeys(Contract):
    """`ask.community.ledger_keys` -> `LedgerKeys`. Open to everybody."""


class LedgerKey(Contract):
    """A key that entries are signed with."""

    id: KeyId
    public: Digest
    """The Ed25519 public key, 32 bytes in hexadecimal digits."""
    since: Offset
    """The entry that announced it."""
    at: Moment


class LedgerKeys(Contract):
    """Every key that was ever used, the oldest first; the last one signs now."""

    items: list[LedgerKey]
