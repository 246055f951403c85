"""Requests: always answered, with a result or a typed error."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from shared.bus import Bus
from shared.contracts.risk import AskFlags
from shared.contracts.tender import AskProcess, Change
from shared.errors import Refused, Unavailable

BusOf = Callable[[str], Awaitable[Bus]]


async def answering(bus_of: BusOf) -> Bus:
    bus = await bus_of("ingest")

    @bus.answers("ask.test.change")
    async def change(ask: AskProcess) -> Change:
        """Answer for the tests."""
        if ask.ocid == "missing":
            raise Refused("not_found", "No such process.", {"ocid": ask.ocid})
        if ask.ocid == "broken":
            raise RuntimeError("secret@example.org")
        return Change(path=ask.ocid, kind="added")

    await bus.start()
    return bus


async def test_given_a_question_when_asked_then_the_typed_answer_comes_back(bus_of: BusOf) -> None:
    bus = await answering(bus_of)
    answer = await bus.ask("ask.test.change", AskProcess(ocid="ocds-1"), Change)
    assert answer == Change(path="ocds-1", kind="added")


async def test_given_a_typed_no_then_the_caller_gets_its_code_sentence_and_detail(bus_of: BusOf) -> None:
    bus = await answering(bus_of)
    with pytest.raises(Refused) as caught:
        await bus.ask("ask.test.change", AskProcess(ocid="missing"), Change)
    assert (caught.value.code, caught.value.detail) == ("not_found", {"ocid": "missing"})


async def test_given_a_handler_that_breaks_then_the_caller_gets_an_answer_without_the_internals(bus_of: BusOf) -> None:
    bus = await answering(bus_of)
    with pytest.raises(Refused) as caught:
        await bus.ask("ask.test.change", AskProcess(ocid="broken"), Change)
    assert caught.value.code == "internal"
    assert "secret" not in str(caught.value)


async def test_given_a_malformed_request_then_the_wrong_fields_are_named_without_their_values(bus_of: BusOf) -> None:
    bus = await answering(bus_of)
    with pytest.raises(Refused) as caught:
        await bus.ask("ask.test.change", Change(path="secret", kind="added"), Change)
    assert caught.value.code == "invalid"
    assert caught.value.detail["fields"][0]["field"] == "ocid"
    assert "secret" not in str(caught.value.detail)


async def test_given_nobody_answers_then_the_caller_learns_at_once(bus_of: BusOf) -> None:
    bus = await bus_of("gateway")
    with pytest.raises(Unavailable):
        await bus.ask("ask.nobody.flags", AskFlags(ocid="x"), Change)


async def test_given_a_slow_request_then_others_of_the_same_kind_are_answered_meanwhile(bus_of: BusOf) -> None:
    bus = await bus_of("ingest")
    release = asyncio.Event()

    @bus.answers("ask.test.slow")
    async def slow(ask: AskProcess) -> Change:
        """Answer for the tests."""
        if ask.ocid == "slow":
            await release.wait()
        else:
            release.set()
        return Change(path=ask.ocid, kind="added")

    await bus.start()
    waiting = asyncio.create_task(bus.ask("ask.test.slow", AskProcess(ocid="slow"), Change, 10))
    answer = await bus.ask("ask.test.slow", AskProcess(ocid="quick"), Change, 10)
    assert (answer.path, (await waiting).path) == ("quick", "slow")
