"""Requests of community about signing in strongly. Nothing of this is ever an event."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.contracts.base import Contract, Instant
from shared.contracts.community import BrowserKey, ClientKey, Password, Token

Code = Annotated[str, StringConstraints(min_length=1, max_length=40)]
"""Six digits of an authenticator app, or a recovery code; spaces and dashes do not count."""


class AskSecurity(Contract):
    """`ask.community.security` -> `Security`. How the asking member's account is protected."""

    token: Token


class Security(Contract):
    """How an account is protected."""

    second_factor: bool
    """Whether signing in needs a code of an authenticator app as well."""
    since: Instant | None = None
    """Since when it does."""
    recovery_codes: int
    """How many recovery codes have not been used."""
    mandatory: bool
    """Whether one of the member's roles sees private matters, which need a second factor."""
    strong: bool
    """Whether the asking session was confirmed with a second factor."""
    login_alerts: bool = True
    """Whether a letter tells of sign-ins from browsers that were not seen before."""


class AskSetLoginAlerts(Contract):
    """`ask.community.set_login_alerts` -> `LoginAlerts`."""

    token: Token
    on: bool


class LoginAlerts(Contract):
    """Whether a letter tells of sign-ins from browsers that were not seen before."""

    on: bool


class AskBeginTotp(Contract):
    """`ask.community.begin_totp` -> `TotpEnrolment`. The secret for an authenticator app, the same for an hour.

    Error `already_on` when the account has one.
    """

    token: Token


class QrCode(Contract):
    """A QR code to be drawn as an SVG of `size` by `size` units: dark where `path` is, light elsewhere."""

    size: Annotated[int, Field(ge=21, le=200)]
    path: Annotated[str, StringConstraints(pattern=r"^[MhvzH0-9 -]*$", max_length=60_000)]


class TotpEnrolment(Contract):
    """What an authenticator app is told; nothing is protected by it before `confirm_totp`."""

    secret: Annotated[str, StringConstraints(pattern=r"^[A-Z2-7]+$")]
    """Base32, to be typed in where no camera is at hand."""
    qr: QrCode


class AskConfirmTotp(Contract):
    """`ask.community.confirm_totp` -> `RecoveryCodes`. Signing in needs a code from now on; other sessions end.

    Errors: `wrong_password`, `wrong_code`, `already_on`, `not_begun`, `too_many_attempts`.
    """

    token: Token
    password: Password
    """The account's: whoever finds an open browser cannot lock its owner out."""
    code: Code


class RecoveryCodes(Contract):
    """Fresh recovery codes, shown this once and kept only as hashes; earlier ones no longer work."""

    codes: list[str]


class AskRenewRecoveryCodes(Contract):
    """`ask.community.renew_recovery_codes` -> `RecoveryCodes`. Errors: `wrong_code`, `not_on`, `too_many_attempts`."""

    token: Token
    code: Code
    client: ClientKey = ""


class AskRemoveTotp(Contract):
    """`ask.community.remove_totp` -> `TotpRemoved`. Recovery codes are gone with it; other sessions end.

    Errors: `wrong_password`, `wrong_code`, `not_on`, `too_many_attempts`.
    """

    token: Token
    password: Password
    code: Code
    client: ClientKey = ""


class TotpRemoved(Contract):
    """Signing in needs the password only."""

    ended: int
    """How many other sessions were ended."""


class AskConfirmCode(Contract):
    """`ask.community.confirm_code` -> `Session`. Ends a sign-in that waits for a code, or makes a session strong.

    Errors: `sign_in_over` when the sign-in waited for more than ten minutes, `wrong_code`, `not_on`,
    `too_many_attempts`.
    """

    token: Token
    """Of the waiting sign-in or of an open session; it is worth nothing afterwards."""
    code: Code
    client: ClientKey = ""
    browser: BrowserKey | None = None
