"""Cookies: the session of a member, and the random value that form tokens are bound to."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from services.gateway.security.csrf import new_browser
from shared.contracts.community import Session

_TOKEN_LENGTHS: Final = range(20, 101)
_BROWSER_LENGTHS: Final = range(20, 65)
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

    def session(self, request: Request) -> str | None:
        """The session token, when the cookie looks like one."""
        return _sane(request.cookies.get(self.session_name), _TOKEN_LENGTHS)

    def browser(self, request: Request) -> str | None:
        """The browser's random value, when it has one."""
        return _sane(request.cookies.get(self.browser_name), _BROWSER_LENGTHS)

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
        seconds = max(0, int((session.expires - datetime.now(UTC)).total_seconds()))
        response.set_cookie(
            self.session_name,
            session.token,
            max_age=seconds,
            httponly=True,
            secure=self.https,
            samesite="lax",
            path="/",
        )

    def drop_session(self, response: Response) -> None:
        """Sign the browser out."""
        response.delete_cookie(self.session_name, httponly=True, secure=self.https, samesite="lax", path="/")


def _sane(value: str | None, lengths: range) -> str | None:
    return value if value and len(value) in lengths and _LETTERS.issuperset(value) else None
