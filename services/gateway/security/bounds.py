"""How large a request may be and how long it may take, where that differs from the rest: a small table."""

import re
from dataclasses import dataclass
from typing import Final

from services.gateway.security.tip_paths import is_tip
from services.gateway.settings import Settings

_PAGE: Final = r"/(?:ky|ru|en)"
UPLOADS: Final = (re.compile(_PAGE + r"/cases/[^/]+/evidence"),)
"""Forms of members that carry a file."""
LONG: Final = (
    re.compile(r"/events|/api/v1/ledger\.jsonl"),
    re.compile(_PAGE + r"/cases/[^/]+/evidence/[^/]+/(?:copy|original)"),
    re.compile(_PAGE + r"/desk/tips/[^/]+/files/[^/]+"),
)
"""Answers that may take longer than any other: each piece is made when the one before it was taken."""


@dataclass(frozen=True, slots=True)
class RequestBounds:
    """What one request may take."""

    size: int
    """Bytes of its body."""
    seconds: float | None
    """None: as long as it is being read."""


def bounds_of(method: str, path: str, settings: Settings) -> RequestBounds:
    """The bounds of a request whose sender need not be known."""
    if is_tip(path):
        return RequestBounds(settings.tip_limit, settings.tip_seconds)
    if method == "GET" and any(pattern.fullmatch(path) for pattern in LONG):
        return RequestBounds(settings.body_limit, None)
    return RequestBounds(settings.body_limit, settings.request_seconds)


def is_upload(method: str, path: str) -> bool:
    """Whether a request may carry a file, once it is known that a member sends it."""
    return method == "POST" and any(pattern.fullmatch(path) for pattern in UPLOADS)


def upload_bounds(settings: Settings) -> RequestBounds:
    """The bounds of a member's form with a file."""
    return RequestBounds(settings.upload_limit, settings.upload_seconds)
