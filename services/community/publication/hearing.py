"""The other side is heard before anything is published. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from services.community.calendar.working_days import Calendar
from shared.contracts.case import CaseLink, LinkKind
from shared.errors import Refused

_BISHKEK: Final = ZoneInfo("Asia/Bishkek")
LONGEST_AGO: Final = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Hearing:
    """Somebody of the other side, asked for their word."""

    id: str
    case: str
    to: str
    channel: str
    sent: date
    """In Bishkek."""
    proof: str
    due: date
    """Last day for the answer."""
    shortened: str
    """Why it is earlier than usual."""
    asked: datetime
    """When it was recorded."""
    seen: str
    """Hash of title, summary and claims as they were shown."""
    statement: str = ""
    signed: str = ""
    answered: datetime | None = None


def today(now: datetime) -> date:
    """The day in Bishkek."""
    return now.astimezone(_BISHKEK).date()


def due_date(sent: date, days: int, calendar: Calendar, now: datetime, wished: date | None, why: str) -> date:
    """The last day for an answer: `days` working days after the sending, or an earlier one for a recorded reason.

    Raises `Refused`: `invalid` (sent tomorrow, or very long ago; due before it was sent), `reason_required`.
    """
    if not today(now) - LONGEST_AGO <= sent <= today(now):
        raise Refused("invalid", "Give the day on which it was sent.", {"field": "sent"})
    usual = calendar.add(sent, days)
    if wished is None or wished >= usual:
        return wished or usual
    if wished < sent:
        raise Refused("invalid", "The answer cannot be due before the question was sent.", {"field": "due"})
    if not why.strip():
        raise Refused(
            "reason_required", "Less time than usual needs a reason, which is published.", {"field": "shortened"}
        )
    return wished


def settled(hearing: Hearing, now: datetime) -> bool:
    """Whether they answered, or had their time."""
    return hearing.answered is not None or today(now) > hearing.due


def unheard(links: Sequence[CaseLink], hearings: Sequence[Hearing]) -> list[str]:
    """Names of the linked buyers and suppliers whom nobody asked, by the name or number that was asked."""
    asked = [hearing.to.casefold() for hearing in hearings]
    named = [link for link in links if link.kind in (LinkKind.BUYER, LinkKind.SUPPLIER)]
    return [
        link.name or link.id
        for link in named
        if not any(to == (link.name or link.id).casefold() or link.id.casefold() in to for to in asked)
    ]


def heard(links: Sequence[CaseLink], hearings: Sequence[Hearing], now: datetime) -> bool:
    """Whether everybody who is named was asked, and everybody who was asked answered or had their time."""
    return bool(hearings) and not unheard(links, hearings) and all(settled(one, now) for one in hearings)
