"""Replies to letters: as they are kept, and what people make of them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from shared.contracts.base import MemberId
from shared.contracts.letter import (
    Attachment,
    LetterStatus,
    Official,
    Rating,
    ReplyClass,
    ReplyQuality,
    ReplyWay,
)
from shared.errors import Refused

RATERS = 2
"""People it takes before a quality is shown."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply to a letter."""

    id: str
    letter: str
    case: str
    at: datetime
    day: date
    way: ReplyWay
    text: str
    official: Official | None
    reference: str
    evidence: tuple[Attachment, ...]
    proposed: ReplyClass | None
    classed: ReplyClass | None
    classed_words: str
    ratings: Mapping[MemberId, Rating]


def require_words(text: str, reference: str, files: int) -> None:
    """Raise `Refused("empty_reply")` for a reply that says nothing."""
    if not text.strip() and not reference.strip() and not files:
        raise Refused("empty_reply", "Write the answer, or attach it.", {"field": "text"})


def quality(ratings: Mapping[MemberId, Rating]) -> ReplyQuality | None:
    """The mean of what people say; None until two have said it."""
    if len(ratings) < RATERS:
        return None
    people = list(ratings.values())
    means = {
        name: round(sum(getattr(one, name) for one in people) / len(people), 2)
        for name in ("answers", "norms", "documents")
    }
    return ReplyQuality(people=len(people), overall=round(sum(means.values()) / len(means), 2), **means)


def status_of(classed: ReplyClass) -> LetterStatus:
    """Where a reply of this worth leaves its letter."""
    return LetterStatus.REFUSED if classed is ReplyClass.REFUSED else LetterStatus.ANSWERED
