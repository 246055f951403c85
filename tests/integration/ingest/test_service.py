"""The service as it runs: what it follows comes out on the stream, and its questions are answered."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from services.ingest import commands
from services.ingest.app import build
from services.ingest.pipeline import Progress
from services.ingest.settings import Settings
from services.ingest.source import Sources
from shared import topology
from shared.bus import Bus
from shared.contracts.tender import (
    BODY_LIMIT,
    AskIngestStatus,
    AskProcess,
    AskQuarantine,
    IngestStatus,
    Process,
    Quarantine,
    TenderEvent,
)
from shared.errors import Refused, Unavailable
from shared.facts import Delivered
from shared.store import Store
from tests.conftest import with_database
from tests.integration.ingest.conftest import Answer, Site

Serve = Callable[[Callable[[str, dict[str, str]], Answer]], AbstractContextManager[Site]]


@pytest.fixture
async def settings(nats_url: str, mongo_url: str, tmp_path: Path, fresh_topology: None) -> AsyncIterator[Settings]:
    url = with_database(mongo_url, f"test_ingest_service_{tmp_path.name[-12:].replace('-', '_')}")
    yield Settings(nats_url=nats_url, mongo_url=url, data_dir=tmp_path, allow_private_addresses=True, drain_seconds=3)
    store = Store(url, "ingest")
    await store.drop()
    store.close()


async def test_given_a_followed_source_when_the_service_runs_then_its_tenders_are_on_the_stream_and_can_be_asked_for(
    settings: Settings, bus_of: Callable[[str], Awaitable[Bus]], site: Serve, files: Path
) -> None:
    release = json.loads((files / "release.json").read_text()) | {"ocid": "ocds-h7i0z4-1"}
    release["tender"] |= {"datePublished": "soon"}
    page = {"publishedDate": release["date"], "releases": [release]}
    heard: asyncio.Queue[Delivered] = asyncio.Queue()

    async def hear(batch: Sequence[Delivered]) -> None:
        for event in batch:
            heard.put_nowait(event)

    reader = await bus_of("scoring")
    reader.consumes(topology.SCORING_TENDERS)(hear)
    await reader.start()
    with site(lambda path, query: Answer(json.dumps(page).encode())) as publisher:
        own = settings.model_copy(update={"follow": ["kyrgyzstan"], "kyrgyzstan_url": publisher.url})
        async with build(own).running():
            event = await asyncio.wait_for(heard.get(), 30)
            told = TenderEvent.model_validate_json(event.data)
            assert (event.subject, told.ocid) == ("tender.v1.opened.kg.XM-REG-1", "ocds-h7i0z4-1")
            process = await reader.ask("ask.ingest.process", AskProcess(ocid=told.ocid), Process, timeout=5)
            assert process.process == told.process
            assert [version.version for version in process.history] == [1]
            assert ("/tender/datePublished", "date_unreadable") in {(i.path, i.code) for i in process.issues}
            with pytest.raises(Refused) as refused:
                await reader.ask("ask.ingest.process", AskProcess(ocid="ocds-none"), Process, timeout=5)
            assert refused.value.code == "not_found"
            status = await reader.ask("ask.ingest.status", AskIngestStatus(), IngestStatus, timeout=5)
            assert (status.processes, status.sources[0].source) == (1, "kyrgyzstan")


async def test_given_the_command_when_it_reads_a_folder_then_status_and_quarantine_tell_what_came_of_it(
    settings: Settings, files: Path, bus_of: Callable[[str], Awaitable[Bus]]
) -> None:
    seen: list[int] = []
    report = await commands.ingest(str(files), settings, lambda progress: seen.append(progress.releases), country="KG")
    assert report.new_releases > 0
    assert seen == sorted(seen)
    status = await commands.status(settings)
    assert status.releases == report.new_releases
    assert status.unsent == report.events
    assert status.quarantined == sum(status.by_reason.values()) == report.quarantined
    asker = await bus_of("gateway")
    async with build(settings).running():
        first = await asker.ask("ask.ingest.quarantine", AskQuarantine(limit=5), Quarantine, timeout=5)
        rest = await asker.ask(
            "ask.ingest.quarantine", AskQuarantine(limit=200, after=first.next), Quarantine, timeout=5
        )
    assert len(first.items) == 5
    assert {item.id for item in first.items}.isdisjoint(item.id for item in rest.items)
    assert len(first.items) + len(rest.items) == first.total == report.quarantined
    again = await commands.ingest(str(files), settings)
    assert (again.new_releases, again.events) == (0, 0)
    assert (await commands.status(settings)).quarantined == report.quarantined


async def test_given_pages_that_nobody_expected_when_followed_then_following_goes_on(
    settings: Settings,
    site: Serve,
    files: Path,
    bus_of: Callable[[str], Awaitable[Bus]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    release = json.loads((files / "release.json").read_text()) | {"ocid": "ocds-h7i0z4-1"}
    read = asyncio.Event()
    take_in = Sources.take_in

    async def mistaken_once(self: Sources, source: str) -> Progress:
        if not publisher.asked:
            await take_in(self, source)
            raise ZeroDivisionError
        done = await take_in(self, source)
        read.set()
        return done

    monkeypatch.setattr(Sources, "take_in", mistaken_once)
    page = json.dumps({"publishedDate": release["date"], "releases": [release]}).encode()
    await bus_of("gateway")
    with site(lambda path, query: Answer(page)) as publisher:
        own = settings.model_copy(
            update={"follow": ["kyrgyzstan"], "kyrgyzstan_url": publisher.url, "poll_seconds": 0.01}
        )
        async with build(own).running():
            await asyncio.wait_for(read.wait(), 30)


async def test_given_a_broken_file_when_the_state_is_asked_for_then_the_command_names_file_and_place(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd.jsonl").write_text('{"ocid": "ocds-made00-1", "tender": {}}\n{"ocid": 5, "tag": []}\n')
    await commands.ingest(str(tmp_path / "odd.jsonl"), settings)
    monkeypatch.setenv("ACHYK_MONGO_URL", settings.mongo_url)
    for arguments in (["status"], ["status", "--json"]):
        command = [sys.executable, "-m", "achyk", "ingest", *arguments]
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        told, _ = await process.communicate()
        assert b"odd.jsonl" in told
        assert b"line 2" in told
    assert [piece["reason"] for piece in json.loads(told)["newest_quarantined"]] == ["no_ocid"]


async def test_given_a_store_of_large_bodies_that_takes_none_when_asked_then_it_is_said_in_our_words(
    bus_of: Callable[[str], Awaitable[Bus]],
) -> None:
    bus = await bus_of("ingest")
    config = (await bus.js.stream_info(f"OBJ_{topology.PROCESSES}")).config
    await bus.js.update_stream(config.evolve(max_msg_size=10))
    try:
        with pytest.raises(Unavailable):
            await bus.objects.put(b"x" * 1000)
    finally:
        await bus.js.update_stream(config)


async def test_given_no_broker_when_a_process_is_too_large_for_a_message_then_it_is_said_and_nothing_is_half_done(
    settings: Settings, files: Path, tmp_path: Path
) -> None:
    release = json.loads((files / "release.json").read_text())
    release["tender"]["description"] = "x" * BODY_LIMIT
    (tmp_path / "large.json").write_text(json.dumps(release))
    alone = settings.model_copy(update={"nats_url": "nats://127.0.0.1:1"})
    with pytest.raises(Unavailable):
        await commands.ingest(str(tmp_path / "large.json"), alone)
    assert (await commands.status(settings)).releases == 0
    report = await commands.ingest(str(tmp_path / "large.json"), settings)
    assert report.events == 1
