"""The wiring of outcomes."""

from services.community.calendar.store import CalendarStore
from services.community.cases.doors import Doors
from services.community.cases.store import CasesStore
from services.community.outcomes.requests import OutcomeRequests
from services.community.outcomes.store import OutcomesStore
from services.community.rooms import House, Room


def build(house: House) -> Room:
    """The room of outcomes."""
    outcomes, cases = OutcomesStore(house.store), CasesStore(house.store)
    doors = Doors(cases, house.callers)
    requests = OutcomeRequests(house.store, outcomes, cases, doors, CalendarStore(house.store))
    return Room(prepare=[outcomes.prepare], requests=[requests])
