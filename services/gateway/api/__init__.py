"""The public REST interface under `/api/v1`, the live stream, health, and a plain page that lists it all."""

from fastapi import APIRouter

from services.gateway.api import closer, health, indicators, ledger, live, mine, organisations, overview, tenders

router = APIRouter()
for part in (
    tenders.router,
    indicators.router,
    organisations.router,
    mine.router,
    live.router,
    closer.router,
    ledger.router,
    health.router,
    overview.router,
):
    router.include_router(part)
