"""Evidence from the piece that arrives to the entry in the ledger, on real servers."""

import asyncio
import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.community.cases.store import CasesStore
from services.community.evidence.publicity import Publicity
from services.community.evidence.store import EvidenceStore
from services.community.ledger.store import Keys, LedgerStore
from services.community.ledger.verifying import check_receipt
from shared.contracts import evidence as contract
from shared.contracts.case import Seat
from shared.contracts.community import Session
from shared.contracts.evidence import PIECE_BYTES, CustodyAct, EvidenceKind, FilePart
from shared.errors import Refused
from tests.integration.community.cases.team import Team
from tests.integration.community.conftest import Community
from tests.unit.community.hostile import CANARY, armed_pdf, picture

PHOTO = picture(size=(640, 480), comment=CANARY.encode())


@pytest.fixture
async def team(community: Community) -> Team:
    return Team(community, await community.joined("lead@achyk.example"))


class Bench:
    """What a team does with evidence of one case."""

    def __init__(self, team: Team, case: str) -> None:
        self.team, self.case = team, case
        self.ask = team.community.ask

    async def begin(self, data: bytes, name: str = "жол.jpg", token: str | None = None, **more: Any) -> contract.Upload:
        fields: dict[str, Any] = {"title": "The road", "key": "f" * 20, **more}
        digest = hashlib.sha256(data).hexdigest()
        question = contract.AskBeginEvidence(
            token=token or self.team.lead.token, case=self.case, name=name, size=len(data), sha256=digest, **fields
        )
        return await self.ask("begin_evidence", question, contract.Upload)

    async def put(self, upload: contract.Upload, data: bytes, offset: int) -> contract.Upload:
        piece = base64.b64encode(data[offset : offset + PIECE_BYTES]).decode()
        question = contract.AskPutEvidencePiece(
            token=self.team.lead.token, case=self.case, upload=upload.id, offset=offset, data=piece
        )
        return await self.ask("put_evidence_piece", question, contract.Upload)

    async def finish(self, upload: contract.Upload) -> contract.EvidenceItem:
        question = contract.AskFinishEvidence(token=self.team.lead.token, case=self.case, upload=upload.id)
        return await self.ask("finish_evidence", question, contract.EvidenceItem)

    async def hand_in(self, data: bytes, name: str = "жол.jpg", **more: Any) -> contract.EvidenceItem:
        upload = await self.begin(data, name, **more)
        for offset in range(upload.received, len(data), PIECE_BYTES):
            await self.put(upload, data, offset)
        return await self.finish(upload)

    async def add(self, kind: EvidenceKind, text: str, key: str = "n" * 20) -> contract.EvidenceItem:
        question = contract.AskAddEvidence(
            token=self.team.lead.token, case=self.case, key=key, kind=kind, title="What was said", text=text
        )
        return await self.ask("add_evidence", question, contract.EvidenceItem)

    async def listed(self, token: str | None) -> contract.EvidenceList:
        question = contract.AskEvidenceOfCase(token=token, case=self.case)
        return await self.ask("evidence_of_case", question, contract.EvidenceList)

    async def bytes_of(self, which: str, part: FilePart, token: str | None) -> bytes:
        data, offset = b"", 0
        while True:
            question = contract.AskEvidencePiece(token=token, case=self.case, id=which, part=part, offset=offset)
            piece = await self.ask("evidence_piece", question, contract.EvidencePiece)
            data += base64.b64decode(piece.data)
            if piece.next is None:
                return data
            offset = piece.next

    async def custody(self, which: str) -> list[tuple[CustodyAct, str | None]]:
        question = contract.AskCustody(token=self.team.lead.token, case=self.case, id=which)
        return [(each.act, each.by) for each in (await self.ask("custody", question, contract.Custody)).items]

    async def set_public(self, which: str, public: bool, reason: str = "") -> contract.EvidenceItem:
        question = contract.AskSetEvidencePublic(
            token=self.team.lead.token, case=self.case, id=which, public=public, reason=reason
        )
        return await self.ask("set_evidence_public", question, contract.EvidenceItem)

    async def receipt(self, which: str, token: str | None, with_number: bool = False) -> dict[str, Any]:
        question = contract.AskEvidenceReceipt(token=token, case=self.case, id=which, with_number=with_number)
        found: dict[str, Any] = json.loads(
            (await self.ask("evidence_receipt", question, contract.EvidenceReceipt)).text
        )
        return found

    async def publish_case(self, embargo: datetime | None = None) -> None:
        """What the publication gate does in the end."""
        published = {"version": 1, "hash": "0" * 64, "at": datetime.now(UTC)}
        await self.team.community.store.collection("cases").update_one(
            {"_id": self.case},
            {"$set": {"published": published, "publicTitle": "Chairs", "publicSummary": "", "embargo": embargo}},
        )


@pytest.fixture
async def bench(team: Team) -> Bench:
    return Bench(team, (await team.begin()).id)


async def test_given_a_photograph_then_the_original_is_kept_and_the_copy_tells_nothing(bench: Bench) -> None:
    token = bench.team.lead.token
    made = await bench.hand_in(PHOTO, place="Ош", latitude=40.513987, longitude=72.816011, source="From a neighbour")
    assert (made.kind, made.name, made.original.media_type) == (EvidenceKind.PHOTOGRAPH, "жол.jpg", "image/jpeg")
    assert made.original.sha256 == hashlib.sha256(PHOTO).hexdigest()
    assert (made.latitude, made.longitude, made.by) == (40.51, 72.82, "Айгүл")
    assert await bench.bytes_of(made.id, FilePart.ORIGINAL, token) == PHOTO
    copy = await bench.bytes_of(made.id, FilePart.COPY, token)
    assert made.copied
    assert hashlib.sha256(copy).hexdigest() == made.copied.sha256
    assert CANARY.encode() in PHOTO
    assert CANARY.encode() not in copy
    assert await bench.custody(made.id) == [
        (CustodyAct.RECEIVED, "Айгүл"),
        (CustodyAct.COPIED, None),
        (CustodyAct.DOWNLOADED, "Айгүл"),
    ]
    timeline = await CasesStore(bench.team.community.store).timeline(bench.case, 5, None, public=False)
    assert timeline[0]["kind"] == "evidence_added"


async def test_given_a_large_file_then_it_comes_back_whole_and_the_form_sent_twice_makes_one(bench: Bench) -> None:
    data = b"".join(bytes([place % 251]) for place in range(3 * PIECE_BYTES + 17))
    text = base64.b64encode(data)
    first = await bench.hand_in(text, "long.txt")
    second = await bench.hand_in(text, "long.txt")
    assert first.id == second.id
    assert len((await bench.listed(bench.team.lead.token)).items) == 1
    assert await bench.bytes_of(first.id, FilePart.ORIGINAL, bench.team.lead.token) == text
    again = await bench.begin(text, "long.txt")
    assert (again.received, again.done) == (len(text), first.id)
    assert await bench.team.community.store.collection("evidence_pieces").count_documents({}) == 0


async def test_given_a_service_that_stops_between_pieces_then_the_next_one_goes_on(bench: Bench) -> None:
    text = b"line of a long text\n" * 60_000
    upload = await bench.begin(text, "long.txt")
    assert (await bench.put(upload, text, 0)).received == PIECE_BYTES
    assert (await bench.put(upload, text, 0)).received == PIECE_BYTES
    assert (await bench.put(upload, text, 2 * PIECE_BYTES)).received == PIECE_BYTES, "a gap is not counted"
    other = EvidenceStore(bench.team.community.store)  # another replica, which knows nothing but the database
    row = await other.upload(bench.case, upload.id, bench.team.lead.member.id)
    assert await other.received(row) == PIECE_BYTES
    with pytest.raises(Refused, match="incomplete"):
        await bench.finish(upload)
    upload = await bench.begin(text, "long.txt")
    assert upload.received == PIECE_BYTES
    for offset in range(upload.received, len(text), PIECE_BYTES):
        upload = await bench.put(upload, text, offset)
    assert upload.received == len(text)
    made, again = await asyncio.gather(bench.finish(upload), bench.finish(upload))
    assert made.id == again.id
    assert await bench.bytes_of(made.id, FilePart.ORIGINAL, bench.team.lead.token) == text


async def test_given_a_try_that_was_interrupted_while_the_file_was_kept_then_the_next_one_keeps_it(
    bench: Bench,
) -> None:
    store = bench.team.community.store
    upload = await bench.begin(PHOTO)
    row = await EvidenceStore(store).upload(bench.case, upload.id, bench.team.lead.member.id)
    left = {"files_id": f"{row['becomes']}.original", "n": 0, "data": b"half"}
    await store.collection("evidence_files.chunks").insert_one(left)
    await bench.put(upload, PHOTO, 0)
    made = await bench.finish(upload)
    assert await bench.bytes_of(made.id, FilePart.ORIGINAL, bench.team.lead.token) == PHOTO


async def test_given_bytes_that_are_not_those_announced_then_nothing_is_kept(bench: Bench) -> None:
    upload = await bench.begin(PHOTO)
    await bench.put(upload, b"x" * len(PHOTO), 0)
    with pytest.raises(Refused, match="damaged"):
        await bench.finish(upload)
    with pytest.raises(Refused, match="file_refused") as found:
        await bench.hand_in(b"MZ not a photograph", "photo.jpg", key="g" * 20)
    assert found.value.detail["reason"] == "false_type"
    assert (await bench.listed(bench.team.lead.token)).items == []
    for name in ("evidence_pieces", "evidence_uploads", "evidence_files.files"):
        assert await bench.team.community.store.collection(name).count_documents({}) == 0


async def test_given_a_piece_that_cannot_be_then_it_is_refused(bench: Bench) -> None:
    upload = await bench.begin(PHOTO)
    with pytest.raises(Refused, match="invalid"):
        await bench.put(upload, PHOTO + b"x", 0)
    with pytest.raises(Refused, match="invalid"):
        await bench.put(upload, PHOTO, PIECE_BYTES)
    with pytest.raises(Refused, match="conflict"):
        await bench.begin(PHOTO + b"x")


async def test_given_words_then_they_are_evidence_with_a_hash_and_nothing_is_fetched(bench: Bench) -> None:
    link = await bench.add(EvidenceKind.LINK, "http://127.0.0.1/secret")
    again = await bench.add(EvidenceKind.LINK, "http://127.0.0.1/secret")
    note = await bench.add(EvidenceKind.NOTE, "He saw the road", key="m" * 20)
    assert link.id == again.id
    assert {each.id for each in (await bench.listed(bench.team.lead.token)).items} == {link.id, note.id}
    with pytest.raises(Refused, match="not_found"):
        await bench.bytes_of(note.id, FilePart.ORIGINAL, bench.team.lead.token)
    with pytest.raises(Refused, match="invalid"):
        await bench.add(EvidenceKind.PHOTOGRAPH, "a photograph", key="o" * 20)


async def test_given_somebody_outside_the_team_then_there_is_no_evidence(bench: Bench) -> None:
    made = await bench.hand_in(PHOTO)
    stranger = await bench.team.community.joined("stranger@achyk.example")
    for token in (None, stranger.token):
        with pytest.raises(Refused, match="not_found"):
            await bench.listed(token)
        with pytest.raises(Refused, match="not_found"):
            await bench.bytes_of(made.id, FilePart.COPY, token)
        with pytest.raises(Refused, match="not_found"):
            await bench.receipt(made.id, token)
    with pytest.raises(Refused, match="not_found"):
        await bench.begin(PHOTO, token=stranger.token)


async def test_given_an_upload_of_another_member_then_it_is_not_gone_on_with(bench: Bench) -> None:
    mate: Session = await bench.team.community.joined("mate@achyk.example")
    await bench.team.seat(bench.case, mate, Seat.MEMBER)
    upload = await bench.begin(PHOTO)
    question = contract.AskFinishEvidence(token=mate.token, case=bench.case, upload=upload.id)
    with pytest.raises(Refused, match="not_found"):
        await bench.ask("finish_evidence", question, contract.EvidenceItem)


async def test_given_a_published_case_then_only_marked_copies_are_public_and_the_ledger_has_them(bench: Bench) -> None:
    shown = await bench.hand_in(armed_pdf(), "contract.pdf", source="From the accountant", captured_by="Бек")
    hidden = await bench.hand_in(PHOTO, key="g" * 20)
    assert (await bench.set_public(shown.id, True)).recorded is None, "the case is not public yet"
    await bench.publish_case()
    assert [each.id for each in (await bench.listed(None)).items] == []
    publicity = publicity_of(bench)
    assert await publicity.record_waiting() == 1
    assert await publicity.record_waiting() == 0
    listed = await bench.listed(None)
    assert [each.id for each in listed.items] == [shown.id]
    public = listed.items[0]
    assert (public.source, public.captured_by, public.by, public.name) == ("", "", None, "")
    copy = await bench.bytes_of(shown.id, FilePart.COPY, None)
    assert b"Canary" not in copy
    for which, part in ((shown.id, FilePart.ORIGINAL), (hidden.id, FilePart.COPY)):
        with pytest.raises(Refused, match="not_found"):
            await bench.bytes_of(which, part, None)
    entries = [entry async for entry in ledger_of(bench).all()]
    assert [entry.kind for entry in entries] == ["key", "evidence_published"]
    assert entries[1].offset == public.recorded
    body = json.loads(entries[1].body or "")
    assert body["original"]["sha256"] == shown.original.sha256
    assert "accountant" not in (entries[1].body or "")


async def test_given_evidence_taken_down_then_it_is_gone_and_the_ledger_keeps_its_hash_and_the_reason(
    bench: Bench,
) -> None:
    made = await bench.hand_in(PHOTO)
    await bench.publish_case()
    first = await bench.set_public(made.id, True)
    assert first.recorded == 1
    with pytest.raises(Refused, match="reason_required"):
        await bench.set_public(made.id, False)
    after = await bench.set_public(made.id, False, "A passer-by can be recognised.")
    assert (after.public, after.recorded, after.taken_down) == (False, None, "A passer-by can be recognised.")
    assert (await bench.listed(None)).items == []
    with pytest.raises(Refused, match="not_found"):
        await bench.bytes_of(made.id, FilePart.COPY, None)
    entries = [entry async for entry in ledger_of(bench).all()]
    assert [entry.kind for entry in entries] == ["key", "evidence_published", "tombstone"]
    assert entries[1].body is None
    acts = [act for act, _ in await bench.custody(made.id)]
    assert acts[2:] == [CustodyAct.MARKED_PUBLIC, CustodyAct.RECORDED, CustodyAct.TAKEN_DOWN]
    assert (await bench.set_public(made.id, True)).recorded == 3


async def test_given_an_embargo_then_nothing_is_shown_or_recorded_before_its_end(bench: Bench) -> None:
    made = await bench.hand_in(PHOTO)
    await bench.publish_case(embargo=datetime.now(UTC) + timedelta(hours=1))
    assert (await bench.set_public(made.id, True)).recorded is None
    assert await publicity_of(bench).record_waiting() == 0
    await bench.publish_case(embargo=datetime.now(UTC) - timedelta(seconds=1))
    assert await publicity_of(bench).record_waiting() == 1


async def test_given_a_receipt_then_it_holds_offline_and_names_the_case_only_when_asked(bench: Bench) -> None:
    made = await bench.hand_in(PHOTO)
    receipt = await bench.receipt(made.id, bench.team.lead.token)
    check_receipt(receipt, PHOTO, [(await ledger_of(bench).signer()).public])
    assert (receipt["case"], receipt["ledger"]) == (None, None)
    assert (await bench.receipt(made.id, bench.team.lead.token, True))["case"].startswith("KG-")
    await bench.publish_case()
    public = await bench.set_public(made.id, True)
    receipt = await bench.receipt(made.id, None)
    assert receipt["ledger"]["offset"] == public.recorded
    check_receipt(receipt, PHOTO)


async def test_given_fifty_pieces_then_they_are_one_query_of_evidence(bench: Bench) -> None:
    for place in range(50):
        await bench.add(EvidenceKind.NOTE, f"Note {place}", key=f"note-{place:015}")
    asked = []
    store = EvidenceStore(bench.team.community.store)
    found = store._evidence.find

    def counting(*words: Any, **more: Any) -> Any:
        asked.append(words)
        return found(*words, **more)

    store._evidence.find = counting  # type: ignore[method-assign]
    assert len(await store.of_case(bench.case)) == 50
    assert len(asked) == 1


def ledger_of(bench: Bench) -> LedgerStore:
    return LedgerStore(bench.team.community.store, Keys(bench.team.community.store))


def publicity_of(bench: Bench) -> Publicity:
    store = bench.team.community.store
    return Publicity(store, EvidenceStore(store), CasesStore(store), ledger_of(bench))
