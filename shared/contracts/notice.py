"""Notices: what waits for a member in community. Requests of community; nothing of this is ever an event.

A notice names its kind and where to look, never what is said there: the page shows that only to whoever may see it.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.contracts.base import Contract, Instant, Page
from shared.contracts.community import Token

NoticeId = Annotated[str, StringConstraints(pattern=r"^w_[0-9a-f]{32}$")]
NoticePath = Annotated[str, StringConstraints(max_length=300, pattern=r"^/[a-z]([A-Za-z0-9/_.?=&#%~-]*)$")]
"""A page of this site without its language, such as `/cases/c_0123…`."""


class NoticeKind(StrEnum):
    """What waits; the gateway has the sentence for each."""

    TASK_DUE = "task_due"
    TASK_ASSIGNED = "task_assigned"
    LETTER_DUE = "letter_due"
    """An answer to a letter is expected soon, or a step of a letter."""
    LETTER_OVERDUE = "letter_overdue"
    LETTER_ANSWERED = "letter_answered"
    REVIEW_ASKED = "review_asked"
    CASE_STEPPED = "case_stepped"
    CLAIM_EXPIRING = "claim_expiring"
    """A flag that the member took to check goes back to the others."""
    REBUTTAL_CLOCK = "rebuttal_clock"
    """The other side objected; the clock for an answer runs."""
    TIP_ARRIVED = "tip_arrived"
    SIGN_IN = "sign_in"
    """Somebody signed in to the account in a new place."""
    ROLE_CHANGED = "role_changed"
    ORGANISATION_ASKED = "organisation_asked"
    NORM_CHANGED = "norm_changed"
    CONFLICT_DECLARED = "conflict_declared"


class Notice(Contract):
    """One thing that waits for a member."""

    id: NoticeId
    kind: NoticeKind
    path: NoticePath
    at: Instant
    read: Instant | None = None


class AskNotices(Page):
    """`ask.community.notices` -> `Notices`, newest first. Needs a signed-in member."""

    token: Token
    unread_only: bool = False


class Notices(Contract):
    """A slice of the asking member's notices."""

    items: list[Notice]
    total: int
    """Of those asked for."""
    unread: int
    mail: bool
    """Whether a letter says that something waits."""
    next: str | None = None


class AskReadNotices(Contract):
    """`ask.community.read_notices` -> `NoticesRead`. Marks the member's own notices as read."""

    token: Token
    ids: Annotated[list[NoticeId], Field(max_length=200)] = []
    """None named: all of them."""


class NoticesRead(Contract):
    """They are marked."""

    changed: int


class AskSetNoticeMail(Contract):
    """`ask.community.set_notice_mail` -> `NoticeMail`. Whether letters about notices are sent to the member."""

    token: Token
    mail: bool


class NoticeMail(Contract):
    """What holds now."""

    mail: bool
