"""Fetching documents over HTTP: patient with busy servers, bounded in size, and never into private networks."""

import asyncio
from datetime import UTC, datetime
from typing import BinaryIO

from services.ingest.settings import Settings
from shared.errors import Refused
from shared.outbound import Limits, Outbound, OutboundError, TooLarge, retry_after

AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
"""Statuses after which the same request may succeed."""
OK = 200
LONGEST_WAIT = 120.0
"""Seconds a `Retry-After` is heeded at most."""
AGENT = "achyk-ingest (reads open procurement data)"


class _Busy(OutboundError):
    def __init__(self, status: int, wait: float | None) -> None:
        super().__init__(f"status {status}")
        self.wait = wait


class Fetcher:
    """One HTTP client with the limits of the settings."""

    def __init__(self, settings: Settings) -> None:
        """Close it when done."""
        self._settings = settings
        self._limits = Limits(
            seconds=settings.timeout_seconds, connect_seconds=10, max_bytes=settings.largest_download, redirects=5
        )
        self._client = Outbound(allow_private=settings.allow_private_addresses, user_agent=AGENT)

    async def fetch(self, url: str, into: BinaryIO) -> None:
        """Write the document at `url`, uncompressed by the rules of HTTP, to `into`.

        Raises `Refused`: `address` (not one we go to), `http_status` (the server said no), `too_large`, or
        `unreachable` when the server stayed busy or silent after all attempts.
        """
        for attempt in range(1, self._settings.attempts + 1):
            try:
                await self._once(url, into)
            except OutboundError as error:
                if error.permanent or attempt == self._settings.attempts:
                    raise Refused(_code(error), f"{shown(url)} cannot be read: {error}.") from error
                wait = error.wait if isinstance(error, _Busy) else None
                pause = self._settings.retry_seconds * 2 ** (attempt - 1) if wait is None else wait
                await asyncio.sleep(min(pause, LONGEST_WAIT))
            else:
                return

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _once(self, url: str, into: BinaryIO) -> None:
        into.seek(0)
        into.truncate()
        async with self._client.stream(
            "GET", url, headers={"accept": "application/json"}, limits=self._limits
        ) as answer:
            if answer.status in AGAIN:
                asked = retry_after(answer.headers.get("retry-after"), datetime.now(UTC))
                raise _Busy(answer.status, asked.total_seconds() if asked is not None else None)
            if answer.status != OK:
                raise Refused("http_status", f"{shown(url)} answers with status {answer.status}.")
            async for piece in answer.pieces():
                into.write(piece)
        into.flush()


def _code(error: OutboundError) -> str:
    if isinstance(error, TooLarge):
        return "too_large"
    return "address" if error.permanent else "unreachable"


def shown(url: str) -> str:
    """The address without its query, in which keys may stand."""
    return url.partition("?")[0]
