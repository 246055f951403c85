"""The words for letters, replies and what can go wrong with them; translated where they are shown."""

from collections.abc import Mapping
from typing import Final

from services.gateway.forms import REFUSALS
from services.gateway.i18n import N_
from services.gateway.labels import Labels
from services.gateway.views import FieldError
from shared.contracts.letter import (
    Channel,
    LetterKind,
    LetterLanguage,
    LetterStatus,
    ReplyClass,
    SignatoryKind,
    TermStart,
    TermUnit,
)
from shared.errors import Refused

KINDS: Final[Mapping[LetterKind, str]] = {
    LetterKind.APPEAL: N_("Appeal of citizens"),
    LetterKind.INFORMATION_REQUEST: N_("Request for information"),
    LetterKind.COMPLAINT_BUYER: N_("Complaint of a supplier to the buyer"),
    LetterKind.COMPLAINT_COMMISSION: N_("Complaint of a supplier to the commission"),
    LetterKind.REPORT_AUDIT: N_("Report to the audit"),
    LetterKind.REPORT_PROSECUTOR: N_("Report to the prosecutor"),
    LetterKind.REPORT_ANTIMONOPOLY: N_("Report to the antimonopoly authority"),
    LetterKind.PUBLIC_COUNCIL: N_("Letter to a public council"),
    LetterKind.CLARIFICATION: N_("Request for clarification"),
    LetterKind.SILENCE: N_("Complaint about silence"),
    LetterKind.RIGHT_OF_REPLY: N_("Question to the other side before publishing"),
    LetterKind.REBUTTAL: N_("Statement of rebuttal"),
}
LANGUAGES: Final[Mapping[LetterLanguage, str]] = {
    LetterLanguage.KY: N_("in Kyrgyz"),
    LetterLanguage.RU: N_("in Russian"),
}
STATUSES: Final[Mapping[LetterStatus, str]] = {
    LetterStatus.DRAFT: N_("draft"),
    LetterStatus.APPROVED: N_("approved, not sent yet"),
    LetterStatus.SENT: N_("sent, waiting for an answer"),
    LetterStatus.REGISTERED: N_("registered, waiting for an answer"),
    LetterStatus.OVERDUE: N_("the answer is late"),
    LetterStatus.ANSWERED: N_("answered"),
    LetterStatus.REFUSED: N_("refused"),
    LetterStatus.CLOSED: N_("closed"),
}
TAGS: Final[Mapping[LetterStatus, str]] = {
    LetterStatus.OVERDUE: "raised",
    LetterStatus.REFUSED: "raised",
    LetterStatus.ANSWERED: "active",
    LetterStatus.SENT: "complete",
    LetterStatus.REGISTERED: "complete",
}
"""Colour of a status; the others have none."""
CHANNELS: Final[Mapping[Channel, str]] = {
    Channel.PORTAL: N_("through the portal"),
    Channel.EMAIL: N_("by e-mail"),
    Channel.PAPER: N_("on paper, by post"),
    Channel.TUNDUK: N_("through Tunduk"),
    Channel.IN_PERSON: N_("handed over in person"),
}
CLASSES: Final[Mapping[ReplyClass, str]] = {
    ReplyClass.FULL: N_("Everything was answered"),
    ReplyClass.PARTLY: N_("Part of it was answered"),
    ReplyClass.REFUSED: N_("Refused, with reasons"),
    ReplyClass.REDIRECTED: N_("Passed on to another body"),
    ReplyClass.NO_SUBSTANCE: N_("An answer that says nothing to the point"),
}
SIGNATORIES: Final[Mapping[SignatoryKind, str]] = {
    SignatoryKind.PERSON: N_("I sign for myself"),
    SignatoryKind.ORGANISATION: N_("I sign for an organisation, also on behalf of its members"),
}
UNITS: Final[Mapping[TermUnit, str]] = {
    TermUnit.WORKING: N_("working days"),
    TermUnit.CALENDAR: N_("calendar days"),
}
STARTS: Final[Mapping[TermStart, str]] = {
    TermStart.SENT: N_("counted from the day of sending"),
    TermStart.REGISTERED: N_("counted from the day of registration"),
}
AGAIN: Final = N_("The letter does not stand where this can be done. Open it again.")
SAID: Final[Mapping[str, tuple[str, str]]] = {
    "conflict": ("", N_("Somebody else changed this while you wrote. Compare and save again.")),
    "own_work": ("", N_("You wrote at this letter, so somebody else has to do this.")),
    "illegal_action": ("", AGAIN),
    "barred": ("", N_("You declared an interest of your own in this case, so somebody else does this.")),
    "proof_required": ("proof", N_("Write how it can be proven that the letter was sent: the number of a receipt.")),
    "signature_required": ("", N_("Somebody has to sign the letter first. Letters without a name need no answer.")),
    "consent_required": ("consent", N_("Tick that your name may stand in this letter.")),
    "future_day": ("day", N_("This day has not come yet.")),
    "empty_reply": ("text", N_("Write the answer.")),
    "already_answered": ("", N_("This link was used for an answer already. Thank you.")),
    "not_found": ("code", N_("No letter has this number and this code.")),
    "pdf_unavailable": ("", N_("This server cannot make PDF files. The DOCX file says the same.")),
}
WRONG: Final[Mapping[str, str]] = {
    "organisation": N_("Write whom the letter is for."),
    "title": N_("Write a title of at most 300 characters."),
    "text": N_("Write a text of 20 to 20,000 characters."),
    "norms": N_("Write at most 20 norms, each on its own line."),
    "days": N_("Write the number of days, from 1 to 365, and by which norm; or leave both empty."),
    "name": N_("Write the full name."),
    "office": N_("Write the office."),
    "number": N_("Write the number."),
    "day": N_("Write a day."),
    "until": N_("Write a day that is later than the one that holds."),
    "channel": N_("Choose how it was sent."),
    "classed": N_("Choose what the answer is worth."),
    "answers": N_("Give each question one to five."),
    "reason": N_("Say why, so that it can be followed."),
}


def said(refused: Refused, labels: Labels) -> FieldError:
    """What a typed refusal means to the person at the form."""
    field, sentence = SAID.get(refused.code, REFUSALS.get(refused.code, REFUSALS["invalid"]))
    named = str(refused.detail.get("field", ""))
    if refused.code == "invalid" and named in WRONG:
        field, sentence = named, WRONG[named]
    return FieldError(field, labels.gettext(sentence))
