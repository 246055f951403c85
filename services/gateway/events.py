"""What the gateway takes in: tender and risk events, into the read model and on to the live stream."""

from collections.abc import Sequence

import msgspec

from services.gateway.live import ANNOUNCED, Hub, LiveEvent, encoded, flag_event, tender_event
from services.gateway.store import ReadModel
from services.gateway.summary import Entry, change_of, entry_of
from shared import topology
from shared.bus import Bus
from shared.contracts.base import Json
from shared.contracts.risk import FlagEvent
from shared.contracts.tender import TenderEvent
from shared.facts import Delivered

_AT_ONCE = 100
"""Events in one announcement: well below the largest message of the broker."""


def register(bus: Bus, model: ReadModel, hub: Hub) -> None:
    """Feed `model` from the streams, and `hub` from all replicas."""
    bus.hears(ANNOUNCED)(hub.on_announced)

    @bus.consumes(topology.GATEWAY_TENDERS)
    async def on_tenders(batch: Sequence[Delivered]) -> None:
        read = [(delivered, *await _tender(bus, delivered)) for delivered in batch]
        known = await model.take_tenders([entry for _, _, entry in read])
        new = [
            tender_event(delivered, event, entry.summary)
            for delivered, event, entry in read
            if event.version > known[event.ocid]
        ]
        await _announce(bus, new)

    @bus.consumes(topology.GATEWAY_RISKS)
    async def on_risks(batch: Sequence[Delivered]) -> None:
        read = [(delivered, FlagEvent.model_validate_json(delivered.data)) for delivered in batch]
        changes = [change_of(event) for _, event in read]
        taken = await model.take_flags(changes)
        new = [
            flag_event(delivered, event)
            for (delivered, event), change in zip(read, changes, strict=True)
            if (change.ocid, change.indicator, change.order) in taken
        ]
        await _announce(bus, new)


async def _tender(bus: Bus, delivered: Delivered) -> tuple[TenderEvent, Entry]:
    """The event and its entry; a large body is fetched from the object store."""
    event = TenderEvent.model_validate_json(delivered.data)
    process: Json = event.process
    if event.reference is not None:
        process = msgspec.json.decode(await bus.objects.get(event.reference))
    return event, entry_of(event, process or {})


async def _announce(bus: Bus, events: list[LiveEvent]) -> None:
    for start in range(0, len(events), _AT_ONCE):
        await bus.announce(ANNOUNCED, encoded(events[start : start + _AT_ONCE]))
