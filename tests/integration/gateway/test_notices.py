"""Notices as a browser without JavaScript meets them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from services.gateway.notices_view import SENTENCES
from shared.bus import Bus
from shared.contracts.notice import (
    AskNotices,
    AskReadNotices,
    AskSetNoticeMail,
    Notice,
    NoticeKind,
    NoticeMail,
    Notices,
    NoticesRead,
)
from tests.integration.gateway.conftest import Start, World
from tests.integration.gateway.test_api import TOKEN, neighbours

ID = "w_" + "a" * 32


@dataclass
class Community:
    """What community would answer."""

    mail: bool = True
    marked: list[AskReadNotices] = field(default_factory=list)

    def register(self, bus: Bus) -> None:
        neighbours(bus)
        for name in ("notices", "read_notices", "set_notice_mail"):
            bus.answers(f"ask.community.{name}")(getattr(self, name))

    async def notices(self, ask: AskNotices) -> Notices:
        path = "/cases/c_" + "1" * 24
        item = Notice(id=ID, kind=NoticeKind.CASE_STEPPED, path=path, at=datetime(2026, 3, 2, tzinfo=UTC))
        return Notices(items=[item], total=30, unread=1, mail=self.mail, next=None if ask.after else "further")

    async def read_notices(self, ask: AskReadNotices) -> NoticesRead:
        self.marked.append(ask)
        return NoticesRead(changed=1)

    async def set_notice_mail(self, ask: AskSetNoticeMail) -> NoticeMail:
        self.mail = ask.mail
        return NoticeMail(mail=ask.mail)


@pytest.fixture
def community() -> Community:
    return Community()


@pytest.fixture
async def world(start: Start, community: Community) -> World:
    return await start(others=community.register)


async def signed_in(world: World) -> str:
    """The form token of a member."""
    world.http.cookies.set("achyk_session", TOKEN)
    return str((await world.get("/api/v1/session"))["csrf"])


async def test_given_a_visitor_then_notices_lead_to_signing_in(world: World) -> None:
    answer = await world.http.get("/en/notices")
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/sign-in?next=%2Fnotices")


async def test_given_a_notice_then_the_page_says_what_waits_and_leads_there(world: World) -> None:
    await signed_in(world)
    page = (await world.http.get("/ru/notices")).text
    assert f'<a href="/ru/cases/c_{"1" * 24}">Ваше дело перешло на следующий шаг</a>' in page
    assert 'href="/ru/notices?after=further" rel="next"' in page
    last = (await world.http.get("/ru/notices?after=further")).text
    assert 'rel="next"' not in last


async def test_given_a_member_then_notices_are_marked_and_letters_switched_off(
    world: World, community: Community
) -> None:
    token = await signed_in(world)
    posted = await world.http.post("/en/notices/read", data={"csrf_token": token, "id": ID})
    assert (posted.status_code, posted.headers["location"]) == (303, "/en/notices?done=read")
    assert community.marked[0].ids == [ID]
    await world.http.post("/en/notices/mail", data={"csrf_token": token, "mail": "off"})
    assert community.mail is False
    assert "Send these letters" in (await world.http.get("/en/notices")).text
    assert (await world.http.post("/en/notices/read", data={"id": ID})).status_code == 403


def test_given_every_kind_of_notice_then_there_is_a_sentence_for_it() -> None:
    assert set(SENTENCES) == set(NoticeKind)
