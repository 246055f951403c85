"""A member's account: its e-mail address, public name and role."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email

from services.community.tokens import new_id
from shared.contracts.base import Language, MemberId
from shared.contracts.community import Member, Role
from shared.contracts.consent import AgreedText
from shared.errors import Refused

VERIFY_WITHIN = timedelta(hours=48)
"""How long the link that confirms an address works."""
RESET_WITHIN = timedelta(hours=1)
"""How long the link that sets a new password works."""
CHANGE_EMAIL_WITHIN = timedelta(hours=1)
"""How long the link that gives an account another address works."""
DELETE_AFTER = timedelta(days=7)
"""How long a deletion can be called off, by whoever did not ask for it or thinks better of it."""
UNCONFIRMED_KEPT = timedelta(days=7)
"""A registration that nobody confirmed is deleted, with all that was typed in for it."""
_NAME_LENGTH = (2, 60)


@dataclass(frozen=True, slots=True)
class Registration:
    """What somebody typed in for an address, of which several may stand side by side.

    It becomes an account only for whoever has the letter that was sent to the address and knows the password: the
    mailbox shows who owns the address, the password which of the registrations is theirs.
    """

    name: str
    password_hash: str = field(repr=False)
    language: Language
    agreed: tuple[AgreedText, ...] = ()
    """The texts that stood beside the form."""


@dataclass(frozen=True, slots=True)
class Account:
    """A member, whose address is confirmed."""

    id: MemberId
    email: str = field(repr=False)
    name: str = field(repr=False)
    password_hash: str = field(repr=False)
    role: Role
    language: Language
    created: datetime
    roles: frozenset[Role] = frozenset()
    """Given beside the ladder that `role` is a step of."""
    second_factor: bool = False
    """Signing in needs a code of an authenticator as well."""
    passkeys: bool = False
    """There are passkeys that sign in to it."""
    login_alerts: bool = True
    """A letter tells of sign-ins from browsers that were not seen before."""

    def member(self) -> Member:
        """What pages of this member show."""
        return Member(
            id=self.id,
            name=self.name,
            role=self.role,
            roles=sorted(self.roles),
            language=self.language,
            email_verified=True,
            created=self.created,
        )


def new_account(email: str, registration: Registration, now: datetime, role: Role = Role.MEMBER) -> Account:
    """An account for a normalised address."""
    return Account(
        new_id("m"),
        email,
        registration.name,
        registration.password_hash,
        role,
        registration.language,
        now,
    )


def normal_email(email: str) -> str:
    """`email` as it is written to. Raises `Refused("invalid_email")`; whether the address exists, a letter shows."""
    try:
        return validate_email(email, check_deliverability=False, allow_smtputf8=True).normalized
    except EmailNotValidError:
        # The library's sentence repeats the address, so ours is said instead.
        sentence = "This is not a complete e-mail address; it looks like name@example.kg."
        raise Refused("invalid_email", sentence, {"field": "email"}) from None


def email_key(email: str) -> str:
    """One key for the spellings of a normalised address: mail servers do not tell upper from lower case."""
    return unicodedata.normalize("NFKC", email).casefold()


def public_name(name: str) -> str:
    """`name` as others see it. Raises `Refused("invalid_name")` for what could deceive: control signs, an address."""
    normal = " ".join(unicodedata.normalize("NFC", name).split())
    hidden = any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cn", "Cs"} for sign in normal)
    least, most = _NAME_LENGTH
    if hidden or "@" in normal or "://" in normal or not least <= len(normal) <= most:
        sentence = f"The name needs {least} to {most} letters; it may be a pseudonym, but not an address."
        raise Refused("invalid_name", sentence, {"field": "name"})
    return normal
