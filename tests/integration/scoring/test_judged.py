"""What members say of flags, how noisy indicators are and which pairs are drawn, on real servers."""

import asyncio
import logging
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from achyk.doctor import _indicators
from services.scoring.settings import Settings
from shared import metrics, topology
from shared.bus import Bus
from shared.contracts.judgement import FlagJudged, FlagVerdict, VerdictCounts
from shared.contracts.risk import AskFlags, AskIndicators, AskPair, Flags, Indicator, Indicators, Pair
from shared.errors import Refused
from shared.facts import Fact, fact_id
from tests.integration.scoring.test_scoring import Told, body, outside, running, settings, tender, told

__all__ = ["outside", "settings", "told"]


def judged(number: int, revision: int = 1, rule: str = "2", **counts: int) -> Fact:
    """A fact about R018 on one process, as community publishes it."""
    event = FlagJudged(
        ocid=f"o-{number}",
        indicator="R018",
        country="kg",
        process_version=1,
        rule_version=rule,
        verdict=FlagVerdict.CONFIRMED,
        counts=VerdictCounts(**counts),
        revision=revision,
    )
    return Fact(
        id=fact_id("judged", number, rule, revision),
        type="case.v1.flag_judged",
        subject="case.v1.flag_judged.kg.R018",
        about=event.ocid,
        data=event.model_dump_json().encode(),
        time=datetime.now(UTC),
    )


class Said(logging.Handler):
    """The warnings of the task that has figures computed."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.something = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
        self.something.set()


@pytest.fixture
async def said() -> AsyncIterator[Said]:
    handler, logger = Said(), logging.getLogger("services.scoring.watch")
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)


async def indicator(bus: Bus, name: str = "R018") -> Indicator:
    found = await bus.ask("ask.scoring.indicators", AskIndicators(), Indicators, timeout=10)
    return next(one for one in found.items if one.id == name)


async def until_read(bus: Bus) -> None:
    """Wait until scoring has acknowledged every verdict, and an answer older than that is no longer kept."""
    consumer = topology.SCORING_VERDICTS
    async with asyncio.timeout(20):
        while True:
            info = await bus.js.consumer_info(consumer.stream, consumer.name)
            if not info.num_pending and not info.num_ack_pending:
                return
            await asyncio.sleep(0.02)


async def test_given_verdicts_out_of_order_repeated_and_after_a_restart_then_each_flag_counts_once(
    outside: Bus, settings: Settings
) -> None:
    async with running(settings):
        rule = (await indicator(outside)).version
    facts = [judged(number, rule=rule, confirmed=1) for number in range(8)]
    facts += [judged(number, rule=rule, wrong_data=1) for number in (8, 9)]
    facts += [judged(10, rule=rule, confirmed=1, explainable=1), judged(11, rule="0", explainable=3)]
    changed = [judged(0, 3, rule=rule, explainable=2), judged(0, 2, rule=rule, confirmed=1, explainable=1)]
    await outside.publish([*facts, *changed])
    async with running(settings):
        await until_read(outside)
        first = (await indicator(outside)).precision
        assert (first.confirmed, first.explainable, first.wrong_data, first.undecided) == (7, 1, 2, 1)
        assert (first.judged, first.too_few) == (10, False)
        assert first.lower is not None
        assert first.upper is not None
        assert (round(first.lower, 4), round(first.upper, 4)) == (0.3968, 0.8922)
        assert (await indicator(outside, "R028")).precision.too_few
    await outside.publish([replace(fact, id=uuid.uuid4().hex) for fact in facts])
    async with running(settings):
        await until_read(outside)
        assert (await indicator(outside)).precision == first


async def test_given_an_indicator_raised_too_often_then_catalogue_metric_log_and_doctor_tell(
    outside: Bus, told: Told, settings: Settings, said: Said
) -> None:
    noisy = [tender(body(100, 100, ocid=f"o-{n}")) for n in range(70)]
    async with running(settings):
        await outside.publish([*noisy, *(tender(body(100, 101, ocid=f"o-{n}")) for n in range(70, 199))])
        await told.until(70)
        await computed(outside, 199)
        assert metrics.INDICATORS_NOISY.labels("R028")._value.get() == 0.0
        assert [finding.state for finding in await _indicators(outside)] == ["well"], "199 are too few"
        assert said.lines == []
        await outside.publish([tender(body(100, 101, ocid="o-199"))])
        async with asyncio.timeout(60):
            await said.something.wait()
        assert metrics.INDICATORS_NOISY.labels("R028")._value.get() == 1.0
        await computed(outside, 200)
        assert (await indicator(outside, "R028")).noisy
        (finding,) = await _indicators(outside)
        assert (finding.state, "R028 on 70 of 200" in finding.detail) == ("notice", True)
        assert said.lines.count("indicator R028 is raised on 35 % of the processes where it can be computed") == 1


async def computed(bus: Bus, count: int) -> None:
    """Wait until the catalogue counts so many processes; it looks anew every two seconds."""
    async with asyncio.timeout(30):
        while True:
            if (await indicator(bus, "R028")).base_rate.computable == count:
                return
            await asyncio.sleep(0.05)


async def test_given_processes_then_pairs_are_drawn_again_the_same_of_one_country_and_kind(
    outside: Bus, told: Told, settings: Settings
) -> None:
    contents = [body(100, 100 + (n > 5), ocid=f"o-{n}") for n in range(12)]
    for content in contents[6:]:
        content["tender"]["procurementMethodDetails"] = "singleSource"
    async with running(settings):
        with pytest.raises(Refused, match="no_pair"):
            await outside.ask("ask.scoring.pair", AskPair(seed="s", counter=0), Pair)
    async with running(settings):
        await outside.publish([tender(content) for content in contents])
        await told.until(6)
        for content in contents:
            await scored(outside, content["ocid"])
        drawn = [await pair(outside, counter) for counter in range(30)]
        assert drawn == [await pair(outside, counter) for counter in range(30)]
        kind = {content["ocid"]: content["tender"]["procurementMethodDetails"] for content in contents}
        assert all(one.first != one.second and kind[one.first] == kind[one.second] for one in drawn)
        assert len(Counter(kind[one.first] for one in drawn)) == 2
        assert len({(one.first, one.second) for one in drawn}) > 8


async def pair(bus: Bus, counter: int) -> Pair:
    return await bus.ask("ask.scoring.pair", AskPair(seed="s", counter=counter), Pair, timeout=10)


async def scored(bus: Bus, ocid: str) -> None:
    """Wait until a process was scored."""
    async with asyncio.timeout(20):
        while True:
            try:
                await bus.ask("ask.scoring.flags", AskFlags(ocid=ocid), Flags)
            except Refused:
                await asyncio.sleep(0.02)
            else:
                return
