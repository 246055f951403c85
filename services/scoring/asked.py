"""Statistics that only questions use: loaded when one is asked, and let go when nobody has asked for a while."""

import asyncio
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from services.scoring.statistic import Known
from services.scoring.store import Versioned

IDLE_SECONDS = 60.0
Made = TypeVar("Made")


@dataclass(frozen=True)
class Loaded:
    """Statistics of one version, and what was worked out from them."""

    version: str
    known: dict[str, Known]
    made: dict[Hashable, Any] = field(default_factory=dict)

    def make(self, key: Hashable, how: Callable[[], Made]) -> Made:
        """What `how` gives, worked out once for this version."""
        if key not in self.made:
            self.made[key] = how()
        found: Made = self.made[key]
        return found


class Asked:
    """What one process of the service has loaded at the moment."""

    def __init__(self, source: Versioned, mark: str = "", idle_seconds: float = IDLE_SECONDS) -> None:
        """`mark` is that of the statistics this program computes and keeps in `source` (`population.mark`)."""
        self._source = source
        self._mark = mark
        self._idle_seconds = idle_seconds
        self._loaded: Loaded | None = None
        self._one_at_a_time = asyncio.Lock()
        self._letting_go: asyncio.TimerHandle | None = None

    async def take(self, *names: str) -> Loaded | None:
        """The newest version of these statistics; None when some of them have not been computed yet.

        Those that another release of the program computed may lack what this one reads: they count as not computed.
        """
        async with self._one_at_a_time:
            version, mark = await self._source.stamp()
            if mark != self._mark:
                return None
            if self._loaded is None or self._loaded.version != version:
                self._loaded = Loaded(version, {})
            loaded = self._loaded
            missing = [name for name in names if name not in loaded.known]
            if missing:
                loaded.known.update(await self._source.load(version, missing))
            self._keep_for_a_while()
        return loaded if all(name in loaded.known for name in names) else None

    @property
    def loaded(self) -> frozenset[str]:
        """What is held in memory now."""
        return frozenset(self._loaded.known if self._loaded else ())

    def _keep_for_a_while(self) -> None:
        if self._letting_go is not None:
            self._letting_go.cancel()
        self._letting_go = asyncio.get_running_loop().call_later(self._idle_seconds, self._let_go)

    def _let_go(self) -> None:
        self._loaded = None
