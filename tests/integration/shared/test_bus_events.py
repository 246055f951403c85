"""Events: committed with the state, published once, handled in batches, never lost and never in each other's way."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from prometheus_client import REGISTRY

from shared import topology
from shared.bus import Bus, dead
from shared.errors import Refused, Unavailable
from shared.facts import Delivered, Fact, fact_id
from shared.relay import MARKED_TOGETHER, Relay
from shared.store import Session, Store
from tests.conftest import with_database

StoreOf = Callable[[str], Store]
BusOf = Callable[[str], Awaitable[Bus]]


def fact(number: int) -> Fact:
    return Fact(
        id=fact_id("test", number),
        type="tender.v1.opened",
        subject=f"tender.v1.opened.kg.buyer{number % 7}",
        about=f"ocds-test-{number} ңөү",
        data=b'{"n":%d}' % number,
        time=datetime.now(UTC),
    )


class Collector:
    """A handler that remembers what it got and lets a test wait for it."""

    def __init__(self) -> None:
        self.seen: list[Delivered] = []
        self.batches: list[int] = []
        self._changed = asyncio.Event()

    async def __call__(self, batch: Sequence[Delivered]) -> None:
        self.seen.extend(batch)
        self.batches.append(len(batch))
        self._changed.set()

    async def until(self, count: int) -> list[Delivered]:
        async with asyncio.timeout(20):
            while len(self.seen) < count:
                self._changed.clear()
                await self._changed.wait()
        return self.seen


async def test_given_published_facts_when_a_consumer_reads_then_it_gets_each_with_its_envelope(bus_of: BusOf) -> None:
    bus = await bus_of("scoring")
    collector = Collector()
    bus.consumes(topology.SCORING_TENDERS)(collector)
    await bus.start()
    facts = [fact(number) for number in range(1500)]
    await bus.publish(facts)
    seen = await collector.until(1500)
    assert [event.id for event in seen] == [each.id for each in facts]
    assert seen[3].type == "tender.v1.opened"
    assert seen[3].data == b'{"n":3}'
    assert seen[3].attempts == 1


async def test_given_a_fact_published_twice_then_the_stream_keeps_it_once(bus_of: BusOf) -> None:
    bus = await bus_of("ingest")
    await bus.publish([fact(1)])
    await bus.publish([fact(number) for number in range(20)])
    info = await bus.js.stream_info("TENDERS")
    assert info.state.messages == 20


async def test_given_a_backlog_then_batches_are_full_and_the_last_one_waits_for_nothing(
    bus_of: BusOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.bus.consume._ON_ITS_WAY", 10.0)
    bus = await bus_of("scoring")
    await bus.publish([fact(number) for number in range(950)])
    collector = Collector()
    bus.consumes(replace(topology.SCORING_TENDERS, max_batch=100))(collector)
    await bus.start()
    events = await collector.until(950)
    assert collector.batches == [100] * 9 + [50]
    assert [event.id for event in events] == [fact(number).id for number in range(950)]


class Held:
    """A handler that keeps each batch until it is let go."""

    def __init__(self) -> None:
        self.at_work: list[list[str]] = []
        self.most = 0
        self.done: list[str] = []
        self.changed = asyncio.Condition()
        self._free = False

    async def __call__(self, batch: Sequence[Delivered]) -> None:
        about = [event.about for event in batch]
        async with self.changed:
            assert not set(about) & {each for other in self.at_work for each in other}, "one thing is in two batches"
            self.at_work.append(about)
            self.most = max(self.most, len(self.at_work))
            self.changed.notify_all()
            await self.changed.wait_for(lambda: self._free)
            self.at_work.remove(about)
            self.done += [event.data.decode() for event in batch]
            self.changed.notify_all()

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(20), self.changed:
            await self.changed.wait_for(true)

    async def let_go(self) -> None:
        async with self.changed:
            self._free = True
            self.changed.notify_all()


async def test_given_a_flood_then_a_second_full_batch_is_begun_beside_the_first_and_no_third(bus_of: BusOf) -> None:
    bus, held = await bus_of("scoring"), Held()
    await bus.publish([fact(number) for number in range(450)])
    bus.consumes(replace(topology.SCORING_TENDERS, max_batch=100))(held)
    await bus.start()
    await held.until(lambda: len(held.at_work) == 2)
    await held.let_go()
    await held.until(lambda: len(held.done) == 450)
    assert held.most == 2
    assert bus.handled == 450


async def test_given_few_events_while_one_batch_is_at_work_then_they_wait_and_become_a_batch_together(
    bus_of: BusOf,
) -> None:
    bus, held = await bus_of("scoring"), Held()
    bus.consumes(replace(topology.SCORING_TENDERS, max_batch=100))(held)
    await bus.start()
    await bus.publish([fact(0)])
    await held.until(lambda: len(held.at_work) == 1)
    await bus.publish([fact(number) for number in range(1, 100)])
    await held.let_go()
    await held.until(lambda: len(held.done) == 100)
    assert held.most == 1


async def test_given_versions_of_one_thing_in_several_batches_then_they_are_handled_in_their_order(
    bus_of: BusOf,
) -> None:
    bus, held = await bus_of("scoring"), Held()
    versions = [replace(fact(number), about="ocds-test-same") for number in range(0, 300, 50)]
    others = [fact(number) for number in range(300) if number % 50]
    await bus.publish(sorted([*versions, *others], key=lambda each: int(each.data[5:-1])))
    bus.consumes(replace(topology.SCORING_TENDERS, max_batch=100))(held)
    await bus.start()
    await held.until(lambda: len(held.at_work) == 1)
    await held.let_go()
    await held.until(lambda: len(held.done) == 300)
    assert held.most == 1, "a batch was begun with a version of what another one had at work"
    same = [data for data in held.done if int(data[5:-1]) % 50 == 0]
    assert same == [each.data.decode() for each in versions]


async def test_given_a_batch_that_stops_the_consumer_when_the_one_beside_it_succeeds_then_it_still_says_so(
    bus_of: BusOf,
) -> None:
    bus = await bus_of("scoring")
    stopped, succeeded = asyncio.Event(), asyncio.Event()

    async def handler(batch: Sequence[Delivered]) -> None:
        if batch[0].sequence <= 100:
            raise RuntimeError("a bad deploy")
        await stopped.wait()
        succeeded.set()

    await bus.publish([fact(number) for number in range(200)])
    bus.consumes(replace(topology.SCORING_TENDERS, max_batch=100))(handler)
    await bus.start()
    async with asyncio.timeout(60):
        while not any("stopped after" in each for each in bus.trouble()):
            await first_dead_letters(bus, 1)
        stopped.set()
        await succeeded.wait()
        while bus.handled < 100:  # noqa: ASYNC110 - the consumer tells nobody
            await asyncio.sleep(0.01)
    assert ["stopped after" in each for each in bus.trouble()] == [True]


async def test_given_one_bad_event_in_a_batch_then_its_neighbours_are_handled_and_it_becomes_a_dead_letter(
    bus_of: BusOf,
) -> None:
    bus = await bus_of("scoring")
    good: set[bytes] = set()
    finished = asyncio.Event()

    async def handler(batch: Sequence[Delivered]) -> None:
        if any(event.data == b'{"n":13}' for event in batch):
            raise Refused("bad", "thirteen is not taken")
        good.update(event.data for event in batch)
        if len(good) == 49:
            finished.set()

    bus.consumes(topology.SCORING_TENDERS)(handler)
    await bus.publish([fact(number) for number in range(50)])
    await bus.start()
    async with asyncio.timeout(20):
        await finished.wait()
        letters = await first_dead_letters(bus, 1)
    assert [letter.consumer for letter in letters] == ["scoring--tenders--v1"]
    assert letters[0].data == b'{"n":13}'
    assert "thirteen is not taken" in letters[0].error
    assert letters[0].attempts == 3


async def test_given_a_dead_letter_when_replayed_after_the_fix_then_it_is_handled_and_gone(bus_of: BusOf) -> None:
    bus = await bus_of("scoring")
    broken = True
    collector = Collector()

    async def handler(batch: Sequence[Delivered]) -> None:
        if broken:
            raise Refused("broken", "not yet")
        await collector(batch)

    bus.consumes(topology.SCORING_TENDERS)(handler)
    await bus.publish([fact(1)])
    await bus.start()
    async with asyncio.timeout(20):
        (letter,) = await first_dead_letters(bus, 1)
    with pytest.raises(Refused, match="still_failing"):
        await dead.replay(bus.nc, letter)
    broken = False
    await dead.replay(bus.nc, letter)
    assert (await collector.until(1))[0].id == fact(1).id
    assert [each async for each in dead.letters(bus.js)] == []


async def test_given_a_service_asked_is_away_when_it_comes_back_then_the_event_is_handled_at_its_first_delivery(
    bus_of: BusOf,
) -> None:
    bus = await bus_of("scoring")
    collector = Collector()
    tries = 0

    async def handler(batch: Sequence[Delivered]) -> None:
        nonlocal tries
        tries += 1
        if tries < 8:
            raise Unavailable("ask.community.contact")
        await collector(batch)

    bus.consumes(topology.SCORING_TENDERS)(handler)
    await bus.start()
    await bus.publish([fact(1)])
    seen = await collector.until(1)
    assert seen[0].attempts == 1
    assert bus.trouble() == []


async def test_given_every_event_fails_then_the_consumer_stops_and_the_rest_stays_in_the_stream(bus_of: BusOf) -> None:
    bus = await bus_of("scoring")

    async def handler(batch: Sequence[Delivered]) -> None:
        raise RuntimeError("a bad deploy")

    bus.consumes(topology.SCORING_TENDERS)(handler)
    await bus.publish([fact(number) for number in range(40)])
    await bus.start()
    async with asyncio.timeout(30):
        while not bus.trouble():
            await first_dead_letters(bus, 1)
    assert "stopped after 5 dead letters" in bus.trouble()[0]
    info = await bus.js.consumer_info("TENDERS", "scoring--tenders--v1")
    assert (info.num_pending or 0) + (info.num_ack_pending or 0) >= 30


async def test_given_state_and_facts_in_one_transaction_when_relayed_then_both_are_there_or_neither(
    store_of: StoreOf, bus_of: BusOf
) -> None:
    store, bus = store_of("ingest"), await bus_of("ingest")
    await store.ensure_indexes(())

    async def fails(session: Session) -> None:
        await store.record(session, [fact(1)])
        raise Refused("no", "changed our mind")

    async def works(session: Session) -> None:
        await store.collection("state").insert_one({"_id": 2}, session=session)
        await store.record(session, [fact(2), fact(3)])

    with pytest.raises(Refused):
        await store.atomically(fails)
    await store.atomically(works)
    assert await store.unsent() == 2
    await Relay(store, bus).drain()
    assert await store.unsent() == 0
    events = await bus.replay("TENDERS", 1, 10)
    assert [event.id for event in events] == [fact(2).id, fact(3).id]


async def test_given_a_flood_of_facts_when_relayed_then_each_is_published_just_once(
    store_of: StoreOf, bus_of: BusOf
) -> None:
    store, bus = store_of("flood"), await bus_of("flood")
    await store.ensure_indexes(())
    await store.atomically(lambda session: store.record(session, [fact(number) for number in range(2_000)]))
    await Relay(store, bus).drain()
    assert published_by("flood") == 2_000
    assert (await bus.js.stream_info("TENDERS")).state.messages == 2_000


async def test_given_a_fact_too_large_for_the_broker_then_it_is_set_aside_and_its_neighbours_are_published(
    store_of: StoreOf, bus_of: BusOf
) -> None:
    store, bus = store_of("large"), await bus_of("large")
    await store.ensure_indexes(())
    giant = replace(fact(2), data=b'"' + b"x" * 1024 * 1024 + b'"')
    await store.atomically(lambda session: store.record(session, [fact(1), giant, fact(3)]))
    await Relay(store, bus).drain()
    assert [event.id for event in await bus.replay("TENDERS", 1, 10)] == [fact(1).id, fact(3).id]
    assert await store.unsent() == 0
    kept = await store.collection("refused").find_one({"_id": giant.id})
    assert kept is not None
    assert kept["reason"] == "too_large"
    assert kept["data"] == giant.data


async def test_given_facts_with_their_bodies_elsewhere_when_relayed_then_they_are_put_together(
    store_of: StoreOf, bus_of: BusOf
) -> None:
    store, bus = store_of("parts"), await bus_of("parts")
    await store.ensure_indexes(())
    parted = [replace(fact(number), rest=f"body {number}") for number in range(3)]
    await store.atomically(lambda session: store.record(session, parted))
    relay = Relay(store, bus)

    async def complete(facts: Sequence[Fact]) -> list[Fact]:
        return [replace(each, data=(each.rest or "").encode()) for each in facts]

    relay.complete = complete
    await relay.drain()
    assert [event.data for event in await bus.replay("TENDERS", 1, 10)] == [b"body 0", b"body 1", b"body 2"]


async def test_given_a_relay_that_died_with_the_lease_then_another_replica_publishes(
    store_of: StoreOf, bus_of: BusOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.relay.LEASE_SECONDS", 0.5)
    monkeypatch.setattr("shared.relay.POLL", 0.1)
    store, bus = store_of("lease"), await bus_of("lease")
    await store.ensure_indexes(())
    assert await store.take_lease("relay", "a process that died", 0.5)
    await store.atomically(lambda session: store.record(session, [fact(1)]))
    running = asyncio.create_task(Relay(store, bus).run())
    subscription = await bus.js.subscribe("tender.v1.>", ordered_consumer=True)
    published = await subscription.next_msg(timeout=15)
    running.cancel()
    assert published.data == fact(1).data


async def test_given_a_relay_that_died_before_it_marked_then_another_marks_and_the_stream_keeps_each_fact_once(
    store_of: StoreOf, bus_of: BusOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.relay.LEASE_SECONDS", 0.5)
    monkeypatch.setattr("shared.relay.POLL", 0.1)
    store, bus = store_of("marks"), await bus_of("marks")
    await store.ensure_indexes(())
    subscription = await bus.js.subscribe("tender.v1.>", ordered_consumer=True)
    with monkeypatch.context() as patient:
        patient.setattr("shared.relay.MARKED_AFTER", 3600)
        dying = asyncio.create_task(Relay(store, bus).run())
        for number in range(10):
            await store.atomically(lambda session, number=number: store.record(session, [fact(number)]))
        for number in range(10):
            assert (await subscription.next_msg(timeout=15)).data == fact(number).data
        async with asyncio.timeout(15):
            while (published_by("marks") or 0) < 10:  # noqa: ASYNC110 - the stream has the last one before it is counted
                await asyncio.sleep(0.01)
        dying.cancel()
        await asyncio.wait([dying])
    assert await store.unsent() == 10
    assert published_by("marks") == 10, "what is published and not marked yet was published again by the same relay"
    running = asyncio.create_task(Relay(store, bus).run())
    async with asyncio.timeout(15):
        while await store.unsent():  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.01)
    running.cancel()
    assert (await bus.js.stream_info("TENDERS")).state.messages == 10


async def test_given_rows_a_moment_ago_then_those_another_process_writes_after_them_are_found_without_being_told(
    store_of: StoreOf, bus_of: BusOf, mongo_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.relay.POLL", 3600)
    store, bus = store_of("looks"), await bus_of("looks")
    elsewhere = Store(with_database(mongo_url, store.database.name), "looks")
    await store.ensure_indexes(())
    subscription = await bus.js.subscribe("tender.v1.>", ordered_consumer=True)
    running = asyncio.create_task(Relay(store, bus).run())
    await store.atomically(lambda session: store.record(session, [fact(1)]))
    assert (await subscription.next_msg(timeout=15)).data == fact(1).data
    async with asyncio.timeout(15):
        while await store.unsent():  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.01)
    await elsewhere.atomically(lambda session: elsewhere.record(session, [fact(2)]))
    assert (await subscription.next_msg(timeout=15)).data == fact(2).data
    running.cancel()
    await asyncio.wait([running])
    elsewhere.close()


async def test_given_more_published_rows_than_are_marked_together_then_they_are_marked_without_a_pause(
    store_of: StoreOf, bus_of: BusOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.relay.MARKED_AFTER", 3600)
    monkeypatch.setattr("shared.relay.BATCH", 1)
    store, bus = store_of("together"), await bus_of("together")
    await store.ensure_indexes(())
    for number in range(MARKED_TOGETHER + 1):
        await store.atomically(lambda session, number=number: store.record(session, [fact(number)]))
    running = asyncio.create_task(Relay(store, bus).run())
    async with asyncio.timeout(15):
        while await store.unsent() > 1:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.01)
    running.cancel()


def published_by(service: str) -> float | None:
    return REGISTRY.get_sample_value("achyk_facts_published_total", {"service": service})


async def test_given_a_consumer_that_does_not_exist_then_readiness_says_so_until_it_does(bus_of: BusOf) -> None:
    bus = await bus_of("scoring")
    await bus.js.delete_consumer("TENDERS", "scoring--tenders--v1")
    collector = Collector()
    bus.consumes(topology.SCORING_TENDERS)(collector)
    await bus.start()
    await in_trouble(bus, "topology apply")
    async for _ in topology.apply(bus.js):
        pass
    await bus.publish([fact(1)])
    await collector.until(1)
    assert bus.trouble() == []


async def test_given_nowhere_to_put_a_dead_letter_then_the_consumer_says_so_and_reads_on_afterwards(
    bus_of: BusOf,
) -> None:
    bus = await bus_of("scoring")
    impatient = replace(topology.SCORING_TENDERS, ack_wait=1)
    await bus.js.add_consumer("TENDERS", topology.consumer_config(impatient))
    await bus.js.delete_stream("DEADLETTERS")
    bus.consumes(impatient)(Collector())
    await bus.nc.publish("tender.v1.opened.kg.x", b"not an event of ours")
    await bus.start()
    await in_trouble(bus, "waiting for the broker")
    letters = next(stream for stream in topology.STREAMS if stream.name == "DEADLETTERS")
    await bus.js.add_stream(topology.stream_config(letters, 1))
    assert "not one of our events" in (await first_dead_letters(bus, 1))[0].error
    collector = Collector()
    other = await bus_of("alerts")
    other.consumes(topology.ALERTS_TENDERS)(collector)
    await other.start()
    await other.publish([fact(1)])
    await collector.until(1)


async def test_given_an_event_that_never_finished_many_times_then_it_is_a_dead_letter_unrun(bus_of: BusOf) -> None:
    bus = await bus_of("scoring")
    await bus.publish([fact(1)])
    subscription = await bus.js.pull_subscribe_bind("alerts--tenders--v1", "TENDERS")
    for _ in range(12):
        (message,) = await subscription.fetch(1, timeout=5)
        await message.nak()
    collector = Collector()
    bus.consumes(topology.ALERTS_TENDERS)(collector)
    await bus.start()
    async with asyncio.timeout(20):
        (letter,) = await first_dead_letters(bus, 1)
    assert "never finished" in letter.error
    assert collector.seen == []


async def test_given_a_batch_at_work_when_the_service_drains_then_it_is_finished_and_acknowledged(
    bus_of: BusOf,
) -> None:
    bus = await bus_of("scoring")
    begun, go_on, handled = asyncio.Event(), asyncio.Event(), []

    async def slow(batch: Sequence[Delivered]) -> None:
        begun.set()
        await go_on.wait()
        handled.extend(batch)

    bus.consumes(topology.SCORING_TENDERS)(slow)
    await bus.publish([fact(1)])
    await bus.start()
    await begun.wait()
    draining = asyncio.create_task(bus.stop_reading())
    go_on.set()
    await draining
    assert len(handled) == 1
    async with asyncio.timeout(10):  # the server counts acknowledgements after it answers questions
        while (await bus.lag())["scoring--tenders--v1"]:
            pass


async def test_given_streams_that_were_changed_by_hand_when_applied_then_the_drift_is_shown_and_mended(
    bus_of: BusOf,
) -> None:
    bus = await bus_of("operator")
    config = (await bus.js.stream_info("TENDERS")).config
    await bus.js.update_stream(replace(config, max_bytes=1_000_000, max_age=3600))
    shown = [line async for line in topology.apply(bus.js, dry_run=True)]
    assert len(shown) == 1
    assert "max_bytes" in shown[0]
    assert "max_age" in shown[0]
    assert [line async for line in topology.apply(bus.js)] == shown
    assert [line async for line in topology.apply(bus.js)] == []


async def in_trouble(bus: Bus, words: str) -> None:
    """Wait until the bus says what keeps it from working."""
    async with asyncio.timeout(20):
        while not any(words in trouble for trouble in bus.trouble()):
            await bus.nc.flush()


async def first_dead_letters(bus: Bus, count: int) -> list[dead.DeadLetter]:
    """Wait for `count` dead letters by reading their stream."""
    subscription = await bus.js.subscribe("dead.>", ordered_consumer=True)
    for _ in range(count):
        await subscription.next_msg(timeout=15)
    await subscription.unsubscribe()
    return [letter async for letter in dead.letters(bus.js)]
