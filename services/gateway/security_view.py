"""What the pages about the security of an account show."""

from dataclasses import dataclass
from typing import Final

from shared.contracts.identity import TotpEnrolment

_GROUP: Final = 4


@dataclass(frozen=True, slots=True)
class EnrolmentView:
    """The secret for an authenticator app: as a picture to be scanned, and as text to be typed."""

    size: int
    path: str
    secret: str
    """In groups of four, as people type."""


def enrolment_view(begun: TotpEnrolment) -> EnrolmentView:
    """What the page to set an app up shows."""
    groups = (begun.secret[place : place + _GROUP] for place in range(0, len(begun.secret), _GROUP))
    return EnrolmentView(begun.qr.size, begun.qr.path, " ".join(groups))
