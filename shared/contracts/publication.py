"""The publication gate of a case: claims, two reviewers, the other side's word, and what is public then.

Requests of community. Nothing of it leaves before the gate lets it through; then `case.v1.published` tells the public.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.contracts.base import Contract, Instant, Language, Page
from shared.contracts.case import CaseId, CaseRow, CaseView, FormKey, PublicVersion
from shared.contracts.community import ClientKey, Token

ClaimId = Annotated[str, StringConstraints(pattern=r"^k_[0-9a-f]{24}$")]
HearingId = Annotated[str, StringConstraints(pattern=r"^h_[0-9a-f]{24}$")]
EvidenceRef = Annotated[str, StringConstraints(pattern=r"^e_[0-9a-f]{24}$")]
"""Id of a piece of evidence of the same case."""
ClaimText = Annotated[str, StringConstraints(min_length=10, max_length=1000, strip_whitespace=True)]
"""One sentence, or two that belong together."""
Reference = Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)]
StatementText = Annotated[str, StringConstraints(min_length=2, max_length=4000, strip_whitespace=True)]
Words = Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True)]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
MOST_CLAIMS = 40
MOST_HEARINGS = 10


class ClaimKind(StrEnum):
    """What kind of sentence a claim is."""

    FACT = "fact"
    """Can be checked; needs evidence."""
    OPINION = "opinion"
    """What the monitors think of it; said as such."""


class ProblemKind(StrEnum):
    """What stands against publishing a text."""

    TERM = "term"
    """A word that accuses, before a final decision."""
    ID_NUMBER = "id_number"
    PHONE = "phone"
    LINK = "link"
    """It leads where the operators do not let it lead."""


class TextProblem(Contract):
    """One place in a text."""

    kind: ProblemKind
    where: str
    """`title`, `summary`, or the id of a claim."""
    word: str
    """As it stands there; of a number only its end."""
    say: str = ""
    """What could stand there instead, or why it may not."""
    stops: bool = True
    """Nothing is published with it; False: worth a thought."""


class Claim(Contract):
    """A sentence of a case, and what it rests on."""

    id: ClaimId
    text: ClaimText
    kind: ClaimKind
    evidence: list[EvidenceRef] = []
    norm: Reference = ""
    """The article that it is measured against."""
    decision: Reference = ""
    """Court, number and date of a final decision that it quotes: its words may stand in quotation marks."""


class EvidenceLine(Contract):
    """A piece of evidence as claims refer to it."""

    id: EvidenceRef
    title: str
    """Empty in public for what is kept private."""
    kind: str
    sha256: str = ""
    public: bool = False


class ReviewLine(Contract):
    """What a reviewer said."""

    name: str
    expert: bool
    approved: bool
    words: str
    at: Instant
    stands: bool
    """Title, summary and claims are still what the reviewer saw."""
    own: bool = False
    """The asking member's."""


class HearingLine(Contract):
    """The other side, asked for its word."""

    id: HearingId
    to: str
    """Organisation, or office: never a private person."""
    channel: str
    asked: Instant
    proof: Reference
    """Where the proof of sending is: a receipt, a register number."""
    due: date
    """Last working day for the answer."""
    shortened: str = ""
    """Why there was less time than usual."""
    statement: str = ""
    signed: str = ""
    """Who speaks, and in which office."""
    answered: Instant | None = None
    changed_since: bool = False
    """What it was shown has been changed."""


class CheckItem(Contract):
    """One line of the list of what publishing needs."""

    code: str
    done: bool


class CaseClaims(Contract):
    """What the team and the reviewers see of the gate."""

    case: CaseView
    claims: list[Claim]
    revision: int
    hash: Hash
    """Of title, summary and claims: what a review is bound to."""
    problems: list[TextProblem]
    evidence: list[EvidenceLine]
    reviews: list[ReviewLine]
    hearings: list[HearingLine]
    unheard: list[str]
    """Linked organisations that were not asked yet."""
    days: int
    """Working days that the other side has."""
    checks: list[CheckItem]
    scheduled: Instant | None = None
    """It will be published then, without anybody doing anything."""
    may_edit: bool = False
    may_review: bool = False


class AskCaseClaims(Contract):
    """`ask.community.case_claims` -> `CaseClaims`. For the team, experts and monitors. Error `not_found`."""

    token: Token
    id: CaseId


class AskSaveClaim(Contract):
    """`ask.community.save_claim` -> `CaseClaims`. A new one without `claim`; sent twice with one key: one claim.

    Errors: `conflict`, `too_many`, `not_found`, `invalid` (evidence of another case).
    """

    token: Token
    id: CaseId
    claim: ClaimId | None = None
    revision: int
    key: FormKey
    text: ClaimText
    kind: ClaimKind
    evidence: Annotated[list[EvidenceRef], Field(max_length=20)] = []
    norm: Reference = ""
    decision: Reference = ""


class ClaimMove(StrEnum):
    """What to do with a claim."""

    UP = "up"
    REMOVE = "remove"


class AskMoveClaim(Contract):
    """`ask.community.move_claim` -> `CaseClaims`. Errors: `conflict`, `not_found`."""

    token: Token
    id: CaseId
    claim: ClaimId
    revision: int
    move: ClaimMove


class AskReviewCase(Contract):
    """`ask.community.review_case` -> `CaseClaims`. By an expert or monitor who has no part in the case.

    Errors: `conflict` (the text is not the one that was seen), `reason_required` (a rejection without words), `barred`.
    """

    token: Token
    id: CaseId
    hash: Hash
    approved: bool
    words: Words = ""


class AskReviewQueue(Contract):
    """`ask.community.review_queue` -> `ReviewQueue`. For experts and monitors."""

    token: Token


class ReviewQueue(Contract):
    """Cases that wait for a review, the longest waiting first."""

    items: list[CaseRow]


class HearingChannel(StrEnum):
    """How the other side was asked."""

    EMAIL = "email"
    PAPER = "paper"
    PORTAL = "portal"
    IN_PERSON = "in_person"


class AskOtherSide(Contract):
    """`ask.community.ask_other_side` -> `OtherSideAsked`. The case waits for the right of reply.

    Errors: `too_many`, `illegal_step`, `reason_required` (less time needs a reason), `invalid` (a time to come).
    """

    token: Token
    id: CaseId
    key: FormKey
    to: Annotated[str, StringConstraints(min_length=2, max_length=300, strip_whitespace=True)]
    channel: HearingChannel
    sent: date
    proof: Annotated[str, StringConstraints(min_length=2, max_length=300, strip_whitespace=True)]
    due: date | None = None
    """Earlier than the usual number of working days; needs `shortened`."""
    shortened: Words = ""


class OtherSideAsked(Contract):
    """It is recorded; the link is shown once."""

    hearing: HearingId
    link_token: Token | None = None
    """Of the page where the other side answers without an account; None when the form was sent twice."""
    due: date


class AskOtherSideAnswer(Contract):
    """`ask.community.other_side_answer` -> `CaseClaims`. The team enters an answer that came another way.

    Errors: `not_found`, `answered`.
    """

    token: Token
    id: CaseId
    hearing: HearingId
    statement: StatementText
    signed: Reference = ""


class AskStatementForm(Contract):
    """`ask.community.statement_form` -> `StatementForm`. Whoever has the link. Error `invalid_token`."""

    link: Token


class StatementForm(Contract):
    """What the other side is asked about."""

    number: str
    to: str
    title: str
    summary: str
    claims: list[Claim]
    due: date
    answered: bool


class AskSendStatement(Contract):
    """`ask.community.send_statement` -> `StatementForm`. Once. Errors: `invalid_token`, `answered`, `denied_link`."""

    link: Token
    statement: StatementText
    signed: Reference = ""
    client: ClientKey = ""


class AskPublishCase(Contract):
    """`ask.community.publish_case` -> `CaseClaims`. Takes the step; with an embargo it is taken when that has passed.

    Errors: those of `step_case`, `too_large`.
    """

    token: Token
    id: CaseId
    revision: int
    hash: Hash


class AskCorrectCase(Contract):
    """`ask.community.correct_case` -> `CaseClaims`. A new version of a published case, through the same gate.

    Errors: `guard`, `illegal_step` (not published), `unchanged`, `conflict`, `reason_required`.
    """

    token: Token
    id: CaseId
    revision: int
    hash: Hash
    what: Annotated[str, StringConstraints(min_length=3, max_length=300, strip_whitespace=True)]
    why: Annotated[str, StringConstraints(min_length=3, max_length=500, strip_whitespace=True)]


class PublicClaim(Contract):
    """A claim of a published version."""

    text: str
    kind: ClaimKind
    norm: str
    decision: str
    evidence: list[EvidenceLine]


class PublicStatement(Contract):
    """The other side, as prominent as the claims."""

    to: str
    asked: date
    due: date
    shortened: str = ""
    statement: str = ""
    """Empty: no reply by `due`."""
    signed: str = ""
    answered: date | None = None


class PublicRebuttal(Contract):
    """What somebody answers to a published case; stands beside it."""

    by: str
    text: str
    at: Instant


class VersionLine(Contract):
    """A version of a published case."""

    version: int
    hash: Hash
    at: Instant
    what: str = ""
    """What was corrected; empty for the first one."""
    why: str = ""


class PublicCase(Contract):
    """What the gate let through."""

    id: CaseId
    number: str
    version: PublicVersion
    hidden: str = ""
    """Why it is not shown for now; the hash stays."""
    title: str = ""
    summary: str = ""
    claims: list[PublicClaim] = []
    statements: list[PublicStatement] = []
    rebuttals: list[PublicRebuttal] = []
    versions: list[VersionLine] = []
    document: str = ""
    """The canonical JSON (RFC 8785) whose SHA-256 is the version's hash."""


class AskPublicCase(Contract):
    """`ask.community.public_case` -> `PublicCase`. Open to everybody; without `version` the newest.

    Error `not_found`: also while it is not public.
    """

    id: CaseId
    version: int | None = None


class AskCorrections(Page):
    """`ask.community.corrections` -> `Corrections`. Open to everybody."""


class CorrectionLine(Contract):
    """What was corrected in a published case."""

    case: CaseId
    number: str
    title: str
    version: int
    at: Instant
    what: str
    why: str


class Corrections(Contract):
    """The log, newest first."""

    items: list[CorrectionLine]
    next: str | None = None


class HearingDays(Contract):
    """How long the other side has."""

    days: Annotated[int, Field(ge=1, le=60)]
    source: Reference
    revision: int = 0


class AskHearingDays(Contract):
    """`ask.community.set_hearing_days` -> `HearingDays`. Errors: `conflict`."""

    token: Token
    days: Annotated[int, Field(ge=1, le=60)]
    source: Annotated[str, StringConstraints(min_length=3, max_length=300, strip_whitespace=True)]
    revision: int


class TermRow(Contract):
    """A word and what to say instead."""

    id: str
    language: Language
    words: str
    """One form; other forms and look-alikes are found too. `*` at the end: whatever begins so."""
    say: str
    stops: bool = True
    active: bool = True
    seeded: bool = False
    revision: int = 1


class AskTerms(Contract):
    """`ask.community.terms` -> `Terms`. Open to everybody: the rule that texts are measured by is no secret."""


class Terms(Contract):
    """The table of words, and the days of the right of reply."""

    items: list[TermRow]
    hearing: HearingDays


class AskSaveTerm(Contract):
    """`ask.community.save_term` -> `TermRow`. A new one without `id`. Errors: `conflict`, `exists`, `invalid`."""

    token: Token
    id: Annotated[str, StringConstraints(max_length=40)] | None = None
    revision: int = 0
    language: Language
    words: Annotated[str, StringConstraints(min_length=2, max_length=100, strip_whitespace=True)]
    say: Annotated[str, StringConstraints(min_length=2, max_length=300, strip_whitespace=True)]
    stops: bool = True
    active: bool = True


class DeniedLink(Contract):
    """Where no text of the platform may lead."""

    id: str
    address: str
    """A domain with all below it, or a domain with the beginning of a path."""
    reason: str
    active: bool = True
    revision: int = 1


class AskDenylist(Contract):
    """`ask.community.denylist` -> `Denylist`. For moderators and administrators."""

    token: Token


class Denylist(Contract):
    """The table."""

    items: list[DeniedLink]


class AskSaveDenied(Contract):
    """`ask.community.save_denied` -> `DeniedLink`. A new one without `id`. Errors: `conflict`, `exists`, `invalid`."""

    token: Token
    id: Annotated[str, StringConstraints(max_length=40)] | None = None
    revision: int = 0
    address: Annotated[str, StringConstraints(min_length=3, max_length=300, strip_whitespace=True)]
    reason: Annotated[str, StringConstraints(min_length=3, max_length=300, strip_whitespace=True)]
    active: bool = True
