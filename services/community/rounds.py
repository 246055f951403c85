"""Work that is done now and again for as long as the service runs, by whichever replica comes first."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

from shared.store import is_away

log = logging.getLogger(__name__)


def rounds(
    once: Callable[[datetime], Awaitable[bool]], every: float, what: str
) -> Callable[[], Coroutine[Any, Any, None]]:
    """A background task that does `once` until it says that nothing is left, then waits `every` seconds.

    `once` does one piece in one transaction, so that a replica that dies leaves it whole to another. While the
    database is away it waits; any other error is the service's.
    """

    async def run() -> None:
        while True:
            try:
                while await once(datetime.now(UTC)):
                    pass
            except Exception as error:
                if not is_away(error):
                    raise
                log.warning("%s waits: the database is away", what)
            await asyncio.sleep(every)

    return run
