"""A letter from its draft to the answer: who writes, approves, signs, sends; the clock; what outsiders see."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import docx
import pikepdf
import pytest

from services.community.correspondence.store import CorrespondenceStore
from services.community.correspondence.terms import day_of
from shared.contracts import case as cases
from shared.contracts import letter as contract
from shared.contracts.community import Role
from shared.contracts.letter import (
    LetterAction,
    LetterFormat,
    LetterKind,
    LetterLanguage,
    LetterStatus,
    LetterStep,
    LetterView,
    ReplyClass,
)
from shared.contracts.notice import AskNotices, NoticeKind, Notices
from shared.errors import Refused
from shared.store import Document
from tests.integration.alerts.world import until

from .conftest import Community
from .correspondence_world import FIELDS, Desk, desk_of, key, today, token_of

SIGNATURE = "Айгүл Өмүралиева"


@pytest.fixture
async def desk(community: Community) -> Desk:
    return await desk_of(community)


async def publish(desk: Desk) -> None:
    """As the publication gate does."""
    version = {"version": 1, "hash": "0" * 64, "at": datetime.now(UTC) - timedelta(minutes=1)}
    told = {"published": version, "publicTitle": desk.case.title, "status": "published"}
    await desk.community.store.collection("cases").update_one({"_id": desk.case.id}, {"$set": told})


async def facts(desk: Desk) -> list[Document]:
    """The facts of letters that were recorded, oldest first."""
    rows = await desk.community.store.collection("outbox").find({}).sort("sequence", 1).to_list(None)
    return [fact for row in rows for fact in row["facts"] if fact["type"].startswith("letter.v1")]


async def test_given_a_case_then_a_letter_goes_from_draft_to_answer_on_record(desk: Desk) -> None:
    letter = await desk.write()
    assert (letter.status, letter.number, letter.signatures) == (LetterStatus.DRAFT, None, 0)
    letter = await desk.step(letter, LetterStep.APPROVE, desk.second.token)
    assert letter.number == f"A-{today().year}-0001"
    letter = await desk.sign(letter, desk.lead)
    sent = await desk.send(letter)
    assert sent.status is LetterStatus.SENT
    assert sent.due
    assert sent.due > today() + timedelta(days=14)
    register = contract.AskRegisterLetter(**desk.change(sent, desk.lead), number="12-3", day=today())
    registered = await desk.community.ask("register_letter", register, LetterView)
    enter = contract.AskEnterReply(**desk.change(registered, desk.lead), day=today(), text="We checked.")
    answered = await desk.community.ask("enter_reply", enter, LetterView)
    assert answered.status is LetterStatus.ANSWERED
    (reply,) = answered.replies
    classify = contract.AskClassifyReply(
        **desk.change(answered, desk.lead), reply=reply.id, classed=ReplyClass.REFUSED, words="They refuse."
    )
    refused = await desk.community.ask("classify_reply", classify, LetterView)
    assert refused.status is LetterStatus.REFUSED
    assert refused.suggestion
    assert refused.suggestion.kind is LetterKind.REPORT_PROSECUTOR
    question = cases.AskCaseTimeline(token=desk.lead, id=desk.case.id)
    timeline = await desk.community.ask("case_timeline", question, cases.CaseTimeline)
    kinds = [entry.kind for entry in timeline.items]
    assert kinds[:5] == ["reply_classed", "reply", "letter_registered", "letter_sent", "letter_approved"]
    assert SIGNATURE not in timeline.model_dump_json()
    assert await facts(desk) == [], "nothing of a case that is not published is told"


async def test_given_a_template_then_the_draft_is_filled_from_the_case(desk: Desk) -> None:
    question = contract.AskLetterDraft(
        token=desk.lead, case=desk.case.id, kind=LetterKind.APPEAL, language=LetterLanguage.KY
    )
    draft = await desk.community.ask("letter_draft", question, contract.LetterDraft)
    assert desk.case.number in draft.text
    assert "ocds-h7i0z4-1" in draft.text
    assert "{" not in draft.text
    assert draft.term
    assert draft.term.confirmed is False


async def test_given_who_wrote_it_then_they_do_not_approve_it(desk: Desk) -> None:
    letter = await desk.write()
    with pytest.raises(Refused, match="own_work"):
        await desk.step(letter, LetterStep.APPROVE, desk.lead)
    edit = contract.AskEditLetter(**desk.change(letter, desk.second.token), **FIELDS | {"title": "Another title"})
    edited = await desk.community.ask("edit_letter", edit, LetterView)
    with pytest.raises(Refused, match="own_work"):
        await desk.step(edited, LetterStep.APPROVE, desk.second.token)
    assert LetterAction.APPROVE not in edited.may


async def test_given_an_approved_letter_then_it_goes_out_only_with_proof_and_a_real_signature(desk: Desk) -> None:
    letter = await desk.approved()
    with pytest.raises(Refused, match="signature_required"):
        await desk.send(letter)
    with pytest.raises(Refused, match="consent_required"):
        await desk.sign(letter, desk.lead, consent=False)
    await desk.sign(letter, desk.lead)
    with pytest.raises(Refused, match="proof_required"):
        await desk.send(letter, proof="")
    with pytest.raises(Refused, match="future_day"):
        await desk.send(letter, day=today() + timedelta(days=1))
    edit = contract.AskEditLetter(**desk.change(letter, desk.lead), **FIELDS)
    with pytest.raises(Refused, match="illegal_action"):
        await desk.community.ask("edit_letter", edit, LetterView)
    assert (await desk.send(letter)).status is LetterStatus.SENT


async def test_given_a_form_sent_twice_at_once_then_it_is_done_once(desk: Desk) -> None:
    first, second = await asyncio.gather(desk.write("one-form-one-letter"), desk.write("one-form-one-letter"))
    assert first.id == second.id
    letter = await desk.step(first, LetterStep.APPROVE, desk.second.token)
    await desk.sign(letter, desk.lead)
    question = contract.AskSendLetter(**desk.change(letter, desk.lead), channel="email", day=today(), proof="id")
    one, two = await asyncio.gather(*(desk.community.ask("send_letter", question, LetterView) for _ in range(2)))
    assert (one.revision, one.status) == (two.revision, two.status)
    with pytest.raises(Refused, match="conflict"):
        await desk.send(letter)


async def test_given_two_who_edit_at_once_then_nothing_is_overwritten_silently(desk: Desk) -> None:
    letter = await desk.write()

    def edit(title: str, token: str) -> Awaitable[LetterView]:
        question = contract.AskEditLetter(**desk.change(letter, token), **FIELDS | {"title": title})
        return desk.community.ask("edit_letter", question, LetterView)

    results = await asyncio.gather(
        edit("First title", desk.lead), edit("Second title", desk.second.token), return_exceptions=True
    )
    assert [each.code for each in results if isinstance(each, Refused)] == ["conflict"]
    (saved,) = [each for each in results if isinstance(each, LetterView)]
    assert (await desk.see(letter, desk.lead)).title == saved.title


async def test_given_an_old_sending_then_the_answer_is_late_once_and_silence_is_suggested(
    start: Callable[..., Awaitable[Community]],
) -> None:
    desk = await desk_of(await start(round_seconds=0.1))
    await publish(desk)
    letter = await desk.sent(day=today() - timedelta(days=60))

    async def late() -> bool:
        return (await desk.see(letter, desk.lead)).status is LetterStatus.OVERDUE

    await until(late)
    seen = await desk.see(letter, desk.lead)
    assert seen.suggestion
    assert seen.suggestion.kind is LetterKind.SILENCE
    told = [fact["type"] for fact in await facts(desk)]
    assert told == ["letter.v1.sent", "letter.v1.overdue"]
    notices = await desk.community.ask("notices", AskNotices(token=desk.lead), Notices)
    assert NoticeKind.LETTER_OVERDUE in [notice.kind for notice in notices.items]
    follow = contract.AskLetterDraft(
        token=desk.lead,
        case=desk.case.id,
        kind=LetterKind.SILENCE,
        language=LetterLanguage.RU,
        previous=letter.id,
    )
    draft = await desk.community.ask("letter_draft", follow, contract.LetterDraft)
    assert letter.number
    assert letter.number in draft.text


async def test_given_notice_that_it_takes_longer_then_the_clock_moves_and_reminders_with_it(desk: Desk) -> None:
    letter = await desk.sent()
    assert letter.due
    reminders = desk.community.store.collection("reminders")
    before = [row["at"] for row in await reminders.find({}).sort("at", 1).to_list(None)]
    assert len(before) == 3
    assert [day_of(at) for at in before][1] == letter.due
    until_ = letter.due + timedelta(days=20)
    prolong = contract.AskProlongLetter(**desk.change(letter, desk.lead), until=until_, reason="A check takes longer")
    longer = await desk.community.ask("prolong_letter", prolong, LetterView)
    assert longer.due == until_
    after = [row["at"] for row in await reminders.find({}).sort("at", 1).to_list(None)]
    assert len(after) == 3
    assert day_of(after[1]) == until_
    enter = contract.AskEnterReply(**desk.change(longer, desk.lead), day=today(), text="Done.")
    await desk.community.ask("enter_reply", enter, LetterView)
    assert await reminders.count_documents({}) == 0


async def test_given_a_published_case_then_outsiders_see_sent_letters_without_people_and_proofs(desk: Desk) -> None:
    draft, sent = await desk.write(), await desk.sent()
    with pytest.raises(Refused, match="not_found"):
        await desk.see(sent, None)
    await publish(desk)
    with pytest.raises(Refused, match="not_found"):
        await desk.see(draft, None)
    seen = await desk.see(sent, None)
    assert seen.sending
    assert (seen.sending.proof, seen.author, seen.signatories, seen.may) == ("", None, [], [])
    assert seen.signatures == 1
    assert (seen.addressee.email, seen.addressee.organisation) == ("", "Made-up office")
    listed = await desk.community.ask("case_letters", contract.AskCaseLetters(case=desk.case.id), contract.CaseLetters)
    assert [row.id for row in listed.items] == [sent.id]
    outside = await desk.file(sent, LetterFormat.DOCX, None)
    assert SIGNATURE not in docx_text(outside)
    assert SIGNATURE in docx_text(await desk.file(sent, LetterFormat.DOCX, desk.lead))


async def test_given_a_letter_then_its_papers_have_its_text_hash_and_watermark(desk: Desk) -> None:
    letter = await desk.write(text="Саламатсызбы! Ң, Ө жана Ү тамгалары {{ 7 * 7 }} <b>&amp;</b>.")
    text = docx_text(await desk.file(letter, LetterFormat.DOCX, desk.lead))
    assert "Ң, Ө жана Ү тамгалары {{ 7 * 7 }} <b>&amp;</b>." in text
    assert letter.hash in text
    assert "черновик" in text
    with pikepdf.open(io.BytesIO(await desk.file(letter, LetterFormat.PDF, desk.lead))) as pdf:
        assert len(pdf.pages) == 1
        assert any("DejaVu" in str(font.get("/BaseFont", "")) for font in pdf.pages[0].Resources.Font.values())
    approved = await desk.step(letter, LetterStep.APPROVE, desk.second.token)
    assert approved.hash == letter.hash
    assert "черновик" not in docx_text(await desk.file(approved, LetterFormat.DOCX, desk.lead))


async def test_given_the_link_then_the_addressee_answers_once_and_the_letter_stands_beside(desk: Desk) -> None:
    await publish(desk)
    letter = await desk.link(await desk.sent())
    token = token_of(letter)
    assert token not in str(await desk.community.store.collection("case_letters").find_one({"_id": letter.id}))
    page = await desk.community.ask("reply_page", contract.AskReplyPage(reply_token=token), contract.ReplyPage)
    assert page.text == letter.text
    assert SIGNATURE not in page.model_dump_json()
    form = key()
    await asyncio.gather(*(desk.answer(token, form, proposed=ReplyClass.FULL) for _ in range(3)))
    with pytest.raises(Refused, match="already_answered"):
        await desk.answer(token)
    seen = await desk.see(letter, None)
    assert seen.status is LetterStatus.ANSWERED
    (reply,) = seen.replies
    assert (reply.text, reply.proposed) == ("We checked: all is well.", ReplyClass.FULL)
    assert [fact["type"] for fact in await facts(desk)] == ["letter.v1.sent", "letter.v1.answered"]
    said = " ".join(str(fact["data"]) for fact in await facts(desk))
    assert "Official" not in said
    assert SIGNATURE not in said


async def test_given_number_and_code_from_paper_then_they_lead_to_the_letter_and_guessing_is_slowed(desk: Desk) -> None:
    letter = await desk.link(await desk.sent())
    assert letter.link
    assert letter.number
    good = contract.AskFindReply(number=letter.number, code=letter.link.code.lower(), client="a" * 64)
    found = await desk.community.ask("find_reply", good, contract.FoundReply)
    assert found.reply_token == token_of(letter)
    bad = contract.AskFindReply(number=letter.number, code="AAAAAAAAAA", client="b" * 64)
    codes = []
    for _ in range(7):
        with pytest.raises(Refused) as refused:
            await desk.community.ask("find_reply", bad, contract.FoundReply)
        codes.append(refused.value.code)
    assert codes[0] == "not_found"
    assert codes[-1] == "too_many_attempts"


async def test_given_a_new_link_then_the_old_one_ends(desk: Desk) -> None:
    first = await desk.link(await desk.sent())
    await desk.link(first)
    for token in (token_of(first), "x" * 43):
        with pytest.raises(Refused, match="not_found"):
            await desk.community.ask("reply_page", contract.AskReplyPage(reply_token=token), contract.ReplyPage)


async def test_given_two_raters_then_the_quality_shows_and_the_author_is_none_of_them(desk: Desk) -> None:
    expert = await desk.community.joined_as(Role.EXPERT, "expert@achyk.example")
    letter = await desk.sent()
    enter = contract.AskEnterReply(**desk.change(letter, desk.lead), day=today(), text="We checked.")
    answered = await desk.community.ask("enter_reply", enter, LetterView)
    (reply,) = answered.replies
    await publish(desk)

    def rate(token: str, stars: int) -> Awaitable[LetterView]:
        marks: dict[str, Any] = {"answers": stars, "norms": stars, "documents": 1}
        question = contract.AskRateReply(token=token, id=letter.id, reply=reply.id, **marks)
        return desk.community.ask("rate_reply", question, LetterView)

    with pytest.raises(Refused, match="own_work"):
        await rate(desk.lead, 5)
    once = await rate(desk.second.token, 3)
    assert once.replies[0].quality is None
    twice = await rate(expert.token, 5)
    quality = twice.replies[0].quality
    assert quality
    assert (quality.people, quality.answers, quality.documents) == (2, 4.0, 1.0)


async def test_given_the_answer_then_signatures_are_sealed_meanwhile_and_gone_after_their_time(desk: Desk) -> None:
    letter = await desk.sent()
    signatures = desk.community.store.collection("letter_signatures")
    kept = await signatures.find_one({"letter": letter.id})
    assert SIGNATURE.encode() not in kept["sealed"]
    enter = contract.AskEnterReply(**desk.change(letter, desk.lead), day=today(), text="We checked.")
    await desk.community.ask("enter_reply", enter, LetterView)
    letters = desk.community.store.collection("case_letters")
    row = await letters.find_one({"_id": letter.id})
    assert row["forgetAt"] > datetime.now(UTC) + timedelta(days=29)
    await letters.update_one({"_id": letter.id}, {"$set": {"forgetAt": datetime.now(UTC) - timedelta(days=1)}})
    assert await CorrespondenceStore(desk.community.store).forget_signatures(datetime.now(UTC))
    assert await signatures.count_documents({}) == 0
    assert (await desk.see(letter, desk.lead)).signatures_deleted


async def test_given_a_collective_letter_then_members_who_see_the_case_add_their_own_signature(desk: Desk) -> None:
    letter = await desk.approved(collective=True)
    await desk.community.store.collection("cases").update_one(
        {"_id": desk.case.id}, {"$set": {"visibility": "members"}}
    )
    neighbour = await desk.community.joined("neighbour@achyk.example")
    seen = await desk.sign(letter, neighbour.token, name="Нургүл", kind="organisation")
    assert [(each.name, each.mine) for each in seen.signatories] == [("Нургүл", True)]
    await desk.sign(letter, desk.lead)
    assert len((await desk.see(letter, desk.lead)).signatories) == 2
    assert len((await desk.see(letter, neighbour.token)).signatories) == 1
    unsign = contract.AskUnsignLetter(token=neighbour.token, id=letter.id)
    assert (await desk.community.ask("unsign_letter", unsign, LetterView)).signatures == 1


async def test_given_a_template_then_an_administrator_makes_a_version_and_only_harmless_ones(
    community: Community,
) -> None:
    admin = await community.joined_as(Role.ADMIN, "admin@achyk.example")
    question = contract.AskLetterTemplate(token=admin.token, kind=LetterKind.APPEAL)
    before = await community.ask("letter_template", question, contract.TemplateHistory)
    assert before.now.version == 1

    def edit(body: str, version: int = 1) -> contract.AskEditLetterTemplate:
        now = before.now.model_dump(include={"ky", "ru", "term", "on_silence", "on_refusal"})
        now["ru"] |= {"body": body}
        return contract.AskEditLetterTemplate(token=admin.token, kind=LetterKind.APPEAL, version=version, **now)

    for bad in (
        "{{ ''.__class__.__mro__ }} — many words",
        "{{ secret }} and some more words",
        "{% for a in b %} broken",
    ):
        with pytest.raises(Refused, match="bad_template"):
            await community.ask("edit_letter_template", edit(bad), contract.LetterTemplate)
    good = edit("Дело {{ case_number }}: просим проверить закупку.")
    changed = await community.ask("edit_letter_template", good, contract.LetterTemplate)
    assert changed.version == 2
    with pytest.raises(Refused, match="conflict"):
        await community.ask("edit_letter_template", edit("Другой текст про закупку целиком."), contract.LetterTemplate)
    after = await community.ask("letter_template", question, contract.TemplateHistory)
    assert [version.version for version in after.versions] == [2, 1]
    assert "KG-2026-0001" in after.preview_ru


def docx_text(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    section = document.sections[0]
    parts = [*document.paragraphs, *section.header.paragraphs, *section.footer.paragraphs]
    return "\n".join(paragraph.text for paragraph in parts)
