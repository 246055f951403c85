"""What community answers about the gate: claims, reviews, the other side, publishing. Thin."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from services.community import limits
from services.community.calendar.store import CalendarStore
from services.community.callers import Callers
from services.community.cases import workflow
from services.community.cases.doors import Doors, Opened
from services.community.cases.entries import Entry
from services.community.cases.findings import Witness, gather
from services.community.cases.list_store import ListStore
from services.community.cases.requests import require_revision, view_of
from services.community.cases.store import CasesStore
from services.community.cases.views import row
from services.community.members_store import MembersStore
from services.community.permissions import permits
from services.community.publication import claims as claims_of
from services.community.publication import views
from services.community.publication.gate import CHANGED, Gate
from services.community.publication.hearing import Hearing, due_date
from services.community.publication.knowing import Knowing
from services.community.publication.reviews import Review, require_words
from services.community.publication.rules_store import RulesStore
from services.community.publication.store import PublicationStore
from services.community.tokens import digest, new_id, new_token
from services.community.tries_store import TriesStore
from shared.contracts import publication as contract
from shared.contracts.case import CaseStatus, CaseStep
from shared.contracts.community import Role
from shared.errors import Refused
from shared.store import Session, Store

ASKS_IN = frozenset({CaseStatus.LEGAL_REVIEW, CaseStatus.RIGHT_OF_REPLY})
"""Where the other side can be asked: once the claims stand."""
_NO_LINK = Refused("invalid_token", "This link is not known, or it is no longer of use.")


class PublicationRequests:
    """Request handlers over the gate."""

    def __init__(
        self,
        store: Store,
        cases: CasesStore,
        lists: ListStore,
        publication: PublicationStore,
        rules: RulesStore,
        knowing: Knowing,
        gate: Gate,
        doors: Doors,
        callers: Callers,
        members: MembersStore,
        tries: TriesStore,
        calendar: CalendarStore,
        witnesses: Sequence[Witness],
    ) -> None:
        """`witnesses` tell what steps depend on, this room among them."""
        self._store = store
        self._cases = cases
        self._lists = lists
        self._publication = publication
        self._rules = rules
        self._knowing = knowing
        self._gate = gate
        self._doors = doors
        self._callers = callers
        self._members = members
        self._tries = tries
        self._calendar = calendar
        self._witnesses = witnesses

    # --- claims ----------------------------------------------------------------------------------------------

    async def case_claims(self, ask: contract.AskCaseClaims) -> contract.CaseClaims:
        """Claims, what stands against them, reviews, hearings and what publishing needs."""
        return await self._answer(await self._doors.open("case_claims", ask.token, ask.id))

    async def save_claim(self, ask: contract.AskSaveClaim) -> contract.CaseClaims:
        """Write a claim."""
        opened = await self._doors.open("save_claim", ask.token, ask.id)
        known = await self._knowing.known(opened.case)
        if set(ask.evidence) - set(known.evidence):
            raise Refused("invalid", "Choose evidence of this case.", {"field": "evidence"})
        names = {"text", "kind", "evidence", "norm", "decision"}
        claim = contract.Claim(id=ask.claim or new_id("k"), **ask.model_dump(include=names))
        if ask.claim is None and ask.key in known.draft.keys:
            return await self._answer(opened)
        _require_seen(known.draft.revision, ask.revision)
        after = claims_of.saved(known.draft, claim, ask.key, new=ask.claim is None)
        await self._write(opened, known.draft, after)
        return await self._answer(opened)

    async def move_claim(self, ask: contract.AskMoveClaim) -> contract.CaseClaims:
        """Move a claim up, or take it out."""
        opened = await self._doors.open("move_claim", ask.token, ask.id)
        before = await self._publication.draft(ask.id)
        _require_seen(before.revision, ask.revision)
        await self._write(opened, before, claims_of.moved(before, ask.claim, ask.move))
        return await self._answer(opened)

    # --- reviews ---------------------------------------------------------------------------------------------

    async def review_queue(self, ask: contract.AskReviewQueue) -> contract.ReviewQueue:
        """Cases that wait for a review by this member."""
        caller = await self._callers("review_queue", ask.token)
        now = datetime.now(UTC)
        waiting = await self._lists.waiting(caller.id, [status.value for status in ASKS_IN])
        return contract.ReviewQueue(items=[row(case, now, inside=True) for case in waiting])

    async def review_case(self, ask: contract.AskReviewCase) -> contract.CaseClaims:
        """Approve the text that was read, or say what has to change."""
        await self._callers("review_case", ask.token)
        opened = await self._doors.open("review_case", ask.token, ask.id)
        require_words(approved=ask.approved, words=ask.words)
        known = await self._knowing.known(opened.case)
        if known.hash != ask.hash:
            raise CHANGED
        expert = opened.caller is not None and Role.EXPERT in opened.caller.roles
        review = Review(opened.member, expert, ask.approved, ask.words, ask.hash, opened.now)
        entry = Entry("reviewed", opened.now, opened.member, {"approved": ask.approved})

        async def work(session: Session) -> None:
            await self._publication.add_review(session, ask.id, review)
            await self._cases.add_entry(session, ask.id, entry)

        await self._store.atomically(work)
        return await self._answer(opened)

    # --- the other side --------------------------------------------------------------------------------------

    async def ask_other_side(self, ask: contract.AskOtherSide) -> contract.OtherSideAsked:
        """Record that the other side was asked, and make its link."""
        opened = await self._doors.open("ask_other_side", ask.token, ask.id)
        if opened.case.status not in ASKS_IN and opened.case.published is None:
            raise Refused("illegal_step", "The other side is asked once the claims are being reviewed.")
        calendar, days = await self._calendar.calendar(), (await self._rules.hearing_days()).days
        due = due_date(ask.sent, days, calendar, opened.now, ask.due, ask.shortened)
        shortened = ask.shortened if due < calendar.add(ask.sent, days) else ""
        known = await self._knowing.known(opened.case)
        hearing = Hearing(
            new_id("h"), ask.id, ask.to, ask.channel.value, ask.sent, ask.proof, due, shortened, opened.now, known.hash
        )  # fmt: skip
        key, token = f"{opened.member}:{ask.key}", new_token()
        entry = Entry("other_side_asked", opened.now, opened.member, {"to": ask.to, "due": due.isoformat()})

        async def work(session: Session) -> bool:
            new = await self._publication.ask(session, hearing, key, digest(token))
            if new:
                await self._cases.add_entry(session, ask.id, entry)
            return new

        if await self._store.atomically(work):
            return contract.OtherSideAsked(hearing=hearing.id, link_token=token, due=due)
        known_one = await self._publication.hearing_of(key) or hearing
        return contract.OtherSideAsked(hearing=known_one.id, due=known_one.due)

    async def other_side_answer(self, ask: contract.AskOtherSideAnswer) -> contract.CaseClaims:
        """Enter an answer that came by letter."""
        opened = await self._doors.open("other_side_answer", ask.token, ask.id)
        if ask.hearing not in [one.id for one in await self._publication.hearings(ask.id)]:
            raise Refused("not_found", "Nobody was asked so.")
        await self._keep_statement(ask.id, ask.hearing, ask.statement, ask.signed, opened.member, opened.now)
        return await self._answer(opened)

    async def statement_form(self, ask: contract.AskStatementForm) -> contract.StatementForm:
        """What the other side is asked about, for whoever has its link."""
        return await self._form(await self._by_link(ask.link))

    async def send_statement(self, ask: contract.AskSendStatement) -> contract.StatementForm:
        """The other side's word, by its link; once."""
        hearing = await self._by_link(ask.link)
        now = datetime.now(UTC)
        await self._tries.take_turn(limits.STATEMENTS, digest(ask.client or ask.link), now)
        links = claims_of.text_problems("statement", ask.statement, (), await self._rules.denied())
        if any(one.kind is contract.ProblemKind.LINK for one in links):
            raise Refused(
                "denied_link", "Take out the link: this platform does not lead there.", {"field": "statement"}
            )
        await self._keep_statement(hearing.case, hearing.id, ask.statement, ask.signed, None, now)
        return await self._form(await self._by_link(ask.link))

    # --- publishing ------------------------------------------------------------------------------------------

    async def publish_case(self, ask: contract.AskPublishCase) -> contract.CaseClaims:
        """Let the case through, now or when its embargo has passed."""
        opened = await self._doors.open("publish_case", ask.token, ask.id)
        require_revision(opened, ask.revision)
        found = await gather(self._witnesses, opened.case)
        roles = opened.caller.roles if opened.caller else frozenset()
        workflow.take(opened.case, CaseStep.PUBLISH, found, "", roles, opened.relations, request="publish_case")
        await self._gate.publish(opened.case, opened.member, ask.hash, opened.now)
        return await self._answer(await self._doors.open("case_claims", ask.token, ask.id))

    async def correct_case(self, ask: contract.AskCorrectCase) -> contract.CaseClaims:
        """Publish a new version, with what was corrected and why."""
        opened = await self._doors.open("correct_case", ask.token, ask.id)
        require_revision(opened, ask.revision)
        await self._gate.correct(opened.case, opened.member, ask.hash, ask.what, ask.why, opened.now)
        return await self._answer(await self._doors.open("case_claims", ask.token, ask.id))

    # --- shared ----------------------------------------------------------------------------------------------

    async def _answer(self, opened: Opened) -> contract.CaseClaims:
        """The gate as it is now, for whoever opened the case."""
        case = await self._cases.case(opened.case.id) or opened.case
        opened = replace(opened, case=case)
        known = await self._knowing.known(case)
        names = await self._members.names([one.reviewer for one in known.reviews]) if opened.inside else {}
        scheduled = await self._publication.scheduled(case.id)
        roles = opened.caller.roles if opened.caller else frozenset()
        return views.view(
            known,
            await view_of(opened, self._members, self._witnesses),
            await gather(self._witnesses, case),
            names,
            opened.member,
            (await self._rules.hearing_days()).days,
            scheduled.at if scheduled else None,
            inside=opened.inside,
            may_edit=permits("save_claim", roles, opened.relations),
            may_review=permits("review_case", roles, opened.relations),
        )

    async def _write(self, opened: Opened, before: claims_of.Draft, after: claims_of.Draft) -> None:
        entry = Entry("claims_edited", opened.now, opened.member, {"claims": len(after.claims)})

        async def work(session: Session) -> None:
            await self._publication.write_draft(session, before, after)
            await self._cases.add_entry(session, opened.case.id, entry)

        await self._store.atomically(work)

    async def _keep_statement(
        self, case: str, hearing: str, statement: str, signed: str, by: str | None, now: datetime
    ) -> None:
        async def work(session: Session) -> None:
            await self._publication.answer(session, hearing, statement, signed, now)
            await self._cases.add_entry(session, case, Entry("other_side_answered", now, by, {}))

        await self._store.atomically(work)

    async def _by_link(self, link: str) -> Hearing:
        found = await self._publication.hearing_by_link(digest(link))
        if found is None:
            raise _NO_LINK
        return found

    async def _form(self, hearing: Hearing) -> contract.StatementForm:
        """What is asked, as it stands now; nothing once it is answered."""
        case = await self._cases.case(hearing.case)
        if case is None:
            raise _NO_LINK
        done = hearing.answered is not None
        claims = [] if done else list((await self._publication.draft(case.id)).claims)
        return contract.StatementForm(
            number=case.number,
            to=hearing.to,
            title="" if done else case.title,
            summary="" if done else case.summary,
            claims=[claim.model_copy(update={"evidence": []}) for claim in claims],
            due=hearing.due,
            answered=done,
        )


def _require_seen(now: int, seen: int) -> None:
    if now != seen:
        raise CHANGED
