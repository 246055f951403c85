"""`/api/v1/ledger`: the public ledger in pages, as a whole in JSON Lines, and the keys that sign it."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from services.gateway.api.answers import FRESH, JSON, PROBLEMS, public
from services.gateway.api.tenders import PartsHere
from services.gateway.parts import Parts
from services.gateway.web import unless_known
from shared.contracts.base import Json
from shared.contracts.ledger import MOST, AskLedgerKeys, AskLedgerPage, LedgerEntry, LedgerKeys, LedgerPage, Offset

router = APIRouter(prefix="/api/v1", tags=["open data"], responses=PROBLEMS)
SECONDS: Final = 5.0
"""For one page of a thousand entries."""
JSON_LINES: Final = "application/jsonl"
LINES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {JSON_LINES: {}}, "description": "One entry a line, as canonical JSON (RFC 8785)"}
}
After = Annotated[Offset | None, Field(description="The offset of the last entry you have; none for the beginning.")]


class LedgerPlace(BaseModel):
    """From where on the ledger is read."""

    model_config = ConfigDict(extra="forbid")

    after: After = None


class LedgerPaging(LedgerPlace):
    """Which slice of the ledger."""

    limit: Annotated[int, Field(ge=1, le=MOST)] = MOST


class LedgerItem(LedgerEntry):
    """One entry; how to check it stands at `/ledger`."""

    body: Json = None  # the same text, as the object that it states
    """What was recorded; absent after a takedown."""


class LedgerList(BaseModel):
    """One slice of the ledger, in its order."""

    items: list[LedgerItem]
    total: int
    """Entries of the whole ledger."""
    next: int | None = None
    """Give it as `after` to get the next slice; null at the end."""


@router.get("/ledger", response_model=LedgerList)
async def ledger_page(request: Request, paging: Annotated[LedgerPaging, Query()], parts: PartsHere) -> Response:
    """Entries of the public ledger after an offset, at most 1,000. What is taken down keeps its hash."""
    page = await page_of(parts, first_of(paging.after), paging.limit)
    following = page.items[-1].offset if page.next is not None else None
    items = ",".join(entry.line() for entry in page.items)
    text = f'{{"items":[{items}],"total":{page.total},"next":{"null" if following is None else following}}}'
    return unless_known(request, Response(text, headers={"Cache-Control": FRESH}, media_type=JSON))


@router.get("/ledger.jsonl", responses=LINES)
async def whole_ledger(place: Annotated[LedgerPlace, Query()], parts: PartsHere) -> StreamingResponse:
    """The ledger from the beginning, or after an offset, to its end, for `achyk ledger verify` and for copies."""
    # The first page is asked for before the answer begins, so that a failure is still said as one.
    page = await page_of(parts, first_of(place.after), MOST)
    headers = {"Content-Disposition": 'attachment; filename="ledger.jsonl"'}
    return StreamingResponse(lines_from(parts, page), media_type=JSON_LINES, headers=headers)


@router.get("/ledger/keys", response_model=LedgerKeys)
async def ledger_keys(request: Request, parts: PartsHere) -> Response:
    """Every public key that entries were signed with, the oldest first."""
    return public(request, await parts.bus.ask("ask.community.ledger_keys", AskLedgerKeys(), LedgerKeys))


def first_of(after: int | None) -> int:
    """The offset to begin with."""
    return 0 if after is None else after + 1


async def page_of(parts: Parts, first: int, limit: int) -> LedgerPage:
    """One page of the feed."""
    question = AskLedgerPage(first=first, limit=limit)
    return await parts.bus.ask("ask.community.ledger_page", question, LedgerPage, timeout=SECONDS)


async def lines_from(parts: Parts, page: LedgerPage) -> AsyncIterator[str]:
    """The lines of `page` and of all pages after it; each is asked for when the one before it was taken."""
    while True:
        yield "".join(entry.line() + "\n" for entry in page.items)
        if page.next is None:
            return
        page = await page_of(parts, page.next, MOST)
