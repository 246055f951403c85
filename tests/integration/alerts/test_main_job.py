"""From an event to the member told: inbox, letter, webhook; each once."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from standardwebhooks.webhooks import Webhook

from services.alerts.app import build
from services.alerts.settings import Settings
from shared.bus import Bus
from shared.contracts.alert import (
    AskDeleteSearch,
    AskInbox,
    AskMarkRead,
    AskPauseSearch,
    AskSaveSearch,
    AskSearches,
    AskUnread,
    Criteria,
    Done,
    Inbox,
    Notification,
    Search,
    SearchDraft,
    Searches,
    Unread,
)
from shared.contracts.tender import TenderVerb
from shared.errors import Refused
from shared.mailbox import MailServer, read_mailbox
from shared.service import Service
from tests.integration.alerts.world import MEMBER, OTHER, Receiver, flag_fact, tender_fact, until


@pytest.fixture
async def alerts(settings: Settings, peers: Bus, fresh_database: None) -> AsyncIterator[Service]:
    async with build(settings).running() as service:
        await service.bus.nc.flush()
        yield service


async def save(bus: Bus, member: str = MEMBER, name: str = "Мектептер", **draft: object) -> Search:
    criteria = draft.pop("criteria", Criteria(words="мектеп"))
    ask = AskSaveSearch(member=member, search=SearchDraft(name=name, criteria=criteria, **draft))  # type: ignore[arg-type]
    return await bus.ask("ask.alerts.save_search", ask, Search)


async def inbox(bus: Bus, member: str = MEMBER) -> list[Notification]:
    return (await bus.ask("ask.alerts.inbox", AskInbox(member=member), Inbox)).items


async def test_an_event_reaches_inbox_letter_and_webhook_once(
    alerts: Service, peers: Bus, mail: MailServer, settings: Settings, receiver: Receiver
) -> None:
    search = await save(peers, email=True, webhook=receiver.url)
    await save(peers, name="Оңдоо", criteria=Criteria(words="ремонт", value_min=1000), email=True)
    await peers.publish([tender_fact()])

    (told,) = await until(lambda: inbox(peers))
    assert told.searches == ["Мектептер", "Оңдоо"] or told.searches == ["Оңдоо", "Мектептер"]
    assert told.process.title == "Капитальный ремонт школы"

    folder = mail.store.folder
    await until(lambda: asyncio.to_thread(read_mailbox, folder))
    await until(lambda: asyncio.sleep(0, receiver.calls))
    await peers.publish([tender_fact()])
    await peers.publish([tender_fact("ocds-t-2", title="Ремонт школы")])
    await until(lambda: letters(folder, 2))
    assert len(await inbox(peers)) == 2
    (letter, _) = sorted(read_mailbox(folder), key=lambda stored: stored.at)
    assert letter.to == f"{MEMBER}@example.kg"
    assert letter.subject == "Объявлен новый тендер: Капитальный ремонт школы"
    assert "https://achyk.example/ru/tenders/ocds-t-1" in letter.text
    assert "1\u00a0500\u00a0000,50 KGS" in letter.text
    assert "https://achyk.example/ru/searches" in letter.text

    headers, body = receiver.calls[0]
    assert search.webhook_secret is not None
    Webhook(search.webhook_secret).verify(body, headers)
    payload = json.loads(body)
    assert (payload["type"], payload["data"]["ocid"]) == ("tender.opened", "ocds-t-1")
    assert MEMBER not in body.decode()


async def letters(folder: object, number: int) -> bool:
    return len(await asyncio.to_thread(read_mailbox, folder)) >= number  # type: ignore[arg-type]


async def test_a_raised_flag_is_told_as_an_indicator_and_not_as_proof(
    alerts: Service, peers: Bus, mail: MailServer
) -> None:
    # "кирпич" stands in the items only: the words of the whole process are asked from ingest.
    criteria = Criteria(words="кирпич", indicators=["R018"])
    await save(peers, member=OTHER, criteria=criteria, email=True)
    await peers.publish([tender_fact(), flag_fact(indicator="R003"), flag_fact()])
    (told,) = await until(lambda: inbox(peers, OTHER))
    assert (told.verb, told.indicator) == ("raised", "R018")
    await until(lambda: letters(mail.store.folder, 1))
    (letter,) = read_mailbox(mail.store.folder)
    assert letter.subject.startswith("Тобокелдик индикатору R018 «Бир гана катышуучу»")
    assert "далил эмес" in letter.text


async def test_a_search_holds_for_every_event_after_its_reply_on_every_replica(
    alerts: Service, settings: Settings, peers: Bus
) -> None:
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(build(settings).running())
        for number in range(30):
            saved = await save(peers, name=f"s{number}", criteria=Criteria(words=f"слово{number}"))
            await peers.publish([tender_fact(f"ocds-r-{number}", title=f"слово{number}")])
            if number % 3 == 0:
                await peers.ask("ask.alerts.delete_search", AskDeleteSearch(member=MEMBER, id=saved.id), Done)
                await peers.publish([tender_fact(f"ocds-d-{number}", title=f"слово{number}")])

        async def thirty() -> bool:
            return len(await inbox(peers)) >= 20

        await until(thirty)
        await until(lambda: caught_up(alerts))
        told = {notification.ocid for notification in await inbox(peers)}
    assert {f"ocds-r-{number}" for number in range(30) if number % 3} <= told
    assert not {ocid for ocid in told if ocid.startswith("ocds-d-")}


async def caught_up(service: Service) -> bool:
    return not any((await service.bus.lag()).values())


async def test_only_the_verbs_asked_for_are_told(alerts: Service, peers: Bus) -> None:
    await save(peers, verbs=[TenderVerb.AWARDED, TenderVerb.AMENDED])
    await peers.publish(
        [tender_fact(verb=verb, version=n) for n, verb in enumerate(["opened", "amended", "awarded"], 1)]
    )
    await until(lambda: at_least(peers, 2))
    assert {told.verb for told in await inbox(peers)} == {"amended", "awarded"}


async def at_least(bus: Bus, number: int) -> bool:
    return len(await inbox(bus)) >= number


async def test_searches_are_kept_paused_resumed_and_deleted_by_their_owner_only(alerts: Service, peers: Bus) -> None:
    saved = await save(peers)
    assert (await save(peers)).id == saved.id
    found = await peers.ask("ask.alerts.searches", AskSearches(member=MEMBER), Searches)
    assert (found.total, found.items[0].criteria.words) == (1, "мектеп")

    for stranger in (
        peers.ask("ask.alerts.pause_search", AskPauseSearch(member=OTHER, id=saved.id, paused=True), Search),
        peers.ask("ask.alerts.delete_search", AskDeleteSearch(member=OTHER, id=saved.id), Done),
    ):
        with pytest.raises(Refused) as refusal:
            await stranger
        assert refusal.value.code == "not_found"

    paused = await peers.ask("ask.alerts.pause_search", AskPauseSearch(member=MEMBER, id=saved.id, paused=True), Search)
    assert paused.paused
    await peers.publish([tender_fact("ocds-while-paused")])
    await until(lambda: caught_up(alerts))
    await peers.ask("ask.alerts.pause_search", AskPauseSearch(member=MEMBER, id=saved.id, paused=False), Search)
    await peers.publish([tender_fact("ocds-after")])
    await until(lambda: at_least(peers, 1))
    assert [told.ocid for told in await inbox(peers)] == ["ocds-after"]

    await peers.ask("ask.alerts.delete_search", AskDeleteSearch(member=MEMBER, id=saved.id), Done)
    assert (await peers.ask("ask.alerts.searches", AskSearches(member=MEMBER), Searches)).total == 0
    assert (await save(peers)).id == saved.id


async def test_no_more_searches_than_allowed_and_none_for_nothing(settings: Settings, peers: Bus) -> None:
    few = settings.model_copy(update={"searches_per_member": 2})
    async with build(few).running() as service:
        await service.bus.nc.flush()
        results = await asyncio.gather(*(save(peers, name=f"s{number}") for number in range(5)), return_exceptions=True)
        refused = [result for result in results if isinstance(result, Refused)]
        assert [refusal.code for refusal in refused] == ["too_many"] * 3
        for draft in ({"criteria": Criteria()}, {"webhook": "http://user:word@example.kg/"}):
            with pytest.raises(Refused) as refusal:
                await save(peers, **draft)
            assert refusal.value.code == "invalid"
        await service.store.drop()


async def test_the_inbox_is_read_page_by_page_and_marked(alerts: Service, peers: Bus) -> None:
    await save(peers)
    await peers.publish([tender_fact(f"ocds-p-{number}") for number in range(7)])
    await until(lambda: at_least(peers, 7))
    seen: list[Notification] = []
    after: str | None = None
    while True:
        page = await peers.ask("ask.alerts.inbox", AskInbox(member=MEMBER, limit=3, after=after), Inbox)
        assert (page.total, page.unread) == (7, 7)
        seen += page.items
        after = page.next
        if after is None:
            break
    assert len({notification.id for notification in seen}) == len(seen) == 7

    first = seen[0].id
    assert not (await peers.ask("ask.alerts.mark_read", AskMarkRead(member=OTHER, ids=[first]), Done)).changed
    assert (await peers.ask("ask.alerts.mark_read", AskMarkRead(member=MEMBER, ids=[first]), Done)).changed
    assert (await peers.ask("ask.alerts.unread", AskUnread(member=MEMBER), Unread)).unread == 6
    unread = await peers.ask("ask.alerts.inbox", AskInbox(member=MEMBER, unread_only=True), Inbox)
    assert (len(unread.items), unread.total) == (6, 6)
    assert (await peers.ask("ask.alerts.mark_read", AskMarkRead(member=MEMBER), Done)).changed
    assert (await peers.ask("ask.alerts.unread", AskUnread(member=MEMBER), Unread)).unread == 0
    with pytest.raises(Refused):
        await peers.ask("ask.alerts.inbox", AskInbox(member=MEMBER, after="nonsense"), Inbox)
