"""`kill -9` of the service, again and again, while it matches and sends."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from services.alerts.settings import Settings
from shared import topology
from shared.bus import Bus
from shared.contracts.alert import AskInbox, AskSaveSearch, AskUnread, Criteria, Inbox, Search, SearchDraft, Unread
from shared.errors import Unavailable
from shared.mailbox import MailServer, read_mailbox
from shared.store import Store
from tests.integration.alerts.world import MEMBER, Receiver, tender_fact, until

EVENTS = 120
KILLS = (10, 40, 80)
ACK_WAIT = 2.0


def environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "ACHYK_NATS_URL": settings.nats_url,
        "ACHYK_MONGO_URL": settings.mongo_url,
        "ACHYK_MAIL_PORT": str(settings.mail.port),
        "ACHYK_ALERTS_SENDING_SECONDS": "5",
        "ACHYK_ALERTS_SWEEP_SECONDS": "0.1",
        "ACHYK_ALERTS_ALLOW_PRIVATE_WEBHOOKS": "true",
        "ACHYK_LOG_LEVEL": "WARNING",
    }


@asynccontextmanager
async def running(settings: Settings, peers: Bus) -> AsyncIterator[asyncio.subprocess.Process]:
    """The service as a process of its own, answering."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.alerts", env=environment(settings), start_new_session=True
    )

    async def answers() -> bool:
        assert process.returncode is None, "the service stopped by itself"
        try:
            await peers.ask("ask.alerts.unread", AskUnread(member=MEMBER), Unread)
        except Unavailable:
            return False
        return True

    try:
        await until(answers, within=60)
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
        await process.wait()


@pytest.mark.fault
async def test_killed_while_matching_and_sending_everybody_is_told_everything_once(
    settings: Settings, peers: Bus, mail: MailServer, receiver: Receiver, fresh_database: None
) -> None:
    for consumer in topology.CONSUMERS:
        if consumer.service == "alerts":
            quick = topology.consumer_config(replace(consumer, ack_wait=ACK_WAIT))
            await peers.js.add_consumer(consumer.stream, quick)
    facts = [tender_fact(f"ocds-k-{number}") for number in range(EVENTS)]

    async def arrived(number: int) -> bool:
        return len(await asyncio.to_thread(read_mailbox, mail.store.folder)) >= number

    async with running(settings, peers):
        draft = SearchDraft(name="все", criteria=Criteria(words="мектеп"), email=True, webhook=receiver.url)
        await peers.ask("ask.alerts.save_search", AskSaveSearch(member=MEMBER, search=draft), Search)
        await peers.publish(facts)
        await until(lambda: arrived(KILLS[0]), within=60)
    begun = await being_sent(settings)
    for number in KILLS[1:]:
        async with running(settings, peers):
            await until(lambda number=number: arrived(number), within=60)  # type: ignore[misc]
        begun |= await being_sent(settings)
    async with running(settings, peers):
        await until(lambda: arrived(EVENTS), within=60)
        await until(lambda: all_done(settings), within=60)
        inbox = await peers.ask("ask.alerts.inbox", AskInbox(member=MEMBER, limit=200), Inbox)

    assert inbox.total == EVENTS
    assert {told.ocid for told in inbox.items} == {fact.about for fact in facts}
    letters = read_mailbox(mail.store.folder)
    assert len(letters) == EVENTS
    assert len({letter.message_id for letter in letters}) == EVENTS
    assert len({headers["webhook-id"] for headers, _ in receiver.calls}) == EVENTS
    assert mail.accepted - len(letters) <= len(begun), "only what was being sent in the moment of a kill comes again"


async def being_sent(settings: Settings) -> set[tuple[str, int]]:
    """The letters that a killed process had begun and not noted as sent: each with the number of its try."""
    store = Store(settings.mongo_url, "alerts")
    rows = store.collection("deliveries").find({"state": "sending", "channel": "email"}, {"attempts": 1})
    found = {(row["_id"], row["attempts"]) async for row in rows}
    store.close()
    return found


async def all_done(settings: Settings) -> bool:
    store = Store(settings.mongo_url, "alerts")
    left = await store.collection("deliveries").count_documents({"state": {"$ne": "sent"}})
    store.close()
    return left == 0
