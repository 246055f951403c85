"""The embedded run's mail server: takes every letter into a folder, so that trying the platform needs no real one.

Letters lie in a Maildir. Like the mail stores people use (Cyrus, Dovecot's `duplicate`, Exchange), it keeps one copy
of a message: a second one to the same recipient with the same Message-ID is accepted and dropped.
"""

import hashlib
import os
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import TYPE_CHECKING

from shared.embedded import free_port

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP as SMTP_PROTOCOL
    from aiosmtpd.smtp import Envelope, Session

_SIZE_LIMIT = 5 * 1024 * 1024
_PARTS = ("tmp", "new", "cur")


@dataclass(frozen=True, slots=True)
class StoredMail:
    """One letter as it arrived."""

    id: str
    to: str
    """The recipient of the envelope."""
    sender: str
    subject: str
    at: datetime
    """When it arrived, UTC."""
    message_id: str
    text: str
    """The plain part."""
    html: str | None
    """The HTML part as it was sent: untrusted, not for showing inside a page."""


class MailServer:
    """An SMTP server on loopback that stores into `folder`; `start` and `stop` block until it is so."""

    def __init__(self, folder: Path, *, port: int = 0) -> None:
        """`port` 0 takes any free one; the one in use is `self.port`."""
        from aiosmtpd.controller import Controller  # the gateway reads mailboxes, and its image has no mail server

        self.port = port or free_port()
        self.store = MailStore(folder)
        self._controller = Controller(
            self.store, hostname="127.0.0.1", port=self.port, data_size_limit=_SIZE_LIMIT, enable_SMTPUTF8=True
        )

    @property
    def accepted(self) -> int:
        """Copies taken from senders so far, duplicates too."""
        return self.store.accepted

    def start(self) -> None:
        """Listen."""
        self._controller.start()

    def stop(self) -> None:
        """Stop listening; letters that were accepted are on disk."""
        self._controller.stop(no_assert=True)


class MailStore:
    """A Maildir that keeps one copy per recipient and Message-ID."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.copies: Counter[str] = Counter()
        """Copies taken from senders in this process by Message-ID, duplicates too."""
        for part in _PARTS:
            (folder / part).mkdir(parents=True, exist_ok=True)

    @property
    def accepted(self) -> int:
        """Copies taken from senders in this process, duplicates too."""
        return self.copies.total()

    async def handle_DATA(self, _server: "SMTP_PROTOCOL", _session: "Session", envelope: "Envelope") -> str:  # noqa: N802 - aiosmtpd's hook
        """Store the message for each recipient before it is accepted."""
        content = envelope.content
        if not isinstance(content, bytes):
            return "500 bytes expected"
        for recipient in envelope.rcpt_tos:
            self.keep(recipient, content)
        return "250 kept"

    def keep(self, recipient: str, content: bytes) -> bool:
        """Write one message durably; False when the same one is there already."""
        message_id = str(message_from_bytes(content, policy=SMTP).get("Message-ID") or uuid.uuid4().hex).strip()
        self.copies[message_id] += 1
        name = hashlib.sha256(f"{recipient.lower()}\n{message_id}".encode()).hexdigest()[:40]
        if any((self.folder / part / name).exists() for part in ("new", "cur")):
            return False
        temporary = self.folder / "tmp" / uuid.uuid4().hex
        with temporary.open("wb") as file:
            file.write(b"X-Envelope-To: " + recipient.encode() + b"\r\n" + content)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(self.folder / "new" / name)
        return True


def read_mailbox(folder: Path) -> list[StoredMail]:
    """All letters in the folder, newest first; empty when there is no mailbox."""
    files = [file for part in ("new", "cur") for file in (folder / part).glob("*") if file.is_file()]
    return sorted((_read(file) for file in files), key=lambda mail: mail.at, reverse=True)


def _read(file: Path) -> StoredMail:
    message = message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=SMTP)
    return StoredMail(
        id=file.name,
        to=str(message.get("X-Envelope-To", "")),
        sender=str(message.get("From", "")),
        subject=str(message.get("Subject", "")),
        at=datetime.fromtimestamp(file.stat().st_mtime, UTC),
        message_id=str(message.get("Message-ID", "")).strip(),
        text=_part(message, "plain") or "",
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, subtype: str) -> str | None:
    body = message.get_body((subtype,))
    return str(body.get_content()).replace("\r\n", "\n") if body is not None else None
