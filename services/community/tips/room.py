"""The wiring of safe tips."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Final

from services.community.cases.store import CasesStore
from services.community.rooms import House, Room
from services.community.tips.requests import Tips
from services.community.tips.secret import secret
from services.community.tips.store import TipsStore
from services.community.tips.tip import ORPHAN_DAYS, day_of
from shared.store import is_away

log = logging.getLogger(__name__)
_PAUSE: Final = 3600.0
"""Seconds between two looks for tips whose time is over."""


def build(house: House) -> Room:
    """The room of safe tips."""
    store = TipsStore(house.store)
    days = house.settings.tips_keep_days
    tips = Tips(house.callers, house.members, house.tries, CasesStore(house.store), store, secret(house.settings), days)

    async def retain() -> None:
        while True:
            try:
                await forget(store, days, datetime.now(UTC))
            except Exception as error:
                if not is_away(error):
                    raise
                log.warning("tips are looked through later: %s", type(error).__name__)
            await asyncio.sleep(_PAUSE)

    return Room(prepare=(store.prepare, tips.prepare), requests=(tips,), background=(retain,))


async def forget(store: TipsStore, days: int, now: datetime) -> int:
    """Delete the tips whose last act lies more than `days` back; how many there were."""
    today = day_of(now)
    return await store.forget_until(today - timedelta(days=days + 1), today - timedelta(days=ORPHAN_DAYS + 1))
