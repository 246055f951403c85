"""Requests of community: members, sign-in and sessions. Nothing of this is ever an event."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.contracts.base import Contract, Instant, Language, MemberId, Page

EmailAddress = Annotated[str, StringConstraints(min_length=3, max_length=254, strip_whitespace=True)]
"""Checked by community; the error says what is wrong with it."""
Password = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Token = Annotated[str, StringConstraints(min_length=20, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")]


class Role(StrEnum):
    """What a member may do; each role includes the ones before it."""

    MEMBER = "member"
    MODERATOR = "moderator"
    ADMIN = "admin"


class Member(Contract):
    """A member as pages of that member show it."""

    id: MemberId
    name: str
    """Public name, may be a pseudonym."""
    role: Role
    language: Language
    email_verified: bool
    created: Instant


class AskRegister(Contract):
    """`ask.community.register` -> `Registered`. An address already in use gets the same answer and a letter."""

    email: EmailAddress
    name: Annotated[str, StringConstraints(min_length=2, max_length=60, strip_whitespace=True)]
    password: Password
    language: Language = Language.RU


class Registered(Contract):
    """A letter with a link is on its way to the address."""

    email_sent: bool = True


class AskVerifyEmail(Contract):
    """`ask.community.verify_email` -> `Member`. The token works once, for 48 hours."""

    token: Token


class AskResendVerification(Contract):
    """`ask.community.resend_verification` -> `Registered`."""

    email: EmailAddress


class AskSignIn(Contract):
    """`ask.community.sign_in` -> `Session`. Errors: `wrong_credentials`, `email_not_verified`, `too_many_attempts`."""

    email: EmailAddress
    password: Password
    device: Annotated[str, StringConstraints(max_length=100)] = ""
    """A short word for the member's own session list, such as `Firefox`; no address, no full user agent."""


class Session(Contract):
    """A signed-in session; the token is shown once and kept only as a hash."""

    token: Token
    member: Member
    expires: Instant


class AskSession(Contract):
    """`ask.community.session` -> `Member`. Error `signed_out` when it does not exist or has expired."""

    token: Token


class AskSignOut(Contract):
    """`ask.community.sign_out` -> `SignedOut`."""

    token: Token


class SignedOut(Contract):
    """The session no longer exists."""

    changed: bool


class AskSessions(Contract):
    """`ask.community.sessions` -> `Sessions`."""

    token: Token


class SessionInfo(Contract):
    """One line of a member's session list."""

    id: str
    device: str
    created: Instant
    seen: Instant
    current: bool


class Sessions(Contract):
    """Where a member is signed in."""

    items: list[SessionInfo]


class AskEndSession(Contract):
    """`ask.community.end_session` -> `SignedOut`. A member can end only the own sessions."""

    token: Token
    id: str


class AskMembers(Page):
    """`ask.community.members` -> `Members`. Needs the admin role."""

    token: Token


class Members(Contract):
    """The list of members for administrators."""

    items: list[Member]
    total: int
    next: str | None = None


class AskSetRole(Contract):
    """`ask.community.set_role` -> `Member`. Needs the admin role; the last admin cannot step down."""

    token: Token
    member: MemberId
    role: Role


class AskContact(Contract):
    """`ask.community.contact` -> `Contact`. For alerts, at the moment of sending; never stored elsewhere."""

    member: MemberId


class Contact(Contract):
    """Where to write to a member; `email` is None when the address is not verified or the member is gone."""

    email: EmailAddress | None = None
    language: Annotated[Language, Field()] = Language.RU
