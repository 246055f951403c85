"""How much one client may do: token buckets in memory, by client key and kind of request. Pure."""

import math
import re
from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from services.gateway.security.tip_paths import is_tip


class Kind(StrEnum):
    """Kinds of requests that are limited apart."""

    READ = "read"
    """Pages and lists."""
    ASSET = "asset"
    """Static files and health checks."""
    WRITE = "write"
    """Anything that changes something."""
    TIP = "tip"
    """Everything about sending a tip; counted for all clients together, so that none of them is known."""
    ACCOUNT = "account"
    """Passwords, tokens and letters: sign-in, register, verify, resend."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` requests at once, then `per_second` on average."""

    burst: float
    per_second: float


LIMITS: Final = {
    Kind.READ: Limit(burst=240, per_second=20),
    Kind.ASSET: Limit(burst=600, per_second=60),
    Kind.WRITE: Limit(burst=40, per_second=1),
    Kind.ACCOUNT: Limit(burst=20, per_second=0.2),
    Kind.TIP: Limit(burst=600, per_second=20),
}
"""Generous enough for a classroom behind one address, tight enough that guessing passwords is hopeless."""
_ACCOUNT: Final = re.compile(
    r"/(?:sign-?in|sign-?up|log-?in|register|verify(?:-email)?|resend(?:-verification)?|password|reset|reply)(?:/|$)"
)
_ASSETS: Final = ("/static/", "/health/", "/favicon")
_MOST_CLIENTS: Final = 20_000


def kind_of(method: str, path: str) -> Kind:
    """Which limit a request counts against."""
    if path.startswith(_ASSETS):
        return Kind.ASSET
    if is_tip(path):
        return Kind.TIP
    if method in ("GET", "HEAD", "OPTIONS"):
        # A link with a token in it is a try at guessing one; showing the form is not.
        return Kind.ACCOUNT if "/verify" in path and _ACCOUNT.search(path) else Kind.READ
    return Kind.ACCOUNT if _ACCOUNT.search(path) else Kind.WRITE


class Limiter:
    """The buckets of all clients seen lately; the ones unused longest are forgotten first."""

    def __init__(self, factor: float = 1.0) -> None:
        """`factor` multiplies every limit; 0 switches limiting off."""
        self._factor = factor
        self._buckets: OrderedDict[tuple[bytes, Kind], tuple[float, float]] = OrderedDict()

    def wait(self, client: bytes, kind: Kind, now: float) -> int:
        """Take one token; the whole seconds to wait when there is none, else 0. `now` is a monotonic clock."""
        if not self._factor:
            return 0
        limit = LIMITS[kind]
        burst, rate = limit.burst * self._factor, limit.per_second * self._factor
        tokens, seen = self._buckets.pop((client, kind), (burst, now))
        tokens = min(burst, tokens + (now - seen) * rate)
        allowed = tokens >= 1
        self._buckets[client, kind] = (tokens - allowed, now)
        while len(self._buckets) > _MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - tokens) / rate))
