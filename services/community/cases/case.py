"""A case as it is kept."""

from dataclasses import dataclass
from datetime import datetime

from shared.contracts.base import MemberId, Money
from shared.contracts.case import (
    CaseLink,
    CaseOrigin,
    CaseStatus,
    CaseVisibility,
    LinkKind,
    PublicVersion,
    PurchaseStage,
    Seat,
)


@dataclass(frozen=True, slots=True)
class Mate:
    """A seat in a case team."""

    member: MemberId
    seat: Seat
    conflict: str | None
    """Declared conflict of interest: None before the declaration, empty for none."""
    joined: datetime

    @property
    def conflicted(self) -> bool:
        """Whether this teammate has an interest of their own in the case."""
        return bool(self.conflict)


@dataclass(frozen=True, slots=True)
class Case:
    """A case: what people wrote, where it stands, who works on it."""

    id: str
    number: str
    title: str
    summary: str
    origin: CaseOrigin
    stage: PurchaseStage
    visibility: CaseVisibility
    embargo: datetime | None
    region: str | None
    amount: Money | None
    violations: tuple[str, ...]
    links: tuple[CaseLink, ...]
    status: CaseStatus
    conclusion: str | None
    """What came of it, once it is closed: a code of an outcome, `not_confirmed`, `declined`."""
    team: tuple[Mate, ...]
    joining: tuple[MemberId, ...]
    author: MemberId
    created: datetime
    changed: datetime
    revision: int
    """Counts every change; a change names the one it saw."""
    published: PublicVersion | None = None
    public_title: str = ""
    public_summary: str = ""
    """As the published version says them; the working title and summary may have moved on."""
    answer_due: datetime | None = None
    """The earliest moment by which a letter of the case should be answered; None when none is out."""

    def mate(self, member: MemberId | None) -> Mate | None:
        """The seat of `member`."""
        return next((mate for mate in self.team if mate.member == member), None)

    def ocids(self) -> tuple[str, ...]:
        """The contracting processes that it is about, lots too."""
        found = [link.id for link in self.links if link.kind is LinkKind.TENDER]
        found += [link.id.rpartition("/")[0] for link in self.links if link.kind is LinkKind.LOT]
        return tuple(dict.fromkeys(found))

    def organisations(self) -> tuple[str, ...]:
        """The buyers and suppliers that it is about."""
        return tuple(dict.fromkeys(link.id for link in self.links if link.kind in (LinkKind.BUYER, LinkKind.SUPPLIER)))

    def overdue(self, now: datetime) -> bool:
        """Whether an answer should have come by now."""
        return self.answer_due is not None and self.answer_due < now


def is_public(case: Case, now: datetime) -> bool:
    """Whether everybody may see what the gate let through."""
    return case.published is not None and (case.embargo is None or case.embargo <= now)
