"""The rebuttal desk: whoever finds something untrue says so, and gets an answer within hours. Requests of community.

Who asks and how to reach them stays with the desk; decisions are public, without personal data.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.contracts.base import Contract, Instant, Language, Page
from shared.contracts.case import CaseId, FormKey
from shared.contracts.community import ClientKey, EmailAddress, Token
from shared.contracts.publication import Reference

RebuttalId = Annotated[str, StringConstraints(pattern=r"^b_[0-9a-f]{24}$")]
Account = Annotated[str, StringConstraints(min_length=10, max_length=4000, strip_whitespace=True)]


class Wanted(StrEnum):
    """What somebody asks for."""

    REBUTTAL = "rebuttal"
    """Their own words beside the text."""
    CORRECTION = "correction"
    REMOVAL = "removal"


class Decision(StrEnum):
    """What the desk can do."""

    PUBLISH = "publish"
    """The rebuttal stands beside the text."""
    CORRECT = "correct"
    """The team corrects the text, through the gate."""
    HIDE = "hide"
    """The text is not shown for now; its hash and the reason are."""
    REFUSE = "refuse"


class Check(StrEnum):
    """What whoever decides has done first."""

    IDENTITY = "identity"
    """Checked who asks, and that they may speak for whom they name."""
    READ = "read"
    """Read the text, its evidence and the proof."""
    TEAM = "team"
    """Asked the team of the case."""
    LAW = "law"
    """Asked somebody trained in law, or noted why that was not needed."""


class AskRebut(Contract):
    """`ask.community.rebut` -> `RebutReceived`. Anybody; a letter confirms it. Sent twice with one key: one.

    Errors: `invalid_email`, `too_many_attempts`.
    """

    key: FormKey
    name: Annotated[str, StringConstraints(min_length=2, max_length=200, strip_whitespace=True)]
    """Person or organisation."""
    email: EmailAddress
    speaks_for: Reference = ""
    about: Annotated[str, StringConstraints(min_length=5, max_length=500, strip_whitespace=True)]
    """Address or number of the page."""
    untrue: Account
    proof: Annotated[str, StringConstraints(max_length=4000, strip_whitespace=True)] = ""
    wanted: Wanted = Wanted.REBUTTAL
    language: Language = Language.RU
    client: ClientKey = ""


class RebutReceived(Contract):
    """It is with the desk."""

    receipt: Token
    """Of the page that tells what becomes of it; shown once, and sent by letter."""
    due: Instant


class AskRebuttalStatus(Contract):
    """`ask.community.rebuttal_status` -> `RebuttalStatus`. Whoever has the receipt. Error `invalid_token`."""

    receipt: Token


class RebuttalStatus(Contract):
    """What becomes of it."""

    received: Instant
    due: Instant
    decided: Instant | None = None
    decision: Decision | None = None
    reasons: str = ""


class RebuttalRow(Contract):
    """One line of the desk."""

    id: RebuttalId
    about: str
    wanted: Wanted
    received: Instant
    due: Instant
    decided: Instant | None = None
    decision: Decision | None = None


class AskRebuttals(Contract):
    """`ask.community.rebuttals` -> `Rebuttals`. For moderators: what waits, the soonest due first, and what is done."""

    token: Token


class Rebuttals(Contract):
    """The desk."""

    waiting: list[RebuttalRow]
    done: list[RebuttalRow]
    """The latest fifty."""
    hours: int
    source: str
    revision: int


class AskRebuttal(Contract):
    """`ask.community.rebuttal` -> `Rebuttal`. For moderators. Error `not_found`."""

    token: Token
    id: RebuttalId


class Rebuttal(RebuttalRow):
    """All of it, for the desk."""

    name: str
    email: str
    speaks_for: str
    untrue: str
    proof: str
    case: CaseId | None = None
    case_public: bool = False
    """It is about a published case, so that words can stand beside it."""
    hidden: bool = False
    """The case is not shown now."""
    text: str = ""
    """As published."""
    reasons: str = ""
    checks: list[Check] = []


class AskDecideRebuttal(Contract):
    """`ask.community.decide_rebuttal` -> `Rebuttal`. By a moderator without a part in the case.

    Errors: `not_found`, `decided`, `checklist`, `reason_required`, `barred`, `denied_link`, `personal_data`, `invalid`.
    """

    token: Token
    id: RebuttalId
    decision: Decision
    checks: list[Check]
    reasons: Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)]
    """Public, and in the letter's page."""
    text: Annotated[str, StringConstraints(max_length=4000, strip_whitespace=True)] = ""
    """What stands beside the case."""
    signed: Reference = ""
    """As whose words: an organisation or an office."""


class AskShowCaseAgain(Contract):
    """`ask.community.show_case_again` -> `Rebuttal`. Ends a temporary hiding. Errors: `not_found`, `barred`."""

    token: Token
    id: RebuttalId


class AskRebuttalHours(Contract):
    """`ask.community.set_rebuttal_hours` -> `RebuttalHours`. Errors: `conflict`."""

    token: Token
    hours: Annotated[int, Field(ge=1, le=720)]
    source: Annotated[str, StringConstraints(min_length=3, max_length=300, strip_whitespace=True)]
    revision: int


class RebuttalHours(Contract):
    """How long the desk has, and by which norm."""

    hours: int
    source: str
    revision: int


class AskDecisionRegister(Page):
    """`ask.community.decision_register` -> `DecisionRegister`. Open to everybody."""


class RegisterLine(Contract):
    """A decision of the desk, without who asked."""

    at: Instant
    received: Instant
    in_time: bool
    case: CaseId | None = None
    """Only a published one."""
    number: str = ""
    wanted: Wanted
    decision: Decision
    reasons: str


class DeskFigures(Contract):
    """Indicator T1: published even when bad."""

    received: int
    decided: int
    in_time: int
    late: int
    """Decided after the hours, or still waiting after them."""
    published: int
    hidden: int
    refused: int
    corrections: int
    """Corrected versions of published cases, for whatever reason."""


class DecisionRegister(Contract):
    """The register, newest first."""

    items: list[RegisterLine]
    figures: DeskFigures
    hours: int
    source: str
    next: str | None = None
