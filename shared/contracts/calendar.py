"""The working-day calendar: days off, working Saturdays, where each is from, and how they are edited.

Requests of community. Legal periods are counted in working days, so the calendar is open to everybody.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from shared.contracts.base import Contract, Instant, Language, Texts
from shared.contracts.community import Token

YEARS: Final = range(2000, 2101)
"""Years that the calendar can hold."""
LONGEST_ICAL: Final = 200_000
"""Characters of a calendar file that is taken in."""

Year = Annotated[int, Field(ge=YEARS.start, lt=YEARS.stop)]
Source = Annotated[str, StringConstraints(min_length=3, max_length=300, strip_whitespace=True)]
"""Where a rule or a day is from: the act with its number and date, or an address."""
DayName = Annotated[str, StringConstraints(max_length=120, strip_whitespace=True)]
ProposalId = Annotated[str, StringConstraints(pattern=r"^w_[0-9a-f]{24}$")]


class DayKind(StrEnum):
    """How a day differs from an ordinary week."""

    OFF = "off"
    """Nobody works, whatever the day of the week."""
    WORKING = "working"
    """Worked, though it is a weekend."""
    PLAIN = "plain"
    """As the day of the week says: an entry that was taken back."""


class DayOrigin(StrEnum):
    """How a day came into the calendar."""

    SEED = "seed"
    """From an open list of holidays; nobody here has checked it yet."""
    PERSON = "person"
    """An administrator entered it."""
    IMPORT = "import"
    """An administrator accepted it from a calendar file."""


class CalendarDay(Contract):
    """One day that differs from an ordinary week, or did."""

    day: date
    kind: DayKind
    name: Texts
    source: str
    origin: DayOrigin
    estimated: bool = False
    """The date of a religious feast before it is announced: it may move by a day."""
    changed: Instant
    revision: int
    """Grows with every change; a change names the one it saw."""


class AskWorkingCalendar(Contract):
    """`ask.community.working_calendar` -> `WorkingCalendar`. Open to everybody."""

    year: Year


class WorkingCalendar(Contract):
    """The days of one year that differ from an ordinary week, in their order."""

    year: int
    days: list[CalendarDay]
    """Entries taken back are left out."""
    years: list[int]
    """Years with at least one entry."""
    working_days: int
    """Working days of the year as it stands."""


class AskCalendarDay(Contract):
    """`ask.community.calendar_day` -> `DayHistory`. For administrators."""

    token: Token
    day: date


class DayChange(Contract):
    """One version of a day."""

    kind: DayKind
    name: Texts
    source: str
    origin: DayOrigin
    at: Instant
    by: str | None = None
    """Public name of the administrator; None when it came with the list of holidays, or the account is gone."""
    revision: int


class DayHistory(Contract):
    """A day as it stands and how it came about, newest first."""

    day: date
    now: CalendarDay | None = None
    """None when nothing was ever said of the day."""
    changes: list[DayChange]


class AskEditCalendarDay(Contract):
    """`ask.community.edit_calendar_day` -> `CalendarDay`. For administrators; `plain` takes an entry back.

    Errors: `conflict` when somebody changed the day since (`detail.revision` is its newest), `invalid` for a year that
    the calendar cannot hold.
    """

    token: Token
    day: date
    kind: DayKind
    name: Texts = Texts(ky="", ru="", en="")
    source: Source
    revision: int = Field(default=0, ge=0)
    """Of the day that the administrator saw; 0 when there was none."""


class AskImportCalendar(Contract):
    """`ask.community.import_calendar` -> `CalendarProposal`. For administrators; changes nothing in the calendar yet.

    Errors: `ical_broken` (not a calendar file), `ical_too_many` (more than it may hold), `ical_empty` (nothing in it).
    """

    token: Token
    ical: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ICAL)]
    """The file as text (RFC 5545)."""
    kind: DayKind = DayKind.OFF
    """What its events are, unless an event says it itself as our own export does."""


class ProposalState(StrEnum):
    """How a day of a file stands to the calendar."""

    NEW = "new"
    SAME = "same"
    DIFFERENT = "different"
    """The calendar says something else of this day."""


class ProposedDay(Contract):
    """One day that a file would bring."""

    day: date
    kind: DayKind
    name: str
    state: ProposalState
    present: CalendarDay | None = None
    """What the calendar says now."""


class CalendarProposal(Contract):
    """What a calendar file would change; kept for a day, until it is accepted."""

    id: ProposalId
    days: list[ProposedDay]
    skipped: list[str]
    """Events that were left out: their titles; they repeat, last too long or have no date that can be read."""
    accepted: bool = False


class AskCalendarProposal(Contract):
    """`ask.community.calendar_proposal` -> `CalendarProposal`. For the administrator who brought the file.

    Errors: `not_found`.
    """

    token: Token
    id: ProposalId


class AskAcceptCalendar(Contract):
    """`ask.community.accept_calendar` -> `CalendarAccepted`. For the administrator who brought the file.

    Only the days that are named are written, all or none. Sent twice it is done once.
    Errors: `not_found`; `conflict` when one of the days was changed since the proposal was made (`detail.days`).
    """

    token: Token
    id: ProposalId
    days: Annotated[list[date], Field(max_length=400)]
    source: Source


class CalendarAccepted(Contract):
    """The days are in the calendar."""

    written: int


class AskCalendarFile(Contract):
    """`ask.community.calendar_file` -> `CalendarFile`. Open to everybody."""

    year: Year
    language: Language = Language.RU


class CalendarFile(Contract):
    """The days of a year as iCalendar (RFC 5545), which every calendar program subscribes to or takes in."""

    ical: str
