"""What community answers about evidence. Thin."""

import base64
import binascii

from services.community import limits
from services.community.cases.case import is_public
from services.community.cases.doors import Doors, Opened
from services.community.cases.entries import Entry
from services.community.cases.store import CasesStore
from services.community.evidence import evidence as rules
from services.community.evidence.evidence import Evidence
from services.community.evidence.files import label, require_size, type_of
from services.community.evidence.publicity import Publicity
from services.community.evidence.store import EvidenceStore, new_evidence
from services.community.evidence.workshop import Workshop
from services.community.ledger.store import LedgerStore
from services.community.members_store import MembersStore
from services.community.permissions import PERMISSIONS
from services.community.tokens import digest, new_id
from services.community.tries_store import TriesStore
from shared.contracts import evidence as contract
from shared.contracts.evidence import CustodyAct, FilePart
from shared.errors import Refused
from shared.store import Document, DuplicateKeyError, Session, Store


class EvidenceRequests:
    """Request handlers over evidence."""

    def __init__(
        self,
        store: Store,
        evidence: EvidenceStore,
        cases: CasesStore,
        publicity: Publicity,
        ledger: LedgerStore,
        doors: Doors,
        members: MembersStore,
        tries: TriesStore,
        workshop: Workshop,
    ) -> None:
        """`workshop` makes the safe copies."""
        self._store = store
        self._evidence = evidence
        self._cases = cases
        self._publicity = publicity
        self._ledger = ledger
        self._doors = doors
        self._members = members
        self._tries = tries
        self._workshop = workshop

    # --- adding --------------------------------------------------------------------------------------------

    async def begin_evidence(self, ask: contract.AskBeginEvidence) -> contract.Upload:
        """Begin to hand in a file, or go on with it."""
        opened = await self._doors.open("begin_evidence", ask.token, ask.case)
        require_size(ask.size)
        await self._take_turn(opened)
        upload = await self._evidence.begin(
            {
                "key": f"{opened.member}:{ask.case}:{ask.key}",
                "case": ask.case,
                "member": opened.member,
                "fields": fields_of(ask).model_dump(),
                "name": label(ask.name),
                "size": ask.size,
                "sha256": ask.sha256,
                "at": opened.now,
            }
        )
        if (upload["size"], upload["sha256"]) != (ask.size, ask.sha256):
            raise Refused("conflict", "Another file was begun with this form; open it again.")
        return await self._upload(upload)

    async def put_evidence_piece(self, ask: contract.AskPutEvidencePiece) -> contract.Upload:
        """Take in one piece of a file."""
        opened = await self._doors.open("put_evidence_piece", ask.token, ask.case)
        upload = await self._evidence.upload(ask.case, ask.upload, opened.member)
        try:
            data = base64.b64decode(ask.data, validate=True)
        except (binascii.Error, ValueError):
            raise Refused("invalid", "The piece is not base64.", {"field": "data"}) from None
        await self._evidence.put_piece(upload, ask.offset, data, opened.now)
        return await self._upload(upload)

    async def finish_evidence(self, ask: contract.AskFinishEvidence) -> contract.EvidenceItem:
        """Check what arrived, make its safe copy, and keep both."""
        opened = await self._doors.open("finish_evidence", ask.token, ask.case)
        upload = await self._evidence.upload(ask.case, ask.upload, opened.member)
        async with self._evidence.alone(upload):
            found = await self._evidence.evidence(ask.case, upload["becomes"]) or await self._taken_in(opened, upload)
            await self._evidence.forget(upload)
        return await self._item(opened, found)

    async def add_evidence(self, ask: contract.AskAddEvidence) -> contract.EvidenceItem:
        """Add a link, a measurement or a note."""
        opened = await self._doors.open("add_evidence", ask.token, ask.case)
        original = rules.words_of(ask.kind, ask.text)
        await self._take_turn(opened)
        made = Evidence(
            id=new_id("e"),
            case=ask.case,
            kind=ask.kind,
            fields=fields_of(ask),
            name="",
            text=ask.text,
            original=original,
            copied=None,
            added=opened.now,
            by=opened.member,
            marked=False,
            recorded=None,
            recorded_hash=None,
            taken_down=None,
        )
        return await self._item(opened, await self._add(made, f"{opened.member}:{ask.case}:{ask.key}"))

    # --- looking -------------------------------------------------------------------------------------------

    async def evidence_of_case(self, ask: contract.AskEvidenceOfCase) -> contract.EvidenceList:
        """All evidence of a case that the asking person may see."""
        opened = await self._doors.open("evidence_of_case", ask.token, ask.case)
        found = [each for each in await self._evidence.of_case(ask.case) if self._sees(opened, each)]
        names = await self._members.names([each.by for each in found if each.by]) if opened.inside else {}
        items = [rules.item(each, inside=opened.inside, by=names.get(each.by or "", "")) for each in found]
        case = opened.case
        return contract.EvidenceList(
            case=case.id,
            number=case.number,
            title=case.title if opened.inside or not case.published else case.public_title,
            items=items,
            inside=opened.inside,
            may_add=_may("add_evidence", opened),
            may_publish=_may("set_evidence_public", opened),
        )

    async def evidence_piece(self, ask: contract.AskEvidencePiece) -> contract.EvidencePiece:
        """A piece of a file: of the safe copy, or, for the team, of the original."""
        opened = await self._doors.open("evidence_piece", ask.token, ask.case)
        found = await self._found(opened, ask.id)
        original = ask.part is FilePart.ORIGINAL
        file = found.original if original else found.copied
        if file is None or (original and not opened.inside):
            raise _not_found()
        data = await self._evidence.read(found, ask.part, ask.offset)
        if data is None:
            raise _not_found()
        if original and not ask.offset:
            await self._evidence.note(None, found, CustodyAct.DOWNLOADED, opened.member, opened.now)
        following = ask.offset + len(data)
        return contract.EvidencePiece(
            name=_save_as(found, file.media_type, original=original),
            media_type=file.media_type,
            size=file.size,
            data=base64.b64encode(data).decode(),
            next=following if data and following < file.size else None,
        )

    async def custody(self, ask: contract.AskCustody) -> contract.Custody:
        """Who had a piece of evidence, and when."""
        opened = await self._doors.open("custody", ask.token, ask.case)
        rows = await self._evidence.custody(await self._found(opened, ask.id))
        names = await self._members.names([row["by"] for row in rows if row["by"]])
        return contract.Custody(items=[_custody_entry(row, names) for row in rows])

    async def evidence_receipt(self, ask: contract.AskEvidenceReceipt) -> contract.EvidenceReceipt:
        """That exactly these bytes were here at that time, signed."""
        opened = await self._doors.open("evidence_receipt", ask.token, ask.case)
        found = await self._found(opened, ask.id)
        text = rules.receipt(found, opened.case.number if ask.with_number else None, await self._ledger.signer())
        if opened.inside:
            await self._evidence.note(None, found, CustodyAct.RECEIPT_GIVEN, opened.member, opened.now)
        return contract.EvidenceReceipt(name=f"receipt-{found.sha256[:12]}.json", text=text)

    # --- making public -------------------------------------------------------------------------------------

    async def set_evidence_public(self, ask: contract.AskSetEvidencePublic) -> contract.EvidenceItem:
        """Show a piece of evidence with the published case, or take it back."""
        opened = await self._doors.open("set_evidence_public", ask.token, ask.case)
        found = await self._found(opened, ask.id)
        return await self._item(opened, await self._publicity.set(opened, found, ask.reason, public=ask.public))

    # --- inside --------------------------------------------------------------------------------------------

    async def _taken_in(self, opened: Opened, upload: Document) -> Evidence:
        data = await self._evidence.whole(upload)
        if len(data) != upload["size"]:
            raise Refused("incomplete", "Not all of the file has arrived; go on with it.")
        original = rules.file_of(data, "")
        if original.sha256 != upload["sha256"]:
            await self._evidence.forget_upload(upload)
            raise Refused("damaged", "The file was damaged on its way; hand it in again.", {"field": "file"})
        try:
            kind = type_of(upload["name"], data)
            copy = await self._workshop.copy(kind, data)
        except Refused:
            await self._evidence.forget_upload(upload)
            raise
        copied = rules.file_of(copy.data, copy.media_type) if copy else None
        original = original.model_copy(update={"media_type": kind.media_type})
        await self._evidence.keep(upload["becomes"], data, copy)
        return await self._add(new_evidence(upload, kind, original, copied, opened.now), upload["key"])

    async def _add(self, made: Evidence, key: str) -> Evidence:
        """Add with its entry in the timeline; what was added with this key before."""

        async def work(session: Session) -> Evidence:
            await self._evidence.add(session, made, key)
            data = {"evidence": made.id, "kind": made.kind.value, "title": made.title}
            await self._cases.add_entry(session, made.case, Entry("evidence_added", made.added, made.by, data))
            return made

        try:
            return await self._store.atomically(work)
        except DuplicateKeyError:
            found = await self._evidence.by_key(key)
            if found is None:
                raise
            return found

    async def _take_turn(self, opened: Opened) -> None:
        await self._tries.take_turn(limits.EVIDENCE, digest(opened.member), opened.now)
        await self._evidence.require_room(opened.case.id)

    async def _upload(self, upload: Document) -> contract.Upload:
        done = await self._evidence.evidence(upload["case"], upload["becomes"])
        received = upload["size"] if done else await self._evidence.received(upload)
        return contract.Upload(id=upload["_id"], received=received, done=done.id if done else None)

    async def _found(self, opened: Opened, id: str) -> Evidence:  # noqa: A002 - the field's own word
        found = await self._evidence.evidence(opened.case.id, id)
        if found is None or not self._sees(opened, found):
            raise _not_found()
        return found

    @staticmethod
    def _sees(opened: Opened, found: Evidence) -> bool:
        return opened.inside or (found.shown and is_public(opened.case, opened.now))

    async def _item(self, opened: Opened, found: Evidence) -> contract.EvidenceItem:
        names = await self._members.names([found.by] if found.by else [])
        return rules.item(found, inside=True, by=names.get(found.by or "", ""))


def fields_of(ask: contract.EvidenceFields) -> contract.EvidenceFields:
    """What people said of it, without what else a request carries."""
    return contract.EvidenceFields(**{name: getattr(ask, name) for name in contract.EvidenceFields.model_fields})


def _may(request: str, opened: Opened) -> bool:
    """Whether the asking member may send `request` about this case."""
    rule = PERMISSIONS[request]
    return bool(rule.relations & opened.relations) and not rule.barred & opened.relations


def _custody_entry(row: Document, names: dict[str, str]) -> contract.CustodyEntry:
    by = names.get(row["by"], "") if row["by"] else None
    return contract.CustodyEntry(at=row["at"], act=CustodyAct(row["act"]), by=by, detail=row["detail"])


def _save_as(found: Evidence, media_type: str, *, original: bool) -> str:
    """A name to save it under: that of the file for the team, nothing that tells of anybody for others."""
    if original:
        return found.name
    ending = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}.get(media_type, "txt")
    return f"{found.id}.{ending}"


def _not_found() -> Refused:
    return Refused("not_found", "There is no such evidence, or it is not open to you.")
