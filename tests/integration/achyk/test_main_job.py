"""The main job, as one command after the other: data in, flags raised, the right person told, all in one trace."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from achyk.settling import until_settled
from achyk.up import Place, UpSettings, platform
from services.community.seed import SAMPLE_MEMBERS, SAMPLE_PASSWORD
from services.ingest.sample.arrivals import arrivals
from shared import embedded
from shared.bus import Bus, BusSettings
from shared.contracts.alert import AskInbox, AskSaveSearch, Criteria, Inbox, Search, SearchDraft
from shared.contracts.community import AskSignIn, Session
from shared.mailbox import StoredMail, read_mailbox

SERVICES = ("ingest", "scoring", "alerts", "community")


def settings_in(folder: Path) -> UpSettings:
    return UpSettings(
        data_dir=folder,
        nats_port=embedded.free_port(),
        mongo_port=embedded.free_port(),
        http_port=embedded.free_port(),
    )


async def command(*words: str) -> str:
    """Run `achyk …` as a person would and return what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "achyk", *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ)
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()


async def letters(place: Place, wanted: Callable[[list[StoredMail]], bool]) -> list[StoredMail]:
    async with asyncio.timeout(60):
        while not wanted(found := await asyncio.to_thread(read_mailbox, place.mailbox)):  # noqa: ASYNC110 - another process writes
            await asyncio.sleep(0.05)
    return found


async def test_given_a_saved_search_when_tenders_arrive_then_the_member_is_told_once_and_one_trace_shows_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = tmp_path / "today.jsonl"
    today.write_bytes(b"".join(arrivals(5, 3, datetime.now(UTC))))
    monkeypatch.setenv("ACHYK_TRACE_RATIO", "1")
    async with platform(settings_in(tmp_path / "data"), SERVICES) as place:
        for name, value in place.environment.items():
            monkeypatch.setenv(name, value)
        bus = Bus("test", BusSettings(place.environment["ACHYK_NATS_URL"]))
        await bus.connect()
        sign_in = AskSignIn(email=SAMPLE_MEMBERS[0].email, password=SAMPLE_PASSWORD)
        member = (await bus.ask("ask.community.sign_in", sign_in, Session, 20)).member.id
        draft = SearchDraft(name="all", criteria=Criteria(country="kg"), email=True)
        await bus.ask("ask.alerts.save_search", AskSaveSearch(member=member, search=draft), Search, 20)

        first = json.loads(await command("ingest", str(today), "--json"))
        again = json.loads(await command("ingest", str(today), "--json"))
        assert (first["new_releases"], first["events"]) == (3, 3)
        assert (again["new_releases"], again["events"]) == (0, 0)

        found = await letters(place, lambda mails: len(mails) >= 3)
        await until_settled(bus, place.environment["ACHYK_MONGO_URL"], SERVICES)
        inbox = await bus.ask("ask.alerts.inbox", AskInbox(member=member), Inbox, 20)
        assert inbox.total == 3
        assert len({mail.message_id for mail in found}) == len(found) == 3
        status = json.loads(await command("ingest", "status", "--json"))
        assert (status["processes"], status["unsent"]) == (3, 0)
        assert json.loads(await command("dead", "list", "--json")) == []
        assert await command("topology", "apply") == "Nothing differs.\n"
        await bus.stop()
    ways = [steps for steps in traces(tmp_path / "data" / "traces.jsonl").values() if "achyk-alerts deliver" in steps]
    assert len(ways) == 3
    for steps in ways:
        assert {"achyk-ingest ingest", "achyk-scoring score", "achyk-alerts match", "achyk-alerts deliver"} <= steps


def traces(file: Path) -> dict[str, set[str]]:
    """Per trace: which service did what."""
    found: dict[str, set[str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        span = json.loads(line)
        found.setdefault(span["trace"], set()).add(f"{span['service']} {span['name']}")
    return found


async def test_given_a_running_platform_when_stopped_and_started_again_then_nothing_runs_on_and_the_data_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = tmp_path / "today.jsonl"
    today.write_bytes(b"".join(arrivals(6, 2, datetime.now(UTC))))
    settings = settings_in(tmp_path / "data")
    async with platform(settings, ("ingest",)) as place:
        for name, value in place.environment.items():
            monkeypatch.setenv(name, value)
        await command("ingest", str(today))
        processes = [place.servers.nats.process, place.servers.mongo.process]
        processes += [child.process for child in place.supervisor.children if child.process]
    assert all(process.poll() is not None for process in processes)
    elsewhere = settings.model_copy(update={"mongo_port": embedded.free_port(), "nats_port": embedded.free_port()})
    async with platform(elsewhere, ("ingest",)) as place:
        for name, value in place.environment.items():
            monkeypatch.setenv(name, value)
        status = json.loads(await command("ingest", "status", "--json"))
    assert status["processes"] == 2
