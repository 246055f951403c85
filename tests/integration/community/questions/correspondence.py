"""Letters to authorities and the replies."""

from datetime import date

from pydantic import BaseModel

from shared.contracts import letter as contract
from shared.contracts.letter import LetterFormat, LetterKind, LetterLanguage, LetterStep, ReplyClass

from .cases import CASE, KEY

LETTER = "l_" + "0" * 24
REPLY = "r_" + "0" * 24
NO_LINK = "n" * 43
DAY = date(2026, 11, 2)
FIELDS = {
    "addressee": {"organisation": "Made-up office"},
    "title": "A question",
    "text": "Please tell us how the purchase was made.",
}
TEXT = contract.TemplateText(title="A question", addressee="To the head", body="Please tell us how it was made.")


def questions(token: str, member: str) -> dict[str, tuple[BaseModel, type[BaseModel]]]:
    """One well-formed question per request."""
    view = contract.LetterView
    change = {"token": token, "id": LETTER, "revision": 1, "key": KEY}
    written = {"token": token, "case": CASE, "kind": LetterKind.APPEAL, "language": LetterLanguage.RU}
    texts = {"token": token, "kind": LetterKind.APPEAL, "ky": TEXT, "ru": TEXT}
    official = contract.Official(name="Somebody", office="Head")
    return {
        "case_letters": (contract.AskCaseLetters(token=token, case=CASE), contract.CaseLetters),
        "letter": (contract.AskLetter(token=token, id=LETTER), view),
        "letter_file": (
            contract.AskLetterFile(token=token, id=LETTER, format=LetterFormat.DOCX),
            contract.LetterFile,
        ),
        "letter_draft": (contract.AskLetterDraft(**written), contract.LetterDraft),
        "create_letter": (contract.AskCreateLetter(**written, **FIELDS, key=KEY), view),
        "edit_letter": (contract.AskEditLetter(**change, **FIELDS), view),
        "step_letter": (contract.AskStepLetter(**change, step=LetterStep.APPROVE), view),
        "sign_letter": (contract.AskSignLetter(token=token, id=LETTER, name="Somebody", consent=True), view),
        "unsign_letter": (contract.AskUnsignLetter(token=token, id=LETTER), view),
        "link_letter": (contract.AskLinkLetter(**change), view),
        "send_letter": (
            contract.AskSendLetter(**change, channel=contract.Channel.PAPER, day=DAY, proof="RR 1"),
            view,
        ),
        "register_letter": (contract.AskRegisterLetter(**change, number="12/3", day=DAY), view),
        "prolong_letter": (contract.AskProlongLetter(**change, until=DAY, reason="Checking"), view),
        "reply_page": (contract.AskReplyPage(reply_token=NO_LINK), contract.ReplyPage),
        "find_reply": (contract.AskFindReply(number="A-2026-9999", code="AAAAAAAAAA"), contract.FoundReply),
        "answer_letter": (
            contract.AskAnswerLetter(reply_token=NO_LINK, key=KEY, official=official, text="We checked."),
            contract.ReplyPage,
        ),
        "enter_reply": (contract.AskEnterReply(**change, day=DAY, text="They checked."), view),
        "classify_reply": (contract.AskClassifyReply(**change, reply=REPLY, classed=ReplyClass.FULL), view),
        "rate_reply": (
            contract.AskRateReply(token=token, id=LETTER, reply=REPLY, answers=3, norms=3, documents=3),
            view,
        ),
        "letter_templates": (contract.AskLetterTemplates(token=token), contract.LetterTemplates),
        "letter_template": (
            contract.AskLetterTemplate(token=token, kind=LetterKind.APPEAL),
            contract.TemplateHistory,
        ),
        "preview_letter_template": (contract.AskPreviewTemplate(**texts), contract.TemplatePreview),
        "edit_letter_template": (
            contract.AskEditLetterTemplate(**texts, version=0),  # a version that never was: nothing is written
            contract.LetterTemplate,
        ),
    }
