"""What community answers about tips: to sources by their proof, to custodians by their session. Thin."""

import logging
from datetime import UTC, date, datetime

from services.community.callers import Caller, Callers
from services.community.cases.store import CasesStore
from services.community.limits import Rate
from services.community.members_store import MembersStore
from services.community.tips import tip as rules
from services.community.tips.store import TipsStore
from services.community.tips.tip import Secret, Tip
from services.community.tokens import digest, new_id
from services.community.tries_store import TriesStore
from shared.contracts import tip as contract
from shared.contracts.base import MemberId
from shared.contracts.case import CaseFields, CaseOrigin
from shared.contracts.community import Role
from shared.contracts.tip import EntryKind
from shared.errors import Refused

log = logging.getLogger(__name__)
_CLOSED = "Nobody can open tips at the moment, so none are taken."
_UNKNOWN = "There is no tip for this receipt, or it was deleted."


class Tips:
    """Request handlers over sealed tips."""

    def __init__(
        self,
        callers: Callers,
        members: MembersStore,
        tries: TriesStore,
        cases: CasesStore,
        store: TipsStore,
        secret: Secret,
        days: int,
    ) -> None:
        """`days` is how long a tip is kept after the last act."""
        self._callers = callers
        self._members = members
        self._tries = tries
        self._cases = cases
        self._store = store
        self._secret = secret
        self._days = days
        self._right_secret = False

    async def prepare(self) -> None:
        """See whether the secret is the one that receipts were made with; with another one no tips are taken."""
        self._right_secret = await self._store.secret_is(self._secret.mark)
        if not self._right_secret:
            log.error("no tips are taken: receipts were made with another secret; set ACHYK_COMMUNITY_TIPS_SECRET")

    # --- the source ----------------------------------------------------------------------------------------

    async def tip_line(self, ask: contract.AskTipLine) -> contract.TipLine:
        """Whether tips can be taken, and to whose keys they are sealed."""
        recipients = [contract.Recipient(key=one.key, public=locked.public) for one, locked in await self._recipients()]
        return contract.TipLine(recipients=recipients, salt=self._secret.salt, keep_days=self._days)

    async def keep_piece(self, ask: contract.AskKeepPiece) -> contract.PieceKept:
        """Keep a sealed piece of a file."""
        today = await self._turn(rules.PIECES)
        await self._store.keep_piece(self._secret.lookup(ask.proof), ask.file, ask.number, ask.box, today)
        return contract.PieceKept()

    async def file_tip(self, ask: contract.AskFileTip) -> contract.TipFiled:
        """A new tip; the same once more changes nothing, and other words with the same receipt are added."""
        today = await self._turn(rules.FILING)
        await self._require_sealed(ask.entry)
        new = Tip(
            new_id("tip"),
            self._secret.lookup(ask.proof),
            ask.public,
            contract.TipStatus.NEW,
            created=today,
            acted=today,
            entries=1,
            files=len(ask.entry.files),
        )
        if await self._store.file(new, ask.entry):
            return contract.TipFiled(new=True)
        return await self._add(ask.proof, ask.entry, today)

    async def add_to_tip(self, ask: contract.AskAddToTip) -> contract.TipFiled:
        """More words or files of the same source."""
        today = await self._turn(rules.FILING)
        await self._require_sealed(ask.entry)
        return await self._add(ask.proof, ask.entry, today)

    async def tip_replies(self, ask: contract.AskTipReplies) -> contract.TipReplies:
        """The conversation, without what the source wrote."""
        await self._turn(rules.RETURNING)
        found = await self._of_proof(ask.proof)
        await self._store.came_back(found)
        items = [
            contract.ForSource(kind=one.entry.kind, day=one.day, box=one.entry.for_source, files=len(one.entry.files))
            for one in await self._store.entries(found.id)
            if one.entry.kind is not EntryKind.NOTE
        ]
        keep_until = str(rules.keep_until(found, self._days))
        return contract.TipReplies(closed=found.status is contract.TipStatus.CLOSED, keep_until=keep_until, items=items)

    async def withdraw_tip(self, ask: contract.AskWithdrawTip) -> contract.TipGone:
        """The source deletes everything."""
        await self._turn(rules.RETURNING)
        await self._store.withdraw((await self._of_proof(ask.proof)).id)
        return contract.TipGone()

    async def _add(self, proof: str, entry: contract.SealedEntry, today: date) -> contract.TipFiled:
        def change(before: Tip) -> Tip:
            rules.require_room(before)
            return rules.after_words(before, today, len(entry.files))

        found = await self._of_proof(proof)
        return contract.TipFiled(new=await self._store.add(found.id, entry, change, today, by=""))

    async def _of_proof(self, proof: str) -> Tip:
        found = await self._store.by_lookup(self._secret.lookup(proof))
        if found is None:
            raise Refused("not_found", _UNKNOWN)
        return found

    async def _require_sealed(self, entry: contract.SealedEntry) -> None:
        """Words of a source, sealed to somebody who can open them today."""
        present = {one.key for one, _ in await self._recipients()}
        if not self._right_secret or not present.intersection(entry.wraps):
            raise Refused("closed", _CLOSED)
        if entry.kind is not EntryKind.WORDS or entry.for_source:
            raise Refused("invalid", "A source sends words.", {"field": "kind"})

    # --- the desk ------------------------------------------------------------------------------------------

    async def tips(self, ask: contract.AskTips) -> contract.TipDesk:
        """The list of the desk, with nothing of what tips say."""
        caller = await self._callers("tips", ask.token)
        recipients = [one for one, _ in await self._recipients()]
        own = await self._own(caller)
        readable = await self._store.readable(own[0]) if own else set()
        filed, came_back = await self._store.numbers()
        return contract.TipDesk(
            items=[self._shown(one, one.id in readable) for one in await self._store.desk()],
            own_key=own[0] if own else None,
            recipients=recipients,
            filed=filed,
            came_back=came_back,
            keep_days=self._days,
        )

    async def tip(self, ask: contract.AskTip) -> contract.SealedTip:
        """A tip with everything sealed in it, and the caller's own locked key."""
        caller = await self._callers("tip", ask.token)
        found = await self._store.tip(ask.tip)
        entries = await self._store.entries(found.id)
        recipients = await self._recipients()
        own = await self._own(caller)
        names = await self._members.names([one.by for one in entries if one.by])
        return contract.SealedTip(
            tip=self._shown(found, own is not None and any(own[0] in one.entry.wraps for one in entries)),
            source=found.public,
            own_key=own[0] if own else None,
            locked=own[1] if own else None,
            entries=[one.model_copy(update={"by": names.get(one.by, "")}) for one in entries],
            recipients=[contract.Recipient(key=one.key, public=locked.public) for one, locked in recipients],
            lacking=[one for one, _ in recipients if any(one.key not in each.entry.wraps for each in entries)],
        )

    async def tip_piece(self, ask: contract.AskTipPiece) -> contract.TipPiece:
        """A sealed piece of a file."""
        await self._callers("tip_piece", ask.token)
        box, pieces = await self._store.piece(ask.tip, ask.file, ask.number)
        return contract.TipPiece(box=box, pieces=pieces)

    async def write_on_tip(self, ask: contract.AskWriteOnTip) -> contract.DeskTip:
        """A reply to the source, or a note that the source never sees."""
        caller = await self._callers("write_on_tip", ask.token)
        entry, today = ask.entry, _today()
        if entry.files or bool(entry.for_source) is not (entry.kind is EntryKind.REPLY):
            raise Refused("invalid", "A reply is sealed to the source, a note is not; neither has files.")
        await self._store.tip(ask.tip)
        await self._store.add(
            ask.tip, entry, lambda before: rules.after_desk_entry(before, entry.kind, today), today, caller.id
        )
        return self._shown(await self._store.tip(ask.tip))

    async def move_tip(self, ask: contract.AskMoveTip) -> contract.DeskTip:
        """Open, close or reopen a tip."""
        await self._callers("move_tip", ask.token)

        def change(before: Tip) -> Tip:
            rules.require_seen(before, ask.revision)
            return rules.moved(before, ask.status, _today())

        return self._shown(await self._store.change(ask.tip, change))

    async def clear_tip(self, ask: contract.AskClearTip) -> contract.TipCleared:
        """Delete what the source sent and keep the replies, or delete everything."""
        await self._callers("clear_tip", ask.token)
        rules.require_seen(await self._store.tip(ask.tip), ask.revision)
        if ask.everything:
            await self._store.withdraw(ask.tip)
            return contract.TipCleared(tip=None)

        def change(before: Tip, left: int) -> Tip:
            rules.require_seen(before, ask.revision)
            return rules.cleared(before, left, _today())

        return contract.TipCleared(tip=self._shown(await self._store.clear(ask.tip, change)))

    async def share_tip(self, ask: contract.AskShareTip) -> contract.DeskTip:
        """Let further custodians open a tip; only whoever can open it can make what is sealed to them."""
        await self._callers("share_tip", ask.token)
        present = {one.key for one, _ in await self._recipients()}
        if any(key not in present for of_entry in ask.wraps.values() for key in of_entry):
            raise Refused("invalid", "Tips are shared with custodians only.", {"field": "wraps"})
        await self._store.tip(ask.tip)
        await self._store.share(ask.tip, ask.wraps)
        return self._shown(await self._store.tip(ask.tip))

    async def tip_to_case(self, ask: contract.AskTipToCase) -> contract.TipConverted:
        """A private case of what the custodian writes; it neither quotes nor names the tip."""
        caller = await self._callers("tip_to_case", ask.token)
        before = await self._store.tip(ask.tip)
        if before.case:
            return contract.TipConverted(case=before.case)
        rules.require_seen(before, ask.revision)
        fields = CaseFields(title=ask.title, summary=ask.summary, origin=CaseOrigin.TIP)
        case = await self._cases.create(caller.id, fields, digest(f"case of {ask.tip}")[:32], datetime.now(UTC))
        await self._store.change(ask.tip, lambda tip: rules.converted(tip, case.id, _today()))
        return contract.TipConverted(case=case.id)

    async def set_tip_key(self, ask: contract.AskSetTipKey) -> contract.TipKeySet:
        """A custodian's new key."""
        caller = await self._callers("set_tip_key", ask.token)
        return contract.TipKeySet(key=await self._store.set_key(caller.id, ask.locked, _today()))

    async def custodians(self) -> list[MemberId]:
        """Members to whom tips are sealed now."""
        return [one.member for one, _ in await self._recipients()]

    # --- shared --------------------------------------------------------------------------------------------

    async def _recipients(self) -> list[tuple[contract.DeskRecipient, contract.LockedKey]]:
        """The keys of members who are custodians now."""
        found = []
        for key, member, since, locked in await self._store.keys():
            account = await self._members.account(member)
            if account and Role.CUSTODIAN in account.roles:
                one = contract.DeskRecipient(key=key, member=member, name=account.name, since=since)
                found.append((one, locked))
        return found

    async def _own(self, caller: Caller) -> tuple[str, contract.LockedKey] | None:
        return next(((key, locked) for key, member, _, locked in await self._store.keys() if member == caller.id), None)

    async def _turn(self, rate: Rate) -> date:
        """Count what sources do, all together. Raises `Refused("too_many_attempts")`."""
        now = datetime.now(UTC)
        await self._tries.take_turn(rate, digest(rate.name), now)
        return rules.day_of(now)

    def _shown(self, tip: Tip, readable: bool = True) -> contract.DeskTip:
        return contract.DeskTip(
            id=tip.id,
            status=tip.status,
            waiting=tip.waiting,
            came_back=tip.came_back,
            created=str(tip.created),
            acted=str(tip.acted),
            keep_until=str(rules.keep_until(tip, self._days)),
            entries=tip.entries,
            files=tip.files,
            cleared=tip.cleared,
            readable=readable,
            case=tip.case,
            revision=tip.revision,
        )


def _today() -> date:
    return rules.day_of(datetime.now(UTC))
