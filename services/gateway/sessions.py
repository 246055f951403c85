"""Cookies: the session of a member, and the random value that form tokens are bound to."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway.security.csrf import new_browser
from shared.contracts.community import Session, SignedIn

_TOKEN_LENGTHS: Final = range(20, 101)
_BROWSER_LENGTHS: Final = range(20, 65)
_KNOWN_SECONDS: Final = 400 * 24 * 3600
"""As long as browsers keep a cookie at most."""
_LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


@dataclass(frozen=True, slots=True)
class Cookies:
    """Reads and sets our cookies. Over HTTPS they are bound to this very host (`__Host-`)."""

    https: bool

    @property
    def session_name(self) -> str:
        """Name of the session cookie."""
        return "__Host-achyk_session" if self.https else "achyk_session"

    @property
    def browser_name(self) -> str:
        """Name of the cookie that form tokens are bound to."""
        return "__Host-achyk_form" if self.https else "achyk_form"

    @property
    def known_name(self) -> str:
        """Name of the cookie by which a member's account knows the browser again."""
        return "__Host-achyk_known" if self.https else "achyk_known"

    def session(self, request: Request) -> str | None:
        """The session token, when the cookie looks like one."""
        return _sane(request.cookies.get(self.session_name), _TOKEN_LENGTHS)

    def browser(self, request: Request) -> str | None:
        """The browser's random value, when it has one."""
        return _sane(request.cookies.get(self.browser_name), _BROWSER_LENGTHS)

    def known_or_new(self, request: Request) -> str:
        """The value by which accounts know this browser again; a new one is worth nothing before it is kept."""
        return _sane(request.cookies.get(self.known_name), _BROWSER_LENGTHS) or new_browser()

    def keep_known(self, response: Response, known: str) -> None:
        """Let the browser be known again; only whoever signs in gets this cookie."""
        response.set_cookie(
            self.known_name,
            known,
            max_age=_KNOWN_SECONDS,
            httponly=True,
            secure=self.https,
            samesite="lax",
            path="/",
        )

    def browser_or_new(self, request: Request) -> str:
        """The browser's random value; a new one is the same for the whole request."""
        known = self.browser(request) or getattr(request.state, "browser", None)
        if known is None:
            known = request.state.browser = new_browser()
        return str(known)

    def keep_browser(self, response: Response, browser: str) -> None:
        """Let the browser keep its random value until it is closed."""
        response.set_cookie(self.browser_name, browser, httponly=True, secure=self.https, samesite="lax", path="/")

    def keep_session(self, response: Response, session: Session) -> None:
        """Sign the browser in until the session ends."""
        self.keep_token(response, session.token, session.expires)

    def keep_token(self, response: Response, token: str, expires: datetime) -> None:
        """Let the browser keep the token of a session that ends at `expires`."""
        seconds = max(0, int((expires - datetime.now(UTC)).total_seconds()))
        response.set_cookie(
            self.session_name,
            token,
            max_age=seconds,
            httponly=True,
            secure=self.https,
            samesite="lax",
            path="/",
        )

    def drop_session(self, response: Response) -> None:
        """Sign the browser out."""
        response.delete_cookie(self.session_name, httponly=True, secure=self.https, samesite="lax", path="/")


class SlidingCookie:
    """Lets the session cookie live as long as its session, when this request has moved the session's end."""

    def __init__(self, app: ASGIApp, cookies: Cookies) -> None:
        self._app = app
        self._cookies = cookies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; an answer that sets or drops the cookie itself has the last word."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)

        async def with_cookie(message: Message) -> None:
            renewed, token = getattr(request.state, "renewed", None), self._cookies.session(request)
            if message["type"] == "http.response.start" and renewed and token:
                headers = MutableHeaders(scope=message)
                if not any(each.startswith(f"{self._cookies.session_name}=") for each in headers.getlist("set-cookie")):
                    carrier = Response()
                    self._cookies.keep_token(carrier, token, renewed)
                    headers.append("set-cookie", carrier.headers["set-cookie"])
            await send(message)

        await self._app(scope, receive, with_cookie)


def note_renewal(request: Request, signed_in: SignedIn) -> None:
    """Remember for `SlidingCookie` that this request has moved the end of its session."""
    request.state.renewed = signed_in.renewed


def _sane(value: str | None, lengths: range) -> str | None:
    return value if value and len(value) in lengths and _LETTERS.issuperset(value) else None
