"""The one way to a case: who asks, whether they may see it, and whether they may do this with it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from services.community.callers import Caller, Callers
from services.community.cases.access import kept_private, relations
from services.community.cases.case import Case
from services.community.cases.store import CasesStore
from services.community.permissions import Relation, needs_session
from shared.contracts.base import MemberId
from shared.contracts.case import Seat
from shared.errors import Refused


@dataclass(frozen=True, slots=True)
class Opened:
    """A case, who asks for it, and what they are to it."""

    case: Case
    caller: Caller | None
    """None for a visitor."""
    relations: frozenset[Relation]
    now: datetime

    @property
    def member(self) -> MemberId:
        """The asking member, where the table lets only members in."""
        if self.caller is None:
            raise Refused("signed_out", "You are not signed in, or the session has ended; sign in again.")
        return self.caller.id

    @property
    def inside(self) -> bool:
        """Whether they see the work on it, not only what is shown to others."""
        return Relation.OBSERVER in self.relations

    @property
    def seat(self) -> Seat | None:
        """The asking member's seat."""
        mate = self.case.mate(self.caller.id if self.caller else None)
        return mate.seat if mate else None


class Doors:
    """Opens cases."""

    def __init__(self, cases: CasesStore, callers: Callers) -> None:
        self._cases = cases
        self._callers = callers

    async def open(self, request: str, token: str | None, case_id: str) -> Opened:
        """The case for whoever sends `request`; raises `Refused`.

        `signed_out` where a session is needed and there is none; `not_found` for whoever may not see the case, as if
        there were none; then what the table of permissions says; `second_factor_needed` for work on a private case.
        """
        caller = await self._callers.visitor(token)
        if caller is None and needs_session(request):
            self._callers.require(request, None)
        case = await self._cases.case(case_id)
        now = datetime.now(UTC)
        if case is None:
            raise no_such_case()
        found = relations(case, caller.id if caller else None, caller.roles if caller else (), now)
        if Relation.READER not in found:
            raise no_such_case()
        self._callers.require(request, caller, found, strong=kept_private(case, now))
        return Opened(case, caller, found, now)


def no_such_case() -> Refused:
    """There is none, or none for them."""
    return Refused("not_found", "There is no such case, or it is not open to you.")
