"""Notices are told once, mailed without private words, and reminders come true exactly once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from services.community.notices.store import NoticesStore
from shared.contracts import notice as contract
from shared.contracts.base import MemberId
from shared.contracts.notice import NoticeKind
from shared.errors import Refused
from shared.store import Session

from .conftest import Community, text_of

PATH = "/cases/c_canary0123456789"
SOON = timedelta(minutes=5)


async def seen(community: Community, token: str, **more: object) -> contract.Notices:
    question = contract.AskNotices.model_validate({"token": token, **more})
    return await community.ask("notices", question, contract.Notices)


async def test_given_the_same_key_again_then_one_notice_and_one_letter_without_private_words(
    community: Community,
) -> None:
    member = await community.joined("member@achyk.example")
    notices = NoticesStore(community.store)
    for _ in range(3):
        await notices.tell(None, member.member.id, NoticeKind.CASE_STEPPED, PATH, "case:1:published")
    letter = await community.mailbox.next()
    assert letter["To"] == "member@achyk.example"
    assert "https://achyk.example/ru/notices" in text_of(letter)
    assert "canary" not in letter.as_string()
    found = await seen(community, member.token)
    assert [(one.kind, one.path, one.read) for one in found.items] == [(NoticeKind.CASE_STEPPED, PATH, None)]
    assert (found.total, found.unread, found.mail) == (1, 1, True)
    assert community.mailbox.letters.empty()


async def test_given_notices_one_after_another_then_the_next_letter_comes_only_after_a_look(
    community: Community,
) -> None:
    member = await community.joined("member@achyk.example")
    notices = NoticesStore(community.store)
    letters = community.store.collection("letters")
    before = await letters.count_documents({})
    for place in range(3):
        await notices.tell(None, member.member.id, NoticeKind.TASK_DUE, "/tasks", f"task:{place}")
    assert await letters.count_documents({}) == before + 1
    await seen(community, member.token)
    await notices.tell(None, member.member.id, NoticeKind.TASK_DUE, "/tasks", "task:after")
    assert await letters.count_documents({}) == before + 2


async def test_given_a_member_who_switched_letters_off_then_none_is_written(community: Community) -> None:
    member = await community.joined("member@achyk.example")
    question = contract.AskSetNoticeMail(token=member.token, mail=False)
    assert (await community.ask("set_notice_mail", question, contract.NoticeMail)).mail is False
    letters = community.store.collection("letters")
    before = await letters.count_documents({})
    await NoticesStore(community.store).tell(None, member.member.id, NoticeKind.TASK_DUE, "/tasks", "task:1")
    assert await letters.count_documents({}) == before
    found = await seen(community, member.token)
    assert (found.unread, found.mail) == (1, False)


async def test_given_many_notices_then_they_come_slice_by_slice_and_are_marked_by_their_member_alone(
    community: Community,
) -> None:
    member = await community.joined("member@achyk.example")
    stranger = await community.joined("stranger@achyk.example")
    notices = NoticesStore(community.store)
    for place in range(7):
        await notices.tell(None, member.member.id, NoticeKind.REVIEW_ASKED, f"/cases/c_{place}", f"review:{place}")
    first = await seen(community, member.token, limit=4)
    rest = await seen(community, member.token, limit=4, after=first.next)
    assert [one.path for one in (*first.items, *rest.items)] == [f"/cases/c_{place}" for place in reversed(range(7))]
    assert rest.next is None
    with pytest.raises(Refused, match="invalid"):
        await seen(community, member.token, after="nothing")

    theirs = contract.AskReadNotices(token=stranger.token, ids=[first.items[0].id])
    assert (await community.ask("read_notices", theirs, contract.NoticesRead)).changed == 0
    own = theirs.model_copy(update={"token": member.token})
    assert (await community.ask("read_notices", own, contract.NoticesRead)).changed == 1
    assert (await seen(community, member.token, unread_only=True)).total == 6
    every = contract.AskReadNotices(token=member.token)
    assert (await community.ask("read_notices", every, contract.NoticesRead)).changed == 6
    assert (await seen(community, member.token)).unread == 0


async def test_given_a_transaction_that_fails_then_nobody_is_told(community: Community) -> None:
    member = await community.joined("member@achyk.example")
    notices = NoticesStore(community.store)

    async def work(session: Session) -> None:
        await notices.tell(session, member.member.id, NoticeKind.TASK_ASSIGNED, "/tasks", "task:1")
        raise Refused("conflict", "Somebody else was first.")

    with pytest.raises(Refused):
        await community.store.atomically(work)
    assert (await seen(community, member.token)).total == 0


async def test_given_due_reminders_and_several_replicas_then_each_becomes_one_notice(
    start: Callable[..., Awaitable[Community]],
) -> None:
    community = await start(round_seconds=3600)
    member = (await community.joined("member@achyk.example")).member.id
    notices, now = NoticesStore(community.store), datetime.now(UTC)
    for place in range(12):
        key = f"task:{place}"
        await notices.remind(None, key, now - SOON, member, NoticeKind.TASK_DUE, "/tasks")
    await notices.remind(None, "task:later", now + SOON, member, NoticeKind.TASK_DUE, "/tasks")
    await notices.remind(None, "task:1", now + SOON, member, NoticeKind.TASK_DUE, "/tasks")  # moved
    await notices.forget(None, "task:2")

    async def replica() -> None:
        while await NoticesStore(community.store).tell_due(now):
            pass

    await asyncio.gather(*(replica() for _ in range(3)))
    assert await told(community, member) == 10
    while await notices.tell_due(now + 2 * SOON):
        pass
    assert await told(community, member) == 12


async def told(community: Community, member: MemberId) -> int:
    return await community.store.collection("notices").count_documents({"member": member})


async def test_given_a_replica_that_dies_between_reminder_and_notice_then_both_or_neither_stands(
    start: Callable[..., Awaitable[Community]], monkeypatch: pytest.MonkeyPatch
) -> None:
    community = await start(round_seconds=3600)
    member = (await community.joined("member@achyk.example")).member.id
    notices, now = NoticesStore(community.store), datetime.now(UTC)
    await notices.remind(None, "task:1", now - SOON, member, NoticeKind.TASK_DUE, "/tasks")
    dying = NoticesStore(community.store)

    async def die(*_: object) -> None:
        raise SystemError("killed")

    monkeypatch.setattr(dying, "_tell", die)
    with pytest.raises(SystemError):
        await dying.tell_due(now)
    assert await told(community, member) == 0
    assert await notices.tell_due(now), "the reminder still stands"
    assert await told(community, member) == 1
    assert not await notices.tell_due(now)


async def test_given_a_reminder_that_falls_due_then_the_running_service_tells_it(
    start: Callable[..., Awaitable[Community]],
) -> None:
    community = await start(round_seconds=0.05)
    member = (await community.joined("member@achyk.example")).member.id
    notices = NoticesStore(community.store)
    await notices.remind(None, "task:1", datetime.now(UTC), member, NoticeKind.TASK_DUE, "/tasks")
    assert (await community.mailbox.next())["Subject"] == "Ачык: вас ждёт уведомление"
