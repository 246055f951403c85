"""What somebody is to a case. Pure."""

from collections.abc import Collection
from datetime import datetime

from services.community.cases.case import Case, is_public
from services.community.permissions import Relation
from shared.contracts.base import MemberId
from shared.contracts.case import CaseStatus, CaseVisibility, Seat
from shared.contracts.community import Role

SEATS = {
    Seat.LEAD: frozenset({Relation.READER, Relation.OBSERVER, Relation.TEAM, Relation.LEAD}),
    Seat.MEMBER: frozenset({Relation.READER, Relation.OBSERVER, Relation.TEAM}),
    Seat.OBSERVER: frozenset({Relation.READER, Relation.OBSERVER}),
}
"""Seat -> relations to the case."""
DECIDERS = {
    CaseStatus.TRIAGE: frozenset({Role.MONITOR, Role.EXPERT, Role.MODERATOR}),
    CaseStatus.LEGAL_REVIEW: frozenset({Role.EXPERT, Role.MONITOR}),
    CaseStatus.RIGHT_OF_REPLY: frozenset({Role.EXPERT, Role.MONITOR}),
    CaseStatus.OUTCOME: frozenset({Role.EXPERT, Role.MONITOR}),
}
"""Status -> roles that must see a case that waits there for a decision, though they are not in its team."""


def relations(case: Case, member: MemberId | None, roles: Collection[Role], now: datetime) -> frozenset[Relation]:
    """Every relation of a member (None: a visitor) with these roles to the case."""
    found: set[Relation] = set()
    mate = case.mate(member)
    if mate:
        found |= SEATS[mate.seat]
        if mate.conflicted:
            found.add(Relation.CONFLICTED)
    if member is not None and member == case.author:
        found.add(Relation.AUTHOR)
    if sees(case, member, roles, now):
        found.add(Relation.READER)
    return frozenset(found)


def sees(case: Case, member: MemberId | None, roles: Collection[Role], now: datetime) -> bool:
    """Whether they may see it without a seat in its team."""
    if is_public(case, now):
        return True
    if member is None or case.status is CaseStatus.DRAFT:
        return False
    return case.visibility is CaseVisibility.MEMBERS or bool(DECIDERS.get(case.status, frozenset()) & set(roles))


def kept_private(case: Case, now: datetime) -> bool:
    """Whether only people with a second factor may open it: past a draft, a stolen password would harm others."""
    private = case.visibility is CaseVisibility.PRIVATE and not is_public(case, now)
    return private and case.status is not CaseStatus.DRAFT
