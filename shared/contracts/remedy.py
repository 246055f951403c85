"""What can be done about a purchase, by whom and until when: rules that operators edit, and the ways they open.

Requests of community. Every number, addressee and norm is data with a source, dates and a word whether a lawyer has
confirmed it; a rule changes by a new version, so that a letter keeps the one it was written under.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.contracts.base import Contract, Instant, Ocid, Texts
from shared.contracts.calendar import Source
from shared.contracts.community import Token

RuleCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{2,39}$")]
Line = Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)]
Paragraph = Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True)]
MOST_CONTENTS = 20


class Person(StrEnum):
    """Who wants to do something."""

    SUPPLIER = "supplier"
    """A supplier or consultant that takes part in the purchase, or wanted to."""
    CITIZEN = "citizen"
    NGO = "ngo"
    JOURNALIST = "journalist"
    EXPERT = "expert"
    OFFICIAL = "official"
    """Works for an agency."""


class PurchaseStep(StrEnum):
    """How far a purchase has come."""

    PLANNED = "planned"
    BIDDING = "bidding"
    """Announced; bids can be submitted."""
    EVALUATION = "evaluation"
    """Bids are opened, nothing is awarded."""
    AWARDED = "awarded"
    """Awarded, no contract is signed."""
    CONTRACTED = "contracted"
    """A contract is signed and being carried out."""
    FINISHED = "finished"
    CANCELLED = "cancelled"
    """Cancelled or without a result."""


class Milestone(StrEnum):
    """A day in the life of a purchase that a period runs from or to."""

    PUBLISHED = "published"
    BIDS_DUE = "bids_due"
    """Last day for bids, when they are opened."""
    AWARDED = "awarded"
    """The result was published."""
    CONTRACTED = "contracted"
    ENDED = "ended"
    """The contract was carried out or ended."""


class Addressee(StrEnum):
    """Kind of whom a letter goes to."""

    BUYER = "buyer"
    COMMISSION = "commission"
    """The independent commission on complaints."""
    COURT = "court"
    AGENCY = "agency"
    """The agency that answers for the matter."""
    AUDIT = "audit"
    """The Chamber of Accounts."""
    PROSECUTOR = "prosecutor"
    ANTIMONOPOLY = "antimonopoly"
    PUBLIC_COUNCIL = "public_council"
    PLATFORM = "platform"
    """This site, for what it has published itself."""


class LetterTemplate(StrEnum):
    """Which letter goes with a way; the texts are the letters' own data."""

    APPEAL = "appeal"
    INFORMATION_REQUEST = "information_request"
    COMPLAINT_BUYER = "complaint_buyer"
    COMPLAINT_COMMISSION = "complaint_commission"
    REPORT_AUDIT = "report_audit"
    REPORT_PROSECUTOR = "report_prosecutor"
    REPORT_ANTIMONOPOLY = "report_antimonopoly"
    PUBLIC_COUNCIL = "public_council"
    CLARIFICATION = "clarification"
    REBUTTAL = "rebuttal"
    SILENCE = "silence"


class PeriodUnit(StrEnum):
    """What a period is counted in."""

    WORKING = "working"
    CALENDAR = "calendar"
    HOURS = "hours"


class Period(Contract):
    """So many days or hours."""

    n: int = Field(ge=0, le=1000)
    unit: PeriodUnit


class DeadlineKind(StrEnum):
    """Until when one can go a way."""

    ANY_TIME = "any_time"
    """The law names no last day."""
    UNTIL = "until"
    """Until the milestone, `period` before it."""
    AFTER = "after"
    """Within `period` after the milestone."""
    UNCONFIRMED = "unconfirmed"
    """There is a last day and nobody has confirmed which: as long as the purchase is at this step, and at once."""


class Deadline(Contract):
    """Until when one can go a way. `milestone` and `period` are stated for `until` and `after` alone."""

    kind: DeadlineKind
    milestone: Milestone | None = None
    period: Period | None = None


class AnswerTerm(Contract):
    """How long the addressee has."""

    within: Period
    prolonged: Period | None = None
    """By how much it may be made longer, with reasons."""
    registered: Period | None = None
    """Within what the letter must be registered; the answer counts from there."""


class RuleDraft(Contract):
    """Everything that an administrator states of a way."""

    title: Texts
    summary: Texts
    """What it is and what it brings, in two sentences."""
    who: Annotated[list[Person], Field(min_length=1)]
    why_not: Texts
    """Said to everybody else: why it is not for them."""
    instead: list[RuleCode] = []
    """What everybody else can do."""
    steps: Annotated[list[PurchaseStep], Field(min_length=1)]
    addressee: Addressee
    addressee_text: Texts
    contact: Paragraph = ""
    """Address, telephone, portal; empty while nobody has checked it."""
    template: LetterTemplate | None = None
    deadline: Deadline
    answer: AnswerTerm | None = None
    """None while no term is known."""
    contents: Annotated[list[Texts], Field(max_length=MOST_CONTENTS)] = []
    """What the letter must hold."""
    fee: Texts
    law: Texts
    """The act and its article."""
    source: Source
    """Where the rule was read."""
    confirmed: bool = False
    """A lawyer has checked this version against the text in force."""
    to_ask: Texts = Texts(ky="", ru="", en="")
    """What to ask the lawyer while it is not confirmed."""
    on_refusal: list[RuleCode] = []
    on_silence: list[RuleCode] = []
    """What comes next."""
    valid_from: date
    valid_to: date | None = None
    """Last day of this version; None: until another one begins."""


class RemedyRule(RuleDraft):
    """One version of a way, as everybody may see it."""

    code: RuleCode
    version: int
    changed: Instant
    seed: bool = False
    """It came with the software; nobody here has edited it."""


# --- questions --------------------------------------------------------------------------------------------------


class AskRemedyRules(Contract):
    """`ask.community.remedy_rules` -> `RemedyRules`. Open to everybody."""

    on: date | None = None
    """The day whose rules are asked for; today when it is left out."""


class RemedyRules(Contract):
    """The version of each way that holds on a day, in the order to show them; ways that do not hold are left out."""

    on: date
    items: list[RemedyRule]


class AskRemedyRule(Contract):
    """`ask.community.remedy_rule` -> `RuleVersions`. Open to everybody. Errors: `not_found`."""

    code: RuleCode


class RuleVersions(Contract):
    """Every version of one way, newest first."""

    items: list[RemedyRule]


class AskEditRemedyRule(Contract):
    """`ask.community.edit_remedy_rule` -> `RemedyRule`. For administrators: adds a version, changes none.

    Errors: `not_found`; `conflict` when there is a newer version than the one seen (`detail.version`); `invalid` with
    `detail.field`; `unknown_rule` when a next step names a way that there is not (`detail.field`).
    """

    token: Token
    code: RuleCode
    seen: int = Field(ge=0)
    """The newest version that the administrator saw."""
    draft: RuleDraft


class AskRemedyRoutes(Contract):
    """`ask.community.remedy_routes` -> `RemedyRoutes`. Open to everybody; nothing of it is kept.

    With an `ocid` the step and the dates are those of the purchase as published; what is stated beside it wins.
    Errors: `not_found` (no such purchase), `invalid` (neither step nor purchase, `detail.field`).
    """

    who: Person
    step: PurchaseStep | None = None
    dates: dict[Milestone, date] = {}
    ocid: Ocid | None = None


class RouteReason(StrEnum):
    """Why a way is closed."""

    NOT_FOR_YOU = "not_for_you"
    NOT_AT_THIS_STEP = "not_at_this_step"
    DATE_UNKNOWN = "date_unknown"
    """Whether it is too late depends on a day that is not known: it may be open."""
    TOO_LATE = "too_late"


class Route(Contract):
    """One way for this person, open or closed with the reason."""

    code: RuleCode
    version: int
    open: bool
    reason: RouteReason | None = None
    """Stated when it is closed."""
    last_day: date | None = None
    """Of an open way, when it has one; of one that is too late, the day that was the last."""
    days_left: int | None = None
    """From today to the last day; 0 on the last day itself."""
    working_days_left: int | None = None
    needs: Milestone | None = None
    """The day that is not known."""


class RemedyRoutes(Contract):
    """All ways, the open ones first; with the rules they follow from."""

    on: date
    who: Person
    step: PurchaseStep
    dates: dict[Milestone, date]
    title: str | None = None
    """Of the purchase, when one was named."""
    routes: list[Route]
    rules: list[RemedyRule]
