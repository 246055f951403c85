"""What a member can do with the own account and data: look, correct, take along, delete. Requests of community."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.contracts.base import Contract, Instant, Json, Language
from shared.contracts.community import EmailAddress, Member, Password, Token
from shared.contracts.consent import AgreedText, Consent

Part = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]


class AskOwnAccount(Contract):
    """`ask.community.own_account` -> `OwnAccount`. Needs a signed-in member, as all of these."""

    token: Token


class OwnAccount(Contract):
    """The asking member's own account."""

    member: Member
    email: str
    consents: list[Consent]
    """Newest first."""
    deletion: Instant | None = None
    """When the account is deleted, if that was asked for."""


class AskAgree(Contract):
    """`ask.community.agree` -> `Consent`. A text agreed to again in the same version keeps its first date."""

    token: Token
    agreed: AgreedText


class AskChangeName(Contract):
    """`ask.community.change_name` -> `Member`. Error: `invalid_name`."""

    token: Token
    name: Annotated[str, StringConstraints(min_length=2, max_length=60, strip_whitespace=True)]


class AskChangeLanguage(Contract):
    """`ask.community.change_language` -> `Member`. The language of letters."""

    token: Token
    language: Language


class AskChangeEmail(Contract):
    """`ask.community.change_email` -> `EmailAsked`: a letter with a link goes to the new address.

    The answer is the same when the address belongs to somebody else. Errors: `wrong_password`, `invalid_email`,
    `too_many_attempts`.
    """

    token: Token
    password: Password
    email: EmailAddress


class EmailAsked(Contract):
    """A letter is on its way, if the address can be used."""

    email_sent: bool = True


class AskConfirmEmail(Contract):
    """`ask.community.confirm_email` -> `EmailChanged`. The letter's token works once, for an hour; open to anyone.

    Error: `invalid_token`.
    """

    token: Token


class EmailChanged(Contract):
    """The new address holds; the old one is told."""

    changed: bool = True


class AskOwnData(Contract):
    """`ask.community.own_data` -> `OwnData`: one piece of everything that is kept about the member.

    Ask on with what the answer says is next, until there is none. Error: `too_many_attempts`.
    """

    token: Token
    part: Part | None = None
    """None: the first one."""
    skip: Annotated[int, Field(ge=0)] = 0


class OwnData(Contract):
    """Rows of one part, small enough for a message."""

    part: Part
    rows: list[Json]
    next_part: Part | None = None
    next_skip: int = 0


class AskDeleteAccount(Contract):
    """`ask.community.delete_account` -> `DeletionPlanned`. Asked again it keeps its date.

    Errors: `wrong_password`, `last_admin`, `too_many_attempts`.
    """

    token: Token
    password: Password


class DeletionPlanned(Contract):
    """The account is deleted at this moment unless its member calls it off."""

    at: Instant


class AskKeepAccount(Contract):
    """`ask.community.keep_account` -> `AccountKept`: calls a deletion off."""

    token: Token


class AccountKept(Contract):
    """No deletion is planned."""

    changed: bool
