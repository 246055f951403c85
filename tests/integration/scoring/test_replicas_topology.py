"""Changing the number of partitions of a running system: nothing is lost, and dead letters outlive it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared import topology
from shared.bus import Bus, dead
from shared.errors import Refused
from shared.facts import Delivered, Fact, fact_id
from tests.integration.scoring.replicas import until

BusOf = Callable[[str], Awaitable[Bus]]


def event(number: int) -> Fact:
    return Fact(
        id=fact_id("partition", number),
        type="tender.v1.opened",
        subject=f"tender.v1.opened.kg.KG-INN-{number % 7}",
        about=f"o-{number}",
        data=b"{}",
        time=datetime.now(UTC),
    )


async def applied(bus: Bus, partitions: int, *, dry_run: bool = False) -> list[str]:
    return [line async for line in topology.apply(bus.js, partitions=partitions, dry_run=dry_run)]


async def read(bus_of: BusOf, partitions: int, wanted: set[str]) -> list[Delivered]:
    """What a replica with this setting reads until it has `wanted`."""
    bus, seen = await bus_of("scoring"), list[Delivered]()

    async def handler(batch: Sequence[Delivered]) -> None:
        seen.extend(batch)

    for consumer in topology.scoring_consumers(partitions):
        bus.consumes(consumer)(handler)
    await bus.start()

    async def all_there() -> bool:
        return wanted <= {each.id for each in seen} and not sum((await bus.lag()).values())

    await until(all_there, "the events")
    await bus.stop()
    return seen


async def test_given_partitions_changed_back_and_forth_then_no_event_is_lost_and_the_operator_is_told(
    bus_of: BusOf,
) -> None:
    bus = await bus_of("operator")
    sent: list[Fact] = []

    async def publish(count: int) -> set[str]:
        facts = [event(len(sent) + number) for number in range(count)]
        sent.extend(facts)
        await bus.publish(facts)
        return {fact.id for fact in facts}

    await read(bus_of, 1, await publish(30))
    waiting = await publish(20)
    shown = await applied(bus, 4, dry_run=True)
    assert "reads in 1 partition(s), should be in 4" in shown[0]
    assert "events from 31 on" in shown[0]
    assert "ACHYK_SCORING_PARTITIONS=4" in shown[0]
    assert await topology.scoring_layout(bus.js) == 1
    assert await applied(bus, 4) == shown
    assert await applied(bus, 4) == []
    seen = await read(bus_of, 4, waiting)
    assert {each.id for each in seen} == waiting
    assert {each.subject for each in seen} == {fact.subject for fact in sent[30:]}

    waiting = await publish(20)

    async def copied() -> bool:
        return (await bus.js.stream_info(topology.SCORING)).state.messages == 20

    await until(copied, "the copy")
    assert "events from 51 on" in (await applied(bus, 2))[0]
    assert await applied(bus, 2) == []
    assert {each.id for each in await read(bus_of, 2, waiting)} == waiting

    # Of an empty copy nobody knows how far it got.
    waiting = await publish(5)
    await read(bus_of, 2, waiting)
    assert "events from 1 on" in (await applied(bus, 1))[0]
    assert await applied(bus, 1) == []
    assert topology.SCORING not in {info.config.name for info in await bus.js.streams_info()}
    assert {each.id for each in await read(bus_of, 1, {fact.id for fact in sent})} == {fact.id for fact in sent}


async def test_given_a_replica_with_the_old_number_of_partitions_then_its_readiness_says_what_is_wrong(
    bus_of: BusOf,
) -> None:
    operator, bus = await bus_of("operator"), await bus_of("scoring")

    async def handler(_: Sequence[Delivered]) -> None:
        pass

    bus.consumes(topology.SCORING_TENDERS)(handler)
    await bus.start()
    await applied(operator, 2)

    async def in_trouble() -> bool:
        return any("scoring--tenders--v1 does not answer" in each for each in bus.trouble())

    await until(in_trouble, "the replica to say so")


async def test_given_a_dead_letter_of_a_partition_then_it_is_replayed_also_after_their_number_changed(
    bus_of: BusOf,
) -> None:
    operator, bus = await bus_of("operator"), await bus_of("scoring")
    await applied(operator, 4)

    async def broken(_: Sequence[Delivered]) -> None:
        raise Refused("broken", "not yet")

    for consumer in topology.scoring_consumers(4):
        bus.consumes(consumer)(broken)
    await bus.start()
    await operator.publish([event(3)])

    async def buried() -> bool:
        return (await operator.js.stream_info(dead.STREAM)).state.messages == 1

    await until(buried, "the dead letter")
    await bus.stop()
    letter = await dead.letter(operator.js, 1)
    assert (letter.consumer, letter.subject) == ("scoring--tenders--v1", "tender.v1.opened.kg.KG-INN-3")
    await applied(operator, 2)
    mended, seen = await bus_of("scoring"), list[Delivered]()

    async def handler(batch: Sequence[Delivered]) -> None:
        seen.extend(batch)

    for consumer in topology.scoring_consumers(2):
        mended.consumes(consumer)(handler)
    await mended.start()
    await dead.replay(operator.nc, letter)
    assert event(3).id in {each.id for each in seen}
    assert [each async for each in dead.letters(operator.js)] == []


async def test_given_a_consumer_that_lost_its_turns_then_the_drift_is_shown_and_mended(bus_of: BusOf) -> None:
    bus = await bus_of("operator")
    anybody = topology.consumer_config(replace(topology.SCORING_TENDERS, in_order=False))
    anybody.max_ack_pending = topology.SCORING_TENDERS.turn
    await bus.js.add_consumer("TENDERS", anybody)
    (line,) = await applied(bus, 1)
    assert line == "consumer scoring--tenders--v1: readers served is 'any', should be 'one at a time'"
    assert await applied(bus, 1) == []
    await bus.publish([event(1)])
    subscription = await bus.js.pull_subscribe_bind("scoring--tenders--v1", "TENDERS")
    with pytest.raises(Exception, match="Priority Group"):
        await subscription.fetch(1, timeout=5)
