"""The wiring of safe tips."""

from datetime import datetime, timedelta
from typing import Final

from services.community.cases.store import CasesStore
from services.community.notices.store import NoticesStore
from services.community.rooms import House, Room
from services.community.rounds import rounds
from services.community.tips.requests import Tips
from services.community.tips.secret import secret
from services.community.tips.store import TipsStore
from services.community.tips.tip import ORPHAN_DAYS, day_of
from shared.contracts.notice import NoticeKind

DESK: Final = "/desk/tips"
_ROUND_SECONDS: Final = 600.0
_MORNING: Final = 3
"""Hour in UTC from which custodians are told of the days before: nine o'clock in Bishkek."""


def build(house: House) -> Room:
    """The room of safe tips."""
    store, notices = TipsStore(house.store), NoticesStore(house.store)
    days = house.settings.tips_keep_days
    cases = CasesStore(house.store)
    tips = Tips(house.callers, house.members, house.tries, cases, store, secret(house.settings), days)

    async def once(now: datetime) -> bool:
        await forget(store, days, now)
        await tell(tips, store, notices, now)
        return False

    return Room(
        prepare=(store.prepare, tips.prepare),
        requests=(tips,),
        background=(rounds(once, _ROUND_SECONDS, "looking after tips"),),
    )


async def forget(store: TipsStore, days: int, now: datetime) -> int:
    """Delete the tips whose last act lies more than `days` back; how many there were."""
    today = day_of(now)
    return await store.forget_until(today - timedelta(days=days + 1), today - timedelta(days=ORPHAN_DAYS + 1))


async def tell(tips: Tips, store: TipsStore, notices: NoticesStore, now: datetime) -> None:
    """Tell each custodian in the morning that something waits from an earlier day.

    Not when it comes in: a notice and its letter carry a time, and the time of a tip is nobody's business.
    """
    today = day_of(now)
    if now.hour < _MORNING or not await store.waits_from_before(today):
        return
    for member in await tips.custodians():
        await notices.tell(None, member, NoticeKind.TIP_ARRIVED, DESK, f"tips {today}")
