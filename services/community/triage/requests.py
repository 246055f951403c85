"""What community answers about the triage queue. Thin."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime

from services.community.callers import Caller, Callers
from services.community.members_store import MembersStore
from services.community.notices.store import NoticesStore
from services.community.permissions import PERMISSIONS, roles_of
from services.community.triage import holding
from services.community.triage.flags import Row
from services.community.triage.holding import Hold
from services.community.triage.listing import listing
from services.community.triage.store import Act, TriageStore, hold_of
from shared.contracts import triage as contract
from shared.contracts.base import MemberId
from shared.contracts.community import Role
from shared.contracts.notice import NoticeKind
from shared.contracts.tender import ProcessSummary
from shared.contracts.triage import TriageRow
from shared.errors import Refused
from shared.store import Session, Store

WORKERS = PERMISSIONS["claim_tender"].roles
"""Who may work the queue."""
Names = dict[MemberId, str]


class Triage:
    """Request handlers over the queue."""

    def __init__(
        self, store: Store, queue: TriageStore, callers: Callers, members: MembersStore, notices: NoticesStore
    ) -> None:
        """`notices` tells a member that a tender goes back to the others."""
        self._store = store
        self._queue = queue
        self._callers = callers
        self._members = members
        self._notices = notices

    # --- looking -------------------------------------------------------------------------------------------

    async def triage_queue(self, ask: contract.AskTriageQueue) -> contract.TriageQueue:
        """One slice of the queue."""
        caller, now = await self._callers("triage_queue", ask.token), _now()
        rows, total, more, following = await self._queue.slice(listing(ask, caller.id, now), ask.limit)
        names = await self._members.names(_holders(rows))
        items = [_row(row, caller.id, names, now) for row in rows]
        return contract.TriageQueue(items=items, total=total, more=more, next=following)

    async def triage_item(self, ask: contract.AskTriageItem) -> contract.TriageItem:
        """One tender with what happened to it."""
        caller, now = await self._callers("triage_item", ask.token), _now()
        row, acts = await self._queue.row(ask.ocid), await self._queue.acts(ask.ocid)
        people = [one for act in acts for one in (act["by"], act["to"]) if one]
        names = await self._members.names(people + _holders([row]))
        told = [_act(act, names) for act in acts] + [contract.TriageAct(**move) for move in row.get("moves", [])]
        told.sort(key=lambda act: act.at, reverse=True)
        return contract.TriageItem(**_row(row, caller.id, names, now).model_dump(), acts=told[:100])

    async def triage_decided(self, ask: contract.AskTriageDecided) -> contract.TriageDecided:
        """What people decided, neither who nor why; open to everybody."""
        return contract.TriageDecided(items=await self._queue.decided(ask.ocid))

    async def triage_team(self, ask: contract.AskTriageTeam) -> contract.TriageTeam:
        """To whom a tender can be given."""
        await self._callers("triage_team", ask.token)
        found = await self._members.with_roles(WORKERS | {Role.ADMIN})
        return contract.TriageTeam(items=[contract.TriageMember(id=one.id, name=one.name) for one in found])

    # --- working -------------------------------------------------------------------------------------------

    async def claim_tender(self, ask: contract.AskClaimTender) -> TriageRow:
        """Take a tender in hand; of two who do it at once one gets it."""
        caller, now = await self._callers("claim_tender", ask.token), _now()

        async def work(session: Session, row: Row) -> None:
            before = hold_of(row)
            after = holding.claimed(before, caller.id, await self._queue.held(session, caller.id, now), now)
            if after != before:
                await self._hold(session, ask.ocid, after, Act("claimed", caller.id, now))

        return await self._change(ask.ocid, caller, now, work)

    async def release_tender(self, ask: contract.AskReleaseTender) -> TriageRow:
        """Give a tender back to the others."""
        caller, now = await self._callers("release_tender", ask.token), _now()

        async def work(session: Session, row: Row) -> None:
            hold = hold_of(row)
            holding.require_free(hold, caller.id, now, moderator=_moderates(caller))
            if hold.held_by(now):
                await self._hold(session, ask.ocid, Hold(hold.queued), Act("released", caller.id, now))

        return await self._change(ask.ocid, caller, now, work)

    async def assign_tender(self, ask: contract.AskAssignTender) -> TriageRow:
        """Give a tender to a member, who is told."""
        caller, now = await self._callers("assign_tender", ask.token), _now()
        account = await self._members.account(ask.member)
        if account is None or not WORKERS.intersection(roles_of(account.role, account.roles)):
            raise Refused("no_such_member", "Nobody who may work the queue is named so.", {"field": "member"})

        async def work(session: Session, row: Row) -> None:
            hold = hold_of(row)
            holding.require_queued(hold)
            if hold.held_by(now) == ask.member:
                return
            given = Hold(queued=True, holder=ask.member, until=now + holding.HELD)
            await self._hold(session, ask.ocid, given, Act("assigned", caller.id, now, to=ask.member))
            key = f"triage:{ask.ocid}:assigned:{now.isoformat()}"
            await self._notices.tell(session, ask.member, NoticeKind.TASK_ASSIGNED, "/triage/mine", key)

        return await self._change(ask.ocid, caller, now, work)

    async def skip_tender(self, ask: contract.AskSkipTender) -> TriageRow:
        """A tender leaves the queue, for a reason. The same sent twice is one decision."""
        caller, now = await self._callers("skip_tender", ask.token), _now()
        holding.require_words(ask.words)
        decision = holding.decision_of(ask.reason)
        act = Act(decision.value, caller.id, now, reason=ask.reason, words=ask.words)

        async def work(session: Session, row: Row) -> None:
            hold = hold_of(row)
            if not hold.queued and await self._said(ask.ocid, act):
                return
            holding.require_queued(hold)
            holding.require_free(hold, caller.id, now, moderator=_moderates(caller))
            await self._queue.decide(session, row, act, decision)
            await self._notices.forget(session, _reminder(ask.ocid))

        return await self._change(ask.ocid, caller, now, work)

    # --- shared --------------------------------------------------------------------------------------------

    async def _change(
        self, ocid: str, caller: Caller, now: datetime, work: Callable[[Session, Row], Awaitable[None]]
    ) -> TriageRow:
        """Do something with a tender in one transaction; the tender as it is afterwards."""

        async def inside(session: Session) -> Row:
            await work(session, await self._queue.row(ocid, session))
            return await self._queue.row(ocid, session)

        row = await self._store.atomically(inside)
        names = await self._members.names(_holders([row]))
        return _row(row, caller.id, names, now)

    async def _hold(self, session: Session, ocid: str, hold: Hold, act: Act) -> None:
        """Write who has it in hand, and remind them before it goes back."""
        await self._queue.hold(session, ocid, hold, act)
        await self._notices.forget(session, _reminder(ocid))
        if hold.holder and hold.until:
            at = hold.until - holding.REMIND_BEFORE
            path = "/triage/mine"
            await self._notices.remind(session, _reminder(ocid), at, hold.holder, NoticeKind.CLAIM_EXPIRING, path)

    async def _said(self, ocid: str, act: Act) -> bool:
        """Whether the last thing that was done with the tender is this."""
        acts = await self._queue.acts(ocid)
        same = (act.by, act.reason.value if act.reason else None, act.words)
        return bool(acts) and (acts[0]["by"], acts[0]["reason"], acts[0]["words"]) == same


def _holders(rows: Iterable[Row]) -> list[MemberId]:
    return [row["holder"] for row in rows if row.get("holder")]


def _row(row: Row, member: MemberId, names: Names, now: datetime) -> TriageRow:
    holder = hold_of(row).held_by(now) if row["queued"] else None
    return TriageRow(
        process=ProcessSummary.model_validate(row["process"] | {"ocid": row["_id"]}),
        raised=row["raised"],
        since=row["since"],
        queued=row["queued"],
        holder=names.get(holder) if holder else None,
        mine=holder == member,
        until=row["until"] if holder else None,
    )


def _act(act: Row, names: Names) -> contract.TriageAct:
    return contract.TriageAct(
        kind=act["kind"],
        at=act["at"],
        who=names.get(act["by"]),
        to=names.get(act["to"]) if act["to"] else None,
        reason=act["reason"],
        words=act["words"],
    )


def _moderates(caller: Caller) -> bool:
    return Role.MODERATOR in caller.roles


def _reminder(ocid: str) -> str:
    return f"triage:{ocid}:held"


def _now() -> datetime:
    return datetime.now(UTC)
