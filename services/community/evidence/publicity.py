"""How evidence becomes public, and stops being so: always together with the ledger."""

from datetime import UTC, datetime
from functools import partial

from services.community.cases.case import Case, is_public
from services.community.cases.doors import Opened
from services.community.cases.store import CasesStore
from services.community.evidence.evidence import RECORDED, Evidence, record
from services.community.evidence.store import EvidenceStore
from services.community.ledger.store import LedgerStore
from shared.contracts.evidence import CustodyAct
from shared.errors import Refused
from shared.store import Session, Store


class Publicity:
    """Marks evidence to be shown, records it when its case is public, takes it down."""

    def __init__(self, store: Store, evidence: EvidenceStore, cases: CasesStore, ledger: LedgerStore) -> None:
        self._store = store
        self._evidence = evidence
        self._cases = cases
        self._ledger = ledger

    async def set(self, opened: Opened, found: Evidence, reason: str, *, public: bool) -> Evidence:
        """Show evidence with the published case, or take it back; the same again changes nothing.

        Raises `Refused("reason_required")` when what is public already is taken down without a reason.
        """

        async def work(session: Session) -> Evidence:
            now = await self._evidence.evidence(found.case, found.id, session)
            if now is None or now.marked is public:
                return now or found
            return await (self._mark(session, opened, now) if public else self._take_back(session, opened, now, reason))

        return await self._store.atomically(work)

    async def record_public(self, session: Session, case: Case, now: datetime) -> list[Evidence]:
        """Record what is to be shown of a case, within the transaction that makes the case public."""
        waiting = await self._evidence.to_record(session, case.id)
        return [await self._record(session, case, each, now) for each in waiting]

    async def record_waiting(self) -> int:
        """Record the evidence of cases that have become public, such as by the end of an embargo; how much it was."""
        now, count = datetime.now(UTC), 0
        for case_id in await self._evidence.waiting():
            case = await self._cases.case(case_id)
            if case is not None and is_public(case, now):
                count += len(await self._store.atomically(partial(self.record_public, case=case, now=now)))
        return count

    async def _mark(self, session: Session, opened: Opened, found: Evidence) -> Evidence:
        after = await self._evidence.set_state(session, found, marked=True, taken_down=None)
        await self._evidence.note(session, found, CustodyAct.MARKED_PUBLIC, opened.member, opened.now)
        if is_public(opened.case, opened.now):
            return await self._record(session, opened.case, after, opened.now)
        return after

    async def _record(self, session: Session, case: Case, found: Evidence, now: datetime) -> Evidence:
        entry = await self._ledger.append(session, RECORDED, found.id, record(found, case.number))
        await self._evidence.note(session, found, CustodyAct.RECORDED, None, now, str(entry.offset))
        return await self._evidence.set_state(session, found, recorded=entry.offset, recorded_hash=entry.hash)

    async def _take_back(self, session: Session, opened: Opened, found: Evidence, reason: str) -> Evidence:
        if found.recorded is None:
            await self._evidence.note(session, found, CustodyAct.UNMARKED, opened.member, opened.now)
            return await self._evidence.set_state(session, found, marked=False)
        if not reason:
            sentence = "Say why it is taken down; the ledger keeps the reason."
            raise Refused("reason_required", sentence, {"field": "reason"})
        await self._ledger.tombstone(session, found.id, reason)
        await self._evidence.note(session, found, CustodyAct.TAKEN_DOWN, opened.member, opened.now, reason)
        return await self._evidence.set_state(
            session, found, marked=False, recorded=None, recorded_hash=None, taken_down=reason
        )
