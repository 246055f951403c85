"""`/events`: facts as they happen, and again from where a listener left off."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from services.gateway.live import Hub, Position, Topic
from tests.integration.gateway.conftest import PATIENCE, Start, World, flag_fact, process, tender_fact

Event = dict[str, Any]


class Reader:
    """Reads server-sent events off one connection."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines
        self.last = ""

    async def block(self) -> dict[str, str]:
        """The next block of lines, also one without an event."""
        found: dict[str, str] = {}
        async with asyncio.timeout(PATIENCE):
            async for line in self._lines:
                if not line:
                    return found
                name, _, value = line.partition(":")
                found[name] = value.strip()
        return found

    async def next(self, *topics: str) -> Event:
        """The next event of these topics."""
        while True:
            block = await self.block()
            assert block, "the stream has ended"
            self.last = block.get("id", self.last)
            if block.get("event") in topics:
                return {"event": block["event"], **json.loads(block["data"])}


@asynccontextmanager
async def listening(world: World, query: str = "", since: str | None = None) -> AsyncIterator[Reader]:
    headers = {"Last-Event-ID": since} if since else {}
    async with world.http.stream("GET", f"/events{query}", headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        reader = Reader(answer.aiter_lines())
        reader.last = (await reader.block())["id"]
        yield reader


async def test_given_a_listener_then_it_is_told_of_tenders_flags_and_numbers(world: World) -> None:
    async with listening(world) as reader:
        assert (await reader.next("numbers"))["processes"] == 0
        await world.publish([tender_fact(process("ocds-1"))])
        told = await reader.next("tender")
        assert (told["verb"], told["ocid"], told["title"]) == ("opened", "ocds-1", "Ремонт школы")
        await world.publish([flag_fact("ocds-1")])
        flag = await reader.next("flag")
        assert (flag["verb"], flag["indicator"], flag["state"]) == ("raised", "R018", "raised")
        assert "not evidence" in flag["note"]
        while (await reader.next("numbers")).get("flagged") != 1:
            pass


async def test_given_a_lost_connection_then_what_was_missed_comes_once(world: World) -> None:
    async with listening(world, "?only=tender&only=flag") as reader:
        await world.publish([tender_fact(process("ocds-1"))])
        assert (await reader.next("tender"))["ocid"] == "ocds-1"
        left = reader.last
    await world.publish([tender_fact(process("ocds-2")), tender_fact(process("ocds-3"))])
    await world.publish([flag_fact("ocds-2")])
    async with listening(world, "?only=tender&only=flag", left) as reader:
        missed = [await reader.next("tender", "flag") for _ in range(3)]
        await world.publish([tender_fact(process("ocds-4"))])
        now = await reader.next("tender", "flag")
    assert [(event["event"], event["ocid"]) for event in [*missed, now]] == [
        ("tender", "ocds-2"),
        ("tender", "ocds-3"),
        ("flag", "ocds-2"),
        ("tender", "ocds-4"),
    ]


async def test_given_too_much_was_missed_then_reset(world: World) -> None:
    await world.publish([tender_fact(process(f"ocds-{n}")) for n in range(510)])
    async with listening(world, "?only=tender", "t1-r0") as reader:
        await reader.next("reset")
        await world.publish([tender_fact(process("ocds-new"))])
        assert (await reader.next("tender"))["ocid"] == "ocds-new"


async def test_given_too_much_was_missed_then_the_stream_is_not_read_for_it(world: World) -> None:
    await world.publish([tender_fact(process(f"ocds-{n}")) for n in range(510)])
    before = await consumers(world)
    async with listening(world, "?only=tender", "t1-r0") as reader:
        await reader.next("reset")
        assert await consumers(world) == before


async def test_given_a_little_was_missed_then_the_reader_of_the_stream_is_gone_afterwards(world: World) -> None:
    await world.publish([tender_fact(process("ocds-1")), tender_fact(process("ocds-2"))])
    before = await consumers(world)
    async with listening(world, "?only=tender", "t1-r0") as reader:
        assert (await reader.next("tender"))["ocid"] == "ocds-2"
        assert await consumers(world) == before


async def consumers(world: World) -> set[str]:
    return {info.name for info in await world.bus.js.consumers_info("TENDERS")}


async def test_given_a_last_id_ahead_of_the_streams_then_reset_and_the_listener_hears_again(world: World) -> None:
    async with listening(world, "?only=tender&only=flag", "t99-r7") as reader:
        assert (await reader.next("reset"))["reason"]
        assert (await reader.next("reset"))["reason"]
        await world.publish([tender_fact(process("ocds-1"))])
        assert (await reader.next("tender"))["ocid"] == "ocds-1"
        assert reader.last == "t1-r0"


async def test_given_a_listener_ahead_of_this_replica_then_nothing_is_reset(world: World) -> None:
    await world.publish([tender_fact(process("ocds-1")), tender_fact(process("ocds-2"))])
    slow = Hub(world.bus.replay, most=1, most_each=1, heartbeat=0.05)
    slow.position = Position(1, 0)
    told = slow.stream(slow.join(b"me", frozenset({Topic.TENDER})), Position(2, 0), None, "")
    assert [await anext(told), await anext(told)] == [b"retry: 3000\nid: t2-r0\n\n", b": still here\n\n"]
    await told.aclose()


async def test_given_only_numbers_are_wanted_then_nothing_else_comes(world: World) -> None:
    async with listening(world, "?only=numbers") as reader:
        await reader.next("numbers")
        await world.publish([tender_fact(process("ocds-1"))])
        assert (await reader.next("numbers", "tender"))["event"] == "numbers"


async def test_given_nothing_happens_then_there_are_signs_of_life(start: Start) -> None:
    world = await start(heartbeat_seconds=0.05)
    async with listening(world, "?only=tender") as reader:
        assert (await reader.block()) == {"": "still here"}


async def test_given_too_many_listeners_then_503_and_a_place_is_free_after_one_leaves(start: Start) -> None:
    world = await start(event_clients_each=1, heartbeat_seconds=0.05)
    async with listening(world, "?only=tender"):
        answer = await world.http.get("/events")
        assert (answer.status_code, answer.json()["code"]) == (503, "service_unavailable")
    await world.until_answer("/events", 200)


async def test_given_the_gateway_stops_then_listeners_are_let_go(start: Start) -> None:
    world = await start()
    async with listening(world, "?only=tender") as reader:
        service = world.gateway.service
        for work in service._on_stop:
            await work()
        assert await reader.block() in ({}, {"": "still here"})


async def test_given_garbage_as_last_id_then_the_stream_begins_now(world: World) -> None:
    for garbage in ("-1", "t1", "t999999999999999999999-r1", "$where"):
        async with listening(world, "?only=tender", garbage) as reader:
            assert reader.last == "t0-r0"
