"""The wiring of the room."""

from services.community.rooms import House, Room
from services.community.violations.requests import Violations
from services.community.violations.store import ViolationsStore


def build(house: House) -> Room:
    """Types of violations."""
    store = ViolationsStore(house.store)
    return Room(prepare=(store.prepare,), requests=(Violations(house.callers, store),))
