"""The wiring of the triage queue."""

from services.community.notices.store import NoticesStore
from services.community.rooms import House, Room
from services.community.triage.events import TriageEvents
from services.community.triage.requests import Triage
from services.community.triage.store import TriageStore
from shared.topology import COMMUNITY_RISKS


def build(house: House) -> Room:
    """The room of triage."""
    queue = TriageStore(house.store)
    requests = Triage(house.store, queue, house.callers, house.members, NoticesStore(house.store))
    return Room(
        prepare=(queue.prepare,),
        requests=(requests,),
        consumers={COMMUNITY_RISKS: TriageEvents(queue).flags},
    )
