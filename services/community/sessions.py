"""How long a sign-in lasts and what a member sees of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.community.tokens import digest, new_id, new_token
from shared.contracts.base import MemberId
from shared.contracts.community import SessionInfo

LIFETIME = timedelta(days=30)
"""Counted from the last use."""
LONGEST = timedelta(days=180)
"""Counted from the sign-in: then even a session in daily use ends."""
CONFIRM_WITHIN = timedelta(minutes=10)
"""How long a sign-in waits for its second factor."""
SEEN_EVERY = timedelta(hours=1)
"""How exactly the last use is kept: more would be a diary of the member, and a write per page."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A sign-in as it is kept: under the digest of its token."""

    digest: str
    id: str
    """What the member's own list shows instead of the token."""
    member: MemberId
    device: str
    created: datetime
    seen: datetime
    expires: datetime
    strong: bool = False
    """Confirmed with a second factor."""

    def info(self, current: str) -> SessionInfo:
        """The line of this session in its member's list; `current` is the digest of the asking session."""
        return SessionInfo(
            id=self.id, device=self.device, created=self.created, seen=self.seen, current=self.digest == current
        )


def begin(member: MemberId, device: str, now: datetime, *, strong: bool = False) -> tuple[str, OpenSession]:
    """A new session and its token, which is shown once and not kept."""
    token = new_token()
    session = OpenSession(digest(token), new_id("d"), member, device.strip(), now, now, now + LIFETIME, strong)
    return token, session


@dataclass(frozen=True, slots=True)
class WaitingSignIn:
    """A sign-in whose second factor is still to come. It opens nothing: nothing but its confirmation looks for it."""

    digest: str
    member: MemberId
    device: str
    expires: datetime


def wait(member: MemberId, device: str, now: datetime) -> tuple[str, WaitingSignIn]:
    """A sign-in that waits for its second factor, and its token."""
    token = new_token()
    return token, WaitingSignIn(digest(token), member, device.strip(), now + CONFIRM_WITHIN)


def touched(session: OpenSession, now: datetime) -> datetime | None:
    """The new time of expiry when this use is worth writing down, else None."""
    return min(now + LIFETIME, session.created + LONGEST) if now - session.seen >= SEEN_EVERY else None
