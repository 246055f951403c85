"""Letters of a case to an authority, and the replies: requests of community, and what is told of them in public.

Who signs is private: names stay in the letter, sealed, and are deleted some days after the answer. Only letters of
published cases become facts (`letter.v1.*`), without any person.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.contracts.base import Contract, Instant
from shared.contracts.case import CaseId, FormKey, Why
from shared.contracts.community import ClientKey, Token

LetterId = Annotated[str, StringConstraints(pattern=r"^l_[0-9a-f]{24}$")]
ReplyId = Annotated[str, StringConstraints(pattern=r"^r_[0-9a-f]{24}$")]
Line = Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)]
"""One line of an address or the like; may be empty."""
FilledLine = Annotated[str, StringConstraints(min_length=2, max_length=300, strip_whitespace=True)]
LetterTitle = Annotated[str, StringConstraints(min_length=3, max_length=300, strip_whitespace=True)]
LetterText = Annotated[str, StringConstraints(min_length=20, max_length=20_000, strip_whitespace=True)]
"""Paragraphs, with an empty line between them."""
NormText = Annotated[str, StringConstraints(min_length=2, max_length=500, strip_whitespace=True)]
ReplyText = Annotated[str, StringConstraints(max_length=20_000, strip_whitespace=True)]
ShortCode = Annotated[str, StringConstraints(max_length=20, strip_whitespace=True, to_upper=True)]
MOST_NORMS = 20
MOST_ATTACHMENTS = 50
MOST_SIGNATORIES = 500


class LetterLanguage(StrEnum):
    """The languages in which authorities are written to."""

    KY = "ky"
    RU = "ru"


class LetterKind(StrEnum):
    """What a letter is; each has one template."""

    APPEAL = "appeal"
    INFORMATION_REQUEST = "information_request"
    COMPLAINT_BUYER = "complaint_buyer"
    COMPLAINT_COMMISSION = "complaint_commission"
    REPORT_AUDIT = "report_audit"
    REPORT_PROSECUTOR = "report_prosecutor"
    REPORT_ANTIMONOPOLY = "report_antimonopoly"
    PUBLIC_COUNCIL = "public_council"
    CLARIFICATION = "clarification"
    SILENCE = "silence"
    """A complaint that a letter was left without an answer."""
    RIGHT_OF_REPLY = "right_of_reply"
    """To the other side, before something about it is published."""
    REBUTTAL = "rebuttal"


class LetterStatus(StrEnum):
    """Where a letter stands; the ways between are the table of `services/community/correspondence/actions.py`."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    REGISTERED = "registered"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    REFUSED = "refused"
    CLOSED = "closed"


class LetterAction(StrEnum):
    """What somebody can do with a letter."""

    EDIT = "edit"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    SIGN = "sign"
    UNSIGN = "unsign"
    LINK = "link"
    SEND = "send"
    REGISTER = "register"
    PROLONG = "prolong"
    ENTER_REPLY = "enter_reply"
    CLASSIFY = "classify"
    RATE = "rate"
    CLOSE = "close"


class LetterStep(StrEnum):
    """The actions that need nothing but a reason: the ones of `step_letter`."""

    APPROVE = "approve"
    SEND_BACK = "send_back"
    CLOSE = "close"


class Channel(StrEnum):
    """How a letter went out."""

    PORTAL = "portal"
    EMAIL = "email"
    PAPER = "paper"
    TUNDUK = "tunduk"
    IN_PERSON = "in_person"


class TermUnit(StrEnum):
    """How days are counted."""

    WORKING = "working"
    CALENDAR = "calendar"


class TermStart(StrEnum):
    """From which day."""

    SENT = "sent"
    REGISTERED = "registered"
    """Until the day of registration is known: from the day of sending."""


class AnswerTerm(Contract):
    """Within how many days an answer is due, and by which norm. Data that people edit, never a constant."""

    days: Annotated[int, Field(ge=1, le=365)]
    unit: TermUnit = TermUnit.WORKING
    start: TermStart = TermStart.SENT
    norm: Annotated[str, StringConstraints(min_length=2, max_length=500, strip_whitespace=True)]
    """Where the number comes from."""
    confirmed: bool = False
    """Whether a lawyer has confirmed that the norm is in force as stated."""


class Addressee(Contract):
    """Whom a letter is for."""

    organisation: FilledLine
    office: Line = ""
    """`Head of the procurement department`: an office, never needed by name."""
    address: Line = ""
    email: Line = ""


class Attachment(Contract):
    """A piece of evidence that goes with a letter, numbered in the order of the list."""

    evidence: Annotated[str, StringConstraints(max_length=40)]
    title: str
    """Empty for outsiders when the evidence is not public."""
    sha256: str


class LetterFields(Contract):
    """What people write into a letter."""

    addressee: Addressee
    title: LetterTitle
    text: LetterText
    norms: Annotated[list[NormText], Field(max_length=MOST_NORMS)] = []
    evidence: Annotated[list[Annotated[str, StringConstraints(max_length=40)]], Field(max_length=MOST_ATTACHMENTS)] = []
    """Pieces of evidence of the case to attach, in their order."""
    term: AnswerTerm | None = None
    """None: no answer is asked for within a term."""
    collective: bool = False
    """Members who may see the case can add their own signature once the letter is approved."""


# --- templates --------------------------------------------------------------------------------------------------


class TemplateText(Contract):
    """A template in one language. `{{ case_number }}` and the like are filled from the case; nothing else is run."""

    title: Annotated[str, StringConstraints(min_length=3, max_length=300, strip_whitespace=True)]
    addressee: Line
    """How the addressee is spoken to; the author of a letter can change it."""
    body: Annotated[str, StringConstraints(min_length=20, max_length=12_000, strip_whitespace=True)]
    """Paragraphs, with an empty line between them."""
    norms: Annotated[list[NormText], Field(max_length=MOST_NORMS)] = []


class LetterTemplate(Contract):
    """The template of a kind of letter, as it stands."""

    kind: LetterKind
    version: int
    ky: TemplateText
    ru: TemplateText
    term: AnswerTerm | None = None
    on_silence: LetterKind | None = None
    """What can be written next when no answer comes."""
    on_refusal: LetterKind | None = None
    changed: Instant
    by: str | None = None
    """Public name of the administrator who wrote this version; None for the one that came with the platform."""


class AskLetterTemplates(Contract):
    """`ask.community.letter_templates` -> `LetterTemplates`."""

    token: Token


class LetterTemplates(Contract):
    """Every template as it stands."""

    items: list[LetterTemplate]
    fields: list[str]
    """Names that a template can use."""


class AskLetterTemplate(Contract):
    """`ask.community.letter_template` -> `TemplateHistory`. For administrators."""

    token: Token
    kind: LetterKind


class TemplateHistory(Contract):
    """A template with its earlier versions, newest first, and how a letter by it would read."""

    now: LetterTemplate
    versions: list[LetterTemplate]
    fields: list[str]
    preview_ky: str
    preview_ru: str


class AskPreviewTemplate(Contract):
    """`ask.community.preview_letter_template` -> `TemplatePreview`. Changes nothing. Error: `bad_template`."""

    token: Token
    kind: LetterKind
    ky: TemplateText
    ru: TemplateText


class TemplatePreview(Contract):
    """How letters would read, with a made-up case filled in."""

    ky: str
    ru: str


class AskEditLetterTemplate(Contract):
    """`ask.community.edit_letter_template` -> `LetterTemplate`. A new version.

    Errors: `conflict` (somebody else wrote a version since), `bad_template` (with field and the name in question).
    """

    token: Token
    kind: LetterKind
    version: int
    """The one that was seen."""
    ky: TemplateText
    ru: TemplateText
    term: AnswerTerm | None = None
    on_silence: LetterKind | None = None
    on_refusal: LetterKind | None = None


# --- writing ----------------------------------------------------------------------------------------------------


class AskLetterDraft(Contract):
    """`ask.community.letter_draft` -> `LetterDraft`. What a letter would say; keeps nothing."""

    token: Token
    case: CaseId
    kind: LetterKind
    language: LetterLanguage
    previous: LetterId | None = None
    """The letter that this one follows upon."""


class EvidenceChoice(Contract):
    """A piece of evidence that can be attached."""

    id: str
    title: str
    sha256: str
    public: bool = False


class LetterDraft(Contract):
    """The template, filled from the case."""

    title: str
    addressee: str
    text: str
    norms: list[str]
    term: AnswerTerm | None
    evidence: list[EvidenceChoice]


class AskCreateLetter(LetterFields):
    """`ask.community.create_letter` -> `LetterView`. Sent twice with one `key`: one letter.

    Errors: `not_found`, `forbidden`, `barred`, `too_many_attempts`, `invalid`.
    """

    token: Token
    case: CaseId
    key: FormKey
    kind: LetterKind
    language: LetterLanguage
    previous: LetterId | None = None


class LetterChange(Contract):
    """What every change of a letter carries. Sent twice with one `key` it is done once.

    Errors of them all: `not_found`, `forbidden`, `barred`, `conflict`, `illegal_action` (the letter does not stand
    where this can be done).
    """

    token: Token
    id: LetterId
    revision: int
    key: FormKey


class AskEditLetter(LetterChange, LetterFields):
    """`ask.community.edit_letter` -> `LetterView`. Only a draft."""


class AskStepLetter(LetterChange):
    """`ask.community.step_letter` -> `LetterView`.

    Errors: `own_work` (whoever wrote a letter does not approve it), `reason_required`.
    """

    step: LetterStep
    reason: Why = ""


class SignatoryKind(StrEnum):
    """Who signs."""

    PERSON = "person"
    ORGANISATION = "organisation"
    """Also on behalf of its members."""


class SignatoryFields(Contract):
    """A real signature: the law leaves letters without one unanswered. Private."""

    kind: SignatoryKind = SignatoryKind.PERSON
    name: FilledLine
    capacity: Line = ""
    """`director`, `resident of the village`."""
    contact: Line = ""
    """Postal address, telephone or e-mail that the answer goes to."""


class AskSignLetter(SignatoryFields):
    """`ask.community.sign_letter` -> `LetterView`. A member signs for themself or for their organisation, and consents.

    Signing again replaces one's own signature. Errors: `consent_required`, `illegal_action`, `too_many`.
    """

    token: Token
    id: LetterId
    consent: bool = False


class AskUnsignLetter(Contract):
    """`ask.community.unsign_letter` -> `LetterView`. Takes one's own signature back, until the letter is sent."""

    token: Token
    id: LetterId


class Signatory(SignatoryFields):
    """A signature, for the team that sends the letter."""

    mine: bool = False


# --- sending and the clock --------------------------------------------------------------------------------------


class AskSendLetter(LetterChange):
    """`ask.community.send_letter` -> `LetterView`. Note that it was sent, with the proof.

    Errors: `proof_required`, `signature_required`, `future_day`.
    """

    channel: Channel
    day: date
    proof: Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)] = ""
    """Number of the receipt, of the portal, of the e-mail."""
    evidence: Annotated[str, StringConstraints(max_length=40)] | None = None
    """A piece of evidence of the case that holds the proof."""


class AskRegisterLetter(LetterChange):
    """`ask.community.register_letter` -> `LetterView`. The addressee's incoming number. Errors: `future_day`."""

    number: FilledLine
    day: date


class AskProlongLetter(LetterChange):
    """`ask.community.prolong_letter` -> `LetterView`. The addressee gave notice that it needs longer.

    Errors: `invalid` when the day is not later than the one that holds.
    """

    until: date
    reason: Annotated[str, StringConstraints(min_length=2, max_length=500, strip_whitespace=True)]


class AskLinkLetter(LetterChange):
    """`ask.community.link_letter` -> `LetterView`. A new link for the addressee; an earlier one ends. For the lead."""


class ReplyLink(Contract):
    """The addressee's way to answer, for those who send the letter."""

    url: str
    code: str
    expires: Instant
    used: bool = False


class Sending(Contract):
    """How and when it went out."""

    channel: Channel
    day: date
    proof: str = ""
    """Empty for outsiders."""
    evidence: str | None = None


class Registration(Contract):
    """What the addressee registered it as."""

    number: str
    day: date


class Prolongation(Contract):
    """The addressee said that it needs longer."""

    until: date
    reason: str
    at: Instant


# --- replies ----------------------------------------------------------------------------------------------------


class ReplyClass(StrEnum):
    """What a reply is worth, in plain words on the pages."""

    FULL = "full"
    PARTLY = "partly"
    REFUSED = "refused"
    """With reasons."""
    REDIRECTED = "redirected"
    NO_SUBSTANCE = "no_substance"


class ReplyWay(StrEnum):
    """How a reply came in."""

    LINK = "link"
    TEAM = "team"
    """Entered by the team from paper, e-mail or the portal."""


class Official(Contract):
    """Who answers, in their office."""

    name: FilledLine
    office: FilledLine


class Rating(Contract):
    """What somebody other than the author makes of a reply, one (poor) to five (good)."""

    answers: Annotated[int, Field(ge=1, le=5)]
    """Does it answer what was asked?"""
    norms: Annotated[int, Field(ge=1, le=5)]
    """Does it say by which norm?"""
    documents: Annotated[int, Field(ge=1, le=5)]
    """Does it come with the documents?"""


class ReplyQuality(Contract):
    """The mean of what two or more people say."""

    people: int
    answers: float
    norms: float
    documents: float
    overall: float


class ReplyView(Contract):
    """A reply, shown beside its letter as prominently as the letter."""

    id: ReplyId
    at: Instant
    day: date
    """Of the reply itself."""
    way: ReplyWay
    text: str
    official: Official | None
    reference: str = ""
    """Its outgoing number, when it has one."""
    evidence: list[Attachment] = []
    proposed: ReplyClass | None = None
    """What the addressee calls it."""
    classed: ReplyClass | None = None
    """What the one who wrote the letter calls it."""
    classed_words: str = ""
    rated: int = 0
    """People who rated it."""
    quality: ReplyQuality | None = None
    """From two people on."""
    own_rating: Rating | None = None
    may: list[LetterAction] = []


class AskReplyPage(Contract):
    """`ask.community.reply_page` -> `ReplyPage`. By the link; opens as often as one likes until it is used.

    Error: `not_found` for a link that is none, is replaced or has expired.
    """

    reply_token: Token


class ReplyPage(Contract):
    """What the addressee sees behind the link."""

    letter: LetterId
    number: str | None
    kind: LetterKind
    language: LetterLanguage
    case_number: str
    addressee: Addressee
    title: str
    text: str
    norms: list[str]
    attachments: list[Attachment]
    sent: date | None
    due: date | None
    expires: Instant
    reply: ReplyView | None = None
    """What was answered by this link."""


class AskFindReply(Contract):
    """`ask.community.find_reply` -> `FoundReply`. By what is printed in the letter.

    Errors: `not_found`, `too_many_attempts`.
    """

    number: Annotated[str, StringConstraints(max_length=20, strip_whitespace=True, to_upper=True)]
    code: ShortCode
    client: ClientKey = ""


class FoundReply(Contract):
    """Where to answer."""

    reply_token: Token


class ReplyFields(Contract):
    """What a reply says."""

    text: ReplyText = ""
    reference: Line = ""


class AskAnswerLetter(ReplyFields):
    """`ask.community.answer_letter` -> `ReplyPage`. One answer by one link; sent twice with one `key` it stands once.

    Errors: `not_found`, `already_answered`, `empty_reply`.
    """

    reply_token: Token
    key: FormKey
    official: Official
    proposed: ReplyClass | None = None


class AskEnterReply(LetterChange, ReplyFields):
    """`ask.community.enter_reply` -> `LetterView`. A reply that came another way.

    Errors: `empty_reply`, `future_day`, `invalid` (evidence that the case does not have).
    """

    day: date
    official_name: Line = ""
    official_office: Line = ""
    evidence: Annotated[list[Annotated[str, StringConstraints(max_length=40)]], Field(max_length=20)] = []


class AskClassifyReply(LetterChange):
    """`ask.community.classify_reply` -> `LetterView`. By the author of the letter, or the lead."""

    reply: ReplyId
    classed: ReplyClass
    words: Why = ""


class AskRateReply(Rating):
    """`ask.community.rate_reply` -> `LetterView`. By people other than the author; rating again replaces one's own.

    Errors: `own_work`.
    """

    token: Token
    id: LetterId
    reply: ReplyId


# --- looking ----------------------------------------------------------------------------------------------------


class LetterRow(Contract):
    """A letter in a list."""

    id: LetterId
    case: CaseId
    kind: LetterKind
    language: LetterLanguage
    number: str | None
    """Outgoing register number, `A-2026-0001`; given with the approval."""
    title: str
    organisation: str
    status: LetterStatus
    sent: date | None = None
    due: date | None = None
    answered: date | None = None
    changed: Instant


class Suggestion(Contract):
    """What can be written next."""

    kind: LetterKind
    why: LetterStatus
    """`overdue` or `refused`."""


class LetterView(LetterRow):
    """A letter as the asking person may see it."""

    case_number: str
    case_title: str
    addressee: Addressee
    text: str
    norms: list[str]
    attachments: list[Attachment]
    term: AnswerTerm | None
    collective: bool
    revision: int
    hash: str
    """SHA-256 of the canonical JSON of what the letter says, signatures apart; printed at its foot."""
    template_version: int
    previous: LetterId | None = None
    author: str | None = None
    """Public name; None for outsiders."""
    approver: str | None = None
    signatures: int = 0
    signatories: list[Signatory] = []
    """For the team that sends it; oneself sees one's own."""
    signatures_deleted: Instant | None = None
    sending: Sending | None = None
    registration: Registration | None = None
    prolongations: list[Prolongation] = []
    link: ReplyLink | None = None
    replies: list[ReplyView] = []
    may: list[LetterAction] = []
    suggestion: Suggestion | None = None
    evidence_choices: list[EvidenceChoice] = []
    """For the team."""


class AskLetter(Contract):
    """`ask.community.letter` -> `LetterView`. Outsiders of a published case see sent letters only."""

    token: Token | None = None
    id: LetterId


class AskCaseLetters(Contract):
    """`ask.community.case_letters` -> `CaseLetters`."""

    token: Token | None = None
    case: CaseId


class CaseLetters(Contract):
    """The letters of a case, newest first, at most 200."""

    case_number: str
    case_title: str
    items: list[LetterRow]
    writes: bool
    """The asking member can write one."""


class LetterFormat(StrEnum):
    """Which file."""

    DOCX = "docx"
    PDF = "pdf"


class AskLetterFile(Contract):
    """`ask.community.letter_file` -> `LetterFile`.

    Errors: `not_found`, `pdf_unavailable` (the server lacks the libraries), `too_large`.
    """

    token: Token | None = None
    id: LetterId
    format: LetterFormat


class LetterFile(Contract):
    """A letter on paper; with the signatures only for the team."""

    name: str
    media_type: str
    content: str
    """In base64."""


# --- facts ------------------------------------------------------------------------------------------------------


class LetterVerb(StrEnum):
    """What became of a letter of a published case."""

    SENT = "sent"
    ANSWERED = "answered"
    OVERDUE = "overdue"


class LetterEvent(Contract):
    """`letter.v1.<verb>.<country>.<kind>`: of a published case only, and without any person."""

    id: LetterId
    number: str
    case: CaseId
    case_number: str
    kind: LetterKind
    organisation: str
    sent: date
    due: date | None = None
    answered: date | None = None
    revision: int
