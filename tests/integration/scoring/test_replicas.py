"""Several replicas share the work by partitions: every flag once, counts exact, each process in its order."""

import asyncio
import json
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from achyk.settling import until_settled
from services.scoring.settings import Settings
from services.scoring.store import ScoringStore
from shared import topology
from shared.bus import Bus
from shared.contracts.risk import FlagEvent, FlagState
from shared.store import Store
from tests.integration.scoring.replicas import VERBS, in_partitions, replica, stories, until, versions_of
from tests.integration.scoring.test_scoring import Told, body, outside, running, settings, story, tender, told

__all__ = ["outside", "settings", "told"]

PARTITIONS = 4
PROCESSES = 600
EVENTS = PROCESSES * len(VERBS)


@pytest.fixture
def parted(settings: Settings) -> Settings:
    return settings.model_copy(update={"partitions": PARTITIONS, "quiet_seconds": 600})


async def all_taken(bus: Bus) -> None:
    """Return when every event was handled."""

    async def nothing_waits() -> bool:
        lags = [await bus.js.consumer_info(one.stream, one.name) for one in topology.scoring_consumers(PARTITIONS)]
        waiting = sum((lag.num_pending or 0) + (lag.num_ack_pending or 0) for lag in lags)
        return waiting + await topology.not_copied(bus.js) == 0

    await until(nothing_waits, "all events to be handled", 180)


async def test_given_two_replicas_and_four_partitions_then_each_takes_a_share_and_every_process_is_told_in_its_order(
    outside: Bus, told: Told, parted: Settings
) -> None:
    await in_partitions(outside, PARTITIONS)
    async with replica(parted) as one, replica(parted) as other:
        for facts in versions_of(PROCESSES):
            await outside.publish(facts)
        facts = await told.until(EVENTS)
        await all_taken(outside)
        shares = [await one.taken(), await other.taken()]
    assert sum(shares) == EVENTS
    assert min(shares) > EVENTS // 10
    in_order = [(verb, version) for version, verb in enumerate(VERBS, 1)]
    assert stories(facts) == {f"o-{number}": in_order for number in range(PROCESSES)}
    store = Store(parted.mongo_url, "scoring")
    own = ScoringStore(store)
    known = await own.load([f"o-{number}" for number in range(PROCESSES)])
    assert {each.version for each in known.values()} == {len(VERBS)}
    rates = await own.base_rates()
    assert +rates["R028"] == {"raised": PROCESSES}
    assert {sum(rate.values()) for rate in rates.values()} == {PROCESSES}
    store.close()


@pytest.mark.fault
async def test_given_a_replica_killed_at_work_then_the_other_finishes_and_nothing_is_lost_or_told_twice(
    outside: Bus, told: Told, parted: Settings
) -> None:
    await in_partitions(outside, PARTITIONS)
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(replica(parted))
        other = await stack.enter_async_context(replica(parted))
        for facts in versions_of(PROCESSES):
            await outside.publish(facts)

        async def at_work() -> bool:
            return await one.taken() > 0

        await until(at_work, "the first replica to be at work")
        await one.kill()
        taken = await other.taken()
        assert taken < EVENTS, "the replica was killed when there was nothing left to do"
        await all_taken(outside)
        assert await other.taken() > taken
    store = Store(parted.mongo_url, "scoring")
    own = ScoringStore(store)
    # What was in the outbox of the dead is published by whoever starts next.
    async with running(parted):
        await until(lambda: nothing_unsent(store), "the outbox to be empty")
    facts = await told.until((await outside.js.stream_info("RISKS")).state.messages)
    known = await own.load([f"o-{number}" for number in range(PROCESSES)])
    assert len(known) == PROCESSES
    assert {each.version for each in known.values()} == {len(VERBS)}
    assert {each.verdicts["R028"].state for each in known.values()} == {FlagState.RAISED}
    rates = await own.base_rates()
    assert +rates["R028"] == {"raised": PROCESSES}
    assert {sum(rate.values()) for rate in rates.values()} == {PROCESSES}
    for ocid, events in stories(facts).items():
        versions = [version for _, version in events]
        assert versions == sorted(versions), (ocid, events)
        assert [verb for verb, _ in events if verb != "changed"] in (list(VERBS), ["raised"]), (ocid, events)
    assert stories(facts).keys() == known.keys()
    store.close()


async def nothing_unsent(store: Store) -> bool:
    return await store.unsent() == 0


async def test_given_a_process_that_changes_its_buyer_then_the_older_version_may_come_late_and_tells_only_its_own(
    outside: Bus, told: Told, parted: Settings
) -> None:
    published = body(stage="published")
    published["tender"]["items"] = [{"id": "1", "unit": {"name": "условная единица"}}]
    moved = body(100, 100) | {"buyer": {"id": "KG-INN-2"}}
    await in_partitions(outside, PARTITIONS)
    await outside.publish(
        [tender(published), replace(tender(moved, version=2), subject="tender.v1.closed.kg.KG-INN-2")]
    )

    async def copied() -> bool:
        return (await outside.js.stream_info(topology.SCORING)).state.messages == 2

    await until(copied, "the events to be shared out")
    first, second = [(await outside.js.get_msg(topology.SCORING, n)).subject.split(".")[1] for n in (1, 2)]
    assert first != second, "both buyers are of one partition: choose others"
    held = topology.scoring_consumers(PARTITIONS)[int(first)]
    later = (datetime.now(UTC) + timedelta(minutes=10)).isoformat().replace("+00:00", "Z")
    await outside.js.pause_consumer(held.stream, held.name, later)
    async with running(parted) as service:
        await told.until(1)
        await outside.js.resume_consumer(held.stream, held.name)
        newer, late = await told.until(2)
        await all_taken(outside)
        rates = await ScoringStore(service.store).base_rates()
    assert story([newer, late]) == [
        ("ocds-h7i0z4-1", "raised.R028.kg.KG-INN-2"),
        ("ocds-h7i0z4-1", "raised.KG10.kg.KG-INN-2"),
    ]
    event = FlagEvent.model_validate_json(late.data)
    assert (event.flag.latched, event.flag.process_version, event.process.version) == (True, 1, 2)
    assert {sum(rate.values()) for rate in rates.values()} == {1}


async def test_given_partitions_when_rebuilt_then_every_answer_comes_back_and_nothing_is_told_again(
    outside: Bus, told: Told, parted: Settings, nats_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACHYK_NATS_URL", nats_url)
    monkeypatch.setenv("ACHYK_SCORING_MONGO_URL", parted.mongo_url)
    await in_partitions(outside, PARTITIONS)
    async with running(parted) as service:
        store = ScoringStore(service.store)
        for facts in versions_of(20):
            await outside.publish(facts)
        await told.until(60)
        await all_taken(outside)
        before = await store.load([f"o-{number}" for number in range(20)])
        process = await asyncio.create_subprocess_exec(
            ".venv/bin/python", "-m", "achyk", "scoring", "rebuild", stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
        assert "60 events are read again" in out.decode()
        await until_settled(outside, parted.mongo_url, ("scoring",), figures=False)
        after = await store.load(before)
        assert {ocid: (one.version, one.codes) for ocid, one in after.items()} == {
            ocid: (one.version, one.codes) for ocid, one in before.items()
        }
        assert (await outside.js.stream_info("RISKS")).state.messages == 60
        assert json.loads(told.facts[-1].data)["process"]["version"] == 3
