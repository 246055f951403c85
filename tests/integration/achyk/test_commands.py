"""Commands of operators against real servers: dead letters, the first start without streams, the doctor."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from subprocess import PIPE

import pytest

from achyk import demo
from achyk.up import UpSettings, platform
from services.community.seed import SAMPLE_MEMBERS, SAMPLE_PASSWORD
from shared import embedded, topology
from shared.bus import Bus, BusSettings
from shared.contracts.alert import AskInbox, AskSearches, Inbox, Searches
from shared.contracts.community import AskSignIn, Session
from shared.contracts.tender import AskIngestStatus, IngestStatus
from shared.facts import Delivered, Fact, fact_id
from tests.conftest import FAST

BusOf = Callable[[str], Awaitable[Bus]]


async def achyk(*words: str) -> tuple[int | None, str, str]:
    """Run `achyk …` as a person would: exit status, standard output, standard error."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "achyk", *words, stdout=PIPE, stderr=PIPE, env=dict(os.environ)
    )
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


class Faulty:
    """A handler that cannot do its work until it is mended."""

    def __init__(self) -> None:
        self.mended = False

    async def __call__(self, _: Sequence[Delivered]) -> None:
        if not self.mended:
            raise ValueError("not yet")


@pytest.fixture
async def faulty(bus_of: BusOf, nats_url: str, monkeypatch: pytest.MonkeyPatch) -> Faulty:
    """A consumer that has just buried two events, and the environment in which commands find it."""
    monkeypatch.setenv("ACHYK_NATS_URL", nats_url)
    bus, handler = await bus_of("scoring"), Faulty()
    bus.consumes(topology.SCORING_TENDERS)(handler)
    await bus.start()
    await bus.publish([an_event(number) for number in range(2)])
    async with asyncio.timeout(20):
        while (await bus.js.stream_info("DEADLETTERS")).state.messages < 2:  # noqa: ASYNC110 - the broker tells nobody
            await asyncio.sleep(FAST.hold)
    return handler


def an_event(number: int) -> Fact:
    return Fact(
        id=fact_id("test", number),
        type="tender.v1.opened",
        subject="tender.v1.opened.kg.buyer",
        about=f"ocds-test-{number}",
        data=b'{"title": "[/x] :warning:"}',
        time=datetime.now(UTC),
    )


async def test_given_dead_letters_then_they_are_listed_and_shown_as_they_are(faulty: Faulty) -> None:
    status, out, _ = await achyk("dead", "list", "--json")
    letters = json.loads(out)
    assert (status, {letter["consumer"] for letter in letters}) == (0, {"scoring--tenders--v1"})
    number = str(letters[0]["number"])
    _, out, _ = await achyk("dead", "show", number)
    assert "[/x] :warning:" in out
    assert "ValueError" in out
    _, out, _ = await achyk("dead", "show", number, "--json")
    shown = json.loads(out)
    assert json.loads(shown["body"]) == {"title": "[/x] :warning:"}
    assert shown["headers"]["ce-type"] == "tender.v1.opened"
    status, _, err = await achyk("dead", "show", "999")
    assert (status, err.strip()) == (1, "There is no dead letter 999.")


async def test_given_dead_letters_when_replayed_then_those_that_work_now_are_gone(faulty: Faulty) -> None:
    numbers = [letter["number"] for letter in json.loads((await achyk("dead", "list", "--json"))[1])]
    status, out, _ = await achyk("dead", "replay", "--all", "--json")
    report = json.loads(out)
    assert (status, report["handled"]) == (1, [])
    assert [each["number"] for each in report["failing"]] == numbers
    faulty.mended = True
    assert await achyk("dead", "replay", str(numbers[0])) == (0, "1 handled now, 0 still failing.\n", "")
    _, out, _ = await achyk("dead", "replay", "--all", "--json")
    assert json.loads(out) == {"handled": numbers[1:], "failing": []}
    assert (await achyk("dead", "list"))[1] == "There are no dead letters.\n"


async def test_given_a_broker_without_our_streams_then_the_commands_say_what_to_do(
    bus_of: BusOf, nats_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACHYK_NATS_URL", nats_url)
    bus = await bus_of("operator")
    for stream in topology.STREAMS:
        await bus.js.delete_stream(stream.name)
    status, out, err = await achyk("dead", "list")
    assert (status, out) == (1, "")
    assert "achyk topology apply" in err
    assert "Traceback" not in err
    _, out, _ = await achyk("doctor", "--json")
    assert state_of(out)["Streams and consumers"] == "ill"


def state_of(findings: str) -> dict[str, str]:
    return {each["what"]: each["state"] for each in json.loads(findings)}


async def test_given_a_first_start_cut_off_while_loading_then_the_next_one_finishes_and_the_doctor_finds_all_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = UpSettings(
        data_dir=tmp_path / "data",
        nats_port=embedded.free_port(),
        mongo_port=embedded.free_port(),
        http_port=embedded.free_port(),
    )
    hear_of_today = demo._hear_of_today

    async def cut_off(_bus: Bus, _folder: Path) -> None:
        raise asyncio.CancelledError

    async with platform(settings) as place:
        for name, value in place.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(demo, "_hear_of_today", cut_off)
        with pytest.raises(asyncio.CancelledError):
            await demo.present(place.environment, settings, 30)
        monkeypatch.setattr(demo, "_hear_of_today", hear_of_today)
        await demo.present(place.environment, settings, 30)
        first = await what_is_there(place.environment)
        assert (first[0], first[1] > 0) == (2, True)
        (settings.data_dir / "sample" / demo._BEGUN).touch()  # as if it had been cut off right before its end
        await demo.present(place.environment, settings, 30)
        assert await what_is_there(place.environment) == first, "a second time adds nothing"

        status, out, _ = await achyk("doctor", "--json")
        assert {what: state for what, state in state_of(out).items() if state != "well" and what != "Disk"} == {}
        learning = next(child for child in place.supervisor.children if child.name == "learning")
        assert learning.process
        learning.process.terminate()
        await asyncio.to_thread(learning.process.wait)
        status, out, _ = await achyk("doctor", "--json")
        assert (status, state_of(out)["Service learning"]) == (1, "ill")


async def what_is_there(environment: dict[str, str]) -> tuple[int, int, int]:
    """The sample member's searches and notifications, and all processes."""
    bus = Bus("test", BusSettings(environment["ACHYK_NATS_URL"]))
    await bus.connect()
    sign_in = AskSignIn(email=SAMPLE_MEMBERS[0].email, password=SAMPLE_PASSWORD)
    member = (await bus.ask("ask.community.sign_in", sign_in, Session, 20)).member.id
    searches = await bus.ask("ask.alerts.searches", AskSearches(member=member), Searches, 20)
    inbox = await bus.ask("ask.alerts.inbox", AskInbox(member=member), Inbox, 20)
    status = await bus.ask("ask.ingest.status", AskIngestStatus(), IngestStatus, 20)
    await bus.stop()
    return searches.total, inbox.total, status.processes
