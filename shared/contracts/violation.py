"""Violation types: what can go wrong in a public purchase, how it shows, and whom to address.

A type joins risk indicators, cases, letters and lessons. A page about one says what to check; it says of nobody that
they did it.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from shared.contracts.base import Contract, IndicatorId, Instant, Texts
from shared.contracts.case import PurchaseStage, ViolationCode
from shared.contracts.community import Token

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{1,59}$")]
"""Of a remedy or a letter template, in the rooms that keep them."""
Lesson = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}(/[a-z0-9-]{1,60})?$")]
"""A course, or `<course>/<lesson>`."""
_Title = Annotated[str, StringConstraints(min_length=3, max_length=150, strip_whitespace=True)]
_Words = Annotated[str, StringConstraints(min_length=3, max_length=3000, strip_whitespace=True)]
_Line = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)]
_Method = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class Kind(StrEnum):
    """What it is when it is found."""

    RISK = "risk"
    """May be lawful: a reason to look, and to ask."""
    VIOLATION = "violation"
    """A norm forbids it; whoever says so needs evidence and a decision of those who may decide."""


class TitleTexts(Texts):
    """A title in the three languages."""

    ky: _Title
    ru: _Title
    en: _Title


class LongTexts(Texts):
    """A few paragraphs in the three languages."""

    ky: _Words
    ru: _Words
    en: _Words


class Norm(Contract):
    """A norm that bears on it. Unconfirmed until somebody trained in law has compared it with the text in force."""

    act: LongTexts
    """The act, as it is cited."""
    article: _Line = ""
    """Article and paragraph; empty when it is not known."""
    source: _Line = ""
    """Where the text was read: an address or a publication."""
    valid_from: date | None = None
    """First day on which it holds; None when it is not known."""
    valid_until: date | None = None
    """Last day on which it held; None while it holds."""
    confirmed: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> "Norm":
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError("a norm ends before it begins")
        return self


class ViolationTexts(Contract):
    """All that is said of a type of violation, as editors write it."""

    title: TitleTexts
    about: LongTexts
    """What it is."""
    kind: Kind
    norms: Annotated[list[Norm], Field(max_length=10)] = []
    detection: LongTexts
    """How to see it in the data and the documents."""
    indicators: Annotated[list[IndicatorId], Field(max_length=20)] = []
    """Risk indicators that point to it."""
    evidence: LongTexts
    """What shows it."""
    innocent: LongTexts
    """Ordinary reasons for the same picture."""
    example: LongTexts
    """Made up, and labelled so wherever it is shown."""
    remedies: Annotated[list[Code], Field(max_length=10)] = []
    """Whom to address: codes of remedies."""
    letter: Code | None = None
    """Code of the letter template."""
    lesson: Lesson | None = None
    """Where to learn about it."""
    methods: Annotated[list[_Method], Field(max_length=30)] = []
    """`procurementMethodDetails` where it can occur; empty for any."""
    stages: Annotated[list[PurchaseStage], Field(min_length=1, max_length=6)]
    """The first is where it is listed."""
    active: bool = True
    """Whether new cases can name it."""


class Violation(ViolationTexts):
    """A type of violation as it is now."""

    code: ViolationCode
    revision: int
    """What an edit names, so that two editors overwrite nothing of each other."""
    changed: Instant


class AskViolations(Contract):
    """`ask.community.violations` -> `Violations`: all types, by stage and title. Open to everybody."""

    words: Annotated[str, StringConstraints(max_length=200)] = ""
    """Only types with all these words, in any of the three languages."""
    stage: PurchaseStage | None = None
    indicator: IndicatorId | None = None
    """Only types that this indicator points to."""
    inactive: bool = False
    """Also those that are no longer in use."""


class Violations(Contract):
    """Answer to `AskViolations`."""

    items: list[Violation]


class AskViolation(Contract):
    """`ask.community.violation` -> `ViolationPage`. Open to everybody. Error `not_found`."""

    code: ViolationCode


class ViolationVersion(Contract):
    """One version in the history of a type."""

    revision: int
    at: Instant
    reason: str
    """Why it was written."""


class ViolationPage(Contract):
    """One type with its history, the newest version first, at most 50."""

    violation: Violation
    history: list[ViolationVersion]


class AskEditViolation(Contract):
    """`ask.community.edit_violation` -> `Violation`: a new version of a type, or a new type.

    Needs an administrator or an expert with a second factor. Errors: `conflict` when somebody wrote a version since
    (nothing is overwritten; the answer to `violation` has it), `not_found`, `reason_required`.
    """

    token: Token
    code: ViolationCode
    revision: int = Field(ge=0)
    """The version that the editor saw; 0 for a new type."""
    texts: ViolationTexts
    reason: Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)]
    """Why; public."""
