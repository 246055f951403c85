"""Codes of an authenticator app (TOTP, RFC 6238): six digits, a new one every 30 seconds."""

import hmac
from datetime import datetime
from typing import Final

import pyotp
import segno

from shared.contracts.identity import QrCode

ISSUER: Final = "Achyk"
"""What an authenticator app calls us."""
STEP_SECONDS: Final = 30
DRIFT_STEPS: Final = 1
"""So many steps a phone's clock may be early or late (RFC 6238, 5.2)."""


def new_secret() -> str:
    """160 random bits in base32, as RFC 4226 recommends and apps take them."""
    return pyotp.random_base32()


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code `code` is, or None. A step that was used once must not be accepted again."""
    totp, present = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    given = spelled(code)
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), given.encode()):
            return step
    return None


def present_code(secret: str, now: datetime) -> str:
    """What an authenticator app with this secret shows now."""
    return str(pyotp.TOTP(secret).generate_otp(int(now.timestamp()) // STEP_SECONDS))


def spelled(code: str) -> str:
    """A code without the spaces and dashes that people group it with."""
    return "".join(sign for sign in code if not sign.isspace() and sign != "-").lower()


def address(secret: str, name: str) -> str:
    """The `otpauth:` address that an app reads from the QR code.

    `name` is the public name: a list of apps on a phone that others look into shows no e-mail address.
    """
    return str(pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER))


def qr_code(text: str) -> QrCode:
    """`text` as a QR code with the quiet zone that readers need, as one path of an SVG."""
    rows = [bytes(row) for row in segno.make(text, micro=False).matrix_iter(border=4)]
    path = [f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _runs(row)]
    return QrCode(size=len(rows), path="".join(path))


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Where the dark runs of a row begin, and how long each is."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and x and row[x - 1]:
            begin, length = runs[-1]
            runs[-1] = (begin, length + 1)
        elif dark:
            runs.append((x, 1))
    return runs
