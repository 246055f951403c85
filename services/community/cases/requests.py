"""What community answers about cases: making, finding, changing, stepping. Thin."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from services.community import limits
from services.community.callers import Callers
from services.community.cases import views, workflow
from services.community.cases.case import Case
from services.community.cases.doors import Doors, Opened
from services.community.cases.findings import Witness, gather
from services.community.cases.list_store import ListStore
from services.community.cases.store import CasesStore
from services.community.members_store import MembersStore
from services.community.tokens import digest
from services.community.triage.store import TriageStore
from services.community.tries_store import TriesStore
from shared.contracts import case as contract
from shared.contracts.case import CaseScope
from shared.contracts.community import Role
from shared.errors import Refused
from shared.store import Session, Store

_DECIDES = frozenset({Role.MONITOR, Role.EXPERT, Role.MODERATOR})


class CaseRequests:
    """Request handlers over cases."""

    def __init__(
        self,
        store: Store,
        cases: CasesStore,
        lists: ListStore,
        doors: Doors,
        callers: Callers,
        members: MembersStore,
        tries: TriesStore,
        queue: TriageStore,
        witnesses: Sequence[Witness],
    ) -> None:
        """`queue` is where flagged tenders wait; `witnesses` tell what steps depend on."""
        self._store = store
        self._cases = cases
        self._lists = lists
        self._doors = doors
        self._callers = callers
        self._members = members
        self._tries = tries
        self._queue = queue
        self._witnesses = witnesses

    async def create_case(self, ask: contract.AskCreateCase) -> contract.CaseView:
        """Begin a case, which its author leads."""
        caller = await self._callers("create_case", ask.token)
        now = datetime.now(UTC)
        await self._tries.take_turn(limits.CASES, digest(caller.id), now)

        async def leave_queue(session: Session, case: Case) -> None:
            for ocid in case.ocids():
                await self._queue.case_opened(session, ocid, caller.id, now)

        also = leave_queue if caller.roles & _DECIDES else None  # nobody else takes a tender out of the queue
        case = await self._cases.create(caller.id, fields_of(ask), ask.key, now, also)
        return await self._view(await self._doors.open("case", ask.token, case.id))

    async def edit_case(self, ask: contract.AskEditCase) -> contract.CaseView:
        """Change what people wrote into it."""
        opened = await self._doors.open("edit_case", ask.token, ask.id)
        require_revision(opened, ask.revision)
        after = await self._cases.edit(opened.case, fields_of(ask), opened.member, opened.now)
        return await self._view(replace(opened, case=after))

    async def case(self, ask: contract.AskCase) -> contract.CaseView:
        """A case as the asking person may see it."""
        return await self._view(await self._doors.open("case", ask.token, ask.id))

    async def cases(self, ask: contract.AskCases) -> contract.Cases:
        """A list of cases, narrowed."""
        caller = await self._callers.visitor(ask.token)
        if ask.scope is not CaseScope.PUBLIC and caller is None:
            raise Refused("signed_out", "You are not signed in, or the session has ended; sign in again.")
        if ask.scope is CaseScope.WAITING and caller and not caller.roles & _DECIDES:
            raise Refused("forbidden", "Your role does not allow this.")
        now = datetime.now(UTC)
        found, total, more, following = await self._lists.slice(ask, caller.id if caller else None, now)
        mine = ask.scope is CaseScope.MINE
        items = [views.row(case, now, inside=mine) for case in found]
        return contract.Cases(items=items, total=total, more=more, next=following)

    async def similar_cases(self, ask: contract.AskSimilarCases) -> contract.Cases:
        """Cases that share something with what is about to be written."""
        caller = await self._callers("similar_cases", ask.token)
        now = datetime.now(UTC)
        about = [link.id for link in ask.links]
        found = await self._lists.similar(about, ask.violations, ask.title, caller.id, now)
        items = [
            views.row(case, now, inside=case.mate(caller.id) is not None) for case in found if case.id != ask.besides
        ]
        return contract.Cases(items=items, total=len(items))

    async def step_case(self, ask: contract.AskStepCase) -> contract.CaseView:
        """Take a step of the workflow."""
        opened = await self._doors.open("step_case", ask.token, ask.id)
        require_revision(opened, ask.revision)
        found = await gather(self._witnesses, opened.case)
        roles = opened.caller.roles if opened.caller else frozenset()
        line = workflow.take(opened.case, ask.step, found, ask.reason, roles, opened.relations)

        async def work(session: Session) -> Case:
            return await self._cases.step(session, opened.case, line, opened.member, ask.reason, opened.now)

        # Whoever decides by a role may not see it any more after that.
        return await self._view(replace(opened, case=await self._store.atomically(work)))

    async def case_timeline(self, ask: contract.AskCaseTimeline) -> contract.CaseTimeline:
        """What happened, newest first."""
        opened = await self._doors.open("case_timeline", ask.token, ask.id)
        after = _read_cursor(ask.after) if ask.after else None
        found = await self._cases.timeline(ask.id, ask.limit + 1, after, public=not opened.inside)
        names = await self._members.names([row["by"] for row in found if row["by"]]) if opened.inside else {}
        items = [
            contract.TimelineEntry(
                id=row["_id"],
                at=row["at"],
                kind=row["kind"],
                by=names.get(row["by"], "") if row["by"] and opened.inside else None,
                public=row["public"],
                data=row["data"],
            )
            for row in found[: ask.limit]
        ]
        last = items[-1] if len(found) > ask.limit else None
        return contract.CaseTimeline(items=items, next=_cursor(last.at, last.id) if last else None)

    async def _view(self, opened: Opened) -> contract.CaseView:
        return await view_of(opened, self._members, self._witnesses)


async def view_of(opened: Opened, members: MembersStore, witnesses: Sequence[Witness]) -> contract.CaseView:
    """A case with the names of its team and the steps that lead on, for whoever may see these."""
    roles = opened.caller.roles if opened.caller else frozenset()
    names = await members.names([mate.member for mate in opened.case.team]) if opened.inside else {}
    takes = any(workflow.may_take(line, roles, opened.relations) for line in workflow.TRANSITIONS)
    found = await gather(witnesses, opened.case) if takes else workflow.Findings()
    steps = workflow.open_steps(opened.case, found, roles, opened.relations) if takes else []
    return views.view(opened, names, steps)


def require_revision(opened: Opened, seen: int) -> None:
    """Raise `Refused("conflict")` when the case was changed since it was looked at."""
    if opened.case.revision != seen:
        raise Refused("conflict", "Somebody else changed this meanwhile; look at it again before you save.")


def fields_of(ask: contract.CaseFields) -> contract.CaseFields:
    """What people wrote, without what else a request carries."""
    return contract.CaseFields(**{name: getattr(ask, name) for name in contract.CaseFields.model_fields})


def _cursor(at: datetime, entry: str) -> str:
    return urlsafe_b64encode(json.dumps([at.isoformat(), entry]).encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, str]:
    try:
        at, entry = json.loads(urlsafe_b64decode(cursor))
        return datetime.fromisoformat(at), str(entry)
    except (ValueError, TypeError):
        raise Refused(
            "invalid", "The list cannot be continued from here; start it again.", {"field": "after"}
        ) from None
