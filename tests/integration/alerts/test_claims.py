"""Deliveries that come again, are cut off between two steps, left behind, or without their database for a while."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.alerts import deliveries
from services.alerts.deliveries import Peers
from services.alerts.deliveries_store import FIRST_LOOK
from services.alerts.notify import notices
from services.alerts.settings import Settings
from shared import embedded
from shared.contracts.community import Contact
from shared.embedded import free_port
from shared.errors import Unavailable
from shared.mailbox import MailServer, read_mailbox
from shared.store import Store
from tests.integration.alerts.house import Cut, House, cut_after, cut_before
from tests.integration.alerts.world import delivered, tender_fact


async def test_a_letter_is_sent_once_whatever_number_of_events_ask_for_it(house: House, mail: MailServer) -> None:
    await house.save(email=True)
    await house.happen()
    item = (await house.row())["_id"]
    for _ in range(3):
        await house.deliveries.email(item)
    assert mail.store.accepted == 1
    assert (await house.row())["state"] == "sent"


async def test_cut_off_between_acceptance_and_note_the_mailbox_shows_one_letter(
    house: House, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.save(email=True)
    await house.happen()
    cut_before(monkeypatch, house.deliveries_store, "sent")
    item = (await house.row())["_id"]
    with pytest.raises(Cut):
        await house.deliveries.email(item)
    await house.deliveries.email(item)
    assert mail.store.accepted == 1, "while the claim holds nobody else sends"
    assert (await house.try_now())["state"] == "sent"
    assert mail.store.accepted == 2
    assert len(read_mailbox(mail.store.folder)) == 1


async def test_cut_off_after_the_claim_the_letter_is_sent_when_the_claim_has_run_out(
    house: House, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.save(email=True)
    await house.happen()
    cut_after(monkeypatch, house.deliveries_store, "claim")
    with pytest.raises(Cut):
        await house.deliveries.email((await house.row())["_id"])
    assert await house.deliveries_store.announce_due(10) == 0
    await house.make_due()
    assert await house.deliveries_store.announce_due(10) == 1
    assert len(await house.rows("outbox")) == 2
    assert (await house.try_now())["state"] == "sent"
    assert len(read_mailbox(mail.store.folder)) == 1


async def test_given_a_writer_whose_clock_is_ahead_then_its_letter_goes_at_once(house: House, mail: MailServer) -> None:
    await house.save(email=True)
    index = await house.searches.refresh()
    event = delivered(tender_fact())
    subject = await house.matching._tender(event)
    found = notices(subject, index.match(subject), event.time)
    ahead = datetime.now(UTC) + timedelta(hours=1)
    await house.database.atomically(lambda session: house.notifications_store.tell(session, found, ahead))
    await house.deliveries.email((await house.row())["_id"])
    assert (await house.row())["state"] == "sent"
    assert mail.store.accepted == 1


async def test_given_a_claim_that_ran_out_when_its_holder_wakes_then_it_takes_nothing_from_the_one_who_sends_now(
    house: House,
) -> None:
    await house.save(email=True)
    await house.happen()
    item, lease = (await house.row())["_id"], timedelta(seconds=90)
    stalled = await house.deliveries_store.claim(item, lease)
    await house.make_due()
    sending = await house.deliveries_store.claim(item, lease)
    assert stalled is not None
    assert sending is not None
    await house.deliveries_store.postpone(stalled, "late", timedelta(0))
    await house.deliveries_store.dropped(stalled, "late")
    await house.deliveries._fail(stalled, "late")
    assert (await house.row())["state"] == "sending"
    assert await house.deliveries_store.claim(item, lease) is None, "nobody may send a third time now"
    assert (await house.told())[0].failed == {}
    await house.deliveries_store.sent(stalled, datetime.now(UTC), timedelta(0))
    assert (await house.row())["state"] == "sent", "the receiver has it, whoever sent it"


async def test_given_the_database_goes_away_when_a_letter_was_accepted_then_it_is_marked_later_and_not_sent_again(
    tmp_path: Path, settings: Settings, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    mongo = embedded.start_mongo(tmp_path / "mongo", port)
    database = Store(mongo.url, "alerts")
    house = House(database, settings)
    away = asyncio.Event()
    send = deliveries.mail.send

    async def sent_before_the_database_goes(*args: Any) -> None:
        await send(*args)
        mongo.process.kill()
        mongo.process.wait()
        away.set()

    monkeypatch.setattr(deliveries.mail, "send", sent_before_the_database_goes)
    try:
        await house.prepare()
        await house.save(email=True)
        await house.happen()
        sending = asyncio.create_task(house.deliveries.email((await house.row())["_id"]))
        await asyncio.wait_for(away.wait(), 30)
        await asyncio.sleep(6)  # longer than the driver itself waits for a server
        mongo = await asyncio.to_thread(embedded.start_mongo, tmp_path / "mongo", port)
        await asyncio.wait_for(sending, 30)
        assert (await house.row())["state"] == "sent"
        assert mail.store.accepted == 1
    finally:
        await house.outbound.close()
        database.close()
        mongo.stop()


async def test_given_events_that_nobody_handles_then_each_announcement_is_waited_for_longer_up_to_some_hours(
    house: House,
) -> None:
    await house.save(email=True)
    await house.happen()
    waits = []
    for _ in range(8):
        await house.make_due()
        before = datetime.now(UTC)
        assert await house.deliveries_store.announce_due(10) == 1
        waits.append(round(((await house.row())["due"] - before) / FIRST_LOOK))
    assert waits == [2, 4, 8, 16, 32, 32, 32, 32]
    assert await house.deliveries_store.claim((await house.row())["_id"], timedelta(seconds=90))


async def test_while_community_is_away_nothing_is_claimed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(_member: str) -> Contact:
        raise Unavailable("ask.community.contact")

    await house.save(email=True)
    await house.happen()
    house.deliveries._peers = Peers(away, house.title)
    with pytest.raises(Unavailable):
        await house.deliveries.email((await house.row())["_id"])
    assert (await house.row())["attempts"] == 0
