"""The running service and `achyk score` over the same history: what may differ, and that nothing else does."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from achyk.__main__ import app
from achyk.score import versions_in
from services.ingest.sample.commands import write_sample
from services.scoring.commands import score_processes
from services.scoring.engine import Engine
from services.scoring.indicators import CATALOGUE
from services.scoring.known import Slots
from services.scoring.part import Part, concatenated
from services.scoring.score import flags_of
from services.scoring.settings import Settings
from services.scoring.store import ScoringStore
from shared.bus import Bus
from shared.contracts.risk import Flag, Flags, FlagState
from shared.facts import Fact
from tests.integration.scoring.test_scoring import outside, running, settings, tender

__all__ = ["outside", "settings"]
PROCESSES = 120
COMPARING = {one.id for one in CATALOGUE if one.statistic is not None}
"""Indicators that compare with all processes."""
Columns = Callable[[ScoringStore, Sequence[int]], AsyncIterator[tuple[int, Part]]]
COMPUTED = {FlagState.RAISED, FlagState.CLEAR}


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, bytes]]:
    """A made-up history: every version of every process, as ingest compiles them."""
    report = write_sample(tmp_path_factory.mktemp("sample"), 7, PROCESSES, lambda done, total: None)
    return list(versions_in(Path(report.releases_file), None, []))


def events(history: list[tuple[str, bytes]]) -> list[Fact]:
    versions: Counter[str] = Counter()
    facts = []
    for ocid, body in history:
        versions[ocid] += 1
        facts.append(tender(json.loads(body) | {"ocid": ocid}, version=versions[ocid]))
    return facts


async def known_by_service(
    history: list[tuple[str, bytes]], outside: Bus, store: ScoringStore
) -> dict[str, dict[str, Flag]]:
    """The answers that stand when the service has taken everything in and its figures know of everything."""
    await outside.publish(events(history))
    newest = Counter(ocid for ocid, _ in history)
    async with asyncio.timeout(120):  # the database tells nobody
        while {ocid: one.version for ocid, one in (await store.load(newest)).items()} != dict(newest):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    async with asyncio.timeout(120):
        while await store.unfigured():  # noqa: ASYNC110 - they are computed in a process of their own
            await asyncio.sleep(0.1)
    engine = Engine(CATALOGUE)
    slots = Slots(await store.slots([one.id for one in CATALOGUE]), CATALOGUE)
    return {ocid: by_indicator(flags_of(ocid, one, engine, slots)) for ocid, one in (await store.load(newest)).items()}


async def test_given_a_history_then_the_service_the_files_and_the_stored_history_say_the_same(
    history: list[tuple[str, bytes]], outside: Bus, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(settings) as service:
        live = await known_by_service(history, outside, ScoringStore(service.store))
    files = {ocid: by_indicator(flags) for ocid, flags in score_processes(history)}
    alone = {ocid: by_indicator(flags) for ocid, flags in score_processes(dict(history).items())}
    monkeypatch.setenv("ACHYK_SCORING_MONGO_URL", settings.mongo_url)
    stored = await asyncio.to_thread(stored_history)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(ScoringStore, "columns", put_together_first(ScoringStore.columns))
        again = await asyncio.to_thread(stored_history)
        assert all_told(again) == all_told(stored), "parts were put together while they were read"

    assert live.keys() == files.keys() == alone.keys() == stored.keys()
    differing = set()
    for ocid, name in ((ocid, one.id) for ocid in files for one in CATALOGUE):
        assert told(stored[ocid][name]) == told(alone[ocid][name]), (ocid, name)
        if name not in COMPARING:
            assert told(live[ocid][name]) == told(files[ocid][name]), (ocid, name)
        elif live[ocid][name].state != files[ocid][name].state:
            differing.add((ocid, name))
    # docs/decisions/0014: an answer of an earlier version rests on the figures of its time, if there were any then.
    several = {ocid for ocid, count in Counter(ocid for ocid, _ in history).items() if count > 1}
    assert 0 < len(several) < len(files)
    for ocid, name in differing:
        assert ocid in several
        assert files[ocid][name].latched or live[ocid][name].latched, (ocid, name)
        assert alone[ocid][name].state not in COMPUTED
    assert len(differing) < len(files) * len(COMPARING) / 100


def put_together_first(columns: Columns) -> Columns:
    """Reading the columns of parts; before it does so for the first time, all are put together into one."""
    done = False

    async def after_that(self: ScoringStore, ids: Sequence[int]) -> AsyncIterator[tuple[int, Part]]:
        nonlocal done
        if not done:
            done = True
            whole = concatenated([part async for _, part in columns(self, ids)])
            await self._store.atomically(partial(self.exchange, ids, [whole]))
        async for found in columns(self, ids):
            yield found

    return after_that


def by_indicator(flags: Flags) -> dict[str, Flag]:
    return {flag.indicator: flag for flag in flags.flags}


def told(flag: Flag) -> tuple[object, ...]:
    """All that matters of an answer; not when it was given, and for which number of version."""
    return flag.state, flag.latched, flag.value, flag.threshold, flag.lots, flag.evidence, flag.missing


def all_told(flags: dict[str, dict[str, Flag]]) -> dict[str, dict[str, tuple[object, ...]]]:
    return {ocid: {name: told(flag) for name, flag in of.items()} for ocid, of in flags.items()}


def stored_history() -> dict[str, dict[str, Flag]]:
    """What `achyk score --history` says of what the service stored."""
    result = CliRunner().invoke(app, ["score", "--history", "--json", "--workers", "1"])
    assert result.exit_code == 0, result.output
    found = [Flags.model_validate_json(line) for line in result.stdout.splitlines()]
    return {flags.ocid: by_indicator(flags) for flags in found}
