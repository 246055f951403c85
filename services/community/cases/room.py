"""The wiring of cases."""

from collections.abc import Sequence

from services.community.cases.doors import Doors
from services.community.cases.events import CaseEvents
from services.community.cases.findings import Witness
from services.community.cases.list_store import ListStore
from services.community.cases.requests import CaseRequests
from services.community.cases.store import CasesStore
from services.community.cases.work_requests import WorkRequests
from services.community.cases.work_store import WorkStore
from services.community.correspondence.store import CorrespondenceStore
from services.community.correspondence.witness import LettersWitness
from services.community.evidence.store import EvidenceStore
from services.community.evidence.witness import EvidenceWitness
from services.community.notices.store import NoticesStore
from services.community.outcomes.store import OutcomesStore
from services.community.outcomes.witness import OutcomesWitness
from services.community.publication.witness import knowing_of
from services.community.rooms import House, Room
from services.community.triage.store import TriageStore
from shared.store import Store
from shared.topology import COMMUNITY_TENDERS


def witnesses(store: Store) -> Sequence[Witness]:
    """The rooms that know something a step depends on."""
    return (
        EvidenceWitness(EvidenceStore(store)),
        LettersWitness(CorrespondenceStore(store)),
        OutcomesWitness(OutcomesStore(store)),
        knowing_of(store),
    )


def build(house: House) -> Room:
    """The room of cases."""
    store = house.store
    cases, work, lists = CasesStore(store), WorkStore(store), ListStore(store)
    doors = Doors(cases, house.callers)
    known = witnesses(store)
    queue = TriageStore(store)
    requests = CaseRequests(store, cases, lists, doors, house.callers, house.members, house.tries, queue, known)
    working = WorkRequests(store, cases, work, doors, house.members, house.tries, NoticesStore(store), known)
    return Room(
        prepare=(cases.prepare, work.prepare),
        requests=(requests, working),
        consumers={COMMUNITY_TENDERS: CaseEvents(cases).tender_events},
    )
