"""When a letter says that something waits, and under which key a notice is told once. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.contracts.base import MemberId
from shared.contracts.notice import NoticeKind
from shared.facts import fact_id

MAIL_AGAIN = timedelta(days=1)
"""Whoever has not looked since the last letter gets the next one only after so long: the first one still stands."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A notice that is told at a moment to come."""

    key: str
    at: datetime
    member: MemberId
    kind: NoticeKind
    path: str

    @property
    def told_key(self) -> str:
        """Told once for each moment that it was set to: a date that was moved later is reminded of again."""
        return f"{self.key}@{self.at.isoformat()}"


def notice_id(member: MemberId, key: str) -> str:
    """The notice that is told to a member under a key; the same again is the same notice."""
    return f"w_{fact_id('notice', member, key)}"


def mail_due(mailed: datetime | None, looked: datetime | None, now: datetime) -> bool:
    """Whether a letter goes with a notice told now: the last one was followed by a look, or is a day old."""
    if mailed is None or now - mailed >= MAIL_AGAIN:
        return True
    return looked is not None and looked > mailed
