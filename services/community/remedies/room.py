"""The wiring of remedies."""

from datetime import UTC, datetime

from services.community.calendar.store import CalendarStore
from services.community.remedies.requests import RemedyRequests
from services.community.remedies.store import RemediesStore
from services.community.rooms import House, Room


def build(house: House) -> Room:
    """The room, ready to be added to the service."""
    rules = RemediesStore(house.store)

    async def prepare() -> None:
        await rules.prepare(datetime.now(UTC))

    requests = RemedyRequests(rules, CalendarStore(house.store), house.callers, house.ask, house.fetch)
    return Room(prepare=[prepare], requests=[requests])
