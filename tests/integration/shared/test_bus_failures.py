"""What cannot be handled is never lost and never in the way of its neighbours."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from shared import topology
from shared.bus import dead
from shared.errors import Refused, Unavailable
from shared.facts import Delivered
from tests.integration.shared.facts import BusOf, Collector, fact, first_dead_letters, in_trouble


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


async def test_given_a_replica_that_stopped_then_another_one_handles_what_it_had_been_given(bus_of: BusOf) -> None:
    stops, works = await bus_of("scoring"), await bus_of("scoring")
    collector = Collector()

    async def broken(batch: Sequence[Delivered]) -> None:
        raise RuntimeError("a bad deploy")

    stops.consumes(topology.SCORING_TENDERS)(broken)
    works.consumes(topology.SCORING_TENDERS)(collector)
    await stops.publish([fact(number) for number in range(700)])
    await stops.start()
    await in_trouble(stops, "stopped after")
    await works.start()
    dead_ones = {letter.data async for letter in dead.letters(stops.js)}
    handled = await collector.until(700 - len(dead_ones))
    assert {event.data for event in handled} | dead_ones == {fact(number).data for number in range(700)}


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
