"""What community answers about the work on a case: seats, interests, tasks, notes. Thin."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.community import limits
from services.community.cases import team, views
from services.community.cases.doors import Doors, Opened
from services.community.cases.entries import Entry
from services.community.cases.findings import Witness
from services.community.cases.requests import view_of
from services.community.cases.store import CasesStore
from services.community.cases.tasks import Task, reminder, require_sound
from services.community.cases.work_store import MOST_TASKS, WorkStore
from services.community.members_store import MembersStore
from services.community.notices.store import NoticesStore
from services.community.tokens import digest, new_id
from services.community.tries_store import TriesStore
from shared.contracts import case as contract
from shared.contracts.case import Seat
from shared.contracts.notice import NoticeKind
from shared.errors import Refused
from shared.store import DuplicateKeyError, Session, Store


class WorkRequests:
    """Request handlers over the work of a case team."""

    def __init__(
        self,
        store: Store,
        cases: CasesStore,
        work: WorkStore,
        doors: Doors,
        members: MembersStore,
        tries: TriesStore,
        notices: NoticesStore,
        witnesses: Sequence[Witness],
    ) -> None:
        """`witnesses` tell what the steps of the answered case depend on."""
        self._store = store
        self._cases = cases
        self._work = work
        self._doors = doors
        self._members = members
        self._tries = tries
        self._notices = notices
        self._witnesses = witnesses

    # --- seats ---------------------------------------------------------------------------------------------

    async def join_case(self, ask: contract.AskJoinCase) -> contract.CaseView:
        """Ask for a seat."""
        opened = await self._doors.open("join_case", ask.token, ask.id)
        if opened.seat is None:
            await self._tries.take_turn(limits.NOTES, digest(opened.member), opened.now)
            await self._cases.add_asking(ask.id, opened.member, ask.words, opened.now)
        return await self._view(ask.token, ask.id)

    async def seat_member(self, ask: contract.AskSeat) -> contract.CaseView:
        """Give or take a seat."""
        opened = await self._doors.open("seat_member", ask.token, ask.id)
        if ask.seat and await self._members.account(ask.member) is None:
            raise Refused("not_found", "There is no such member.", {"field": "member"})
        seats = team.seated(opened.case, ask.member, ask.seat, opened.now)
        data = {"seat": ask.seat.value if ask.seat else None, "member": ask.member}
        await self._cases.seat(opened.case, seats, Entry("seat", opened.now, opened.member, data), opened.now)
        return await self._view(ask.token, ask.id)

    async def leave_case(self, ask: contract.AskLeaveCase) -> contract.CaseView:
        """Give up one's own seat."""
        opened = await self._doors.open("leave_case", ask.token, ask.id)
        seats = team.seated(opened.case, opened.member, None, opened.now)
        entry = Entry("seat", opened.now, opened.member, {"seat": None, "member": opened.member})
        after = await self._cases.seat(opened.case, seats, entry, opened.now)
        return views.view(replace(opened, case=after, relations=frozenset()), {}, [])

    async def declare_interest(self, ask: contract.AskDeclareInterest) -> contract.CaseView:
        """Say whether one has an interest of one's own in the case."""
        opened = await self._doors.open("declare_interest", ask.token, ask.id)
        seats = team.declared(opened.case, opened.member, ask.conflict)
        entry = Entry("declared", opened.now, opened.member, {"conflict": bool(ask.conflict.strip())})
        await self._cases.seat(opened.case, seats, entry, opened.now)
        return await self._view(ask.token, ask.id)

    # --- tasks and notes -----------------------------------------------------------------------------------

    async def case_work(self, ask: contract.AskCaseWork) -> contract.CaseWork:
        """Tasks, notes and who would like a seat."""
        return await self._answer(await self._doors.open("case_work", ask.token, ask.id))

    async def save_task(self, ask: contract.AskSaveTask) -> contract.CaseWork:
        """A new task, or a task as it is from now on."""
        opened = await self._doors.open("save_task", ask.token, ask.id)
        try:
            await self._store.atomically(lambda session: self._save(session, ask, opened))
        except DuplicateKeyError:  # the form was sent twice
            if ask.task is not None:
                raise
        return await self._answer(opened)

    async def _save(self, session: Session, ask: contract.AskSaveTask, opened: Opened) -> None:
        others = await self._work.tasks(opened.case.id, session)
        known = next((one for one in others if one.id == ask.task), None)
        if ask.task and known is None:
            raise Refused("not_found", "There is no such task.")
        if ask.task is None and len(others) >= MOST_TASKS:
            raise Refused("too_many", f"A case has at most {MOST_TASKS} tasks.")
        task = _asked(ask, known, opened.now)
        require_sound(task, others, opened.case)
        if known is None:
            await self._work.add_task(session, opened.case.id, task, ask.key, opened.now)
        else:
            await self._work.save_task(session, opened.case.id, task)
        await self._remind(session, task, known, opened)
        kind = "task_done" if task.done and not (known and known.done) else "task" if known is None else None
        if kind:
            data = {"title": task.title, "due": task.due.isoformat() if task.due else None}
            await self._cases.add_entry(session, opened.case.id, Entry(kind, opened.now, opened.member, data))

    async def _remind(self, session: Session, task: Task, known: Task | None, opened: Opened) -> None:
        """Tell whoever is to do it, and remind them on its day."""
        path, mine = f"/cases/{opened.case.id}/work", task.assignee
        await self._notices.forget(session, f"task:{task.id}:due:")
        if mine is None or task.done:
            return
        if mine != opened.member and (known is None or known.assignee != mine):
            await self._notices.tell(session, mine, NoticeKind.TASK_ASSIGNED, path, f"task:{task.id}:{mine}")
        if task.due and reminder(task.due) > opened.now:
            key = f"task:{task.id}:due:{task.due.isoformat()}"
            await self._notices.remind(session, key, reminder(task.due), mine, NoticeKind.TASK_DUE, path)

    async def add_note(self, ask: contract.AskAddNote) -> contract.CaseWork:
        """Write a note for the team, or one that is shown with the case."""
        opened = await self._doors.open("add_note", ask.token, ask.id)
        if ask.public and opened.seat is Seat.OBSERVER:
            raise Refused("forbidden", "Whoever looks on writes for the team only.", {"field": "public"})
        await self._tries.take_turn(limits.NOTES, digest(opened.member), opened.now)
        await self._work.add_note(opened.case.id, opened.member, ask.text, ask.key, opened.now, public=ask.public)
        return await self._answer(opened)

    # --- shared --------------------------------------------------------------------------------------------

    async def _answer(self, opened: Opened) -> contract.CaseWork:
        tasks = await self._work.tasks(opened.case.id)
        notes = await self._work.notes(opened.case.id)
        asking = await self._cases.asking(opened.case.id)
        people = [task.assignee for task in tasks if task.assignee]
        names = await self._members.names(people + [row["by"] for row in notes] + [row["member"] for row in asking])
        return contract.CaseWork(
            tasks=[views.task(task, names) for task in tasks],
            notes=[
                contract.CaseNote(
                    id=row["_id"], by=names.get(row["by"], ""), at=row["at"], text=row["text"], public=row["public"]
                )
                for row in notes
            ],
            joining=[
                contract.JoinRequest(member=row["member"], name=names[row["member"]], words=row["words"], at=row["at"])
                for row in asking
                if row["member"] in names
            ],
        )

    async def _view(self, token: str, case_id: str) -> contract.CaseView:
        return await view_of(await self._doors.open("case", token, case_id), self._members, self._witnesses)


def _asked(ask: contract.AskSaveTask, known: Task | None, now: datetime) -> Task:
    done = (known.done if known and known.done else now) if ask.done else None
    return Task(known.id if known else new_id("t"), ask.title, ask.assignee, ask.due, ask.after, done, ask.revision)
