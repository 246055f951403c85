"""Events: published once, each with its envelope, to consumers that the table declares."""

from dataclasses import replace

from shared import topology
from tests.integration.shared.facts import BusOf, Collector, fact, in_trouble


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
