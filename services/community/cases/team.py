"""Who sits in a case team. Pure."""

from dataclasses import replace
from datetime import datetime

from services.community.cases.case import Case, Mate
from shared.contracts.base import MemberId
from shared.contracts.case import MOST_TEAM, Seat
from shared.errors import Refused


def seated(case: Case, member: MemberId, seat: Seat | None, now: datetime) -> tuple[Mate, ...]:
    """The team once `member` has this seat (None: no seat any more). A new lead takes the seat over from the old one.

    Raises `Refused`: `last_lead`, `team_full`, `not_found`.
    """
    mate = case.mate(member)
    others = tuple(one for one in case.team if one.member != member)
    if seat is None:
        if mate is None:
            raise Refused("not_found", "This member has no seat in the team.")
        if mate.seat is Seat.LEAD:
            raise Refused("last_lead", "A case needs somebody who leads it; hand it over first.")
        return others
    if mate is None and len(others) >= MOST_TEAM:
        raise Refused("team_full", f"A team has at most {MOST_TEAM} members.")
    if mate and mate.seat is Seat.LEAD and seat is not Seat.LEAD:
        raise Refused("last_lead", "A case needs somebody who leads it; hand it over first.")
    if seat is Seat.LEAD:
        others = tuple(replace(one, seat=Seat.MEMBER) if one.seat is Seat.LEAD else one for one in others)
    return (*others, replace(mate, seat=seat) if mate else Mate(member, seat, None, now))


def declared(case: Case, member: MemberId, conflict: str) -> tuple[Mate, ...]:
    """The team once `member` has said whether they have an interest of their own; empty means none."""
    words = conflict.strip()
    return tuple(replace(one, conflict=words) if one.member == member else one for one in case.team)
