"""The wiring of the ledger."""

from services.community.ledger.requests import LedgerRequests
from services.community.ledger.store import Keys, LedgerStore
from services.community.rooms import House, Room


def ledger_of(house: House) -> LedgerStore:
    """The ledger, for rooms that record in it."""
    return LedgerStore(house.store, Keys(house.store, house.settings.ledger_seed))


def build(house: House) -> Room:
    """The room of the ledger."""
    ledger = ledger_of(house)
    return Room(prepare=[ledger.prepare], requests=[LedgerRequests(ledger)])
