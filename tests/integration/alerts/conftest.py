"""The alerts service on real servers: NATS, MongoDB, SMTP and an HTTP server that plays a member's own."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from services.alerts.settings import Settings
from shared.bus import Bus
from shared.contracts.community import AskContact, Contact
from shared.contracts.risk import AskIndicators, Indicators
from shared.contracts.tender import AskProcess, Process
from shared.mail import MailSettings
from shared.mailbox import MailServer
from shared.store import Store
from tests.integration.alerts.house import House
from tests.integration.alerts.world import INDICATOR, NOW, Receiver, contact_of, release


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[MailServer]:
    server = MailServer(tmp_path / "mailbox")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def settings(nats_url: str, mongo_url: str, mail: MailServer) -> Settings:
    """Settings of a service with a database of its own; `fresh_database` drops it afterwards."""
    base, _, query = mongo_url.partition("/?")
    return Settings(
        nats_url=nats_url,
        mongo_url=f"{base}/test_alerts_{uuid.uuid4().hex[:12]}?{query}",
        mail=MailSettings(port=mail.port),
        public_url="https://achyk.example",
        allow_private_webhooks=True,
        sweep_seconds=0.1,
        drain_seconds=3,
    )


@pytest.fixture
async def peers(bus_of: Callable[[str], Awaitable[Bus]]) -> Bus:
    """The other services' side of the bus: answers what alerts asks, publishes events."""
    bus = await bus_of("peers")

    async def contact(ask: AskContact) -> Contact:
        return contact_of(ask.member)

    async def indicators(_: AskIndicators) -> Indicators:
        return Indicators(items=[INDICATOR])

    async def process(ask: AskProcess) -> Process:
        return Process(
            ocid=ask.ocid,
            version=1,
            source="test",
            made_up=False,
            country="kg",
            updated=NOW,
            process=release(ask.ocid),
        )

    bus.answers("ask.community.contact")(contact)
    bus.answers("ask.scoring.indicators")(indicators)
    bus.answers("ask.ingest.process")(process)
    await bus.start()
    await bus.nc.flush()
    return bus


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
async def fresh_database(settings: Settings) -> AsyncIterator[None]:
    yield
    store = Store(settings.mongo_url, "alerts")
    await store.drop()
    store.close()


@pytest.fixture
async def house(store_of: Callable[[str], Store], settings: Settings) -> AsyncIterator[House]:
    made = House(store_of("alerts"), settings)
    await made.prepare()
    yield made
    await made.outbound.close()
