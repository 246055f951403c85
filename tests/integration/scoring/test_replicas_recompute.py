"""Recomputing under fire: killed at any step, with events coming in, with another replica at hand."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from services.scoring.app import recompute
from services.scoring.current import Current
from services.scoring.engine import Engine
from services.scoring.indicators import CATALOGUE
from services.scoring.settings import Settings
from services.scoring.store import ScoringStore
from services.scoring.watch import Watch
from shared.bus import Bus
from shared.contracts.risk import AskFlags, Cause, FlagEvent, Flags, FlagState
from shared.errors import Refused
from shared.facts import Delivered
from shared.store import Session, Store
from tests.integration.scoring.replicas import until
from tests.integration.scoring.test_scoring import Told, body, outside, running, settings, tender, told

__all__ = ["outside", "settings", "told"]

BATCHES, EACH = 4, 5
OCIDS = [f"o-{number}" for number in range(BATCHES * EACH)]
"""Each has a single bid, and KG08 looks for a buyer with nineteen of those."""


@pytest.fixture
def calm(settings: Settings) -> Settings:
    """Nobody recomputes by itself."""
    return settings.model_copy(update={"quiet_seconds": 600})


async def scored(outside: Bus, told: Told, settings: Settings) -> None:
    """Several parts that the figures do not know of."""
    async with running(settings):
        for start in range(0, len(OCIDS), EACH):
            await outside.publish([tender(body(5, ocid=ocid)) for ocid in OCIDS[start : start + EACH]])
            await told.until(start + EACH)


def kg08(facts: list[Delivered]) -> list[FlagEvent]:
    return [FlagEvent.model_validate_json(fact.data) for fact in facts if ".KG08." in fact.subject]


@asynccontextmanager
async def locked(store: Store, collection: str, identity: str) -> AsyncIterator[None]:
    """Whoever wants to write this document waits."""
    release, taken = asyncio.Event(), asyncio.Event()

    async def hold(session: Session) -> None:
        touch = {"$set": {"touched": 1}}
        await store.collection(collection).update_one({"_id": identity}, touch, session=session, upsert=True)
        taken.set()
        await release.wait()
        raise Refused("done", "nothing is to be written")

    holding = asyncio.create_task(store.atomically(hold))
    await taken.wait()
    try:
        yield
    finally:
        release.set()
        with pytest.raises(Refused):
            await holding


@asynccontextmanager
async def recomputing(settings: Settings) -> AsyncIterator[asyncio.subprocess.Process]:
    """The process that recomputes."""
    environment = os.environ | {"ACHYK_SCORING_MONGO_URL": settings.mongo_url}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.scoring", "recompute", env=environment
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def asked_again(store: Store) -> int:
    """How many processes were judged again so far."""
    return await store.collection("processes").count_documents({"raised": "KG08"})


@pytest.mark.fault
async def test_given_a_recompute_killed_at_each_of_its_steps_then_it_is_done_again_and_each_fact_is_told_once(
    outside: Bus, told: Told, calm: Settings
) -> None:
    await scored(outside, told, calm)
    store = Store(calm.mongo_url, "scoring")
    own = ScoringStore(store)
    rules = await own.rules()
    versions = [await own.figures_version()]
    parts = await own.parts()
    assert len(parts) >= BATCHES
    # Before the first answer, in the middle of them, when all are given and nothing is marked.
    steps = (
        ("processes", OCIDS[0], 0),
        ("processes", OCIDS[-1], len(OCIDS) - len(parts[-1].keys)),
        ("catalogue", "rules", len(OCIDS)),
    )
    for collection, identity, asked in steps:
        async with locked(store, collection, identity), recomputing(calm) as process:

            async def arrived(asked: int = asked) -> bool:
                assert process.returncode is None, "it came through"
                return await own.figures_version() not in versions and await asked_again(store) >= asked

            await until(arrived, f"the recompute to reach {identity}")
            assert await asked_again(store) == asked
            process.kill()
            assert await process.wait() == -signal.SIGKILL
        versions.append(await own.figures_version())
        assert await own.unfigured() == len(parts)
        with pytest.raises(Refused, match="busy"):
            await recompute(calm)
        await store.collection("leases").delete_one({"_id": "recompute"})  # as if its time were over
    done = await recompute(calm)
    assert (done.processes, done.changed) == (len(OCIDS), 0)
    assert (await own.unfigured(), await own.rules()) == (0, rules)
    known = await own.load(OCIDS)
    assert {one.verdicts["KG08"].state for one in known.values()} == {FlagState.RAISED}
    assert +(await own.base_rates())["KG08"] == {"raised": len(OCIDS)}
    again = await recompute(calm)
    assert again.changed == 0
    async with running(calm):
        facts = await told.until(2 * len(OCIDS))
        await outside.publish([tender(body(7, 7, ocid="last"))])
        facts = await told.until(2 * len(OCIDS) + 1)
    assert sorted(event.ocid for event in kg08(facts)) == sorted(OCIDS)
    assert len({fact.id for fact in facts}) == len(facts)
    store.close()


async def test_given_events_that_come_in_meanwhile_then_the_figures_know_of_them_the_next_time(
    outside: Bus, told: Told, calm: Settings
) -> None:
    await scored(outside, told, calm)
    store = Store(calm.mongo_url, "scoring")
    own = ScoringStore(store)
    before_the_last = len(OCIDS) - len((await own.parts())[-1].keys)
    async with running(calm), recomputing(calm) as process:
        async with locked(store, "processes", OCIDS[-1]):

            async def in_the_middle() -> bool:
                return await asked_again(store) == before_the_last

            await until(in_the_middle, "the recompute to be in the middle")
            with pytest.raises(Refused, match="busy"):
                await recompute(calm)
            await outside.publish([tender(body(5, ocid="new")), tender(body(5, ocid=OCIDS[0]), version=2)])

            async def taken() -> bool:
                known = await own.load(["new", OCIDS[0]])
                return len(known) == 2 and known[OCIDS[0]].version == 2

            await until(taken, "the new events to be scored")
        assert await process.wait() == 0
        assert await own.unfigured() > 0
        done = await recompute(calm)
        assert (done.processes, await own.unfigured()) == (len(OCIDS) + 1, 0)
        figures = (await own.figures(done.version, ["single_bid_lots"]))["single_bid_lots"]
        assert figures.columns["lots"].tolist() == [len(OCIDS) + 1]
        known = await own.load(["new", *OCIDS])
        assert {one.verdicts["KG08"].state for one in known.values()} == {FlagState.RAISED}
    store.close()


async def test_given_a_changed_parameter_then_all_is_judged_once_anew_and_the_cause_is_the_rule(
    outside: Bus, told: Told, calm: Settings
) -> None:
    await scored(outside, told, calm)
    await recompute(calm)
    strict = calm.model_copy(update={"parameters": {"KG08": {"threshold": 25}}, "quiet_seconds": 0.1})
    async with running(strict) as service:
        facts = await told.until(3 * len(OCIDS))
        own = ScoringStore(service.store)
        current = Current(Engine(CATALOGUE, strict.parameters), own)
        watch = Watch(current, service.store, strict)

        async def at_rest() -> bool:
            return not await watch.is_due() and await own.rules() == current.rules

        await until(at_rest, "the rules to be marked")
        version = await own.figures_version()
        answer = await outside.ask("ask.scoring.flags", AskFlags(ocid=OCIDS[0]), Flags, 10)
    cleared = [event for event in kg08(facts) if event.flag.state is FlagState.CLEAR]
    assert sorted(event.ocid for event in cleared) == sorted(OCIDS)
    assert {(event.cause, event.flag.figures) for event in cleared} == {(Cause.RULE, version)}
    assert Counter(tuple(fact.subject.split(".")[2:4]) for fact in facts) == {
        ("raised", "R018"): len(OCIDS),
        ("raised", "KG08"): len(OCIDS),
        ("cleared", "KG08"): len(OCIDS),
    }
    flag = next(flag for flag in answer.flags if flag.indicator == "KG08")
    assert (flag.state, flag.threshold) == (FlagState.CLEAR, 25)
