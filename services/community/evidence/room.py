"""The wiring of evidence."""

import asyncio
import logging

from services.community.cases.doors import Doors
from services.community.cases.store import CasesStore
from services.community.evidence.publicity import Publicity
from services.community.evidence.requests import EvidenceRequests
from services.community.evidence.store import EvidenceStore
from services.community.evidence.workshop import Workshop
from services.community.ledger.room import ledger_of
from services.community.rooms import House, Room
from shared.store import is_away

log = logging.getLogger(__name__)
_EVERY_SECONDS = 30.0
"""Between looks for cases that have become public, such as by the end of an embargo."""


def publicity_of(house: House) -> Publicity:
    """What makes evidence public, for the room that publishes cases."""
    return Publicity(house.store, EvidenceStore(house.store), CasesStore(house.store), ledger_of(house))


def build(house: House) -> Room:
    """The room of evidence."""
    store = house.store
    evidence, cases = EvidenceStore(store), CasesStore(store)
    publicity = publicity_of(house)
    doors = Doors(cases, house.callers)
    requests = EvidenceRequests(
        evidence=evidence,
        store=store,
        cases=cases,
        publicity=publicity,
        ledger=ledger_of(house),
        doors=doors,
        members=house.members,
        tries=house.tries,
        workshop=Workshop(),
    )
    return Room(prepare=[evidence.prepare], requests=[requests], background=[lambda: _record_in_time(publicity)])


async def _record_in_time(publicity: Publicity) -> None:
    while True:
        try:
            await publicity.record_waiting()
        except Exception as error:
            if not is_away(error):
                raise
            log.warning("evidence of public cases is recorded later: %s", type(error).__name__)
        await asyncio.sleep(_EVERY_SECONDS)
