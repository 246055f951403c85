"""The wiring of alerts and nothing else."""

import asyncio
from functools import partial

from services.alerts.deliveries import Deliveries, Peers
from services.alerts.deliveries_store import DeliveriesStore
from services.alerts.events import Matching, Sending
from services.alerts.notifications_store import NotificationsStore
from services.alerts.peers import contact_of, process_of, titles_of
from services.alerts.requests import Requests
from services.alerts.searches import LiveSearches
from services.alerts.searches_store import SearchesStore
from services.alerts.settings import Settings
from shared.outbound import Outbound
from shared.service import Service
from shared.store import is_away
from shared.topology import ALERTS_EMAIL, ALERTS_RISKS, ALERTS_TENDERS, ALERTS_WEBHOOK

_DUE_AT_ONCE = 500
_KEEP_CURRENT_SECONDS = 60


def build(settings: Settings | None = None) -> Service:
    """The service, ready to run."""
    settings = settings or Settings()
    service = Service("alerts", settings)
    bus, store = service.bus, service.store
    saved, rows = SearchesStore(store), DeliveriesStore(store)
    notifications = NotificationsStore(store, rows)
    searches = LiveSearches(saved)
    outbound = Outbound(allow_private=settings.allow_private_webhooks, user_agent="achyk-webhooks")
    peers = Peers(contact_of(bus.ask), titles_of(bus.ask))
    deliveries = Deliveries(rows, notifications, saved, peers, outbound, settings)
    matching = Matching(store, notifications, searches, bus.objects.get, process_of(bus.ask))
    sending = Sending(deliveries)

    async def start() -> None:
        for each in (saved, notifications, rows):
            await each.prepare()
        await searches.refresh()

    async def sweep() -> None:
        while True:
            await asyncio.sleep(settings.sweep_seconds)
            try:
                while await rows.announce_due(_DUE_AT_ONCE) == _DUE_AT_ONCE:
                    pass
            except Exception as error:
                if not is_away(error):
                    raise

    service.on_start(start)
    service.on_stop(outbound.close)
    service.background(sweep)
    service.background(partial(searches.keep_current, _KEEP_CURRENT_SECONDS, is_away))
    bus.consumes(ALERTS_TENDERS)(matching.tenders)
    bus.consumes(ALERTS_RISKS)(matching.risks)
    bus.consumes(ALERTS_EMAIL)(sending.emails)
    bus.consumes(ALERTS_WEBHOOK)(sending.webhooks)
    for subject, handler in Requests(saved, notifications, settings).table().items():
        bus.answers(subject)(handler)
    return service
