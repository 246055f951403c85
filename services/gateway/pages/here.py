"""What every page starts from: the viewer's language in the address, and the `Web` of the request."""

from collections.abc import Mapping
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import Depends
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.gateway.labels import Labels
from services.gateway.ports import Web
from services.gateway.rendering import Renderer
from services.gateway.views import NOTICES
from services.gateway.web import web
from shared.contracts.base import IndicatorId, Language
from shared.contracts.community import Member
from shared.contracts.risk import AskIndicators, Indicator, Indicators
from shared.errors import Unavailable

SEE_OTHER: Final = 303
UNPROCESSABLE: Final = 422


class LanguageConvertor(StringConvertor):
    """Lets only the three languages stand in the first part of an address."""

    regex = "|".join(Language)


register_url_convertor("language", LanguageConvertor())
PREFIX: Final = "/{language:language}"
"""Prefix of all pages."""

Here = Annotated[Web, Depends(web)]
"""The `Web` of this request."""


def labels_of(request: Request, here: Web) -> Labels:
    """The words in the viewer's language."""
    renderer: Renderer = request.app.state.renderer
    return renderer.labels(here.viewer.language)


def address(here: Web, path: str) -> str:
    """`path` in the viewer's language."""
    return f"/{here.viewer.language.value}{path}"


def after(here: Web, path: str, done: str | None = None) -> Response:
    """Where a carried-out command leads: another page, so that reloading does not repeat it."""
    mark = ("&" if "?" in path else "?") + f"done={done}" if done else ""
    return RedirectResponse(address(here, path) + mark, SEE_OTHER)


def notice(request: Request, labels: Labels) -> str | None:
    """The sentence that the address asks for after a command."""
    sentence = NOTICES.get(request.query_params.get("done", ""))
    return labels.gettext(sentence) if sentence else None


def local_path(path: str | None) -> str:
    """A path of this site without language, to go back to; anything else is the first page."""
    safe = path is not None and path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if safe and path is not None else "/"


class SignInFirst(HTTPException):
    """The page is for members; the answer leads to the sign-in page and back."""

    def __init__(self, here: Web, back: str | None = None) -> None:
        """`back` is where to go after signing in, when it is another page than the one asked for."""
        location = address(here, f"/sign-in?next={quote(back or here.viewer.path, safe='')}")
        super().__init__(SEE_OTHER, headers={"Location": location})


def member_of(here: Web, back: str | None = None) -> Member:
    """The member who looks; leads visitors to the sign-in page, and then to `back` or the same page."""
    if here.viewer.member is None:
        raise SignInFirst(here, back)
    return here.viewer.member


async def catalogue_of(here: Web) -> Mapping[IndicatorId, Indicator]:
    """The indicators by id; empty while scoring does not answer, and pages then show ids."""
    try:
        return await here.catalogue.get(lambda: here.bus.ask("ask.scoring.indicators", AskIndicators(), Indicators))
    except Unavailable:
        return {}
