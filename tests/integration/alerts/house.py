"""Alerts without its bus, and the ways to cut it off between two steps."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from pydantic import AnyHttpUrl

from services.alerts.deliveries import Deliveries, Peers
from services.alerts.deliveries_store import DeliveriesStore
from services.alerts.events import Matching
from services.alerts.notifications_store import NotificationsStore
from services.alerts.requests import Requests
from services.alerts.searches import LiveSearches
from services.alerts.searches_store import SearchesStore
from services.alerts.settings import Settings
from shared.contracts.alert import AskSaveSearch, Criteria, Notification, Search, SearchDraft
from shared.contracts.base import Texts
from shared.contracts.community import Contact
from shared.contracts.tender import AskProcess, Process
from shared.outbound import Outbound
from shared.store import Document, Store
from tests.integration.alerts.world import MEMBER, contact_of, delivered, tender_fact


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
