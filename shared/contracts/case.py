"""Cases: from a doubt about a purchase to an answer on paper. Requests of community about the case itself.

A private case never leaves community: only what its publication gate let through becomes a fact (`case.v1.*`).
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.contracts.base import Contract, Instant, Json, MemberId, Money, Ocid, OrganisationId, Page
from shared.contracts.community import Token

CaseId = Annotated[str, StringConstraints(pattern=r"^c_[0-9a-f]{24}$")]
TaskId = Annotated[str, StringConstraints(pattern=r"^t_[0-9a-f]{24}$")]
NoteId = Annotated[str, StringConstraints(pattern=r"^o_[0-9a-f]{24}$")]
FormKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
"""Made with a form: sending the form twice does its work once."""
CaseTitle = Annotated[str, StringConstraints(min_length=5, max_length=200, strip_whitespace=True)]
CaseSummary = Annotated[str, StringConstraints(max_length=4000, strip_whitespace=True)]
"""Short and neutral: what was bought, what looks unusual, what is not known."""
Why = Annotated[str, StringConstraints(max_length=1000, strip_whitespace=True)]
NoteText = Annotated[str, StringConstraints(min_length=1, max_length=5000, strip_whitespace=True)]
RegionCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")]
ViolationCode = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z_]+$", max_length=60)]
MOST_LINKS = 100
MOST_TEAM = 30


class CaseOrigin(StrEnum):
    """What the case began with."""

    INDICATOR = "indicator"
    MEMBER = "member"
    TIP = "tip"
    MEDIA = "media"
    PARTNER = "partner"
    AUDIT = "audit"


class PurchaseStage(StrEnum):
    """Where the purchase stands that the case is about."""

    PLANNING = "planning"
    TENDER = "tender"
    EVALUATION = "evaluation"
    CONTRACT = "contract"
    EXECUTION = "execution"
    PAYMENT = "payment"


class CaseVisibility(StrEnum):
    """Who may see the case before it is published; what is published everybody sees."""

    PRIVATE = "private"
    """Its team."""
    MEMBERS = "members"
    """Every member sees title and summary; the work stays with the team."""


class CaseStatus(StrEnum):
    """Where the case stands; the steps between are the table of `services/community/cases/workflow.py`."""

    DRAFT = "draft"
    TRIAGE = "triage"
    INVESTIGATING = "investigating"
    LEGAL_REVIEW = "legal_review"
    RIGHT_OF_REPLY = "right_of_reply"
    PUBLISHED = "published"
    SENT = "sent"
    AWAITING = "awaiting"
    ANSWERED = "answered"
    OUTCOME = "outcome"
    CLOSED = "closed"


class CaseStep(StrEnum):
    """A step from one status to another."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    RETURN = "return"
    DECLINE = "decline"
    ASK_REVIEW = "ask_review"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    HOLD_BACK = "hold_back"
    PUBLISH = "publish"
    SEND = "send"
    REGISTER = "register"
    ANSWER = "answer"
    ESCALATE = "escalate"
    CONCLUDE = "conclude"
    DROP = "drop"
    CLOSE = "close"
    REOPEN = "reopen"


class LinkKind(StrEnum):
    """What a case can be about."""

    TENDER = "tender"
    LOT = "lot"
    BUYER = "buyer"
    SUPPLIER = "supplier"


class Seat(StrEnum):
    """A place in a case team."""

    LEAD = "lead"
    MEMBER = "member"
    OBSERVER = "observer"
    """Looks on, such as a lawyer or a journalist: sees the work and writes notes, changes nothing else."""


class CaseLink(Contract):
    """A tender, lot, buyer or supplier that the case is about."""

    kind: LinkKind
    id: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    """An ocid, `<ocid>/<lot>`, or the identifier of an organisation."""
    name: Annotated[str, StringConstraints(max_length=500)] = ""


class CaseFields(Contract):
    """What people write into a case and can change."""

    title: CaseTitle
    summary: CaseSummary = ""
    origin: CaseOrigin = CaseOrigin.MEMBER
    stage: PurchaseStage = PurchaseStage.TENDER
    visibility: CaseVisibility = CaseVisibility.PRIVATE
    embargo: Instant | None = None
    """What is published is shown from then on."""
    region: RegionCode | None = None
    amount: Money | None = None
    """At stake, as published: the value of the tender or contract, never a damage."""
    violations: Annotated[list[ViolationCode], Field(max_length=10)] = []
    links: Annotated[list[CaseLink], Field(max_length=MOST_LINKS)] = []


class Teammate(Contract):
    """Somebody in a case team."""

    member: MemberId
    name: str
    """Public name; may be a pseudonym."""
    seat: Seat
    conflict: str | None = None
    """Declared conflict of interest: None before the declaration, empty for none."""
    joined: Instant


class OpenStep(Contract):
    """A step that leads on from here, and what stands against it."""

    step: CaseStep
    to: CaseStatus
    needs_reason: bool
    missing: list[str]
    """Codes of the guards that are not met; empty when the step can be taken."""
    request: str
    """Last token of the request that takes it: `step_case`, or one that does more."""


class PublicVersion(Contract):
    """What the publication gate let through."""

    version: int
    hash: str
    """SHA-256 of the canonical JSON of the published version."""
    at: Instant


class CaseRow(Contract):
    """A case as lists show it."""

    id: CaseId
    number: str
    """For people: `KG-2026-0001`."""
    title: str
    status: CaseStatus
    stage: PurchaseStage
    region: RegionCode | None = None
    violations: list[str] = []
    amount: Money | None = None
    conclusion: str | None = None
    created: Instant
    changed: Instant
    overdue: bool = False
    """A letter of it should have been answered by now."""


class CaseView(CaseRow):
    """A case as the asking person may see it."""

    summary: str
    origin: CaseOrigin
    visibility: CaseVisibility
    embargo: Instant | None = None
    links: list[CaseLink]
    published: PublicVersion | None = None
    revision: int
    team: list[Teammate] = []
    """Empty for those who are not in it."""
    seat: Seat | None = None
    """The asking member's own."""
    joining: bool = False
    """The asking member asked for a seat."""
    steps: list[OpenStep] = []
    """For the team, and for those whose role takes a step."""


class AskCreateCase(CaseFields):
    """`ask.community.create_case` -> `CaseView`. The author leads the case. Sent twice with one `key`: one case.

    Errors: `invalid`, `too_many_attempts`.
    """

    token: Token
    key: FormKey


class AskEditCase(CaseFields):
    """`ask.community.edit_case` -> `CaseView`. Errors: `not_found`, `forbidden`, `conflict` (changed meanwhile)."""

    token: Token
    id: CaseId
    revision: int


class AskCase(Contract):
    """`ask.community.case` -> `CaseView`. Error `not_found`, also for one that the asking person may not see."""

    token: Token | None = None
    id: CaseId


class CaseScope(StrEnum):
    """Which cases a list is of."""

    PUBLIC = "public"
    MEMBERS = "members"
    """Not published, open to members."""
    MINE = "mine"
    """Of whose team one is."""
    WAITING = "waiting"
    """In triage or legal review, for those whose role decides there."""


class AskCases(Page):
    """`ask.community.cases` -> `Cases`. Newest change first."""

    token: Token | None = None
    scope: CaseScope = CaseScope.PUBLIC
    status: CaseStatus | None = None
    stage: PurchaseStage | None = None
    violation: ViolationCode | None = None
    region: RegionCode | None = None
    organisation: OrganisationId | None = None
    ocid: Ocid | None = None
    conclusion: Annotated[str, StringConstraints(max_length=40)] | None = None
    overdue: bool = False
    words: Annotated[str, StringConstraints(max_length=200)] = ""


class Cases(Contract):
    """A slice of a list of cases."""

    items: list[CaseRow]
    total: int
    more: bool = False
    """There are more than `total`: beyond some thousands nobody counts."""
    next: str | None = None


class AskSimilarCases(Contract):
    """`ask.community.similar_cases` -> `Cases`. Cases that the member may see and that share something with these."""

    token: Token
    title: Annotated[str, StringConstraints(max_length=200)] = ""
    violations: Annotated[list[ViolationCode], Field(max_length=10)] = []
    links: Annotated[list[CaseLink], Field(max_length=MOST_LINKS)] = []
    besides: CaseId | None = None


class AskStepCase(Contract):
    """`ask.community.step_case` -> `CaseView`.

    Errors: `illegal_step` (with the statuses it leads from), `guard` (with the codes of what is missing),
    `reason_required`, `conflict`, `forbidden`, `barred`.
    """

    token: Token
    id: CaseId
    step: CaseStep
    revision: int
    reason: Why = ""


class TimelineEntry(Contract):
    """Something that happened: to the purchase, in the case, with a letter."""

    id: str
    at: Instant
    kind: str
    """`step`, `tender_awarded`, `letter_sent`, `reply`, `evidence`, `outcome` …"""
    by: str | None = None
    """Public name of whoever did it; None for what a service saw, and for outsiders who look."""
    public: bool
    data: dict[str, Json]
    """Named in the words of the contract that the entry is of."""


class AskCaseTimeline(Page):
    """`ask.community.case_timeline` -> `CaseTimeline`. Newest first; outsiders get the public entries only."""

    token: Token | None = None
    id: CaseId


class CaseTimeline(Contract):
    """A slice of a timeline."""

    items: list[TimelineEntry]
    next: str | None = None


class AskJoinCase(Contract):
    """`ask.community.join_case` -> `CaseView`. A member asks for a seat in a case that they can see."""

    token: Token
    id: CaseId
    words: Why = ""


class AskSeat(Contract):
    """`ask.community.seat_member` -> `CaseView`. The lead gives a seat, or takes it (`seat` None).

    Giving LEAD hands the case over. Errors: `not_found`, `last_lead`, `team_full`.
    """

    token: Token
    id: CaseId
    member: MemberId
    seat: Seat | None


class AskLeaveCase(Contract):
    """`ask.community.leave_case` -> `CaseView`. Errors: `last_lead`."""

    token: Token
    id: CaseId


class AskDeclareInterest(Contract):
    """`ask.community.declare_interest` -> `CaseView`. Empty means: I have no interest of my own in this.

    Whoever declares one takes no step of the case.
    """

    token: Token
    id: CaseId
    conflict: Why = ""


class CaseTask(Contract):
    """Something to do."""

    id: TaskId
    title: str
    assignee: MemberId | None = None
    assignee_name: str | None = None
    due: date | None = None
    after: TaskId | None = None
    """Waits until that one is done."""
    done: Instant | None = None
    revision: int


class CaseNote(Contract):
    """Words of a team member."""

    id: NoteId
    by: str
    at: Instant
    text: str
    public: bool
    """Shown with the case once it is published."""


class JoinRequest(Contract):
    """A member who would like a seat."""

    member: MemberId
    name: str
    words: str
    at: Instant


class AskCaseWork(Contract):
    """`ask.community.case_work` -> `CaseWork`. For the team."""

    token: Token
    id: CaseId


class CaseWork(Contract):
    """What the team works with."""

    tasks: list[CaseTask]
    notes: list[CaseNote]
    """The latest 100, newest first."""
    joining: list[JoinRequest]


class AskSaveTask(Contract):
    """`ask.community.save_task` -> `CaseWork`. A new one without `task`; `done` sets or clears it.

    Errors: `conflict`, `waits` (the one before it is not done), `invalid` (a circle, nobody of the team).
    """

    token: Token
    id: CaseId
    task: TaskId | None = None
    revision: int = 0
    key: FormKey
    title: Annotated[str, StringConstraints(min_length=2, max_length=200, strip_whitespace=True)]
    assignee: MemberId | None = None
    due: date | None = None
    after: TaskId | None = None
    done: bool = False


class AskAddNote(Contract):
    """`ask.community.add_note` -> `CaseWork`."""

    token: Token
    id: CaseId
    key: FormKey
    text: NoteText
    public: bool = False


class CasePublished(Contract):
    """`case.v1.published.<country>.<region>`: a case became public, or a new version of it did."""

    id: CaseId
    number: str
    title: str
    status: CaseStatus
    violations: list[str]
    ocids: list[Ocid]
    region: str | None = None
    version: PublicVersion


class CaseStepped(Contract):
    """`case.v1.status_changed.<country>.<region>`: a published case took a step."""

    id: CaseId
    number: str
    step: CaseStep
    status: CaseStatus
    conclusion: str | None = None
    revision: int
