"""Keeps the figures of all processes current: takes new ones in, and has them computed anew when it is time.

They are computed in a process of their own, so that no event waits for them, and by one replica at a time: that process
keeps the lease that the replica took for it, so that it is alone also when the replica dies and it does not.
"""

import asyncio
import json
import logging
import os
import sys
import time
import uuid
from contextlib import suppress

from services.scoring.current import Current
from services.scoring.noise import noisy
from services.scoring.recompute import LEASE, LEASE_SECONDS
from services.scoring.settings import Settings
from services.scoring.store import ScoringStore
from shared import metrics
from shared.store import Store, is_away

log = logging.getLogger(__name__)
_LOOK_SECONDS = 0.5


class Watch:
    """The background task of the service."""

    def __init__(self, current: Current, store: Store, settings: Settings) -> None:
        self._current = current
        self._store = store
        self._own = ScoringStore(store)
        self._settings = settings
        self._owner = uuid.uuid4().hex
        self._last = time.monotonic()

    async def run(self) -> None:
        """Until cancelled; an absent database is waited out."""
        measured = False
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                if await self._current.refresh() or not measured:
                    await self._measure_noise()
                    measured = True
                if await self.is_due() and await self._store.take_lease(LEASE, self._owner, LEASE_SECONDS):
                    await self._recompute()
            except Exception as error:
                if not is_away(error):
                    raise
                log.warning("the figures wait for the database: %s", type(error).__name__)

    async def is_due(self) -> bool:
        """Whether something came in that the figures do not know, and then no more for a moment, or for long enough."""
        newest = await self._own.newest_part()
        if newest is None:
            return False
        known = not await self._own.unfigured()
        same = await self._own.rules() == self._current.rules
        if known and same and await self._own.figures_mark() == self._current.figures_mark:
            return False
        quiet = time.time_ns() / 1e9 - newest / 1e9 >= self._settings.quiet_seconds
        return quiet or time.monotonic() - self._last >= self._settings.figures_seconds

    async def _recompute(self) -> None:
        environment = os.environ | {
            "ACHYK_SCORING_MONGO_URL": self._settings.mongo_url,
            "ACHYK_SCORING_PARAMETERS": json.dumps(self._settings.parameters),
        }
        command = (sys.executable, "-m", "services.scoring", "recompute", self._owner)
        process = await asyncio.create_subprocess_exec(*command, env=environment, stdin=asyncio.subprocess.DEVNULL)
        try:
            if await process.wait():
                log.error("computing the figures failed with status %s", process.returncode)
                await asyncio.sleep(self._settings.quiet_seconds)
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()
            with suppress(Exception):
                await self._store.release_lease(LEASE, self._owner)
        self._last = time.monotonic()
        await self._current.refresh()
        self._store.read_again()  # another process wrote into the outbox
        for name, share in (await self._measure_noise()).items():
            log.warning(
                "indicator %s is raised on %.0f %% of the processes where it can be computed", name, 100 * share
            )

    async def _measure_noise(self) -> dict[str, float]:
        """Which indicators are raised too often, by the share; also kept as a metric."""
        names = [one.id for one in self._current.engine.indicators]
        found = noisy(await self._own.base_rates(), names, self._settings.noisy_share)
        for name in names:
            metrics.INDICATORS_NOISY.labels(name).set(name in found)
        return found
