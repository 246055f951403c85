"""The wiring of the publication gate."""

from services.community.calendar.store import CalendarStore
from services.community.cases.doors import Doors
from services.community.cases.list_store import ListStore
from services.community.cases.room import witnesses
from services.community.cases.store import CasesStore
from services.community.ledger.room import ledger_of
from services.community.notices.store import NoticesStore
from services.community.publication.gate import Gate
from services.community.publication.public_requests import PublicRequests
from services.community.publication.requests import PublicationRequests
from services.community.publication.rules_store import RulesStore
from services.community.publication.store import PublicationStore
from services.community.publication.witness import knowing_of
from services.community.rebuttals.store import RebuttalsStore
from services.community.rooms import House, Room
from services.community.rounds import rounds


def gate_of(house: House) -> Gate:
    """The gate, also for the desk that takes cases down."""
    store = house.store
    return Gate(
        store,
        CasesStore(store),
        PublicationStore(store),
        knowing_of(store),
        ledger_of(house),
        NoticesStore(store),
        witnesses(store),
    )


def build(house: House) -> Room:
    """The room of the gate."""
    store = house.store
    cases, publication, rules = CasesStore(store), PublicationStore(store), RulesStore(store)
    gate = gate_of(house)
    requests = PublicationRequests(
        store,
        cases,
        ListStore(store),
        publication,
        rules,
        knowing_of(store),
        gate,
        Doors(cases, house.callers),
        house.callers,
        house.members,
        house.tries,
        CalendarStore(store),
        witnesses(store),
    )
    public = PublicRequests(cases, publication, rules, house.callers, RebuttalsStore(store))
    return Room(
        prepare=[publication.prepare, rules.prepare],
        requests=[requests, public],
        background=[rounds(gate.publish_due, house.settings.round_seconds, "publishing")],
    )
