"""What the page of notices says of each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.gateway.i18n import N_
from services.gateway.labels import Labels
from shared.contracts.notice import Notice, NoticeKind

SENTENCES: Final = {
    NoticeKind.TASK_DUE: N_("A task of yours is due soon"),
    NoticeKind.TASK_ASSIGNED: N_("A task was given to you"),
    NoticeKind.LETTER_DUE: N_("The date for an answer to a letter is near"),
    NoticeKind.LETTER_OVERDUE: N_("The date for an answer to a letter has passed"),
    NoticeKind.LETTER_ANSWERED: N_("A letter was answered"),
    NoticeKind.REVIEW_ASKED: N_("You are asked to review something"),
    NoticeKind.CASE_STEPPED: N_("A case of yours has moved on"),
    NoticeKind.CLAIM_EXPIRING: N_("What you took to check goes back to the others soon"),
    NoticeKind.REBUTTAL_CLOCK: N_("Somebody objects, and the time to answer runs"),
    NoticeKind.TIP_ARRIVED: N_("A safe message has arrived"),
    NoticeKind.SIGN_IN: N_("Somebody signed in to your account"),
    NoticeKind.ROLE_CHANGED: N_("What you may do here has changed"),
    NoticeKind.ORGANISATION_ASKED: N_("An organisation is asked to do something"),
    NoticeKind.NORM_CHANGED: N_("A norm that you work with has changed"),
    NoticeKind.CONFLICT_DECLARED: N_("Somebody declared a conflict of interest"),
}


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line of the list."""

    id: str
    sentence: str
    path: str
    at: datetime
    unread: bool


def notice_row(notice: Notice, labels: Labels) -> NoticeRow:
    """A notice as the list shows it."""
    return NoticeRow(
        notice.id, labels.gettext(SENTENCES[notice.kind]), notice.path, notice.at, unread=notice.read is None
    )
