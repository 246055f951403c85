"""What can be done with a letter, when, and by whom: the one table. Pure.

`permissions.py` says which seats and roles may send the requests; this table adds where the letter must stand, and
that nobody passes their own work.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from services.community.correspondence.letter import Letter
from services.community.permissions import Relation, permits
from shared.contracts.base import MemberId
from shared.contracts.community import Role
from shared.contracts.letter import LetterAction, LetterStatus
from shared.errors import Refused

A, S = LetterAction, LetterStatus
WAITING: Final = frozenset({S.SENT, S.REGISTERED, S.OVERDUE})
"""Out, and not answered."""
_UNSENT: Final = frozenset({S.DRAFT, S.APPROVED})
_REPLIED: Final = frozenset({S.ANSWERED, S.REFUSED})


@dataclass(frozen=True, slots=True)
class Line:
    """Where an action can be done, which request does it, and where it leads; None leaves the letter where it is."""

    request: str
    come_from: frozenset[LetterStatus]
    to: LetterStatus | None = None
    by_author: bool = False
    """Only the author of the letter, or the lead of the case."""
    by_others: bool = False
    """Nobody who wrote at the letter."""


TABLE: Final[dict[LetterAction, Line]] = {
    A.EDIT: Line("edit_letter", frozenset({S.DRAFT})),
    A.APPROVE: Line("step_letter", frozenset({S.DRAFT}), S.APPROVED, by_others=True),
    A.SEND_BACK: Line("step_letter", frozenset({S.APPROVED}), S.DRAFT),
    A.SIGN: Line("sign_letter", _UNSENT),
    A.UNSIGN: Line("unsign_letter", _UNSENT),
    A.LINK: Line("link_letter", frozenset({S.APPROVED}) | WAITING),
    A.SEND: Line("send_letter", frozenset({S.APPROVED}), S.SENT),
    A.REGISTER: Line("register_letter", WAITING, S.REGISTERED),
    A.PROLONG: Line("prolong_letter", WAITING, S.REGISTERED),
    A.ENTER_REPLY: Line("enter_reply", WAITING | _REPLIED, S.ANSWERED),
    A.CLASSIFY: Line("classify_reply", _REPLIED, by_author=True),
    A.RATE: Line("rate_reply", _REPLIED | {S.CLOSED}, by_others=True),
    A.CLOSE: Line("step_letter", frozenset(S) - {S.CLOSED}, S.CLOSED),
}
"""Every action there is."""
NEEDS_REASON: Final = frozenset({A.SEND_BACK, A.CLOSE})


def allowed(
    action: LetterAction,
    letter: Letter,
    member: MemberId | None,
    roles: Collection[Role],
    relations: Collection[Relation],
) -> bool:
    """Whether somebody with these roles, and relations to the case, can do this with the letter now."""
    line = TABLE[action]
    if letter.status not in line.come_from or not permits(line.request, roles, relations):
        return False
    if line.by_others and member in letter.writers:
        return False
    return not line.by_author or member == letter.author or Relation.LEAD in relations


def require(action: LetterAction, letter: Letter, member: MemberId, relations: Collection[Relation]) -> None:
    """Raise `Refused` (`illegal_action`, `own_work`, `forbidden`) unless this can be done; the request was let in."""
    line = TABLE[action]
    if letter.status not in line.come_from:
        raise Refused("illegal_action", f"A letter that is {letter.status} does not allow this.")
    if line.by_others and member in letter.writers:
        raise Refused("own_work", "You wrote at this letter, so somebody else has to do this.")
    if line.by_author and member != letter.author and Relation.LEAD not in relations:
        raise Refused("forbidden", "Only whoever wrote the letter, or leads the case, can do this.")


def may(
    letter: Letter, member: MemberId | None, roles: Collection[Role], relations: Collection[Relation]
) -> list[LetterAction]:
    """Everything that somebody can do with the letter now, in the order of the table."""
    return [action for action in TABLE if allowed(action, letter, member, roles, relations)]
