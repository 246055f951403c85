"""Changes of letters with everything that follows from them, each in one transaction.

The letter, the timeline of its case, the fact for the public, the reminders and the earliest answer that the case waits
for are written together or not at all.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from services.community.cases.case import Case
from services.community.cases.entries import Entry
from services.community.cases.store import CasesStore
from services.community.correspondence import rows
from services.community.correspondence.actions import WAITING
from services.community.correspondence.facts import facts_of
from services.community.correspondence.letter import Letter
from services.community.correspondence.replies import Reply
from services.community.correspondence.replies_store import RepliesStore
from services.community.correspondence.store import CorrespondenceStore
from services.community.correspondence.terms import WorkingDays, due_day, reminders
from services.community.notices.store import NoticesStore
from shared.contracts.base import MemberId
from shared.contracts.case import Seat
from shared.contracts.letter import LetterStatus, LetterVerb
from shared.contracts.notice import NoticeKind
from shared.errors import Refused
from shared.facts import fact_id
from shared.store import Session, Store


class Calendars(Protocol):
    """Where the working days are kept."""

    async def calendar(self) -> WorkingDays:
        """The calendar to count with."""
        ...


Also = Callable[[Session], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to a letter."""

    changes: dict[str, Any]
    entry: Entry | None = None
    verb: LetterVerb | None = None


class Office:
    """Where letters go out and come in."""

    def __init__(
        self,
        store: Store,
        letters: CorrespondenceStore,
        replies: RepliesStore,
        cases: CasesStore,
        notices: NoticesStore,
        calendars: Calendars,
        signature_days: int,
    ) -> None:
        """`signature_days` after the answer the signatures are deleted."""
        self._store = store
        self._letters = letters
        self._replies = replies
        self._cases = cases
        self._notices = notices
        self._calendars = calendars
        self._signature_days = signature_days

    async def due(self, letter: Letter, changed: dict[str, Any]) -> dict[str, Any]:
        """The clock of a letter once `changed` (its `sending` or `registration`) holds; prolongations stay."""
        sending = changed.get("sending") or rows.dumped(letter.sending)
        registration = changed.get("registration") or rows.dumped(letter.registration)
        if letter.term is None or sending is None:
            return rows.clock_row(None)
        sent = datetime.fromisoformat(sending["day"]).date()
        registered = datetime.fromisoformat(registration["day"]).date() if registration else None
        due = due_day(letter.term, sent, registered, await self._calendars.calendar())
        return rows.clock_row(max([due, *(each.until for each in letter.prolongations)]))

    async def carry_out(
        self, letter: Letter, case: Case, change: Change, key: str, now: datetime, also: Also | None = None
    ) -> Letter:
        """Change the letter as it was seen, and do `also` in the same transaction; the same form again changes nothing.

        Raises `Refused("conflict")`.
        """
        calendar = await self._calendars.calendar()

        async def work(session: Session) -> Letter:
            after = await self._letters.change(session, letter, change.changes, key, now)
            await self._follow(session, after, case, change, calendar, now)
            if also:
                await also(session)
            return after

        try:
            return await self._store.atomically(work)
        except Refused as refused:
            present = await self._letters.letter(letter.id) if refused.code == "conflict" else None
            if present and present.last_key == key:
                return present
            raise

    async def approve(self, letter: Letter, case: Case, by: MemberId, key: str, now: datetime) -> Letter:
        """Approve a letter and enter it in the register; a number that was given stays."""

        async def work(session: Session) -> Letter:
            number = letter.number or await self._letters.next_number(session, now.year)
            changes = {"status": LetterStatus.APPROVED.value, "approver": by, "number": number}
            after = await self._letters.change(session, letter, changes, key, now)
            entry = Entry("letter_approved", now, by, told(after))
            await self._cases.add_entry(session, case.id, entry)
            return after

        return await self._store.atomically(work)

    async def take_in(self, letter: Letter, case: Case, reply: Reply, key: str, changes: dict[str, Any]) -> Letter:
        """Keep a reply and what it changes; the same form again changes nothing. Raises `Refused("conflict")`."""
        calendar = await self._calendars.calendar()
        forget = {} if letter.answered else {"forgetAt": reply.at + timedelta(days=self._signature_days)}
        answered = {
            "status": LetterStatus.ANSWERED.value,
            "answered": (letter.answered or reply.day).isoformat(),
            **forget,
            **changes,
        }

        async def work(session: Session) -> Letter:
            if await self._replies.of_form(letter.id, key, session):
                return letter
            await self._replies.add(session, reply, key)
            after = await self._letters.change(session, letter, answered, key, reply.at)
            entry = Entry("reply", reply.at, None, told(after) | {"way": reply.way.value}, public=True)
            verb = LetterVerb.ANSWERED if letter.answered is None else None
            await self._follow(session, after, case, Change({}, entry, verb), calendar, reply.at)
            for member in recipients(case, after):
                path = f"/letters/{letter.id}"
                await self._notices.tell(session, member, NoticeKind.LETTER_ANSWERED, path, f"reply:{reply.id}")
            return after

        return await self._store.atomically(work)

    async def close(self, letter: Letter, case: Case, entry: Entry, key: str, now: datetime) -> Letter:
        """Close a letter: nothing is waited for any more."""
        changes: dict[str, Any] = {"status": LetterStatus.CLOSED.value}
        if letter.answered is None:
            changes["forgetAt"] = now + timedelta(days=self._signature_days)
        return await self.carry_out(letter, case, Change(changes, entry), key, now)

    async def lapse_one(self, now: datetime) -> bool:
        """Say of one letter that its answer is late; False when none is. Told the public once per letter."""

        async def work(session: Session) -> bool:
            letter = await self._letters.next_late(session, now)
            if letter is None:
                return False
            first = await self._letters.lapse(session, letter)
            case = await self._cases.case(letter.case, session)
            if case is None:
                return True
            key = f"{letter.id}:{letter.due}"
            entry = Entry(
                "letter_overdue", now, None, told(letter), public=True, id="y_" + fact_id("overdue", key)[:24]
            )
            await self._cases.add_entry(session, case.id, entry)
            if first:
                await self._store.record(session, facts_of(case, letter, LetterVerb.OVERDUE, now))
            for member in recipients(case, letter):
                path = f"/letters/{letter.id}"
                await self._notices.tell(session, member, NoticeKind.LETTER_OVERDUE, path, f"overdue:{key}")
            return True

        return await self._store.atomically(work)

    async def _follow(
        self, session: Session, letter: Letter, case: Case, change: Change, calendar: WorkingDays, now: datetime
    ) -> None:
        if change.entry:
            await self._cases.add_entry(session, case.id, change.entry)
        if change.verb:
            await self._store.record(session, facts_of(case, letter, change.verb, now))
        await self._notices.forget(session, f"letter:{letter.id}:")
        if letter.due and letter.status in WAITING:
            for reminder in reminders(letter.due, calendar):
                if reminder.at <= now:
                    continue
                kind = NoticeKind.LETTER_OVERDUE if reminder.late else NoticeKind.LETTER_DUE
                key = f"letter:{letter.id}:{letter.due}:{reminder.offset}"
                for member in recipients(case, letter):
                    await self._notices.remind(session, key, reminder.at, member, kind, f"/letters/{letter.id}")
        await self._cases.set_answer_due(session, case.id, await self._letters.earliest_due(session, case.id))


def recipients(case: Case, letter: Letter) -> Sequence[MemberId]:
    """Who is told about a letter: whoever wrote it, and whoever leads the case."""
    leads = [mate.member for mate in case.team if mate.seat is Seat.LEAD]
    return list(dict.fromkeys([letter.author, *leads]))


def told(letter: Letter) -> dict[str, Any]:
    """What a timeline says of a letter: no person."""
    return {
        "letter": letter.id,
        "number": letter.number,
        "kind": letter.kind.value,
        "organisation": letter.addressee.organisation,
        "due": letter.due.isoformat() if letter.due else None,
    }
