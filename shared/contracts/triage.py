"""The triage queue: tenders with raised risk indicators that wait for a person to look at them.

A row says that a program found something to check, not that anything is wrong. Who looked stays in community; what is
public is that a person looked, and when.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from shared.contracts.base import Contract, IndicatorId, Instant, MemberId, Ocid, Page
from shared.contracts.case import RegionCode
from shared.contracts.community import Token
from shared.contracts.tender import ProcessSummary

Words = Annotated[str, StringConstraints(max_length=1000, strip_whitespace=True)]


class TriageScope(StrEnum):
    """Which part of the queue."""

    FREE = "free"
    """What nobody has in hand."""
    ALL = "all"
    MINE = "mine"
    """What the asking member has in hand, the one that must be given back first on top."""


class TriageSort(StrEnum):
    """In which order; `mine` has its own."""

    FLAGS = "flags"
    """Most raised indicators first, then the newest."""
    AMOUNT = "amount"
    """The largest first."""
    DEADLINE = "deadline"
    """Whose bidding ends soonest; only tenders that still take bids."""


class TriageReason(StrEnum):
    """Why a tender leaves the queue. The first four say that somebody checked it."""

    NOTHING_FOUND = "nothing_found"
    """Checked: nothing that needs attention."""
    EXPLAINED = "explained"
    """Checked: the indicators have an ordinary reason."""
    WRONG_DATA = "wrong_data"
    """Checked: the published data are wrong."""
    KNOWN_CASE = "known_case"
    """Checked: others are already at work on it."""
    TOO_FEW_DATA = "too_few_data"
    """Not checked: too little is published."""
    TOO_LATE = "too_late"
    """Not checked: nothing can be done any more."""
    TOO_SMALL = "too_small"
    """Not checked: other tenders matter more."""


class TriageDecision(StrEnum):
    """What the public learns of a decision. That a case was opened is not told: it may be private."""

    CHECKED = "checked"
    """A person looked at it."""
    SKIPPED = "skipped"
    """Nobody looked; it was left aside."""


class Triaged(Contract):
    """`case.v1.triaged.<country>`: people decided about a tender of the queue. Says nothing of whom, nor why."""

    ocid: Ocid
    country: str
    decision: TriageDecision
    at: Instant
    published: Instant | None = None
    """When the tender was published: from then to `at` it waited for a person."""
    deadline: Instant | None = None
    """Until when bids are taken: whether it was still open then."""
    number: int
    """Which decision on this tender: of two facts the higher one is the newer."""


class TriageRow(Contract):
    """One tender of the queue."""

    process: ProcessSummary
    """As it was when an indicator last changed."""
    raised: list[IndicatorId]
    since: Instant
    """When it entered the queue."""
    queued: bool
    """False when it left: nothing is raised any more, or it was decided."""
    holder: str | None = None
    """Public name of whoever has it in hand."""
    mine: bool = False
    """Whether the asking member has it in hand."""
    until: Instant | None = None
    """When it goes back to the others by itself."""


class AskTriageQueue(Page):
    """`ask.community.triage_queue` -> `TriageQueue`. Needs a monitor, an expert or a moderator."""

    token: Token
    scope: TriageScope = TriageScope.FREE
    sort: TriageSort = TriageSort.FLAGS
    region: RegionCode | None = None
    sector: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")] | None = None
    """First two digits of the class of what is bought."""
    indicator: IndicatorId | None = None
    amount_min: Annotated[Decimal, Field(ge=0, lt=10**15)] | None = None
    """In `currency`."""
    amount_max: Annotated[Decimal, Field(ge=0, lt=10**15)] | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "KGS"
    within_days: Annotated[int, Field(ge=0, le=366)] | None = None
    """Only tenders that take bids now and for at most so many days."""
    after: Annotated[str, StringConstraints(max_length=600)] | None = None


class TriageQueue(Contract):
    """One slice of the queue."""

    items: list[TriageRow]
    total: int
    """At most 1,000."""
    more: bool
    """Whether there are more than `total`."""
    next: str | None = None


class TriageAct(Contract):
    """Something that happened to a tender in the queue."""

    kind: Literal["entered", "left", "claimed", "assigned", "released", "checked", "skipped"]
    at: Instant
    who: str | None = None
    """Public name of the member; None for what happened by itself, and when the member is gone."""
    to: str | None = None
    """For `assigned`: public name of the member who got it."""
    reason: TriageReason | None = None
    words: str = ""


class AskTriageItem(Contract):
    """`ask.community.triage_item` -> `TriageItem`. Needs a monitor, an expert or a moderator. Error `not_found`."""

    token: Token
    ocid: Ocid


class TriageItem(TriageRow):
    """One tender of the queue, or one that has left it, with what happened to it, newest first, at most 100."""

    acts: list[TriageAct]


class AskClaimTender(Contract):
    """`ask.community.claim_tender` -> `TriageRow`: take it in hand for seven days. Whoever has it keeps it.

    Needs a monitor, an expert or a moderator. Errors: `not_found`, `left_queue`, `claimed` (by another),
    `too_many_claims`.
    """

    token: Token
    ocid: Ocid


class AskReleaseTender(Contract):
    """`ask.community.release_tender` -> `TriageRow`: give it back. Whoever has it, or a moderator.

    Errors: `not_found`, `claimed` when another has it. Nothing happens when nobody has it.
    """

    token: Token
    ocid: Ocid


class AskSkipTender(Contract):
    """`ask.community.skip_tender` -> `TriageRow`: it leaves the queue, for a reason, until another indicator is raised.

    Needs a monitor, an expert or a moderator. Errors: `not_found`, `left_queue`, `claimed` (by another; not for
    moderators), `reason_required` when the words are missing.
    """

    token: Token
    ocid: Ocid
    reason: TriageReason
    words: Words
    """What was looked at and found; for other monitors, not for the public."""


class AskAssignTender(Contract):
    """`ask.community.assign_tender` -> `TriageRow`: give it to a member for seven days, whoever has it now.

    Needs a moderator. Errors: `not_found`, `left_queue`, `no_such_member` (nobody of that name may work the queue).
    """

    token: Token
    ocid: Ocid
    member: MemberId


class AskTriageTeam(Contract):
    """`ask.community.triage_team` -> `TriageTeam`: to whom a tender can be given. Needs a moderator."""

    token: Token


class TriageMember(Contract):
    """Somebody who may work the queue."""

    id: MemberId
    name: str


class TriageTeam(Contract):
    """Who may work the queue, by name, at most 500."""

    items: list[TriageMember]


class AskTriageDecided(Contract):
    """`ask.community.triage_decided` -> `TriageDecided`. Open to everybody."""

    ocid: Ocid


class TriageDecided(Contract):
    """What people decided about one tender, newest first, at most 50."""

    items: list[Triaged]
