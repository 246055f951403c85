"""Figures that only questions use: read when they are first asked for, and again when there are newer ones."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from services.scoring.statistic import Known
from services.scoring.store import Versioned

Book = TypeVar("Book")
LOOK_SECONDS = 2.0
"""Between looks for newer figures."""


class Shelf(Generic[Book]):
    """What was made of the newest statistics of some names."""

    def __init__(
        self, source: Versioned, names: Sequence[str], make: Callable[[Mapping[str, Known], str], Book]
    ) -> None:
        """`make(statistics, version)` prepares them for answers."""
        self._source = source
        self._names = names
        self._make = make
        self._kept: tuple[str, Book] | None = None
        self._looked = -LOOK_SECONDS
        self._one_at_a_time = asyncio.Lock()

    async def take(self) -> Book | None:
        """The newest; None when some of the statistics have not been computed yet."""
        async with self._one_at_a_time:
            if time.monotonic() - self._looked >= LOOK_SECONDS:
                await self._look()
                self._looked = time.monotonic()
        return self._kept[1] if self._kept else None

    async def _look(self) -> None:
        version = await self._source.version()
        if self._kept is not None and self._kept[0] == version:
            return
        statistics = await self._source.load(version, self._names)
        whole = all(name in statistics for name in self._names)
        self._kept = (version, self._make(statistics, version)) if whole else None
