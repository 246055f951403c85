"""Batches: as large as what is there, two at most at a time, never two about one thing, finished before the end."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from shared import topology
from shared.facts import Delivered
from tests.integration.shared.facts import BusOf, Collector, fact


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
