"""The inbox: what saved searches found."""

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.labels import VERBS
from services.gateway.pages.here import PREFIX, Here, after, catalogue_of, labels_of, member_of, notice
from services.gateway.views import party, titles_of
from shared.contracts.alert import AskInbox, AskMarkRead, Done, Inbox

ROWS: Final = 25
router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/inbox")
async def inbox(request: Request, here: Here, unread: str = "", after: str | None = None) -> Response:
    """The member's notifications, newest first."""
    member = member_of(here)
    labels = labels_of(request, here)
    question = AskInbox(member=member.id, unread_only=bool(unread), limit=ROWS, after=after or None)
    found = await here.bus.ask("ask.alerts.inbox", question, Inbox)
    titles = titles_of((await catalogue_of(here)).values(), labels)
    items = [
        {
            "id": item.id,
            "ocid": item.ocid,
            "title": item.process.title or item.ocid,
            "what": labels.of(VERBS, item.verb),
            "indicator": titles.get(item.indicator, item.indicator) if item.indicator else None,
            "buyer": party(item.process.buyer),
            "amount": labels.money(item.process.value),
            "searches": ", ".join(item.searches),
            "at": item.at,
            "unread": item.read is None,
            "made_up": item.process.made_up,
        }
        for item in found.items
    ]
    return here.render(
        request,
        "inbox.html",
        items=items,
        total=found.total,
        unread=found.unread,
        next=found.next,
        unread_only=bool(unread),
        first=after is None,
        notice=notice(request, labels),
    )


@router.post(f"{PREFIX}/inbox/read")
async def mark_read(request: Request, here: Here) -> Response:
    """Mark one notification, or all, as read."""
    member = member_of(here, "/inbox")
    ids = [str(id_) for id_ in (await here.form(request)).getlist("id")]
    await here.bus.ask("ask.alerts.mark_read", AskMarkRead(member=member.id, ids=ids), Done)
    return after(here, "/inbox", "read")
