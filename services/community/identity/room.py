"""The wiring of signing in strongly."""

from services.community.identity.checks import Codes, Passwords
from services.community.identity.passkey_requests import Passkeys
from services.community.identity.passkeys_store import PasskeysStore
from services.community.identity.requests import SecondFactor
from services.community.identity.store import FactorsStore
from services.community.rooms import House, Room


def build(house: House) -> Room:
    """The room over the house's store."""
    factors = FactorsStore(house.store, house.members, house.sessions)
    passkeys = PasskeysStore(house.store, house.members)
    codes, passwords = Codes(factors, house.tries), Passwords(house.tries, house.hasher)
    second = SecondFactor(
        house.callers, house.members, house.sessions, factors, codes, house.sign_ins, passwords, passkeys
    )
    keys = Passkeys(house.callers, house.members, passkeys, codes, passwords, house.sign_ins, house.settings.public_url)
    return Room([passkeys.prepare, lambda: codes.unlock(house.settings.secret)], [second, keys])
