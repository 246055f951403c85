"""The wiring of signing in strongly."""

from services.community.identity.checks import Codes
from services.community.identity.requests import SecondFactor
from services.community.identity.store import FactorsStore
from services.community.rooms import House, Room


def build(house: House) -> Room:
    """The room over the house's store."""
    factors = FactorsStore(house.store, house.members, house.sessions)
    codes = Codes(factors, house.tries)
    requests = SecondFactor(
        house.callers, house.members, house.sessions, factors, codes, house.sign_ins, house.tries, house.hasher
    )
    return Room([lambda: codes.unlock(house.settings.secret)], [requests])
