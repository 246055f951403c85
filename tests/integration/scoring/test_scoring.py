"""Scoring on real servers: tender events in, facts about flags out, each once."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from services.scoring.app import build
from services.scoring.settings import Settings
from services.scoring.store import ScoringStore
from shared.bus import Bus
from shared.contracts.risk import AskFlags, AskIndicators, AskRanking, Cause, FlagEvent, Flags, Indicators, Ranking
from shared.errors import Refused
from shared.facts import Delivered, Fact, fact_id
from shared.service import Service
from shared.store import Store
from shared.topology import GATEWAY_RISKS

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
BusOf = Callable[[str], Awaitable[Bus]]
StoreOf = Callable[[str], Store]


def body(*amounts: float, ocid: str = "ocds-h7i0z4-1", stage: str = "bidsOpened") -> dict[str, Any]:
    """A Kyrgyz process with one bid per amount, each by its own tenderer."""
    bids = [
        {
            "id": f"b{n}",
            "status": "valid",
            "tenderers": [{"id": f"KG-INN-T{n}"}],
            "relatedLots": [{"id": "L1", "value": {"amount": amount, "currency": "KGS"}}],
        }
        for n, amount in enumerate(amounts)
    ]
    return {
        "ocid": ocid,
        "buyer": {"id": "KG-INN-1"},
        "tender": {
            "procurementMethod": "open",
            "procurementMethodDetails": "oneStage",
            "status": "active",
            "statusDetails": stage,
            "datePublished": "2021-03-01T03:00:00Z",
            "lots": [{"id": "L1"}],
        },
        "bids": {"details": bids},
    }


def tender(content: dict[str, Any], version: int = 1, **instead: Any) -> Fact:
    """A tender event, as ingest publishes it."""
    ocid = content["ocid"]
    event = {"ocid": ocid, "version": version, "source": "test", "country": "kg", "process": content} | instead
    return Fact(
        id=fact_id("tender", ocid, version),
        type="tender.v1.closed",
        subject="tender.v1.closed.kg.KG-INN-1",
        about=ocid,
        data=json.dumps(event).encode(),
        time=datetime.now(UTC),
        trace=TRACE,
    )


@pytest.fixture
def settings(store_of: StoreOf, nats_url: str, mongo_url: str) -> Settings:
    """Settings of a service on a fresh database."""
    name = store_of("scoring").database.name
    base, _, query = mongo_url.partition("/?")
    return Settings(nats_url=nats_url, mongo_url=f"{base}/{name}?{query}", drain_seconds=5)


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Service]:
    async with build(settings).running() as service:
        yield service


class Told:
    """Reads the facts about risks, and lets a test wait for them."""

    def __init__(self) -> None:
        self.facts: list[Delivered] = []
        self._more = asyncio.Event()

    async def __call__(self, batch: Sequence[Delivered]) -> None:
        self.facts += batch
        self._more.set()

    async def until(self, count: int) -> list[Delivered]:
        """The facts so far, once there are `count`."""
        async with asyncio.timeout(90):
            while len(self.facts) < count:
                self._more.clear()
                await self._more.wait()
        return list(self.facts)


@pytest.fixture
async def outside(bus_of: BusOf) -> Bus:
    """Another service's bus, for publishing and asking."""
    return await bus_of("ingest")


@pytest.fixture
async def told(bus_of: BusOf) -> Told:
    """What a reader of `risk.v1.>` gets."""
    bus, reader = await bus_of("gateway"), Told()
    bus.consumes(GATEWAY_RISKS)(reader)
    await bus.start()
    return reader


def story(facts: list[Delivered]) -> list[tuple[str, str]]:
    return [(fact.about, fact.subject.removeprefix("risk.v1.")) for fact in facts]


async def test_given_a_tender_with_equal_prices_then_one_flag_is_published_with_all_a_reader_needs(
    outside: Bus, told: Told, settings: Settings
) -> None:
    async with running(settings):
        await outside.publish([tender(body(100, 100))])
        (fact,) = await told.until(1)
        assert story([fact]) == [("ocds-h7i0z4-1", "raised.R028.kg.KG-INN-1")]
        assert fact.trace is not None
        assert fact.trace.split("-")[1] == TRACE.split("-")[1]
        event = FlagEvent.model_validate_json(fact.data)
        assert (event.flag.value, event.flag.lots, event.previous) == (2, ["L1"], None)
        assert [piece.value for piece in event.flag.evidence] == [100, 100]
        answer = await outside.ask("ask.scoring.flags", AskFlags(ocid="ocds-h7i0z4-1"), Flags)
        assert next(flag for flag in answer.flags if flag.indicator == "R028") == event.flag
        assert (answer.score.raised, answer.process_version) == (1, 1)


async def test_given_the_same_events_again_also_after_a_restart_then_nothing_new_is_published(
    outside: Bus, told: Told, settings: Settings
) -> None:
    events = [tender(body(100, 100, ocid=f"o-{n}")) for n in range(40)]
    async with running(settings):
        await outside.publish(events)
        first = await told.until(40)
    again = [
        Fact(f"again{n}", *(getattr(fact, name) for name in ("type", "subject", "about", "data", "time")))
        for n, fact in enumerate(events)
    ]
    async with running(settings):
        await outside.publish([*again, tender(body(100, 101, ocid="o-0"), version=2)])
        *before, cleared = await told.until(41)
        assert [fact.id for fact in before] == [fact.id for fact in first]
        assert story([cleared]) == [("o-0", "cleared.R028.kg.KG-INN-1")]
        catalogue = await outside.ask("ask.scoring.indicators", AskIndicators(), Indicators)
        rates = {one.id: one.base_rate for one in catalogue.items}
        assert (rates["R028"].raised, rates["R028"].computable) == (39, 40)
        assert (rates["R035"].not_computable, rates["R035"].computable) == (40, 0)


async def test_given_versions_in_one_batch_and_out_of_order_then_the_newest_stands(
    outside: Bus, told: Told, settings: Settings
) -> None:
    late = tender(body(1, 2), version=2)
    last = tender(body(5, 5, ocid="last"))
    await outside.publish([tender(body(100, 100)), tender(body(100, 101), version=3), late, last])
    async with running(settings):
        facts = await told.until(3)
        assert [(about, subject.split(".")[0]) for about, subject in story(facts)] == [
            ("ocds-h7i0z4-1", "raised"),
            ("ocds-h7i0z4-1", "cleared"),
            ("last", "raised"),
        ]
        answer = await outside.ask("ask.scoring.flags", AskFlags(ocid="ocds-h7i0z4-1"), Flags)
        assert answer.process_version == 3


async def test_given_a_later_version_taken_first_then_the_earlier_one_still_tells_what_only_it_shows(
    outside: Bus, told: Told, settings: Settings
) -> None:
    published = body(stage="published")
    published["tender"]["items"] = [{"id": "1", "unit": {"name": "условная единица"}}]
    async with running(settings):
        await outside.publish([tender(body(100, 100), version=2)])
        await told.until(1)
        await outside.publish([tender(published)])
        first, late = await told.until(2)
        assert story([first, late]) == [
            ("ocds-h7i0z4-1", "raised.R028.kg.KG-INN-1"),
            ("ocds-h7i0z4-1", "raised.KG10.kg.KG-INN-1"),
        ]
        event = FlagEvent.model_validate_json(late.data)
        assert (event.flag.latched, event.flag.process_version, event.process.version) == (True, 1, 2)
        again = replace(tender(published), id="again")
        await outside.publish([again, tender(body(7, 7, ocid="last"))])
        assert [about for about, _ in story(await told.until(3))] == ["ocds-h7i0z4-1", "ocds-h7i0z4-1", "last"]
        answer = await outside.ask("ask.scoring.flags", AskFlags(ocid="ocds-h7i0z4-1"), Flags)
        assert (answer.process_version, answer.score.raised) == (2, 2)
        catalogue = await outside.ask("ask.scoring.indicators", AskIndicators(), Indicators)
        rates = {one.id: one.base_rate for one in catalogue.items}
        assert (rates["KG10"].raised, rates["KG10"].not_computable) == (1, 1)


async def test_given_single_bids_over_several_batches_then_the_buyers_count_survives_a_restart(
    outside: Bus, told: Told, settings: Settings
) -> None:
    async with running(settings):
        await outside.publish([tender(body(5, ocid=f"o-{n}")) for n in range(18)])
        await told.until(18)
    async with running(settings) as service:
        await outside.publish([tender(body(5, ocid="o-18"))])
        facts = await told.until(38)
        assert sorted(story(facts)[18:]) == sorted(
            [("o-18", "raised.R018.kg.KG-INN-1"), *((f"o-{n}", "raised.KG08.kg.KG-INN-1") for n in range(19))]
        )
        events = [FlagEvent.model_validate_json(fact.data) for fact in facts if ".KG08." in fact.subject]
        causes = {event.ocid: event.cause for event in events}
        version = await ScoringStore(service.store).figures_version()
        assert {event.flag.figures for event in events} == {version}
        assert causes["o-18"] is Cause.DATA


async def test_given_a_body_too_large_for_a_message_then_it_is_fetched_by_its_reference(
    outside: Bus, told: Told, settings: Settings
) -> None:
    process = body(100, 100)
    reference = await outside.objects.put(json.dumps(process).encode())
    async with running(settings):
        await outside.publish([tender(process, process=None, reference=reference.model_dump())])
        assert story(await told.until(1)) == [("ocds-h7i0z4-1", "raised.R028.kg.KG-INN-1")]


async def test_given_broken_values_beside_good_processes_then_the_good_ones_are_scored(
    outside: Bus, told: Told, settings: Settings
) -> None:
    odd = body(100, 100, ocid="odd")
    odd["tender"]["lots"] = "none"
    odd["awards"] = [None, 7, {"status": []}]
    async with running(settings):
        await outside.publish([tender(odd), tender(body(7, 7))])
        facts = await told.until(2)
        assert {about for about, _ in story(facts)} == {"odd", "ocds-h7i0z4-1"}


async def test_given_a_process_never_seen_then_the_question_is_refused(
    outside: Bus, told: Told, settings: Settings
) -> None:
    async with running(settings):
        with pytest.raises(Refused, match="not_found"):
            await outside.ask("ask.scoring.flags", AskFlags(ocid="nobody"), Flags)


async def test_given_two_replicas_then_counts_and_flags_are_those_of_one(
    outside: Bus, told: Told, settings: Settings
) -> None:
    async with running(settings) as one, running(settings):
        for start in range(0, 300, 60):
            await outside.publish([tender(body(5, ocid=f"o-{n}")) for n in range(start, start + 60)])
        await told.until(300 + 300)
        rates = await ScoringStore(one.store).base_rates()
        assert +rates["R018"] == {"raised": 300}
        assert +rates["KG08"] == {"raised": 300}


async def test_given_scored_processes_then_they_are_ranked_with_their_reasons_page_by_page(
    outside: Bus, told: Told, settings: Settings
) -> None:
    undated = body(9, 9, ocid="undated")
    del undated["tender"]["datePublished"]
    events = [tender(body(9, 9, ocid=f"equal-{n}")) for n in range(3)]
    events += [tender(body(100, 101, ocid="calm")), tender(undated)]
    async with running(settings):
        await outside.publish(events)
        await told.until(4)
        found: list[str] = []
        after = None
        while True:
            ask = AskRanking(indicator="R028", level=1, limit=2, after=after)
            page = await outside.ask("ask.scoring.ranking", ask, Ranking)
            assert page.total == 4
            assert all("R028" in one.raised and one.score.raised for one in page.items)
            found += [one.process.ocid for one in page.items]
            after = page.next
            if after is None:
                break
        assert sorted(found) == ["equal-0", "equal-1", "equal-2", "undated"]
        everything = await outside.ask("ask.scoring.ranking", AskRanking(level=1), Ranking)
        assert everything.total == 5
        assert everything.items[-1].process.ocid == "calm"
        with pytest.raises(Refused, match="invalid"):
            await outside.ask("ask.scoring.ranking", AskRanking(after="nonsense"), Ranking)
