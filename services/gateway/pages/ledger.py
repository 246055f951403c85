"""The public ledger for people: what it is, its newest entries, its keys, and how to check it."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.ledger_view import ledger_view
from services.gateway.pages.here import PREFIX, Here, labels_of
from shared.contracts.ledger import AskLedgerKeys, AskLedgerPage, LedgerKeys, LedgerPage

NEWEST = 25
router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/ledger")
async def ledger(request: Request, here: Here) -> Response:
    """The newest entries, the keys, and how anybody checks the whole."""
    page = await here.bus.ask("ask.community.ledger_page", AskLedgerPage(limit=NEWEST), LedgerPage)
    keys = await here.bus.ask("ask.community.ledger_keys", AskLedgerKeys(), LedgerKeys)
    site = str(request.base_url).rstrip("/")
    return here.render(request, "ledger.html", ledger=ledger_view(page, keys, labels_of(request, here)), site=site)
