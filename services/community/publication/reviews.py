"""Two people look before anything is published. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.contracts.base import MemberId
from shared.contracts.community import Role
from shared.errors import Refused

REVIEWERS = frozenset({Role.EXPERT, Role.MONITOR})
"""Roles that review; at least one of the two reviewers is an expert."""


@dataclass(frozen=True, slots=True)
class Review:
    """What one reviewer said of one text."""

    reviewer: MemberId
    expert: bool
    approved: bool
    words: str
    hash: str
    at: datetime


def require_words(*, approved: bool, words: str) -> None:
    """Whoever says no says why. Raises `Refused("reason_required")`."""
    if not approved and not words.strip():
        raise Refused("reason_required", "Say what has to change.", {"field": "words"})


def standing(reviews: Sequence[Review], seen: str, team: Collection[MemberId] = ()) -> list[Review]:
    """The last word of each reviewer on the text with this hash, of those who are not in the team now."""
    last: dict[MemberId, Review] = {}
    for review in sorted(reviews, key=lambda one: one.at):
        if review.hash == seen and review.reviewer not in team:
            last[review.reviewer] = review
    return list(last.values())


def approvals(reviews: Sequence[Review], seen: str, team: Collection[MemberId] = ()) -> int:
    """How many approve the text: none while one of them says no, at most one while no expert is among them."""
    words = standing(reviews, seen, team)
    if not all(review.approved for review in words):
        return 0
    return len(words) if any(review.expert for review in words) else min(len(words), 1)
