"""Requests of community: members, sign-in and sessions. Nothing of this is ever an event."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.contracts.base import Contract, Instant, Language, MemberId, Page
from shared.contracts.consent import AgreedText

EmailAddress = Annotated[str, StringConstraints(min_length=3, max_length=254, strip_whitespace=True)]
"""Checked by community; the error says what is wrong with it."""
Password = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Token = Annotated[str, StringConstraints(min_length=20, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")]
ClientKey = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{0,64}$")]
"""Keyed hash of the network that a request came from, so that one client's tries count apart from another's; never an
address. Empty when unknown. Kept, hashed once more, only for as long as the limit counts."""
Device = Annotated[str, StringConstraints(max_length=100)]
"""A short word for the member's own session list, such as `Firefox`; no address, no full user agent."""

BrowserKey = Token
"""A random value that a browser keeps, by which its member's account knows it again. Only a digest over member and
value is kept here, so that nobody can tell that two members use one browser."""


class Role(StrEnum):
    """What a member is here.

    Member, moderator and administrator are a ladder, each with the rights of the ones before it; the other roles are
    given beside it, and no step of the ladder includes them.
    """

    MEMBER = "member"
    MODERATOR = "moderator"
    ADMIN = "admin"
    MONITOR = "monitor"
    """Certified to check tenders: triage, checklists, cases of their own."""
    EXPERT = "expert"
    """Reviews claims and replies; trained in law or in the subject."""
    JOURNALIST = "journalist"
    TRAINER = "trainer"
    LIAISON = "liaison"
    """Speaks for a verified agency or supplier."""
    CUSTODIAN = "custodian"
    """Receives safe tips; nobody else can read them, administrators neither."""
    PARTNER = "partner"
    """Reads open data through keys of the API."""


LADDER = (Role.MEMBER, Role.MODERATOR, Role.ADMIN)


class Member(Contract):
    """A member as pages of that member show it."""

    id: MemberId
    name: str
    """Public name, may be a pseudonym."""
    role: Role
    """The step of the ladder."""
    roles: list[Role] = []
    """Roles given beside it, sorted."""
    language: Language
    email_verified: bool
    created: Instant


class AskRegister(Contract):
    """`ask.community.register` -> `Registered`. An address already in use gets the same answer and a letter."""

    email: EmailAddress
    name: Annotated[str, StringConstraints(min_length=2, max_length=60, strip_whitespace=True)]
    password: Password
    language: Language = Language.RU
    client: ClientKey = ""
    agreed: Annotated[list[AgreedText], Field(max_length=10)] = []
    """The texts that stood beside the form, as they were shown."""


class Registered(Contract):
    """A letter with a link is on its way to the address, if it is for anybody."""

    email_sent: bool = True


class AskVerifyEmail(Contract):
    """`ask.community.verify_email` -> `Confirmed`. The token works once, for 48 hours.

    Errors: `invalid_token`, `wrong_password`, `too_many_attempts`.
    """

    token: Token
    password: Password | None = None
    """The one chosen at sign-up. Without it nothing is confirmed: whoever typed an address in need not own it."""
    device: Device = ""
    browser: BrowserKey | None = None
    replaces: Token | None = None
    """A session of the same browser, which ends."""


class AskResendVerification(Contract):
    """`ask.community.resend_verification` -> `Registered`."""

    email: EmailAddress
    client: ClientKey = ""


class AskSignIn(Contract):
    """`ask.community.sign_in` -> `Session`. Errors: `wrong_credentials`, `too_many_attempts`."""

    email: EmailAddress
    password: Password
    device: Device = ""
    client: ClientKey = ""
    browser: BrowserKey | None = None
    replaces: Token | None = None
    """A session of the same browser, which ends."""


class Session(Contract):
    """A signed-in session; the token is shown once and kept only as a hash."""

    token: Token
    member: Member
    expires: Instant
    second_factor_needed: bool = False
    """The account has a second factor: `token` opens nothing and is only good for `confirm_code`, until `expires`."""


class Confirmed(Member):
    """The member whose address is confirmed now, and who is signed in with it."""

    session: Session | None = None


class AskForgotPassword(Contract):
    """`ask.community.forgot_password` -> `Registered`. An address of nobody gets the same answer and no letter."""

    email: EmailAddress
    client: ClientKey = ""


class AskResetPassword(Contract):
    """`ask.community.reset_password` -> `Session`; all earlier sessions end. The token works once, for an hour.

    Errors: `invalid_token`, `weak_password`.
    """

    token: Token
    password: Password
    device: Device = ""
    browser: BrowserKey | None = None


class AskChangePassword(Contract):
    """`ask.community.change_password` -> `PasswordChanged`; all other sessions end.

    Errors: `wrong_password`, `weak_password`, `too_many_attempts`.
    """

    token: Token
    password: Password
    """The present one."""
    new_password: Password


class PasswordChanged(Contract):
    """The new password holds."""

    ended: int
    """How many other sessions were ended."""


class AskSession(Contract):
    """`ask.community.session` -> `SignedIn`. Error `signed_out` when it does not exist or has expired."""

    token: Token


class SignedIn(Member):
    """Who is signed in."""

    renewed: Instant | None = None
    """The session's new end, when this very use has moved it: a cookie should live as long."""
    second_factor: bool = False
    """Whether signing in to this account needs a second factor."""
    strong: bool = False
    """Whether this session was confirmed with a second factor."""


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


class AskGrantRole(Contract):
    """`ask.community.grant_role` -> `Member`. Gives or takes a role beside the ladder; needs the admin role.

    Errors: `not_found`, `invalid` for a step of the ladder, which `set_role` gives.
    """

    token: Token
    member: MemberId
    role: Role
    granted: bool


class AskContact(Contract):
    """`ask.community.contact` -> `Contact`. For alerts, at the moment of sending; never stored elsewhere."""

    member: MemberId


class Contact(Contract):
    """Where to write to a member; `email` is None when the address is not verified or the member is gone."""

    email: EmailAddress | None = None
    language: Annotated[Language, Field()] = Language.RU
