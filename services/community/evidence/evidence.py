"""A piece of evidence as it is kept, and what of it others may see. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import rfc8785

from services.community.ledger.entry import moment
from services.community.ledger.signing import Signer
from shared.contracts.base import MemberId
from shared.contracts.evidence import EvidenceFields, EvidenceItem, EvidenceKind, StoredFile
from shared.errors import Refused

RECORDED: Final = "evidence_published"
"""Kind of its entry in the ledger."""
WORDED: Final = frozenset({EvidenceKind.LINK, EvidenceKind.MEASUREMENT, EvidenceKind.NOTE})
"""Kinds that are words and no file."""
JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence; the original never changes."""

    id: str
    case: str
    kind: EvidenceKind
    fields: EvidenceFields
    name: str
    text: str
    original: StoredFile
    copied: StoredFile | None
    added: datetime
    by: MemberId | None
    marked: bool
    """To be shown with the published case."""
    recorded: int | None
    """Its entry in the ledger: with it, it is public."""
    recorded_hash: str | None
    taken_down: str | None

    @property
    def title(self) -> str:
        """What it is called."""
        return self.fields.title

    @property
    def sha256(self) -> str:
        """Of the original."""
        return self.original.sha256

    @property
    def public(self) -> bool:
        """Whether it is shown, or is to be shown, with the published case."""
        return self.marked

    @property
    def shown(self) -> bool:
        """Whether everybody who may see the case sees it."""
        return self.marked and self.recorded is not None


def file_of(data: bytes, media_type: str) -> StoredFile:
    """Bytes as they are spoken of."""
    return StoredFile(sha256=hashlib.sha256(data).hexdigest(), size=len(data), media_type=media_type)


def words_of(kind: EvidenceKind, text: str) -> StoredFile:
    """What is hashed of evidence that is words. Raises `Refused("invalid")`."""
    if kind not in WORDED:
        raise Refused("invalid", "Files are handed in in pieces.", {"field": "kind"})
    if not text or (kind is EvidenceKind.LINK and not _is_address(text)):
        raise Refused("invalid", "Write the address of a page, or what was said or measured.", {"field": "text"})
    try:
        data: bytes = rfc8785.dumps({"kind": kind.value, "text": text})
    except (rfc8785.CanonicalizationError, UnicodeError):
        raise Refused("invalid", "The text holds something that is no character.", {"field": "text"}) from None
    return file_of(data, JSON)


def _is_address(text: str) -> bool:
    """Whether `text` is an address on the web, without a name and password in it. It is never opened here."""
    if len(text) > 2_000 or any(character.isspace() or not character.isprintable() for character in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def item(evidence: Evidence, *, inside: bool, by: str | None = None) -> EvidenceItem:
    """What somebody sees of it: the team everything, others neither who found it nor where exactly."""
    fields = (
        evidence.fields
        if inside
        else evidence.fields.model_copy(update={"source": "", "captured_by": "", "latitude": None, "longitude": None})
    )
    return EvidenceItem(
        **fields.model_dump(),
        id=evidence.id,
        kind=evidence.kind,
        name=evidence.name if inside else "",
        text=evidence.text,
        original=evidence.original,
        copied=evidence.copied,
        added=evidence.added,
        by=by if inside else None,
        public=evidence.marked,
        recorded=evidence.recorded,
        taken_down=evidence.taken_down,
    )


def record(evidence: Evidence, number: str) -> dict[str, Any]:
    """What the ledger says of it."""
    copied = evidence.copied.model_dump() if evidence.copied else None
    return {
        "added": moment(evidence.added),
        "case": evidence.case,
        "copy": copied,
        "kind": evidence.kind.value,
        "number": number,
        "original": evidence.original.model_dump(),
        "title": evidence.title,
    }


def receipt(evidence: Evidence, number: str | None, signer: Signer) -> str:
    """The integrity receipt as canonical JSON: that exactly these bytes were here at that time."""
    stated: dict[str, Any] = {
        "case": number,
        "evidence": evidence.id,
        "key": signer.id,
        "ledger": None,
        "public": signer.public,
        "received": moment(evidence.added),
        "sha256": evidence.sha256,
        "size": evidence.original.size,
    }
    if evidence.shown:
        stated["ledger"] = {"hash": evidence.recorded_hash, "offset": evidence.recorded}
    digest = hashlib.sha256(rfc8785.dumps(stated)).hexdigest()
    text: bytes = rfc8785.dumps(stated | {"signature": signer.sign(digest)})
    return text.decode()
