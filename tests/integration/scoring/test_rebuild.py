"""Rebuilding: every answer comes back from the stream, and nobody hears of anything twice."""

import asyncio
import sys
from asyncio.subprocess import PIPE

import pytest

from services.scoring.settings import Settings
from services.scoring.store import ScoringStore
from shared.bus import Bus
from tests.integration.scoring.test_scoring import Told, body, outside, running, settings, story, tender, told

__all__ = ["outside", "settings", "told"]


async def achyk(*words: str) -> str:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "achyk", *words, stdout=PIPE, stderr=PIPE)
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()


async def figured(store: ScoringStore) -> None:
    """Return when the figures know of everything."""
    async with asyncio.timeout(120):
        while await store.unfigured():  # noqa: ASYNC110 - they are computed in a process of their own
            await asyncio.sleep(0.05)


async def test_given_scored_processes_when_rebuilt_then_the_same_answers_stand_and_the_same_facts_were_told(
    outside: Bus, told: Told, settings: Settings, nats_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACHYK_NATS_URL", nats_url)
    monkeypatch.setenv("ACHYK_SCORING_MONGO_URL", settings.mongo_url)
    async with running(settings) as service:
        store = ScoringStore(service.store)
        await outside.publish([tender(body(100, 100, ocid=f"o-{n}")) for n in range(5)])
        first = await told.until(5)
        await figured(store)
        before = await store.load([f"o-{n}" for n in range(5)])
        await service.store.collection("processes").delete_one({"_id": "o-3"})
        assert "5 events are read again" in await achyk("scoring", "rebuild")
        async with asyncio.timeout(20):
            while len(await store.load(before)) < 5:  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.05)
        await figured(store)
        after = await store.load(before)
        assert {ocid: one.codes for ocid, one in after.items()} == {ocid: one.codes for ocid, one in before.items()}
        assert "answers changed in 0" in await achyk("scoring", "recompute")
        await outside.publish([tender(body(7, 7, ocid="last"))])
        facts = await told.until(6)
        assert story(facts[:5]) == story(first)
        assert story(facts)[-1] == ("last", "raised.R028.kg.KG-INN-1")
