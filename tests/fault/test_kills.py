"""kill -9 of each part in turn, in mid-load: events in = events out, nothing lost, nobody told twice."""

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from achyk.settling import until_settled
from achyk.up import Place, UpSettings, platform
from services.community.seed import SAMPLE_MEMBERS, SAMPLE_PASSWORD
from services.ingest.sample.commands import write_sample
from shared import embedded
from shared.bus import Bus, BusSettings
from shared.contracts.alert import AskInbox, AskSaveSearch, Criteria, Inbox, Search, SearchDraft
from shared.contracts.community import AskSignIn, Session
from shared.contracts.risk import AskFlags, Flags, FlagState
from shared.contracts.tender import AskIngestStatus, IngestStatus, TenderVerb
from shared.mailbox import read_mailbox

pytestmark = pytest.mark.fault

SERVICES = ("ingest", "scoring", "alerts", "community")
PROCESSES = 500
VICTIMS = ("loader", "ingest", "scoring", "alerts", "nats", "mongo")


@asynccontextmanager
async def running_chain(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Place, Bus]]:
    settings = UpSettings(
        data_dir=folder / "data",
        nats_port=embedded.free_port(),
        mongo_port=embedded.free_port(),
        http_port=embedded.free_port(),
    )
    async with platform(settings, SERVICES) as place:
        for name, value in place.environment.items():
            monkeypatch.setenv(name, value)
        watching = asyncio.create_task(place.supervisor.watch())
        bus = Bus("test", BusSettings(place.environment["ACHYK_NATS_URL"]))
        await bus.connect()
        try:
            yield place, bus
        finally:
            watching.cancel()
            await bus.stop()


async def until(condition: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait for something that comes from another process."""
    try:
        async with asyncio.timeout(120):
            while not await condition():  # noqa: ASYNC110 - another process, which sends us no event
                await asyncio.sleep(0.05)
    except TimeoutError:
        pytest.fail(f"waited in vain for {what}")


class Load:
    """The command that reads the sample in, started again when it was killed."""

    def __init__(self, file: Path, log: Path) -> None:
        self._file = file
        self._log = log
        self.process = self._start()

    def _start(self) -> "Popen[bytes]":
        command = [sys.executable, "-m", "achyk", "ingest", str(self._file)]
        return embedded.spawn(command, self._log, dict(os.environ))

    async def until_read(self) -> None:
        while await asyncio.to_thread(self.process.wait) != 0:
            self.process = self._start()


def kill(place: Place, load: Load, victim: str) -> None:
    """kill -9; services are started again by the supervisor, servers and the loader here."""
    if victim == "loader":
        load.process.kill()
    elif victim in ("nats", "mongo"):
        place.servers.kill_and_restart(victim)
    else:
        child = next(each for each in place.supervisor.children if each.name == victim)
        assert child.process
        child.process.kill()


async def sign_in_and_follow_everything(bus: Bus) -> str:
    session = await bus.ask(
        "ask.community.sign_in", AskSignIn(email=SAMPLE_MEMBERS[0].email, password=SAMPLE_PASSWORD), Session, 10
    )
    draft = SearchDraft(name="all", criteria=Criteria(country="kg"), verbs=list(TenderVerb), email=True)
    await bus.ask("ask.alerts.save_search", AskSaveSearch(member=session.member.id, search=draft), Search, 10)
    return session.member.id


async def whole_inbox(bus: Bus, member: str) -> list[tuple[str, str]]:
    told, after = [], None
    while True:
        page = await bus.ask("ask.alerts.inbox", AskInbox(member=member, limit=200, after=after), Inbox, 30)
        told += [(each.ocid, each.verb) for each in page.items]
        if page.next is None:
            return told
        after = page.next


async def tender_events(bus: Bus) -> list[dict[str, Any]]:
    state = (await bus.js.stream_info("TENDERS")).state
    events = await bus.replay("TENDERS", 1, state.messages)
    return [{"id": event.id, "verb": event.type.split(".")[2], **json.loads(event.data)} for event in events]


async def raised_flags(bus: Bus, ocid: str) -> set[str]:
    flags = await bus.ask("ask.scoring.flags", AskFlags(ocid=ocid), Flags, 30)
    return {flag.indicator for flag in flags.flags if flag.state is FlagState.RAISED}


async def test_given_every_part_killed_in_mid_load_then_nothing_is_lost_and_nobody_told_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rounds: int
) -> None:
    report = write_sample(tmp_path / "sample", 7, PROCESSES * rounds, lambda _done, _total: None)
    truth = json.loads(report.truth_file.read_text(encoding="utf-8"))
    async with running_chain(tmp_path, monkeypatch) as (place, bus):
        member = await sign_in_and_follow_everything(bus)
        load = Load(report.releases_file, tmp_path / "load.log")
        reading = asyncio.create_task(load.until_read())
        killed = await kill_in_turn(place, bus, load, VICTIMS * rounds, report.releases)
        await reading
        await until(place_is_ready(place), "all services to be ready again")
        await until_settled(bus, place.environment["ACHYK_MONGO_URL"], SERVICES)
        assert killed == Counter(VICTIMS * rounds)

        status = await bus.ask("ask.ingest.status", AskIngestStatus(), IngestStatus, 30)
        assert status.processes == truth["processes"]
        events = await tender_events(bus)
        versions = Counter((event["ocid"], event["version"]) for event in events)
        assert set(versions.values()) == {1}, "an event was published twice"
        for ocid in {event["ocid"] for event in events}:
            numbers = sorted(version for found, version in versions if found == ocid)
            assert numbers == list(range(1, len(numbers) + 1)), f"a version of {ocid} is missing"
        assert len({event["ocid"] for event in events}) == truth["processes"]

        told = await whole_inbox(bus, member)
        assert Counter(told) == Counter({(event["ocid"], event["verb"]) for event in events})
        await until(lambda: letters_are(place, len(told)), "every letter")
        letters = Counter(mail.message_id for mail in read_mailbox(place.mailbox))
        assert set(letters.values()) == {1}, "a letter was sent twice"

        for ocid, expected in truth["raised"].items():
            assert set(expected) <= await raised_flags(bus, ocid), ocid


async def kill_in_turn(place: Place, bus: Bus, load: Load, victims: tuple[str, ...], releases: int) -> Counter[str]:
    """Kill one after the other, each when some more events are on the stream."""
    killed: Counter[str] = Counter()
    for number, victim in enumerate(victims):

        async def moved(wanted: int = int(releases * 0.6 * (number + 1) / (len(victims) + 1))) -> bool:
            try:
                return (await bus.js.stream_info("TENDERS")).state.messages >= wanted
            except Exception:  # noqa: BLE001 - the broker was just killed
                return False

        await until(moved, f"progress before {victim} is killed")
        kill(place, load, victim)
        killed[victim] += 1
    return killed


def place_is_ready(place: Place) -> Callable[[], Awaitable[bool]]:
    async def ready() -> bool:
        return all([await child.ready() for child in place.supervisor.children])

    return ready


async def letters_are(place: Place, count: int) -> bool:
    return len(await asyncio.to_thread(read_mailbox, place.mailbox)) >= count
