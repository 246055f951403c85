"""The wiring of the rebuttal desk."""

from services.community.cases.store import CasesStore
from services.community.ledger.room import ledger_of
from services.community.notices.store import NoticesStore
from services.community.publication.room import gate_of
from services.community.publication.rules_store import RulesStore
from services.community.publication.store import PublicationStore
from services.community.rebuttals.requests import RebuttalRequests
from services.community.rebuttals.store import RebuttalsStore
from services.community.rooms import House, Room


def build(house: House) -> Room:
    """The room of the desk."""
    store = house.store
    rebuttals = RebuttalsStore(store)
    requests = RebuttalRequests(
        store,
        rebuttals,
        CasesStore(store),
        PublicationStore(store),
        RulesStore(store),
        gate_of(house),
        ledger_of(house),
        NoticesStore(store),
        house.callers,
        house.members,
        house.tries,
    )
    return Room(prepare=[rebuttals.prepare], requests=[requests])
