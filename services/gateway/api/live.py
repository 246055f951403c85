"""`/events`: facts as they happen, as server-sent events."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import APIRouter, Header, Query
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from services.gateway.api.answers import PROBLEMS, not_proof
from services.gateway.api.tenders import PartsHere
from services.gateway.live import Full, Topic, position

router = APIRouter(tags=["live"], responses=PROBLEMS)
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Listen(BaseModel):
    """What to listen to: nothing given means everything."""

    model_config = ConfigDict(extra="forbid")

    only: list[Topic] = []


@router.get("/events", response_class=StreamingResponse)
async def events(
    request: Request,
    listen: Annotated[Listen, Query()],
    parts: PartsHere,
    last_event_id: Annotated[str | None, Header()] = None,
) -> Response:
    """Events `tender`, `flag` and `numbers` as they happen; `only=numbers` narrows them.

    A flag is a risk indicator, not proof; each event `flag` says so in its `note`.

    A browser that lost the connection sends `Last-Event-ID` and is told what it missed, up to 500 events of each kind;
    beyond that an event `reset` says to read the lists again.
    """
    topics = frozenset(listen.only or Topic)
    numbers = await parts.index.live_numbers() if Topic.NUMBERS in topics else None
    try:
        listener = parts.hub.join(parts.clients.key(request.scope), topics)
    except Full:
        raise HTTPException(503, "There are too many listeners now.") from None
    stream = parts.hub.stream(listener, position(last_event_id), numbers, not_proof(request))
    return Listening(stream, leave=lambda: parts.hub.leave(listener))


class Listening(StreamingResponse):
    """A stream that gives its place up however it ends, also when it never began."""

    def __init__(self, content: AsyncIterator[bytes], leave: Callable[[], None]) -> None:
        super().__init__(content, media_type="text/event-stream", headers=HEADERS)
        self._leave = leave

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until either side ends it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._leave()
