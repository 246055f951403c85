"""Headers of every answer: nothing from elsewhere runs, frames us, or learns where a visitor came from."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway.security.tip_paths import is_tip

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; frame-src 'none'; object-src 'none'"
)
"""No inline script or style, no foreign source: `'unsafe-inline'` and `data:` are absent on purpose."""
ALWAYS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
PUBLIC_DATA: Final = (
    "/api/v1/tenders",
    "/api/v1/buyers",
    "/api/v1/suppliers",
    "/api/v1/indicators",
    "/api/v1/ledger",
    "/api/v1/prices",
    "/api/v1/ranking",
    "/api/v1/regions",
    "/api/v1/sectors",
    "/events",
    "/openapi.json",
)
"""Beginnings of addresses whose open data any site's script may read; a member's own data are not among them."""
TIP: Final = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}
"""On the pages for tips, whatever they answer."""
PREFLIGHT: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, Last-Event-ID",
    "Access-Control-Max-Age": "86400",
}


class SecurityHeaders:
    """Adds the headers, unless an answer has set its own."""

    def __init__(self, app: ASGIApp, hsts_seconds: int = 0) -> None:
        self._app = app
        self._headers = dict(ALWAYS)
        if hsts_seconds:
            self._headers["Strict-Transport-Security"] = f"max-age={hsts_seconds}; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        shared = scope["path"].startswith(PUBLIC_DATA)
        own = self._headers | TIP if is_tip(scope["path"]) else self._headers

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in own.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if shared else "same-origin")
                if shared:
                    headers.setdefault("Access-Control-Allow-Origin", "*")
                    headers.setdefault("Access-Control-Expose-Headers", "ETag, Retry-After")
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        if shared and scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=PREFLIGHT)(scope, receive, with_headers)
            return
        await self._app(scope, receive, with_headers)
