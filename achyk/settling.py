"""Waiting until everything that came in went all the way: outboxes empty, consumers caught up."""

import asyncio
from collections.abc import Callable, Collection

from achyk.supervisor import SERVICES
from shared import topology
from shared.bus import Bus
from shared.store import Store

CONSUMERS = (
    topology.ALERTS_TENDERS,
    topology.ALERTS_RISKS,
    topology.COMMUNITY_RISKS,
    topology.GATEWAY_TENDERS,
    topology.GATEWAY_RISKS,
)
OUTBOXES = ("ingest", "scoring", "alerts")
_POLL = 0.1


async def backlog(bus: Bus, mongo_url: str, services: Collection[str], *, figures: bool = True) -> int:
    """Facts not yet published plus events not yet handled by `services`, over the whole chain.

    With `figures` also what the figures of all processes do not know of yet.
    """
    waiting = await _unfigured(mongo_url) if figures and "scoring" in services else 0
    for name in OUTBOXES:
        store = Store(mongo_url, name)
        waiting += await store.unsent()
        store.close()
    if "scoring" in services:
        waiting += await topology.not_copied(bus.js)
    for consumer in (*topology.scoring_consumers(await topology.scoring_layout(bus.js) or 1), *CONSUMERS):
        if consumer.service not in services:
            continue
        info = await bus.js.consumer_info(consumer.stream, consumer.name)
        waiting += (info.num_pending or 0) + (info.num_ack_pending or 0)
    return waiting


async def _unfigured(mongo_url: str) -> int:
    from services.scoring.store import ScoringStore

    store = Store(mongo_url, "scoring")
    try:
        return await ScoringStore(store).unfigured()
    finally:
        store.close()


async def until_settled(
    bus: Bus,
    mongo_url: str,
    services: Collection[str] = SERVICES,
    on_progress: Callable[[int], None] = lambda _: None,
    *,
    figures: bool = True,
) -> None:
    """Return when the backlog of `services` was empty twice in a row; `figures` as for `backlog`."""
    empty = 0
    while empty < 2:
        waiting = await backlog(bus, mongo_url, services, figures=figures)
        on_progress(waiting)
        empty = empty + 1 if waiting == 0 else 0
        await asyncio.sleep(_POLL)
