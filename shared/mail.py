"""E-mail: composing a message that cannot be abused, and handing it to an SMTP server.

A message has a stable Message-ID derived from what it says to whom, so that sending it again after a crash can be
recognised by mail stores (docs/decisions/0010).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum

import aiosmtplib
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.errors import AchykError

EMBEDDED_SMTP_PORT = 2526
"""Port of the embedded run's mail server."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
_LOCAL_PART = re.compile(r"[^\s\x00-\x20\x7f@<>()\[\],;:\\\"]{1,64}")
"""Letters of any script; no quoted local parts, which nobody has and parsers disagree about."""
_DOMAIN = re.compile(r"(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_SUBJECT_LENGTH = 200
_PERMANENT = 500


class Security(StrEnum):
    """How the connection to the SMTP server is protected."""

    NONE = "none"
    """Only for a server on the same machine."""
    STARTTLS = "starttls"
    TLS = "tls"


class MailSettings(BaseSettings):
    """Which SMTP server takes our mail; the defaults are the embedded run's. Read from `ACHYK_MAIL_…`."""

    model_config = SettingsConfigDict(env_prefix="ACHYK_MAIL_", extra="ignore")

    host: str = "127.0.0.1"
    port: int = EMBEDDED_SMTP_PORT
    username: str | None = None
    password: str | None = Field(default=None, repr=False)
    security: Security = Security.NONE
    sender: str = "achyk@localhost.localdomain"
    """Address in From and envelope; its domain is that of our Message-IDs."""
    sender_name: str = "Achyk"
    timeout: float = Field(default=20.0, gt=0)
    """Seconds for each step of the conversation with the server."""


class MailRefused(AchykError):
    """The message will never be accepted: the address is wrong or the server said 5xx. Do not try again."""


class MailDelayed(AchykError):
    """The server could not be reached, or asked to come back later. Trying again may help."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be said to whom. `key` identifies the letter: the same key gives the same Message-ID."""

    key: str
    to: str
    subject: str
    text: str
    html: str | None = None
    language: str = "ru"
    unsubscribe: str | None = None
    """A link that stops letters of this kind."""
    one_click: bool = False
    """True when a POST to `unsubscribe` without a session stops them (RFC 8058)."""
    written: datetime | None = None
    """Date header; a letter sent again keeps its first date. None: now."""


def compose(settings: MailSettings, letter: Letter) -> EmailMessage:
    """The message as it goes over the wire; raises `MailRefused` when the address is not one.

    Subject and names lose their control characters, so that nothing in them can become a header.
    """
    message = EmailMessage(policy=SMTP)
    sender = _address(settings.sender, settings.sender_name)
    message["From"] = sender
    message["To"] = _address(letter.to)
    message["Subject"] = _one_line(letter.subject)[:_SUBJECT_LENGTH]
    message["Date"] = format_datetime(letter.written or datetime.now(UTC))
    message["Message-ID"] = message_id(settings, letter.key)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{_link(letter.unsubscribe)}>"
        if letter.one_click:
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text, cte="quoted-printable")
    if letter.html is not None:
        message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = letter.language
    return message


def message_id(settings: MailSettings, key: str) -> str:
    """The Message-ID of the letter `key`."""
    local = re.sub(r"[^A-Za-z0-9._-]", "", key)
    if not local:
        raise ValueError("a letter's key needs a letter or a digit")
    return f"<{local}@{_address(settings.sender).domain}>"


async def send(settings: MailSettings, message: EmailMessage) -> None:
    """Hand `message` to the server; when this returns, the server has taken responsibility for it (250 after DATA).

    It returns in that moment: a farewell (QUIT) would be waited for while nobody has noted the acceptance yet.
    Raises `MailRefused` or `MailDelayed`. After `MailDelayed` the server may nevertheless have taken the message: the
    connection can be lost between its acceptance and its answer.
    """
    client = aiosmtplib.SMTP(
        hostname=settings.host,
        port=settings.port,
        username=settings.username,
        password=settings.password,
        use_tls=settings.security is Security.TLS,
        start_tls=settings.security is Security.STARTTLS,
        timeout=settings.timeout,
    )
    try:
        await client.connect()
        await client.send_message(message)
    except aiosmtplib.SMTPRecipientsRefused as error:
        codes = [refused.code for refused in error.recipients]
        if codes and min(codes) >= _PERMANENT:
            raise MailRefused(f"the mail server does not take this address ({codes[0]})") from error
        raise MailDelayed("the mail server takes this address later") from error
    except aiosmtplib.SMTPDataError as error:
        if error.code >= _PERMANENT:
            raise MailRefused(f"the mail server refused the message ({error.code})") from error
        raise MailDelayed(f"the mail server takes the message later ({error.code})") from error
    except aiosmtplib.SMTPException as error:
        # Sender, sign-in or TLS refused: our settings are wrong, not the recipient's address.
        raise MailDelayed(f"the mail server cannot be used: {type(error).__name__}") from error
    except OSError as error:
        raise MailDelayed(f"the mail server cannot be reached: {type(error).__name__}") from error
    except ValueError as error:
        raise MailRefused("the message cannot be sent as it is") from error
    finally:
        client.close()


def _address(address: str, name: str = "") -> Address:
    """A checked address, its domain in ASCII; the error does not repeat it, since errors are logged."""
    local, _, domain = address.rpartition("@")
    if not _LOCAL_PART.fullmatch(local):
        raise MailRefused("the address is not an e-mail address")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError as error:
        raise MailRefused("the address is not an e-mail address") from error
    if not _DOMAIN.fullmatch(domain):
        raise MailRefused("the address is not an e-mail address")
    return Address(display_name=_one_line(name), username=local, domain=domain)


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _link(link: str) -> str:
    if _CONTROL.search(link) or not link.startswith(("https://", "http://")) or set(link) & set("<> "):
        raise ValueError("not a link")
    return link
