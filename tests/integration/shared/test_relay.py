"""The outbox: committed with the state, published once and in order, whoever dies in between."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from prometheus_client import REGISTRY

from shared import topology
from shared.bus import Bus, PublishError
from shared.errors import Refused
from shared.facts import Fact
from shared.fresh import Fresh
from shared.relay import MARKED_TOGETHER, Relay
from shared.store import Session, Store
from tests.conftest import with_database
from tests.integration.shared.facts import BusOf, StoreOf, fact


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
    await record(store, 1)
    async with at_work(Relay(store, bus)):
        published = await publications(bus)
        assert await published() == fact(1).data


async def test_given_a_relay_that_died_before_it_marked_then_another_marks_and_the_stream_keeps_each_fact_once(
    store_of: StoreOf, bus_of: BusOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.relay.LEASE_SECONDS", 0.5)
    monkeypatch.setattr("shared.relay.POLL", 0.1)
    store, bus = store_of("marks"), await bus_of("marks")
    await store.ensure_indexes(())
    published = await publications(bus)
    with monkeypatch.context() as patient:
        patient.setattr("shared.relay.MARKED_AFTER", 3600)
        dying = asyncio.create_task(Relay(store, bus).run())
        for number in range(10):
            await record(store, number)
        for number in range(10):
            assert await published() == fact(number).data
        async with asyncio.timeout(15):
            while (published_by("marks") or 0) < 10:  # noqa: ASYNC110 - the stream has the last one before it is counted
                await asyncio.sleep(0.01)
        dying.cancel()
        await asyncio.wait([dying])
    assert await store.unsent() == 10
    assert published_by("marks") == 10, "what is published and not marked yet was published again by the same relay"
    async with at_work(Relay(store, bus)):
        await until_unsent(store, 0)
    assert (await bus.js.stream_info("TENDERS")).state.messages == 10


async def test_given_rows_a_moment_ago_then_those_another_process_writes_after_them_are_found_without_being_told(
    store_of: StoreOf, bus_of: BusOf, mongo_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.relay.POLL", 3600)
    store, bus = store_of("looks"), await bus_of("looks")
    elsewhere = Store(with_database(mongo_url, store.database.name), "looks")
    await store.ensure_indexes(())
    published = await publications(bus)
    async with at_work(Relay(store, bus)):
        await record(store, 1)
        assert await published() == fact(1).data
        await until_unsent(store, 0)
        await elsewhere.atomically(lambda session: elsewhere.record(session, [fact(2)]))
        assert await published() == fact(2).data
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
    async with at_work(Relay(store, bus)):
        await until_unsent(store, 1)


async def test_given_rows_of_this_process_then_its_relay_publishes_them_without_reading_the_outbox(
    store_of: StoreOf, bus_of: BusOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.relay.POLL", 3600)
    monkeypatch.setattr("shared.relay.MARKED_AFTER", 3600)
    store, bus = store_of("fresh"), await bus_of("fresh")
    await store.ensure_indexes(())
    looks = asyncio.Queue[None]()
    look = store.next_unsent

    async def counted(enough: int, but: Sequence[object] = ()) -> tuple[list[object], list[Fact]]:
        found = await look(enough, but)
        looks.put_nowait(None)
        return found

    monkeypatch.setattr(store, "next_unsent", counted)
    published = await publications(bus)
    async with at_work(Relay(store, bus)):
        await looks.get()
        for number in range(10):
            await record(store, number)
            assert await published() == fact(number).data
        assert looks.empty()


async def test_given_more_rows_than_are_kept_at_hand_then_all_are_published_in_their_order(
    store_of: StoreOf, bus_of: BusOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.fresh.LIMIT", 3)
    monkeypatch.setattr("shared.relay.POLL", 3600)
    store, bus = store_of("many"), await bus_of("many")
    await store.ensure_indexes(())
    published = await publications(bus)
    async with at_work(Relay(store, bus)):
        for number in range(30):
            await record(store, number)
        for number in range(30):
            assert await published() == fact(number).data


async def test_given_a_stream_that_was_away_then_what_could_not_be_published_comes_before_what_followed(
    store_of: StoreOf, bus_of: BusOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.relay.POLL", 0.1)
    store, bus = store_of("away"), await bus_of("away")
    await store.ensure_indexes(())
    await bus.js.delete_stream("TENDERS")
    relay = Relay(store, bus)
    refused = asyncio.Event()
    publish = bus.publish

    async def noticed(facts: Sequence[Fact]) -> None:
        try:
            await publish(facts)
        except PublishError:
            refused.set()
            raise

    monkeypatch.setattr(bus, "publish", noticed)
    async with at_work(relay):
        await record(store, 1)
        await asyncio.wait_for(refused.wait(), 15)
        await record(store, 2)
        tenders = next(stream for stream in topology.STREAMS if stream.name == "TENDERS")
        await bus.js.add_stream(topology.stream_config(tenders, 1))
        published = await publications(bus)
        assert [await published() for _ in range(2)] == [fact(1).data, fact(2).data]


async def test_given_more_rows_than_are_kept_at_hand_while_the_outbox_is_read_then_all_come_in_their_order(
    store_of: StoreOf, bus_of: BusOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.fresh.LIMIT", 3)
    monkeypatch.setattr("shared.relay.POLL", 3600)
    store, bus = store_of("meanwhile"), await bus_of("meanwhile")
    await store.ensure_indexes(())
    look = store.next_unsent

    async def slow(enough: int, but: Sequence[object] = ()) -> tuple[list[object], list[Fact]]:
        found = await look(enough, but)
        monkeypatch.setattr(store, "next_unsent", look)
        for number in range(6):
            await record(store, number)
        return found

    monkeypatch.setattr(store, "next_unsent", slow)
    published = await publications(bus)
    async with at_work(Relay(store, bus)):
        for number in range(6):
            assert await published() == fact(number).data


async def test_given_a_commit_whose_answer_was_lost_then_its_facts_come_before_what_followed(
    store_of: StoreOf, bus_of: BusOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.relay.POLL", 3600)
    monkeypatch.setattr("shared.relay.MARKED_AFTER", 3600)
    store, bus = store_of("answer"), await bus_of("answer")
    await store.ensure_indexes(())
    published = await publications(bus)
    async with at_work(Relay(store, bus)):
        await record(store, 0)
        assert await published() == fact(0).data
        commit = Session.commit_transaction

        async def lost(session: Session) -> None:
            await commit(session)
            raise Refused("lost", "the answer")

        with monkeypatch.context() as broken:
            broken.setattr(Session, "commit_transaction", lost)
            with pytest.raises(Refused):
                await record(store, 1)
        await record(store, 2)
        assert [await published() for _ in range(2)] == [fact(1).data, fact(2).data]


async def test_given_a_lease_that_another_one_had_meanwhile_then_what_that_one_published_is_not_published_again(
    store_of: StoreOf, bus_of: BusOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.relay.LEASE_SECONDS", 0.0)
    store, bus = store_of("gap"), await bus_of("gap")
    await store.ensure_indexes(())
    paused, other = Relay(store, bus), Relay(store, bus)
    await paused.drain()
    await record(store, 1)
    kept = store.fresh
    store.fresh = Fresh()  # the other one is another process
    await other.drain()
    assert published_by("gap") == 1
    store.fresh = kept
    await paused.drain()
    assert published_by("gap") == 1


async def record(store: Store, *numbers: int) -> None:
    """Facts of one transaction."""
    await store.atomically(lambda session: store.record(session, [fact(number) for number in numbers]))


async def publications(bus: Bus) -> Callable[[], Awaitable[bytes]]:
    """What gives the bodies on the stream, from the first on, one after the other."""
    subscription = await bus.js.subscribe("tender.v1.>", ordered_consumer=True)

    async def published() -> bytes:
        return (await subscription.next_msg(timeout=15)).data

    return published


@asynccontextmanager
async def at_work(relay: Relay) -> AsyncIterator[None]:
    running = asyncio.create_task(relay.run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait([running])


def published_by(service: str) -> float | None:
    return REGISTRY.get_sample_value("achyk_facts_published_total", {"service": service})


async def until_unsent(store: Store, at_most: int) -> None:
    async with asyncio.timeout(15):
        while await store.unsent() > at_most:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.01)
