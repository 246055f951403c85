"""The wiring of the calendar."""

from datetime import UTC, datetime

from services.community.calendar.requests import CalendarRequests
from services.community.calendar.store import CalendarStore
from services.community.rooms import House, Room


def build(house: House) -> Room:
    """The room, ready to be added to the service."""
    store = CalendarStore(house.store)

    async def prepare() -> None:
        await store.prepare(datetime.now(UTC))

    return Room(prepare=[prepare], requests=[CalendarRequests(store, house.callers, house.members)])
