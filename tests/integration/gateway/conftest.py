"""A whole gateway on real servers, and what stands around it: the streams and services that answer."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from services.gateway.app import Gateway, assemble
from services.gateway.index import MongoIndex
from services.gateway.live import ANNOUNCED
from services.gateway.ports import LiveNumbers
from services.gateway.settings import Settings
from services.gateway.store import ReadModel
from shared.bus import Bus
from shared.contracts.base import Organisation
from shared.contracts.risk import Flag, FlagEvent, FlagState
from shared.contracts.tender import ProcessSummary, TenderEvent
from shared.facts import Fact, fact_id, token

PATIENCE = 20.0
PAUSE = 0.05


def process(ocid: str, title: str = "Ремонт школы", **more: Any) -> dict[str, Any]:
    """A compiled release as ingest hands it on."""
    buyer = more.pop("buyer", "KG-INN-001")
    tender = {
        "id": ocid,
        "title": title,
        "status": more.pop("status", "active"),
        "procurementMethod": more.pop("method", "open"),
        "value": {"amount": more.pop("amount", 1_000_000), "currency": more.pop("currency", "KGS")},
        "datePublished": more.pop("published", "2026-03-01T06:00:00Z"),
        "tenderPeriod": {"endDate": more.pop("deadline", "2026-04-01T06:00:00Z")},
        "items": [{"id": "1", "description": more.pop("item", "Кровля")}],
    }
    party = {"id": buyer, "name": more.pop("buyer_name", "Мэрия города Ош"), "address": {"region": "Ошская область"}}
    return {
        "ocid": ocid,
        "parties": [party],
        "buyer": {"id": buyer},
        "tender": tender,
        **more,
    }


def tender_fact(body: dict[str, Any], version: int = 1, verb: str = "opened", made_up: bool = False) -> Fact:
    event = TenderEvent(ocid=body["ocid"], version=version, source="test", country="kg", made_up=made_up, process=body)
    subject = f"tender.v1.{verb}.kg.{token(body['buyer']['id'])}"
    return Fact(
        id=fact_id("tender", body["ocid"], version),
        type=f"tender.v1.{verb}",
        subject=subject,
        about=body["ocid"],
        data=event.model_dump_json().encode(),
        time=datetime(2026, 3, 2, tzinfo=UTC),
    )


def flag_fact(
    ocid: str,
    indicator: str = "R018",
    state: FlagState = FlagState.RAISED,
    version: int = 1,
    evaluated: datetime = datetime(2026, 3, 2, tzinfo=UTC),
) -> Fact:
    flag = Flag(indicator=indicator, state=state, rule_version="1", process_version=version, evaluated=evaluated)
    buyer = Organisation(id="KG-INN-001", name="Мэрия города Ош")
    summary = ProcessSummary(ocid=ocid, version=version, title="Ремонт школы", buyer=buyer, country="kg")
    verb = "raised" if state is FlagState.RAISED else "cleared"
    return Fact(
        id=fact_id("flag", ocid, indicator, version, evaluated, state),
        type=f"risk.v1.{verb}",
        subject=f"risk.v1.{verb}.{indicator}.kg.KG-INN-001",
        about=ocid,
        data=FlagEvent(ocid=ocid, flag=flag, process=summary).model_dump_json().encode(),
        time=evaluated,
    )


@dataclass
class World:
    """The gateway under test and everything around it."""

    gateway: Gateway
    bus: Bus
    """Speaks for the other services."""
    http: httpx.AsyncClient
    told: dict[str, int] = field(default_factory=dict)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def publish(self, facts: Sequence[Fact]) -> None:
        """Put events on their streams and wait until the gateway has told of the last one of each process."""
        before = dict(self.told)
        await self.bus.publish(facts)
        wanted = {_key(fact.type, fact.about): 0 for fact in facts}
        for fact in facts:
            wanted[_key(fact.type, fact.about)] += 1
        await self.until(lambda: all(self.told.get(k, 0) >= before.get(k, 0) + n for k, n in wanted.items()))

    async def passed(self) -> None:
        """Wait until everything that is on the streams was handled: a later event of each stream has come through."""
        marker = f"marker-{uuid.uuid4().hex}"
        await self.publish([tender_fact(process(marker, "Маркер", buyer="KG-INN-MARK"))])
        await self.publish([flag_fact(marker, state=FlagState.CLEAR)])

    async def until(self, true: Callable[[], bool]) -> None:
        async with self.changed, asyncio.timeout(PATIENCE):
            await self.changed.wait_for(true)

    async def until_answer(self, path: str, status: int) -> None:
        """Wait until an address answers so; nothing tells of it, so it is asked now and again."""
        async with asyncio.timeout(PATIENCE):
            while await self.status_of(path) != status:  # noqa: ASYNC110 - there is no event, only the answer
                await asyncio.sleep(PAUSE)

    async def status_of(self, path: str) -> int:
        """How an address answers, whether or not the answer ends."""
        async with self.http.stream("GET", path) as answer:
            return answer.status_code

    async def hear(self, _subject: str, data: bytes) -> None:
        for event in json.loads(data):
            key = _key(event["topic"], event["data"]["ocid"])
            self.told[key] = self.told.get(key, 0) + 1
        async with self.changed:
            self.changed.notify_all()

    async def again(self, facts: Sequence[Fact]) -> None:
        """Put the same events on their streams once more, as a refilled stream would hold them."""
        copies = [replace(fact, id=uuid.uuid4().hex) for fact in facts]
        await self.bus.publish(copies)

    async def gateway_numbers(self) -> LiveNumbers:
        """The numbers of the home page, made now."""
        return await MongoIndex(ReadModel(self.gateway.service.store)).live_numbers()

    async def get(self, path: str, **more: Any) -> Any:
        answer = await self.http.get(path, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()


def _key(kind: str, ocid: str) -> str:
    return f"{'tender' if kind.startswith('tender') else 'flag'}:{ocid}"


Start = Callable[..., Awaitable[World]]
Others = Callable[[Bus], None]


def nobody(_: Bus) -> None:
    """No other service answers."""


async def begin(stack: AsyncExitStack, nats: str, mongo: str, bus: Bus, others: Others, **settings: Any) -> World:
    """A gateway on a fresh database; `others` registers what other services answer."""
    base, _, query = mongo.partition("/?")
    database = f"{base}/test_gateway_{uuid.uuid4().hex[:12]}?{query}"
    defaults = {"mongo_url": database, "rate_factor": 0, "refresh_seconds": 0.05, "drain_seconds": 5, "http_port": 0}
    gateway = assemble(Settings(nats_url=nats, **{**defaults, **settings}))
    others(bus)
    await stack.enter_async_context(gateway.service.running())
    stack.push_async_callback(gateway.service.store.drop)
    assert gateway.server
    url = f"http://127.0.0.1:{gateway.server.port}"
    http = await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=PATIENCE))
    world = World(gateway, bus, http)
    bus.hears(ANNOUNCED)(world.hear)
    await bus.start()
    return world


@pytest.fixture
async def start(nats_url: str, mongo_url: str, bus_of: Callable[[str], Awaitable[Bus]]) -> AsyncIterator[Start]:
    """`await start(rate_factor=1)`: a gateway with these settings, on fresh streams and a fresh database.

    Handlers for the other services' requests are registered on `others` before: `await start(others=register)`.
    """
    async with AsyncExitStack() as stack:

        async def make(others: Others = nobody, **settings: Any) -> World:
            bus = await bus_of("others")
            return await begin(stack, nats_url, mongo_url, bus, others, **settings)

        yield make


@pytest.fixture
async def world(start: Start) -> World:
    """A gateway while no other service answers."""
    return await start()
