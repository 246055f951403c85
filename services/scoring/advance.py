"""Takes one version of a process in: from what is known and the new version to what is known now and what to tell.

Pure: the same code runs on live events and over files. The newest version decides; an older one that comes late only
answers what no version has answered yet, so that the order of arrival loses no flag and re-reading is harmless.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

import msgspec

from services.scoring.engine import Engine
from services.scoring.indicator import Answer, State
from services.scoring.process import Process
from services.scoring.summary import Summary, summarise
from services.scoring.verdict import COMPUTED, Change, Verdict, changes, next_verdict


class Known(msgspec.Struct, frozen=True):
    """All that is remembered of one process."""

    version: int
    verdicts: dict[str, Verdict]
    """By indicator."""
    contribution: dict[str, int]
    """What this process adds to the population."""
    summary: Summary
    barred: dict[str, int] = {}
    """By indicator, the newest version to which it did not apply at all: older ones no longer answer it."""


class Tally:
    """Counts by key that are read, and changed as processes come in; remembers the changes to be stored."""

    def __init__(self, counts: Mapping[str, int] | None = None) -> None:
        """`counts` are the sums so far of the keys that will be read."""
        self._counts = dict(counts or {})
        self.changes: Counter[str] = Counter()

    def count(self, key: str) -> int:
        """The sum for `key` with all changes so far."""
        return self._counts.get(key, 0) + self.changes[key]

    def replace(self, old: Mapping[str, int], new: Mapping[str, int]) -> None:
        """Take one process's former contribution out and its present one in."""
        for key in old.keys() | new.keys():
            self.changes[key] += new.get(key, 0) - old.get(key, 0)


def _count_states(before: Mapping[str, Verdict], after: Mapping[str, Verdict], rates: Tally) -> None:
    """Move what changed its state from one count to the other."""
    for name, verdict in after.items():
        old = before.get(name)
        if old is None or old.state is not verdict.state:
            rates.changes[rate_key(verdict)] += 1
            if old is not None:
                rates.changes[rate_key(old)] -= 1


def rate_key(verdict: Verdict) -> str:
    """Where a verdict is counted for the base rate of its indicator."""
    return f"{verdict.indicator}.{verdict.state}"


def advance(
    engine: Engine, process: Process, known: Known | None, population: Tally, rates: Tally, now: datetime
) -> tuple[Known, list[Change]] | None:
    """What is known after `process`, and the transitions; None when it says nothing new.

    Changes `population` and `rates` accordingly.
    """
    if known is not None and process.version <= known.version:
        return _late(engine, process, known, population, rates, now)
    contribution = engine.contribution(process)
    population.replace(known.contribution if known else {}, contribution)
    before = known.verdicts if known else {}
    answers = engine.evaluate(process, population)
    verdicts = dict(before)  # an indicator that left the catalogue keeps its last word
    for indicator in engine.indicators:
        verdicts[indicator.id] = next_verdict(
            before.get(indicator.id), indicator, answers[indicator.id], process.version, now
        )
    _count_states(before, verdicts, rates)
    barred = dict(known.barred) if known else {}
    barred.update((name, process.version) for name, answer in answers.items() if bars(answer))
    after = Known(process.version, verdicts, contribution, summarise(process), barred)
    return after, changes(before, verdicts)


def bars(answer: Answer) -> bool:
    """Whether the question does not apply at all, so that what earlier versions answered no longer counts."""
    return answer.state is State.NOT_APPLICABLE and not answer.keeps


def _late(
    engine: Engine, process: Process, known: Known, population: Tally, rates: Tally, now: datetime
) -> tuple[Known, list[Change]] | None:
    """An older version than the known one: it answers, latched, what has no computed answer, and changes nothing else.

    That is what it would have left behind had it come in its turn.
    """
    if process.version == known.version:
        return None
    verdicts, barred = dict(known.verdicts), dict(known.barred)
    for indicator in engine.indicators:
        verdict = known.verdicts.get(indicator.id)
        if (verdict and verdict.state in COMPUTED) or process.version <= barred.get(indicator.id, 0):
            continue
        answer = engine.answer(indicator, process, population)
        if answer.state in COMPUTED:
            fresh = next_verdict(None, indicator, answer, process.version, now)
            verdicts[indicator.id] = msgspec.structs.replace(fresh, latched=True)
        elif bars(answer):
            barred[indicator.id] = process.version
    if verdicts == known.verdicts and barred == known.barred:
        return None
    _count_states(known.verdicts, verdicts, rates)
    return msgspec.structs.replace(known, verdicts=verdicts, barred=barred), changes(known.verdicts, verdicts)
