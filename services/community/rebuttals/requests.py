"""What community answers about rebuttals: the form, its receipt, the desk, the register. Thin."""

from datetime import UTC, datetime

from services.community import limits
from services.community.accounts import normal_email
from services.community.callers import Caller, Callers
from services.community.cases.access import relations
from services.community.cases.case import Case, is_public
from services.community.cases.entries import Entry
from services.community.cases.store import CasesStore
from services.community.ledger.store import LedgerStore
from services.community.letters_store import write_letter
from services.community.members_store import MembersStore
from services.community.notices.store import NoticesStore
from services.community.publication.gate import Gate
from services.community.publication.personal import masked
from services.community.publication.rules_store import RulesStore
from services.community.publication.store import PublicationStore
from services.community.rebuttals import rules
from services.community.rebuttals.rules import Verdict
from services.community.rebuttals.store import Kept, RebuttalsStore
from services.community.tokens import digest, new_id, new_token
from services.community.tries_store import TriesStore
from shared.contracts import rebuttal as contract
from shared.contracts.case import Seat
from shared.contracts.community import Role
from shared.contracts.notice import NoticeKind
from shared.contracts.rebuttal import Decision
from shared.errors import Refused
from shared.store import Session, Store

_DONE = 50


class RebuttalRequests:
    """Request handlers over rebuttals."""

    def __init__(
        self,
        store: Store,
        rebuttals: RebuttalsStore,
        cases: CasesStore,
        publication: PublicationStore,
        gate_rules: RulesStore,
        gate: Gate,
        ledger: LedgerStore,
        notices: NoticesStore,
        callers: Callers,
        members: MembersStore,
        tries: TriesStore,
    ) -> None:
        """`gate_rules` holds the links that no text may lead to."""
        self._store = store
        self._rebuttals = rebuttals
        self._cases = cases
        self._publication = publication
        self._gate_rules = gate_rules
        self._gate = gate
        self._ledger = ledger
        self._notices = notices
        self._callers = callers
        self._members = members
        self._tries = tries

    async def _case_numbered(self, number: str | None) -> str | None:
        case = await self._cases.by_number(number) if number else None
        return case.id if case else None

    async def rebut(self, ask: contract.AskRebut) -> contract.RebutReceived:
        """Take a rebuttal, start its clock, confirm it by letter and tell the desk."""
        email, now = normal_email(ask.email), datetime.now(UTC)
        await self._tries.take_turn(limits.STATEMENTS, digest(ask.client or email), now)
        rebuttal, receipt = new_id("b"), new_token()
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)  # as the database keeps it
        due = rules.due(now, (await self._rebuttals.hours()).hours)
        desk = await self._members.of_office([Role.MODERATOR, Role.ADMIN])

        case = rules.case_in(ask.about) or await self._case_numbered(rules.number_in(ask.about))

        async def work(session: Session) -> bool:
            if not await self._rebuttals.add(session, rebuttal, ask, case, digest(receipt), now, due):
                return False
            await self._write_to(session, rebuttal, email, ask.language.value, now)
            path = f"/desk/rebuttals/{rebuttal}"
            for member in desk:
                await self._notices.tell(session, member, NoticeKind.REBUTTAL_CLOCK, path, f"rebuttal:{rebuttal}")
                for at in rules.reminders(due, now):
                    key = f"rebuttal:{rebuttal}:{at.isoformat()}"
                    await self._notices.remind(session, key, at, member, NoticeKind.REBUTTAL_CLOCK, path)
            return True

        if not await self._store.atomically(work):
            due = await self._rebuttals.add_receipt(ask.key, digest(receipt)) or due
        return contract.RebutReceived(receipt=receipt, due=due)

    async def rebuttal_status(self, ask: contract.AskRebuttalStatus) -> contract.RebuttalStatus:
        """What becomes of it, for whoever has the receipt."""
        found = await self._rebuttals.by_receipt(digest(ask.receipt))
        if found is None:
            raise Refused("invalid_token", "This link is not known, or it is no longer of use.")
        return contract.RebuttalStatus(
            received=found.received,
            due=found.due,
            decided=found.decided,
            decision=found.decision,
            reasons=masked(found.reasons),
        )

    # --- the desk --------------------------------------------------------------------------------------------

    async def rebuttals(self, ask: contract.AskRebuttals) -> contract.Rebuttals:
        """What waits, and what is done."""
        await self._callers("rebuttals", ask.token)
        hours = await self._rebuttals.hours()
        return contract.Rebuttals(
            waiting=[_row(one) for one in await self._rebuttals.waiting()],
            done=[_row(one) for one in await self._rebuttals.done(_DONE)],
            **hours.model_dump(),
        )

    async def rebuttal(self, ask: contract.AskRebuttal) -> contract.Rebuttal:
        """All of one."""
        await self._callers("rebuttal", ask.token)
        return await self._answer(ask.id)

    async def decide_rebuttal(self, ask: contract.AskDecideRebuttal) -> contract.Rebuttal:
        """Decide, do what was decided, and tell whoever asked."""
        caller = await self._callers.known(ask.token)
        kept, case, now = await self._open("decide_rebuttal", caller, ask.id)
        verdict = Verdict(ask.decision, tuple(dict.fromkeys(ask.checks)), ask.reasons, ask.text, ask.signed)
        public = case if case and is_public(case, now) else None
        rules.require_sound(verdict, await self._gate_rules.denied(), case_public=public is not None)

        async def work(session: Session) -> None:
            await self._rebuttals.decide(session, kept.id, verdict, public.number if public else "", caller.id, now)
            if public:
                await self._carry_out(session, verdict, public, now)
            await self._write_to(session, kept.id, normal_email(kept.email), kept.language, now)
            await self._notices.forget(session, f"rebuttal:{kept.id}")

        await self._store.atomically(work)
        return await self._answer(ask.id)

    async def show_case_again(self, ask: contract.AskShowCaseAgain) -> contract.Rebuttal:
        """Show a hidden case again."""
        caller = await self._callers.known(ask.token)
        _, case, now = await self._open("show_case_again", caller, ask.id)
        if case is None:
            raise Refused("not_found", "This case is not hidden.")
        found = case
        await self._store.atomically(lambda session: self._gate.show_again(session, found, now))
        return await self._answer(ask.id)

    async def set_rebuttal_hours(self, ask: contract.AskRebuttalHours) -> contract.RebuttalHours:
        """How long the desk has."""
        caller = await self._callers("set_rebuttal_hours", ask.token)
        return await self._rebuttals.set_hours(ask.hours, ask.source, ask.revision, caller.id, datetime.now(UTC))

    # --- the public register ---------------------------------------------------------------------------------

    async def decision_register(self, ask: contract.AskDecisionRegister) -> contract.DecisionRegister:
        """Decisions without who asked, and how the desk keeps to its hours."""
        try:
            after = datetime.fromisoformat(ask.after) if ask.after else None
        except ValueError:
            sentence = "The list cannot be continued from here; start it again."
            raise Refused("invalid", sentence, {"field": "after"}) from None
        found = await self._rebuttals.done(ask.limit + 1, after)
        hours = await self._rebuttals.hours()
        return contract.DecisionRegister(
            items=[_line(one) for one in found[: ask.limit]],
            figures=await self._figures(),
            hours=hours.hours,
            source=hours.source,
            next=_moment(found[ask.limit - 1]) if len(found) > ask.limit else None,
        )

    async def _figures(self) -> contract.DeskFigures:
        now, count = datetime.now(UTC), self._rebuttals.count
        decided = await count(decided={"$ne": None})
        in_time = await count(**{"decided": {"$ne": None}, "$expr": {"$lte": ["$decided", "$due"]}})
        return contract.DeskFigures(
            received=await count(),
            decided=decided,
            in_time=in_time,
            late=await self._rebuttals.late(now),
            published=await count(decision=Decision.PUBLISH.value),
            hidden=await count(decision=Decision.HIDE.value),
            refused=await count(decision=Decision.REFUSE.value),
            corrections=await self._publication.count_corrections(),
        )

    # --- shared ----------------------------------------------------------------------------------------------

    async def _open(self, request: str, caller: Caller, rebuttal: str) -> tuple[Kept, Case | None, datetime]:
        """The rebuttal and its case, for a moderator without a part in that case."""
        now = datetime.now(UTC)
        kept = await self._rebuttals.rebuttal(rebuttal)
        case = await self._cases.case(kept.case) if kept and kept.case else None
        found = relations(case, caller.id, caller.roles, now) if case else ()
        self._callers.require(request, caller, found)
        if kept is None:
            raise Refused("not_found", "There is no such rebuttal.")
        return kept, case, now

    async def _carry_out(self, session: Session, verdict: Verdict, case: Case, now: datetime) -> None:
        if verdict.decision is Decision.HIDE:
            await self._gate.hide(session, case, masked(verdict.reasons), now)
            return
        if verdict.decision is Decision.PUBLISH:
            body = {"case": case.id, "by": masked(verdict.signed), "text": masked(verdict.text)}
            await self._ledger.append(session, "rebuttal", case.id, body)
            await self._cases.add_entry(session, case.id, Entry("rebutted", now, None, {}, public=True))
        if verdict.decision is Decision.CORRECT:
            await self._cases.add_entry(session, case.id, Entry("correction_asked", now, None, {}))
            for mate in case.team:
                if mate.seat is Seat.LEAD:
                    key = f"correct:{case.id}:{now.isoformat()}"
                    path = f"/cases/{case.id}/publish"
                    await self._notices.tell(session, mate.member, NoticeKind.REBUTTAL_CLOCK, path, key)

    async def _write_to(self, session: Session, rebuttal: str, email: str, language: str, now: datetime) -> None:
        """A letter with a receipt; it says neither what was written nor what was decided."""
        await write_letter(self._store, session, {"to": email, "rebuttal": rebuttal, "language": language}, now)

    async def _answer(self, rebuttal: str) -> contract.Rebuttal:
        kept = await self._rebuttals.rebuttal(rebuttal)
        if kept is None:
            raise Refused("not_found", "There is no such rebuttal.")
        case = await self._cases.case(kept.case) if kept.case else None
        public = case is not None and is_public(case, datetime.now(UTC))
        return contract.Rebuttal(
            **_row(kept).model_dump(),
            name=kept.name,
            email=kept.email,
            speaks_for=kept.speaks_for,
            untrue=kept.untrue,
            proof=kept.proof,
            case=kept.case if public else None,
            case_public=public,
            hidden=bool(public and kept.case and await self._publication.hidden(kept.case)),
            text=kept.text,
            reasons=kept.reasons,
            checks=list(kept.checks),
        )


def _row(kept: Kept) -> contract.RebuttalRow:
    names = contract.RebuttalRow.model_fields
    return contract.RebuttalRow(**{name: getattr(kept, name) for name in names})


def _line(kept: Kept) -> contract.RegisterLine:
    decided = kept.decided or kept.received
    return contract.RegisterLine(
        at=decided,
        received=kept.received,
        in_time=decided <= kept.due,
        case=kept.case if kept.number else None,
        number=kept.number,
        wanted=kept.wanted,
        decision=kept.decision or Decision.REFUSE,
        reasons=masked(kept.reasons),
    )


def _moment(kept: Kept) -> str:
    return (kept.decided or kept.received).isoformat()
