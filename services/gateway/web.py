"""What one request of a page can use: `web(request)` gives pages their `ports.Web`."""

import hashlib
import logging
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.gateway.catalogue import KeptCatalogue
from services.gateway.parts import Parts, parts_of
from services.gateway.ports import CSRF_FIELD, LANGUAGE_COOKIE, Ask, Index, Viewer
from services.gateway.security.checks import has_control_characters
from services.gateway.sessions import note_renewal
from shared.contracts.alert import AskUnread, Unread
from shared.contracts.base import Language
from shared.contracts.community import AskSession, Member, Session, SignedIn
from shared.errors import Refused, Unavailable

log = logging.getLogger(__name__)

_FIELDS = 300
_REPLACEMENT = "\ufffd"
_SESSION_SECONDS = 2.0
_UNREAD_SECONDS = 0.7


@dataclass(frozen=True, slots=True)
class PageWeb:
    """One request of one page."""

    parts: Parts
    viewer: Viewer
    token: str | None
    """The session token from the cookie, for the requests of community that need it."""
    client: str
    """Keyed hash of where the request comes from, so that community can count one client's tries apart."""
    browser: str
    """The value by which a member's account knows this browser again."""

    @property
    def index(self) -> Index:
        """The read model."""
        return self.parts.index

    @property
    def bus(self) -> Ask:
        """Questions to the other services."""
        return self.parts.bus

    @property
    def catalogue(self) -> KeptCatalogue:
        """The indicators."""
        return self.parts.catalogue

    @property
    def mailbox_dir(self) -> Path | None:
        """Where the embedded run's mail lies; None everywhere else."""
        return self.parts.settings.mailbox_dir

    async def form(self, request: Request, files: int = 0) -> FormData:
        """The fields of a posted form with at most so many files.

        Raises `HTTPException`: 403 without our token, 400 for text that is none.
        """
        form = await request.form(max_files=files, max_fields=_FIELDS)
        cookies = self.parts.cookies
        if not self.parts.tokens.holds(form.get(CSRF_FIELD), cookies.browser(request), self.token):
            raise HTTPException(HTTPStatus.FORBIDDEN, "The form has expired; open it again.")
        for name, value in form.multi_items():
            if files and isinstance(value, UploadFile):
                continue
            if not isinstance(value, str) or has_control_characters(name + value) or _REPLACEMENT in name + value:
                raise HTTPException(HTTPStatus.BAD_REQUEST, "A field holds something that is not text.")
        return form

    def render(self, request: Request, template: str, *, status: int = 200, **context: object) -> Response:
        """A page. The cookie for form tokens is set only when the page has a form."""
        html = self.parts.renderer.page(template, self.viewer, **context)
        response = HTMLResponse(html, status)
        response.headers["Content-Language"] = self.viewer.language.value
        response.headers["Vary"] = "Cookie, Accept-Language"
        has_form = self.viewer.csrf in html
        if has_form and self.parts.cookies.browser(request) is None:
            self.parts.cookies.keep_browser(response, self.parts.cookies.browser_or_new(request))
        if has_form or self.token or status != HTTPStatus.OK:
            response.headers["Cache-Control"] = "private, no-store"
            return response
        return unless_known(request, response)

    def keep_session(self, response: Response, session: Session) -> None:
        """Set the session cookie after a sign-in, and let the browser be known again."""
        self.parts.cookies.keep_session(response, session)
        if not session.second_factor_needed:
            self.parts.cookies.keep_known(response, self.browser)

    def drop_session(self, response: Response) -> None:
        """Delete the session cookie."""
        self.parts.cookies.drop_session(response)


async def web(request: Request) -> PageWeb:
    """The dependency of every page; made once per request."""
    known: PageWeb | None = getattr(request.state, "web", None)
    if known is None:
        parts = parts_of(request)
        token = parts.cookies.session(request)
        member = await member_of(request, token)
        viewer = Viewer(
            language=language_of(request),
            path=path_without_language(request),
            csrf=parts.tokens.make(parts.cookies.browser_or_new(request), token),
            member=member,
            unread=await unread_of(parts, member),
        )
        known = request.state.web = PageWeb(
            parts, viewer, token, parts.clients.key(request.scope).hex(), parts.cookies.known_or_new(request)
        )
    return known


async def member_of(request: Request, token: str | None) -> Member | None:
    """Who is signed in. A session that has ended, or a community that does not answer, means nobody is."""
    if token is None:
        return None
    ask = AskSession(token=token)
    try:
        found = await parts_of(request).bus.ask("ask.community.session", ask, SignedIn, timeout=_SESSION_SECONDS)
    except Refused:
        return None
    except Unavailable as error:
        log.warning("pages are shown signed out: %s", error)
        return None
    note_renewal(request, found)
    return found


async def unread_of(parts: Parts, member: Member | None) -> int | None:
    """How many notifications a member has not read; None when nobody can tell now."""
    if member is None:
        return None
    try:
        ask = AskUnread(member=member.id)
        return (await parts.bus.ask("ask.alerts.unread", ask, Unread, timeout=_UNREAD_SECONDS)).unread
    except (Refused, Unavailable) as error:
        log.warning("pages are shown without the count of the inbox: %s", error)
        return None


def language_of(request: Request) -> Language:
    """The language of the address, else the one chosen before, else the browser's, else Kyrgyz."""
    first = request.url.path.split("/", 2)[1]
    for stated in (first, request.cookies.get(LANGUAGE_COOKIE, "")):
        if stated in list(Language):
            return Language(stated)
    return preferred(request.headers.get("accept-language", ""))


def preferred(accepted: str, otherwise: Language = Language.KY) -> Language:
    """The offered language that `Accept-Language` puts first; `otherwise` when it names none of them.

    >>> preferred("de, ru;q=0.7, en;q=0.9").value
    'en'
    """
    weighed: list[tuple[float, int, Language]] = []
    for place, part in enumerate(accepted[:200].split(",")):
        name, _, weight = part.partition(";")
        code = name.strip().lower().split("-")[0]
        if code in list(Language):
            weighed.append((-_weight(weight), place, Language(code)))
    return min(weighed)[2] if weighed else otherwise


def _weight(text: str) -> float:
    try:
        return float(text.strip().removeprefix("q=")) if text.strip() else 1.0
    except ValueError:
        return 0.0


def path_without_language(request: Request) -> str:
    """`/ru/search?words=…` -> `/search?words=…`, so that the page can be linked in another language."""
    path, query = request.url.path, request.url.query
    first, _, rest = path[1:].partition("/")
    if first in list(Language):
        path = "/" + rest
    return f"{path}?{query}" if query else path


def unless_known(request: Request, response: Response) -> Response:
    """`response` with an entity tag, or 304 when the browser has it already."""
    tag = f'W/"{hashlib.blake2b(bytes(response.body), digest_size=12).hexdigest()}"'
    response.headers.setdefault("Cache-Control", "no-cache")
    response.headers["ETag"] = tag
    known = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
    if request.method not in ("GET", "HEAD") or tag not in known:
        return response
    kept = {name: response.headers[name] for name in ("Cache-Control", "ETag", "Vary") if name in response.headers}
    return Response(status_code=304, headers=kept)
