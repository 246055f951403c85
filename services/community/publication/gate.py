"""Letting a case through: the step, the version, the timeline, the fact and the ledger in one transaction."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.community.cases import workflow
from services.community.cases.case import Case
from services.community.cases.entries import Entry
from services.community.cases.facts import published
from services.community.cases.findings import Witness, gather
from services.community.cases.store import CasesStore
from services.community.ledger.store import LedgerStore
from services.community.notices.store import NoticesStore
from services.community.publication.knowing import Knowing, Known
from services.community.publication.store import PublicationStore, Scheduled
from services.community.publication.version import Version, sealed
from shared.contracts.base import MemberId
from shared.contracts.case import CaseStep, Seat
from shared.contracts.notice import NoticeKind
from shared.errors import Refused
from shared.facts import fact_id
from shared.store import Session, Store

LEDGER_KIND = "case"
PUBLISH = workflow.OF_STEP[CaseStep.PUBLISH]
CHANGED = Refused("conflict", "Somebody else changed this meanwhile; look at it again before you save.")


class Gate:
    """Publishes cases, now or when their embargo has passed."""

    def __init__(
        self,
        store: Store,
        cases: CasesStore,
        publication: PublicationStore,
        knowing: Knowing,
        ledger: LedgerStore,
        notices: NoticesStore,
        witnesses: Sequence[Witness],
    ) -> None:
        """`witnesses` tell what the step depends on, this room among them."""
        self._store = store
        self._cases = cases
        self._publication = publication
        self._knowing = knowing
        self._ledger = ledger
        self._notices = notices
        self._witnesses = witnesses

    async def publish(self, case: Case, by: MemberId, seen: str, now: datetime) -> None:
        """Publish a case whose step was allowed, as it was `seen`; while it is under embargo, when that has passed.

        Raises `Refused`: `conflict`, `too_large`.
        """
        known = await self._seen(case, seen)

        async def work(session: Session) -> None:
            if case.embargo and case.embargo > now:
                await self._publication.schedule(session, Scheduled(case.id, case.embargo, by, seen))
                entry = Entry("scheduled", now, by, {"at": case.embargo.isoformat()})
                await self._cases.add_entry(session, case.id, entry)
            else:
                await self._publication.unschedule(session, case.id)
                await self._let_through(session, known, by, now)

        await self._store.atomically(work)

    async def correct(self, case: Case, by: MemberId, seen: str, what: str, why: str, now: datetime) -> None:
        """Publish a new version of a published case. Raises `guard`, `unchanged`, `conflict`, `too_large`."""
        known = await self._seen(case, seen)
        if case.published is None or (case.embargo and case.embargo > now):
            raise Refused("illegal_step", "Only what is public can be corrected.")
        missing = workflow.missing(PUBLISH, case, await gather(self._witnesses, case))
        if missing:
            sentence = " ".join(workflow.GUARDS[code].sentence for code in missing)
            raise Refused("guard", sentence, {"missing": missing})
        last = await self._publication.version(case.id, None)
        if last and _content(known.document(last.number)) == _content(json.loads(last.document)):
            raise Refused("unchanged", "Nothing was changed since the last version.")

        async def work(session: Session) -> None:
            await self._write(session, case, known, by, now, what, why)
            await self._publication.show(session, case.id)

        await self._store.atomically(work)

    async def publish_due(self, now: datetime) -> bool:
        """Publish one case whose embargo has passed; False when none is due.

        What no longer passes the gate is not published: its lead is told. One transaction, so that it happens once.
        """

        async def work(session: Session) -> bool:
            due = await self._publication.take_due(session, now)
            if due is None:
                return False
            case = await self._cases.case(due.case, session)
            if case is None:
                return True
            if case.embargo and case.embargo > now:  # it was moved meanwhile
                await self._publication.schedule(session, replace(due, at=case.embargo))
                return True
            known = await self._knowing.known(case)
            if known.hash != due.hash or not await self._passes(case):
                entry = Entry("not_published", now, None, {})
                await self._cases.add_entry(session, case.id, entry)
                for mate in case.team:
                    if mate.seat is Seat.LEAD:
                        key = f"not-published:{case.id}:{due.at.isoformat()}"
                        path = f"/cases/{case.id}/publish"
                        await self._notices.tell(session, mate.member, NoticeKind.CASE_STEPPED, path, key)
                return True
            await self._let_through(session, known, due.by, now)
            return True

        return await self._store.atomically(work)

    async def hide(self, session: Session, case: Case, reason: str, now: datetime) -> None:
        """Take a published case down for now: its hash and the reason stay. Raises `Refused("not_found")`."""
        if case.published is None:
            raise Refused("not_found", "There is no such case, or it is not open to you.")
        await self._publication.hide(session, case.id, reason, now)
        await self._cases.change(session, case, {"publicTitle": case.number, "publicSummary": ""}, now)
        await self._cases.add_entry(session, case.id, Entry("hidden", now, None, {"reason": reason}, public=True))
        await self._ledger.tombstone(session, case.id, reason)

    async def show_again(self, session: Session, case: Case, now: datetime) -> None:
        """Show the last version of a hidden case again, and record it anew. Raises `Refused("not_found")`."""
        version = await self._publication.version(case.id, None, session)
        if version is None or not await self._publication.show(session, case.id):
            raise Refused("not_found", "This case is not hidden.")
        body = json.loads(version.document)
        shown = {"publicTitle": body["title"], "publicSummary": body["summary"]}
        await self._cases.change(session, case, shown, now)
        await self._cases.add_entry(session, case.id, Entry("shown", now, None, {}, public=True))
        await self._ledger.append(session, LEDGER_KIND, case.id, _recorded(version))

    async def _seen(self, case: Case, seen: str) -> Known:
        known = await self._knowing.known(case)
        if known.hash != seen:
            raise CHANGED
        return known

    async def _passes(self, case: Case) -> bool:
        found = await gather(self._witnesses, case)
        return case.status in PUBLISH.come_from and not workflow.missing(PUBLISH, case, found)

    async def _let_through(self, session: Session, known: Known, by: MemberId, now: datetime) -> None:
        case = await self._cases.step(session, known.case, PUBLISH, by, "", now)
        await self._write(session, case, known, by, now)

    async def _write(
        self, session: Session, case: Case, known: Known, by: MemberId, now: datetime, what: str = "", why: str = ""
    ) -> None:
        """The version and everything that follows from it."""
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)  # as the database keeps it
        body = known.document(case.published.version + 1 if case.published else 1)
        version = sealed(body, now, what, why)
        stated = version.stated()
        changes = {"published": stated.model_dump(), "publicTitle": body["title"], "publicSummary": body["summary"]}
        after = await self._cases.change(session, case, changes, now)
        await self._publication.add_version(session, version, case.number, body["title"])
        told = {"version": version.number, "hash": version.hash} | ({"what": what, "why": why} if what else {})
        kind = "corrected" if what else "published"
        entry = Entry(kind, now, None, told, public=True, id="y_" + fact_id(kind, case.id, version.number)[:24])
        await self._cases.add_entry(session, case.id, entry)
        await self._store.record(session, [published(after, stated)])
        await self._ledger.append(session, LEDGER_KIND, case.id, _recorded(version))


def _recorded(version: Version) -> dict[str, Any]:
    """What the ledger keeps of a version: the document with its own hash."""
    body: dict[str, Any] = json.loads(version.document)
    return body | {"version_hash": version.hash, "what": version.what, "why": version.why}


def _content(body: dict[str, Any]) -> dict[str, Any]:
    """A document without what changes by itself."""
    return {name: value for name, value in body.items() if name not in ("version", "published_on")}
