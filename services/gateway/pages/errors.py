"""What a visitor reads when something went wrong: what happened, what to do, nothing of the inside."""

from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.gateway.ports import Viewer
from services.gateway.rendering import Renderer
from services.gateway.web import language_of

KNOWN: Final = frozenset({400, 401, 403, 404, 405, 409, 410, 413, 414, 422, 429, 500, 503})


def page(request: Request, status: int) -> Response:
    """The friendly page of a status; needs no database, no broker and no session."""
    renderer: Renderer = request.app.state.renderer
    shown = status if status in KNOWN else 500 if status >= 500 else 400
    html = renderer.page("error.html", Viewer(language=language_of(request), path="/", csrf=""), status=shown)
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})
