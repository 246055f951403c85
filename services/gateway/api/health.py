"""`/health/live` and `/health/ready` on the public port: the same truth as on the internal one, without the reasons."""

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from services.gateway.api.tenders import PartsHere

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
async def live() -> Response:
    """The process runs."""
    return JSONResponse({"status": "live"})


@router.get("/ready", responses={503: {"description": "A server that the gateway needs is away, or it is stopping"}})
async def ready(parts: PartsHere) -> Response:
    """Broker and database answer and events are taken in."""
    trouble = await parts.trouble()
    return JSONResponse({"status": "not ready" if trouble else "ready"}, 503 if trouble else 200)
