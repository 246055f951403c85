"""What asks for a second factor leads the member to where it is shown, or set up, and back."""

from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.gateway.web import language_of, path_without_language
from shared.contracts.base import Language
from shared.errors import Refused

CODE: Final = "second_factor_needed"
"""The refusal of community that this answers."""
CONFIRM: Final = "/sign-in/code"
SET_UP: Final = "/security/totp"


def confirm_first(request: Request, refused: Refused) -> Response:
    """Lead to where a code is typed in, or an app is set up, and from there back to where the member was."""
    page = CONFIRM if refused.detail.get("set_up") else SET_UP
    place = f"/{language_of(request).value}{page}?next={quote(back_of(request), safe='')}"
    return RedirectResponse(place, HTTPStatus.SEE_OTHER)


def back_of(request: Request) -> str:
    """Where to go on: this page, or, when a form was sent, the page that it stood on; without language."""
    if request.method in ("GET", "HEAD"):
        return path_without_language(request)
    came = urlsplit(request.headers.get("referer", ""))
    if came.netloc != request.url.netloc:
        return "/"
    first, _, rest = came.path[1:].partition("/")
    path = f"/{rest}" if first in list(Language) else came.path
    return f"{path}?{came.query}" if came.query else path
