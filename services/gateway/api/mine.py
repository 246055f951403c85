"""A member's own part of the interface: session, saved searches, inbox. Session cookie; `X-CSRF-Token` for effects."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Header, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.api.answers import PRIVATE_PROBLEMS, not_proof, private
from services.gateway.api.shapes import ListOf, NotedInbox, PlainPaging, SessionState
from services.gateway.api.tenders import PartsHere
from services.gateway.parts import parts_of
from services.gateway.sessions import note_renewal
from services.gateway.web import member_of
from shared.contracts.alert import (
    AskDeleteSearch,
    AskInbox,
    AskMarkRead,
    AskSaveSearch,
    AskSearches,
    Done,
    Inbox,
    Search,
    SearchDraft,
    Searches,
)
from shared.contracts.base import NotificationId, SearchId
from shared.contracts.community import AskSession, Member, SignedIn
from shared.errors import Refused

router = APIRouter(prefix="/api/v1", tags=["member"], responses=PRIVATE_PROBLEMS)


async def signed_in(request: Request) -> Member:
    """The member of the session cookie; 401 without one, 503 when nobody can tell."""
    parts = parts_of(request)
    token = parts.cookies.session(request)
    if token is None:
        raise HTTPException(401)
    try:
        found = await parts.bus.ask("ask.community.session", AskSession(token=token), SignedIn)
    except Refused as error:
        raise HTTPException(401, "The session has ended; sign in again.") from error
    note_renewal(request, found)
    return found


async def changing(request: Request, x_csrf_token: Annotated[str | None, Header()] = None) -> None:
    """Only requests that carry the token of this browser and session may change something."""
    parts = parts_of(request)
    cookies = parts.cookies
    if not parts.tokens.holds(x_csrf_token, cookies.browser(request), cookies.session(request)):
        raise HTTPException(403, "Send the `csrf` of /api/v1/session in the header X-CSRF-Token.")


Mine = Annotated[Member, Depends(signed_in)]
CHANGES = [Depends(changing)]
MOST_MARKED = 500
"""Notifications marked with one request."""


@router.get("/session", response_model=SessionState)
async def session(request: Request, parts: PartsHere) -> Response:
    """Who is signed in, and the token for requests that change something."""
    token = parts.cookies.session(request)
    browser = parts.cookies.browser_or_new(request)
    state = SessionState(member=await member_of(request, token), csrf=parts.tokens.make(browser, token))
    response = private(state)
    if parts.cookies.browser(request) is None:
        parts.cookies.keep_browser(response, browser)
    return response


@router.get("/searches", response_model=ListOf[Search])
async def list_searches(member: Mine, parts: PartsHere) -> Response:
    """The member's saved searches, newest first."""
    found = await parts.bus.ask("ask.alerts.searches", AskSearches(member=member.id), Searches)
    return private(ListOf[Search](items=found.items, total=found.total))


@router.post("/searches", response_model=Search, status_code=201, dependencies=CHANGES)
async def save_search(draft: SearchDraft, member: Mine, parts: PartsHere) -> Response:
    """Save a search: whoever saved it is told of what matches from now on."""
    saved = await parts.bus.ask("ask.alerts.save_search", AskSaveSearch(member=member.id, search=draft), Search)
    response = private(saved, 201)
    response.headers["Location"] = f"/api/v1/searches/{saved.id}"
    return response


@router.delete("/searches/{id}", status_code=204, dependencies=CHANGES)
async def delete_search(id: SearchId, member: Mine, parts: PartsHere) -> Response:  # noqa: A002 - the field's own word
    """Delete a saved search."""
    await parts.bus.ask("ask.alerts.delete_search", AskDeleteSearch(member=member.id, id=id), Done)
    return Response(status_code=204)


@router.get("/inbox", response_model=NotedInbox)
async def inbox(request: Request, paging: Annotated[PlainPaging, Query()], member: Mine, parts: PartsHere) -> Response:
    """The member's notifications, newest first. A raised flag is a risk indicator, not proof."""
    ask = AskInbox(member=member.id, **paging.model_dump())
    found = await parts.bus.ask("ask.alerts.inbox", ask, Inbox)
    return private(NotedInbox.model_construct(**dict(found), note=not_proof(request)))


@router.post("/inbox/read", response_model=Done, dependencies=CHANGES)
async def mark_read(
    ids: Annotated[list[NotificationId], Body(max_length=MOST_MARKED)], member: Mine, parts: PartsHere
) -> Response:
    """Mark notifications as read, at most 500 at once; an empty list marks all."""
    return private(await parts.bus.ask("ask.alerts.mark_read", AskMarkRead(member=member.id, ids=ids), Done))
