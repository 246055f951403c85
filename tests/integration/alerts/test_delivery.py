"""Deliveries that fail, are refused, come again or are cut off between two steps."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pydantic import AnyHttpUrl

from services.alerts import deliveries, schedule
from services.alerts.deliveries import Deliveries, Peers
from services.alerts.deliveries_store import FIRST_LOOK, DeliveriesStore
from services.alerts.events import Matching
from services.alerts.notifications_store import NotificationsStore
from services.alerts.notify import notices
from services.alerts.requests import Requests
from services.alerts.searches import LiveSearches
from services.alerts.searches_store import SearchesStore
from services.alerts.settings import Settings
from shared import embedded
from shared.contracts.alert import AskSaveSearch, Criteria, Notification, Search, SearchDraft
from shared.contracts.base import Texts
from shared.contracts.community import Contact
from shared.contracts.risk import RiskVerb
from shared.contracts.tender import AskProcess, Process
from shared.embedded import free_port
from shared.errors import Refused, Unavailable
from shared.mail import MailSettings
from shared.mailbox import MailServer, read_mailbox
from shared.outbound import Outbound
from shared.store import Document, Store, is_away
from tests.integration.alerts.world import (
    MEMBER,
    NOBODY,
    OTHER,
    Receiver,
    contact_of,
    delivered,
    flag_fact,
    tender_fact,
    until,
)


class House:
    """Alerts without its bus: handlers are called as the bus would call them, so that a test decides what repeats."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.database = store
        self.searches_store = SearchesStore(store)
        self.deliveries_store = DeliveriesStore(store)
        self.notifications_store = NotificationsStore(store, self.deliveries_store)
        self.settings = settings
        self.searches = LiveSearches(self.searches_store)
        self.requests = Requests(self.searches_store, self.notifications_store, settings)
        self.matching = Matching(store, self.notifications_store, self.searches, self.no_objects, self.no_process)
        self.outbound = Outbound(allow_private=settings.allow_private_webhooks)
        self.deliveries = Deliveries(
            self.deliveries_store,
            self.notifications_store,
            self.searches_store,
            Peers(self.contact, self.title),
            self.outbound,
            settings,
        )

    async def prepare(self) -> None:
        for each in (self.searches_store, self.notifications_store, self.deliveries_store):
            await each.prepare()

    async def contact(self, member: str) -> Contact:
        return contact_of(member)

    async def title(self, _indicator: str) -> Texts | None:
        return None

    async def no_objects(self, _reference: object) -> bytes:
        raise AssertionError("no event of these tests refers to an object")

    async def no_process(self, _ask: AskProcess) -> Process:
        raise AssertionError("no event of these tests asks for a process")

    async def save(
        self, member: str = MEMBER, *, name: str = "Мектептер", email: bool = False, webhook: str | None = None
    ) -> Search:
        address = AnyHttpUrl(webhook) if webhook else None
        draft = SearchDraft(name=name, criteria=Criteria(words="мектеп"), email=email, webhook=address)
        return await self.requests.save_search(AskSaveSearch(member=member, search=draft))

    async def happen(self, ocid: str = "ocds-t-1") -> None:
        await self.matching.tenders([delivered(tender_fact(ocid))])

    async def rows(self, collection: str) -> list[Document]:
        return await self.database.collection(collection).find({}).to_list(None)

    async def row(self) -> Document:
        (row,) = await self.rows("deliveries")
        return row

    async def told(self, member: str = MEMBER) -> list[Notification]:
        return (await self.notifications_store.inbox(member, limit=50, after=None, unread_only=False))[0]

    async def make_due(self) -> None:
        """What the deliveries wait for, a claim's end too, has come."""
        past = datetime(2026, 1, 1, tzinfo=UTC)
        await self.database.collection("deliveries").update_many({}, {"$set": {"notBefore": past, "due": past}})

    async def try_now(self) -> Document:
        """Carry the only delivery out as if its time had come."""
        await self.make_due()
        row = await self.row()
        carry_out = self.deliveries.email if row["channel"] == "email" else self.deliveries.webhook
        await carry_out(row["_id"])
        return await self.row()


@pytest.fixture
async def house(store_of: Callable[[str], Store], settings: Settings) -> AsyncIterator[House]:
    made = House(store_of("alerts"), settings)
    await made.prepare()
    yield made
    await made.outbound.close()


class Cut(Exception):
    """The process dies here."""


def cut_after(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> None:
    """The next call of this step does its work and then the process dies, once."""
    step: Callable[..., Awaitable[object]] = getattr(owner, name)

    async def dying(*args: object, **named: object) -> object:
        monkeypatch.setattr(owner, name, step)
        await step(*args, **named)
        raise Cut

    monkeypatch.setattr(owner, name, dying)


def cut_before(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> None:
    """The next call of this step never happens: the process died before it, once."""
    step = getattr(owner, name)

    async def dying(*_args: object, **_named: object) -> object:
        monkeypatch.setattr(owner, name, step)
        raise Cut

    monkeypatch.setattr(owner, name, dying)


# --- matching: notification, deliveries and their events are one ---------------------------------------------


async def test_an_event_delivered_again_changes_nothing(house: House) -> None:
    await house.save(email=True)
    for _ in range(3):
        await house.happen()
    assert [len(await house.rows(name)) for name in ("notifications", "deliveries", "outbox")] == [1, 1, 1]


@pytest.mark.parametrize("step", ["insert_many", "record"])
async def test_cut_off_while_writing_nothing_is_told_and_then_once(
    house: House, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    await house.save(email=True)
    if step == "record":
        cut_after(monkeypatch, house.database, "record")
    else:
        cut_before(monkeypatch, house.deliveries_store._deliveries, "insert_many")
    with pytest.raises(Cut):
        await house.happen()
    assert [len(await house.rows(name)) for name in ("notifications", "deliveries", "outbox")] == [0, 0, 0]
    await house.happen()
    await house.happen()
    assert [len(await house.rows(name)) for name in ("notifications", "deliveries", "outbox")] == [1, 1, 1]


async def test_a_database_put_back_to_an_earlier_day_brings_its_searches_back(house: House) -> None:
    before = await house.save()
    for _ in range(2):
        await house.searches_store.pause_search(MEMBER, before.id, paused=True)
    assert len(await house.searches.refresh()) == 0
    await house.database.collection("searches").update_one(
        {"_id": before.id}, {"$set": {"revision": 1, "search.paused": False}}
    )
    await house.database.collection("counters").update_one({"_id": "searches"}, {"$set": {"revision": 1}})
    assert len(await house.searches.refresh()) == 1


async def test_given_a_row_that_cannot_be_read_then_the_inbox_shows_the_others_and_its_letter_is_dropped(
    house: House, mail: MailServer
) -> None:
    await house.save(email=True)
    await house.happen()
    bad = {"process.value": {"amount": "5", "currency": "kgs"}}
    await house.database.collection("notifications").update_one({}, {"$set": bad})
    assert (await house.try_now())["state"] == "dropped"
    await house.happen("ocds-t-2")
    await house.happen("ocds-t-3")
    pages, after = [], None
    for _ in range(3):
        page, after = await house.notifications_store.inbox(MEMBER, limit=1, after=after, unread_only=False)
        pages += page
    assert after is None
    assert {told.ocid for told in pages} == {"ocds-t-2", "ocds-t-3"}
    assert mail.store.accepted == 0


async def test_given_a_replica_to_which_no_event_comes_then_it_forgets_a_deleted_search_all_the_same(
    house: House,
) -> None:
    saved = await house.save()
    await house.searches.refresh()
    keeping = asyncio.create_task(house.searches.keep_current(0.01, is_away))
    await house.searches_store.delete_search(MEMBER, saved.id, datetime.now(UTC))

    async def forgotten() -> bool:
        return len(house.searches.index) == 0

    await until(forgotten)
    keeping.cancel()


# --- flags -----------------------------------------------------------------------------------------------------


async def test_given_a_flag_told_of_when_it_is_cleared_then_the_same_member_hears_it_once_and_nobody_else(
    house: House,
) -> None:
    criteria = Criteria(country="kg", any_indicator=True)
    draft = SearchDraft(name="Белгилер", criteria=criteria, email=True)
    await house.requests.save_search(AskSaveSearch(member=MEMBER, search=draft))
    cleared = delivered(flag_fact(version=2, verb=RiskVerb.CLEARED))
    await house.matching.risks([cleared])
    assert await house.told() == [], "who was not told that it is raised does not hear that it is not"
    changed = delivered(flag_fact(version=2, verb=RiskVerb.CHANGED))
    await house.matching.risks([delivered(flag_fact()), changed, cleared])
    await house.requests.save_search(AskSaveSearch(member=OTHER, search=draft))
    await house.matching.risks([cleared])
    assert [(told.verb, told.searches) for told in await house.told()] == [
        ("cleared", ["Белгилер"]),
        ("raised", ["Белгилер"]),
    ]
    assert await house.told(OTHER) == []
    assert [row["channel"] for row in await house.rows("deliveries")] == ["email", "email"]


async def test_given_a_flag_raised_again_after_it_was_cleared_then_both_ends_are_told_again(house: House) -> None:
    draft = SearchDraft(name="Белгилер", criteria=Criteria(indicators=["R018"]))
    await house.requests.save_search(AskSaveSearch(member=MEMBER, search=draft))
    verbs = (RiskVerb.RAISED, RiskVerb.CLEARED, RiskVerb.RAISED, RiskVerb.CLEARED)
    await house.matching.risks([delivered(flag_fact(version=n, verb=verb)) for n, verb in enumerate(verbs, 1)])
    assert [told.verb for told in await house.told()] == ["cleared", "raised", "cleared", "raised"]


# --- letters ---------------------------------------------------------------------------------------------------


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


async def test_a_mail_server_that_is_away_is_asked_again_later(house: House, mail: MailServer) -> None:
    house.settings.mail.port = free_port()
    await house.save(email=True)
    await house.happen()
    row = await house.try_now()
    assert (row["state"], row["attempts"], row["open"]) == ("pending", 1, True)
    assert row["notBefore"] - row["first"] >= schedule.DELAYS[0]
    house.settings.mail.port = mail.port
    assert (await house.try_now())["state"] == "sent"


async def test_after_a_day_of_tries_the_member_sees_that_it_was_given_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.settings.mail.port = free_port()
    await house.save(email=True)
    await house.happen()
    monkeypatch.setattr(schedule, "DELAYS", schedule.DELAYS[:2])
    states = [(await house.try_now())["state"] for _ in range(3)]
    assert states == ["pending", "pending", "failed"]
    (told,) = await house.told()
    assert told.failed == {"email": "gave_up"}


class Refusing:
    """A mail server that takes nothing for one address."""

    async def handle_RCPT(
        self, _server: object, _session: object, _envelope: object, _to: str, _options: object
    ) -> str:
        return "550 5.1.1 no such mailbox"


async def test_an_address_that_is_refused_is_not_tried_again(house: House) -> None:
    controller = Controller(Refusing(), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        house.settings.mail = MailSettings(port=controller.port)
        await house.save(email=True)
        await house.happen()
        assert (await house.try_now())["state"] == "failed"
    finally:
        controller.stop()
    assert (await house.told())[0].failed == {"email": "mail_refused"}


async def test_a_member_without_address_gets_the_inbox_only(house: House, mail: MailServer) -> None:
    await house.save(NOBODY, email=True)
    await house.happen()
    assert (await house.try_now())["state"] == "dropped"
    assert mail.store.accepted == 0
    assert (await house.told(NOBODY))[0].failed == {}


async def test_a_search_paused_before_the_letter_went_stops_it(house: House, mail: MailServer) -> None:
    search = await house.save(email=True)
    await house.happen()
    await house.searches_store.pause_search(MEMBER, search.id, paused=True)
    assert (await house.try_now())["state"] == "dropped"
    assert mail.store.accepted == 0


async def test_while_community_is_away_nothing_is_claimed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(_member: str) -> Contact:
        raise Unavailable("ask.community.contact")

    await house.save(email=True)
    await house.happen()
    house.deliveries._peers = Peers(away, house.title)
    with pytest.raises(Unavailable):
        await house.deliveries.email((await house.row())["_id"])
    assert (await house.row())["attempts"] == 0


# --- webhooks --------------------------------------------------------------------------------------------------


async def test_a_webhook_is_called_again_with_the_same_id_until_it_takes_the_call(
    house: House, receiver: Receiver
) -> None:
    receiver.answers = [(500, {}), (429, {"Retry-After": "3600"})]
    search = await house.save(webhook=receiver.url)
    await house.happen()
    assert (await house.try_now())["state"] == "pending"
    row = await house.try_now()
    assert row["notBefore"] - datetime.now(UTC) > timedelta(minutes=59)
    (failing,) = await house.searches_store.searches([search.id])
    assert failing.webhook_failing == "the server answered 429"
    assert (await house.try_now())["state"] == "sent"
    assert len({headers["webhook-id"] for headers, _ in receiver.calls}) == 1
    assert len({body for _, body in receiver.calls}) == 1
    (works,) = await house.searches_store.searches([search.id])
    assert works.webhook_failing is None


async def test_redirects_are_failures_and_gone_switches_the_webhook_off(house: House, receiver: Receiver) -> None:
    receiver.answers = [(302, {"Location": receiver.url}), (410, {})]
    search = await house.save(webhook=receiver.url)
    await house.happen()
    assert (await house.try_now())["state"] == "pending"
    assert (await house.try_now())["state"] == "failed"
    assert (await house.told())[0].failed == {"webhook": "webhook_gone"}
    assert await house.searches_store.webhooks_on([search.id]) == set()
    assert len(receiver.calls) == 2


async def test_a_webhook_that_fails_for_days_is_switched_off_and_resuming_switches_it_on(
    house: House, receiver: Receiver
) -> None:
    house.settings.webhook_failing_days = 0
    receiver.answers = [(500, {})]
    search = await house.save(webhook=receiver.url)
    await house.happen()
    assert (await house.try_now())["state"] == "pending"
    assert (await house.try_now())["state"] == "dropped"
    assert len(receiver.calls) == 1
    resumed = await house.searches_store.pause_search(MEMBER, search.id, paused=False)
    assert resumed is not None
    assert resumed.webhook_failing is None
    assert await house.searches_store.webhooks_on([search.id]) == {search.id}


async def test_given_a_webhook_that_is_gone_when_another_call_fails_then_it_stays_off(
    house: House, receiver: Receiver
) -> None:
    search = await house.save(webhook=receiver.url)
    await house.searches_store.webhook_gone(search.id, "gone")
    await house.searches_store.webhook_failed(search.id, "busy", datetime.now(UTC), timedelta(days=3))
    assert await house.searches_store.webhooks_on([search.id]) == set()
    (kept,) = await house.searches_store.searches([search.id])
    assert kept.webhook_failing == "gone"


async def test_given_two_searches_with_one_webhook_when_one_is_paused_then_the_call_is_made_for_the_other(
    house: House, receiver: Receiver
) -> None:
    searches = [await house.save(name=name, webhook=receiver.url) for name in ("A", "B")]
    await house.happen()
    first, second = sorted(search.id for search in searches)
    await house.searches_store.pause_search(MEMBER, first, paused=True)
    assert (await house.try_now())["state"] == "sent"
    ((_, body),) = receiver.calls
    assert json.loads(body)["data"]["search"] == second


async def test_given_an_address_of_a_private_network_when_a_search_is_saved_then_it_is_refused(
    house: House, receiver: Receiver
) -> None:
    house.settings.allow_private_webhooks = False
    with pytest.raises(Refused) as refusal:
        await house.save(webhook=receiver.url)
    assert (refusal.value.code, refusal.value.detail) == ("invalid", {"field": "webhook"})


async def test_private_addresses_are_refused_unless_a_setting_allows_them(
    store_of: Callable[[str], Store], settings: Settings, receiver: Receiver
) -> None:
    house = House(store_of("alerts"), settings.model_copy(update={"allow_private_webhooks": False}))
    await house.prepare()
    house.requests = Requests(house.searches_store, house.notifications_store, settings)  # saved while it was allowed
    await house.save(webhook=receiver.url.replace("127.0.0.1", "localhost"))
    await house.happen()
    assert (await house.try_now())["state"] == "failed"
    assert receiver.calls == []
    assert (await house.told())[0].failed == {"webhook": "address_refused"}
    await house.outbound.close()
