"""A letter as it is kept, and what its paper says. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import rfc8785

from shared.contracts.base import MemberId
from shared.contracts.letter import (
    Addressee,
    AnswerTerm,
    Attachment,
    LetterKind,
    LetterLanguage,
    LetterStatus,
    Prolongation,
    Registration,
    Sending,
)

TO_AUTHORITIES = frozenset(LetterKind) - {LetterKind.RIGHT_OF_REPLY, LetterKind.REBUTTAL}
"""Kinds that count as having turned to an authority; the others go to the other side, or to whoever published."""


@dataclass(frozen=True, slots=True)
class Link:
    """The addressee's one-time link: the secret itself is made of `seed` and never kept."""

    digest: str
    seed: str
    code: str
    expires: datetime
    reply: str | None = None
    """The reply that was sent by it, once there is one."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What people wrote, where it stands, how it went out."""

    id: str
    case: str
    kind: LetterKind
    language: LetterLanguage
    template_version: int
    previous: str | None
    number: str | None
    addressee: Addressee
    title: str
    text: str
    norms: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    term: AnswerTerm | None
    collective: bool
    status: LetterStatus
    author: MemberId
    writers: tuple[MemberId, ...]
    """Everybody who wrote at it: none of them approves it."""
    approver: MemberId | None
    created: datetime
    changed: datetime
    revision: int
    last_key: str
    """Of the form that changed it last: the same form sent again changes nothing."""
    sending: Sending | None = None
    registration: Registration | None = None
    prolongations: tuple[Prolongation, ...] = ()
    due: date | None = None
    answered: date | None = None
    """The day of the first reply."""
    link: Link | None = None
    signatures_deleted: datetime | None = None

    @property
    def out(self) -> bool:
        """Whether it was sent."""
        return self.sending is not None


def content_hash(letter: Letter) -> str:
    """SHA-256 of the canonical JSON (RFC 8785) of what the letter says.

    Signatures are left out: they are deleted after the answer, and the hash has to stay checkable.
    """
    said: dict[str, Any] = {
        "kind": letter.kind.value,
        "language": letter.language.value,
        "addressee": letter.addressee.model_dump(mode="json"),
        "title": letter.title,
        "text": letter.text,
        "norms": list(letter.norms),
        "attachments": [each.model_dump(mode="json") for each in letter.attachments],
    }
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, which stand apart by empty lines."""
    found = ("\n".join(line.strip() for line in part.splitlines()) for part in text.replace("\r", "").split("\n\n"))
    return [part.strip() for part in found if part.strip()]
