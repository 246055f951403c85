"""What waits for a member in the community, and whether letters say so."""

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.forms import values_of
from services.gateway.notices_view import notice_row
from services.gateway.pages.account import token_of
from services.gateway.pages.here import PREFIX, Here, after, labels_of, member_of, notice
from shared.contracts.notice import (
    AskNotices,
    AskReadNotices,
    AskSetNoticeMail,
    NoticeMail,
    Notices,
    NoticesRead,
)

ROWS: Final = 25
router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/notices")
async def notices(request: Request, here: Here, unread: str = "", after: str | None = None) -> Response:
    """The member's notices, newest first."""
    member_of(here)
    labels = labels_of(request, here)
    question = AskNotices(token=token_of(here), unread_only=bool(unread), limit=ROWS, after=after or None)
    found = await here.bus.ask("ask.community.notices", question, Notices)
    return here.render(
        request,
        "notices.html",
        rows=[notice_row(each, labels) for each in found.items],
        unread=found.unread,
        unread_only=bool(unread),
        mail=found.mail,
        next=found.next,
        first=after is None,
        notice=notice(request, labels),
    )


@router.post(f"{PREFIX}/notices/read")
async def mark_read(request: Request, here: Here) -> Response:
    """Mark one notice, or all, as read."""
    member_of(here, "/notices")
    ids = [str(one) for one in (await here.form(request)).getlist("id")]
    question = AskReadNotices(token=token_of(here), ids=ids)
    await here.bus.ask("ask.community.read_notices", question, NoticesRead)
    return after(here, "/notices", "read")


@router.post(f"{PREFIX}/notices/mail")
async def set_mail(request: Request, here: Here) -> Response:
    """Switch letters about notices on or off."""
    member_of(here, "/notices")
    mail = values_of(await here.form(request)).get("mail") == "on"
    question = AskSetNoticeMail(token=token_of(here), mail=mail)
    await here.bus.ask("ask.community.set_notice_mail", question, NoticeMail)
    return after(here, "/notices", "notice_mail_on" if mail else "notice_mail_off")
