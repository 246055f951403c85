"""A tip from its sending to its end, as its source and its custodians meet it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from services.community.callers import Callers
from services.community.members_store import MembersStore
from services.community.notices.store import NoticesStore
from services.community.sessions_store import SessionsStore
from services.community.tips.requests import Tips
from services.community.tips.room import forget, tell
from services.community.tips.store import TipsStore
from shared.contracts.community import Role
from tests.integration.community.conftest import Community

from .world import PASSPHRASE, PHOTO, Custodian, Source, receipt_in

HAPPENED = "Three bids came from one office."


async def test_a_source_sends_a_tip_a_custodian_reads_and_answers_and_the_source_reads_the_answer(
    source: Source, custodian: Custodian
) -> None:
    receipt = await source.file([("photo.jpg", PHOTO)], happened=HAPPENED, place="Ош", danger="unsure", ask_back="yes")
    assert len(receipt.split()) == 4
    (tip,) = await custodian.tips()
    assert HAPPENED not in (await custodian.get(tip)).text, "closed until the passphrase is given"
    page = await custodian.open(tip)
    assert HAPPENED in page.text
    assert "Ош" in page.text
    assert "I do not know" in page.text
    assert (await custodian.write(tip, "reply", "Which school?")).status_code == 303
    assert (await custodian.write(tip, "note", "Looks serious")).status_code == 303

    talk = await source.come_back(f"  {receipt.upper().replace(' ', ',  ')} ")
    assert "Which school?" in talk.text
    assert "Looks serious" not in talk.text
    assert HAPPENED not in talk.text, "a found receipt does not show what the source wrote"
    added = await source.add(talk, "School No. 77", [("list.txt", b"more")])
    assert "It is sealed and kept." in added.text
    assert "School No. 77" not in added.text
    opened = (await custodian.open(tip)).text
    assert "School No. 77" in opened
    assert "Looks serious" in opened
    assert "The source came back." in opened


async def test_given_a_file_then_a_custodian_saves_it_as_it_was_sent(source: Source, custodian: Custodian) -> None:
    await source.file([("../../etc/фото 1.jpg", PHOTO), ("empty.txt", b"")], happened=HAPPENED)
    (tip,) = await custodian.tips()
    page = await custodian.open(tip)
    actions = [part.split('"')[0] for part in page.text.split('action="') if "/files/f_" in part.split('"')[0]]
    assert len(actions) == 2
    saved = await custodian.send_from(page, actions[0])
    assert saved.content == PHOTO
    assert saved.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%D1%84%D0%BE%D1%82%D0%BE")
    assert saved.headers["content-type"] == "application/octet-stream"
    assert (await custodian.send_from(page, actions[1])).content == b""
    wrong = await custodian.send_from(page, actions[0], key="A" * 43 + "=")
    assert wrong.status_code == 410


async def test_given_the_same_form_twice_then_there_is_one_tip_and_the_same_receipt(
    source: Source, custodian: Custodian
) -> None:
    form = await source.form(happened=HAPPENED)
    first, second = await asyncio.gather(source.post("", form), source.post("", form))
    assert receipt_in(first) == receipt_in(second)
    (tip,) = await custodian.tips()
    assert (await custodian.open(tip)).text.count(HAPPENED) == 1
    again = await source.post("", form | {"happened": "Something else too."})
    assert receipt_in(again) == receipt_in(first)
    assert await custodian.tips() == [tip]
    assert "Something else too." in (await custodian.open(tip)).text, "other words with the same form are not lost"


async def test_given_no_custodian_with_a_key_then_the_form_is_closed_and_says_so(
    source: Source, join: Callable[[str], Awaitable[Custodian]], community: Community
) -> None:
    assert "No tips at the moment" in (await source.get()).text
    keyless = await join("keyless")
    assert "No tips at the moment" in (await source.get()).text
    await keyless.make_key()
    form = await source.form(happened=HAPPENED)
    member = (await community.who(keyless.token)).id
    await community.store.collection("members").update_one({"_id": member}, {"$set": {"roles": []}})
    assert "No tips at the moment" in (await source.post("", form)).text
    assert await community.store.collection("tips").count_documents({}) == 0


async def test_given_the_pages_for_sources_then_they_set_no_cookie_and_are_never_kept_or_indexed(
    source: Source, custodian: Custodian
) -> None:
    for language in ("ky", "ru", "en"):
        source.language = language
        receipt = await source.file(happened=HAPPENED)
        talk = await source.come_back(receipt)
        await source.add(talk, "more")
        await source.come_back("not four known words")
        await source.get("/return")
        await source.get("/nothing-here")
        await source.delete(talk, confirm="yes")
    for answer in source.answers:
        assert "set-cookie" not in answer.headers
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert "/language/" not in answer.text or answer.status_code == 404
    assert len(source.web.cookies) == 0


async def test_given_a_member_who_is_signed_in_then_the_pages_for_sources_do_not_look(
    source: Source, custodian: Custodian
) -> None:
    source.headers = {"Cookie": f"achyk_session={custodian.token}"}
    page = await source.get()
    assert "Sign out" not in page.text
    assert "set-cookie" not in page.headers


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}])
async def test_given_a_browser_that_hides_its_origin_then_the_tip_is_taken(
    source: Source, custodian: Custodian, headers: dict[str, str]
) -> None:
    source.headers = headers
    await source.file(happened=HAPPENED)


async def test_given_another_site_or_a_machine_or_an_old_form_then_nothing_is_kept(
    source: Source, custodian: Custodian, community: Community
) -> None:
    form = await source.form(happened=HAPPENED)
    source.headers = {"Sec-Fetch-Site": "cross-site"}
    assert (await source.post("", form)).status_code == 403
    source.headers = {}
    assert (await source.post("", form | {"website": "http://x"})).status_code == 422
    old = await source.post("", form | {"mark": "x" * 96})
    assert old.status_code == 422
    assert HAPPENED in old.text, "the words are still in the form"
    assert (await source.post("", form | {"happened": " "})).status_code == 422
    assert (await source.post("", form | {"happened": "\x00"})).status_code == 400
    many = [(f"{place}.txt", b"x") for place in range(4)]
    assert (await source.post("", form, many)).status_code == 422
    large = [("large.bin", b"x" * (10 * 1024 * 1024 + 1))]
    assert (await source.post("", form, large)).status_code == 422
    assert (await source.post("", form, [("huge.bin", b"x" * (12 * 1024 * 1024))])).status_code == 413
    assert await community.store.collection("tips").count_documents({}) == 0
    assert await community.store.collection("tip_pieces").count_documents({}) == 0


async def test_given_ten_megabytes_of_files_then_they_arrive_whole(source: Source, custodian: Custodian) -> None:
    part = bytes(range(251)) * 20_000
    await source.file([("a.bin", part), ("b.bin", part)], happened=HAPPENED)
    (tip,) = await custodian.tips()
    page = await custodian.open(tip)
    actions = [piece.split('"')[0] for piece in page.text.split('action="') if "/files/f_" in piece.split('"')[0]]
    assert [(await custodian.send_from(page, action)).content == part for action in actions] == [True, True]


async def test_given_a_wrong_receipt_ticket_or_passphrase_then_nothing_opens(
    source: Source, custodian: Custodian
) -> None:
    receipt = await source.file(happened=HAPPENED)
    words = receipt.split()
    assert (await source.come_back(" ".join(reversed(words)))).status_code == 422
    assert (await source.come_back("")).status_code == 422
    assert (await source.post("/return/add", {"ticket": "x" * 190, "text": "x"})).status_code == 422
    (tip,) = await custodian.tips()
    page = await custodian.open(tip, PASSPHRASE + "!")
    assert page.status_code == 422
    assert HAPPENED not in page.text


async def test_given_the_source_deletes_then_nothing_is_left(
    source: Source, custodian: Custodian, community: Community
) -> None:
    receipt = await source.file([("photo.jpg", PHOTO)], happened=HAPPENED)
    talk = await source.come_back(receipt)
    assert (await source.delete(talk)).status_code == 422, "only with the box ticked"
    assert "Your tip is deleted" in (await source.delete(talk, confirm="yes")).text
    for name in ("tips", "tip_entries", "tip_pieces"):
        assert await community.store.collection(name).count_documents({}) == 0
    assert (await source.come_back(receipt)).status_code == 422
    assert await custodian.tips() == []
    assert "1 tip was ever sent" in (await custodian.get("/en/desk/tips")).text


async def test_given_a_custodian_deletes_what_was_sent_then_the_conversation_is_left(
    source: Source, custodian: Custodian, community: Community
) -> None:
    receipt = await source.file([("photo.jpg", PHOTO)], happened=HAPPENED)
    (tip,) = await custodian.tips()
    await custodian.open(tip)
    await custodian.write(tip, "reply", "Thank you, we know enough.")
    await custodian.write(tip, "note", "done")
    page = await custodian.get(tip)
    assert (await custodian.send_from(page, f"{tip}/clear", what="sent")).status_code == 422
    assert (await custodian.send_from(page, f"{tip}/clear", what="sent", confirm="yes")).status_code == 303
    assert await community.store.collection("tip_pieces").count_documents({}) == 0
    kinds = [row["kind"] async for row in community.store.collection("tip_entries").find({})]
    assert kinds == ["reply"]
    assert "Thank you, we know enough." in (await source.come_back(receipt)).text
    assert "What the source sent is deleted." in (await custodian.get("/en/desk/tips")).text


async def test_given_a_tip_that_changed_meanwhile_then_the_custodian_sees_a_conflict(
    source: Source, custodian: Custodian
) -> None:
    receipt = await source.file(happened=HAPPENED)
    (tip,) = await custodian.tips()
    page = await custodian.open(tip)
    await source.add(await source.come_back(receipt), "One more thing.")
    conflict = await custodian.send_from(page, f"{tip}/status")
    assert conflict.status_code == 422
    assert "changed while you looked" in conflict.text
    assert (await custodian.send_from(conflict, f"{tip}/status")).status_code == 303
    assert "Closed" in (await custodian.get(tip)).text
    assert "The custodians closed this tip." in (await source.come_back(receipt)).text


async def test_given_a_second_custodian_then_earlier_tips_open_only_after_the_first_shares_them(
    source: Source, custodian: Custodian, join: Callable[[str], Awaitable[Custodian]]
) -> None:
    await source.file(happened=HAPPENED)
    second = await join("second")
    await second.make_key("another quite long passphrase")
    (tip,) = await second.tips()
    assert "Nothing of this tip is sealed to your key" in (await second.get(tip)).text
    shared = await custodian.send(tip, f"{tip}/share", passphrase=PASSPHRASE)
    assert shared.status_code == 303
    assert HAPPENED in (await second.open(tip, "another quite long passphrase")).text
    replaced = await second.make_key("a third quite long passphrase")
    assert replaced.status_code == 422
    assert (await second.make_key("a third quite long passphrase", confirm="yes")).status_code == 303
    assert "Nothing of this tip is sealed to your key" in (await second.get(tip)).text


async def test_given_a_tip_is_made_into_a_case_then_the_case_has_the_custodians_words_only(
    source: Source, custodian: Custodian, community: Community
) -> None:
    await source.file(happened=HAPPENED)
    (tip,) = await custodian.tips()
    await custodian.open(tip)
    form = await custodian.get(f"{tip}/case")
    assert HAPPENED not in form.text
    assert (await custodian.send_from(form, f"{tip}/case", title="x")).status_code == 422
    made = await custodian.send_from(form, f"{tip}/case", title="Roof of a school", summary="Three equal bids.")
    twice = await custodian.send_from(form, f"{tip}/case", title="Roof of a school", summary="Three equal bids.")
    assert made.headers["location"] == twice.headers["location"]
    (case,) = await community.store.collection("cases").find({}).to_list(None)
    assert (case["title"], case["origin"], case["visibility"]) == ("Roof of a school", "tip", "private")
    assert tip.rpartition("/")[2] not in str(case)
    assert "Made into a case" in (await custodian.get(tip)).text


async def test_given_an_administrator_then_the_desk_is_closed(
    community: Community, web: httpx.AsyncClient, source: Source, custodian: Custodian
) -> None:
    await source.file(happened=HAPPENED)
    (tip,) = await custodian.tips()
    admin = Custodian(web, (await community.joined_as(Role.ADMIN, "admin@achyk.example")).token)
    assert (await admin.get("/en/desk/tips")).status_code == 403
    assert (await admin.get(tip)).status_code == 403
    nobody = await web.get("/en/desk/tips")
    assert nobody.status_code == 303


async def test_given_ninety_quiet_days_then_a_tip_is_deleted_and_not_a_day_before(
    source: Source, custodian: Custodian, community: Community
) -> None:
    await source.file([("photo.jpg", PHOTO)], happened=HAPPENED)
    store, now = TipsStore(community.store), datetime.now(UTC)
    assert await forget(store, 90, now + timedelta(days=90)) == 0
    assert await forget(store, 90, now + timedelta(days=91)) == 1
    for name in ("tips", "tip_entries", "tip_pieces"):
        assert await community.store.collection(name).count_documents({}) == 0


async def test_given_everything_that_is_kept_then_no_time_is_finer_than_a_day(
    source: Source, custodian: Custodian, community: Community
) -> None:
    receipt = await source.file([("photo.jpg", PHOTO)], happened=HAPPENED)
    await source.add(await source.come_back(receipt), "more")
    for name in ("tips", "tip_entries", "tip_pieces", "tip_keys", "tip_facts"):
        async for row in community.store.collection(name).find({}):
            assert not [value for value in row.values() if isinstance(value, datetime)], name
            assert type(row["_id"]) is str, "no identifier with a time in it"


async def test_given_a_tip_then_custodians_are_told_the_next_morning_and_once(
    source: Source, custodian: Custodian, community: Community
) -> None:
    await source.file(happened=HAPPENED)
    members = MembersStore(community.store)
    tips, notices = TipsStore(community.store), NoticesStore(community.store)
    desk = Tips(Callers(SessionsStore(community.store, members)), members, None, None, tips, None, 90)  # type: ignore[arg-type]
    today = datetime.now(UTC).replace(hour=23)
    morning = (today + timedelta(days=1)).replace(hour=3)
    for moment in (today, morning.replace(hour=2), morning, morning.replace(hour=9)):
        await tell(desk, tips, notices, moment)
        told = await community.store.collection("notices").count_documents({"kind": "tip_arrived"})
        assert told == (1 if moment >= morning else 0)
    await custodian.open((await custodian.tips())[0])
    await tell(desk, tips, notices, morning + timedelta(days=1))
    assert await community.store.collection("notices").count_documents({"kind": "tip_arrived"}) == 1
