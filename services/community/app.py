"""The wiring of community."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from services.community import seed
from services.community.calendar import room as calendar
from services.community.callers import Callers
from services.community.cases import room as cases
from services.community.claims_store import ClaimsStore
from services.community.correspondence import room as correspondence
from services.community.events import Events
from services.community.evidence import room as evidence
from services.community.identity import room as identity
from services.community.identity.devices_store import DevicesStore
from services.community.identity.sign_ins import SignIns
from services.community.identity.store import FactorsStore
from services.community.judged_store import JudgedStore
from services.community.judgements import Judgements
from services.community.ledger import room as ledger
from services.community.letters_store import LettersStore
from services.community.members_store import MembersStore
from services.community.mydata import room as mydata
from services.community.notices import room as notices
from services.community.outcomes import room as outcomes
from services.community.pairs_store import PairsStore
from services.community.passwords import Hasher, Keeper
from services.community.permissions import PERMISSIONS
from services.community.publication import room as publication
from services.community.rebuttals import room as rebuttals
from services.community.remedies import room as remedies
from services.community.requests import Requests
from services.community.resets_store import ResetsStore
from services.community.rooms import House, Room
from services.community.sessions_store import SessionsStore
from services.community.settings import Settings
from services.community.tips import room as tips
from services.community.triage import room as triage
from services.community.tries_store import TriesStore
from services.community.violations import room as violations
from shared.service import Service
from shared.topology import COMMUNITY_ACCOUNT

ROOMS: Final[tuple[Callable[[House], Room], ...]] = (
    cases.build,
    tips.build,
    notices.build,
    mydata.build,
    calendar.build,
    ledger.build,
    evidence.build,
    violations.build,
    identity.build,
    remedies.build,
    triage.build,
    correspondence.build,
    outcomes.build,
    publication.build,
    rebuttals.build,
)
"""The rooms, in the order in which they are prepared."""


def build(settings: Settings | None = None) -> Service:
    """The service, ready to run."""
    settings = settings or Settings()
    service = Service("community", settings)
    store = service.store
    members, tries = MembersStore(store), TriesStore(store)
    sessions, claims = SessionsStore(store, members), ClaimsStore(store, members)
    resets = ResetsStore(store, members, sessions)
    letters = LettersStore(store, members, claims, resets)
    verdicts, pairs = JudgedStore(store), PairsStore(store)
    hasher = Hasher(Keeper(memory_kib=settings.password_memory_kib, passes=settings.password_passes))
    devices = DevicesStore(store, letters)
    sign_ins = SignIns(sessions, devices)
    requests = Requests(members, sessions, claims, resets, letters, tries, hasher, sign_ins)
    callers = Callers(sessions)
    judgements = Judgements(callers, tries, verdicts, pairs, service.bus.ask)
    events = Events(letters, settings.public_url, settings.mail)
    fetch = service.bus.objects.get
    house = House(settings, store, service.bus.ask, callers, members, tries, sessions, sign_ins, hasher, fetch)
    rooms = [room(house) for room in ROOMS]

    async def start() -> None:
        accounts = (members, sessions, claims, resets, letters, tries, devices, verdicts, pairs)
        await asyncio.gather(*(each.prepare() for each in accounts), *map(_prepare, rooms))
        await seed.seed(members, FactorsStore(store, members, sessions), hasher, settings)

    service.on_start(start)
    service.bus.consumes(COMMUNITY_ACCOUNT)(events.account_letters)
    owners = [requests, judgements, *(owner for room in rooms for owner in room.requests)]
    for name in PERMISSIONS:
        service.bus.answers(f"ask.community.{name}")(_handler(owners, name))
    for room in rooms:
        for consumer, handler in room.consumers.items():
            service.bus.consumes(consumer)(handler)
        for task in room.background:
            service.background(task)
    return service


async def _prepare(room: Room) -> None:
    """Indexes and seed data of a room, in their order; rooms do not wait for each other."""
    for prepare in room.prepare:
        await prepare()


def _handler(owners: list[object], request: str) -> Callable[..., Any]:
    """The method that answers `request`; there is exactly one."""
    handler: Callable[..., Any]
    (handler,) = [getattr(owner, request) for owner in owners if hasattr(owner, request)]
    return handler
