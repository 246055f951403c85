"""Takes versions of processes in: from what is known and the new versions to what is known now and what to tell.

Pure: the same code runs on live events and over files. The newest version decides; an older one that comes late only
answers what no version has answered yet, so that the order of arrival loses no flag and re-reading is harmless.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import msgspec
import numpy as np
from numpy.typing import NDArray

from services.scoring.engine import Engine, Results, Statistics
from services.scoring.extract import Arrival, extract
from services.scoring.indicator import Code, Indicator, State
from services.scoring.known import (
    CLEAR,
    CODE,
    LATCHED,
    NOT_APPLICABLE,
    NOT_COMPUTABLE,
    NOT_NOW,
    RAISED,
    Codes,
    Columns,
    Known,
    Packed,
    Slots,
    clear_value,
    packed_columns,
    places_in,
    plain,
)
from services.scoring.part import Part
from services.scoring.rates import Counts
from services.scoring.summary import summarise, suppliers_of
from services.scoring.verdict import Change, Verdict, change, next_verdict
from services.scoring.views import Release

Step = tuple[int, Known, list[Change]]
"""The row of a version that said something new, what is known after it, and the transitions."""


class Scorer:
    """The engine with the figures of the population it compares with."""

    def __init__(self, engine: Engine, slots: Slots, statistics: Statistics | None = None, figures: str = "") -> None:
        """`figures` is the version of `statistics`."""
        self.engine = engine
        self.slots = slots
        self.statistics: Statistics = statistics or {}
        self.figures = figures
        self.counts = Counts(engine.indicators)

    def take(
        self, arrivals: Sequence[Arrival], known: Mapping[str, Known], now: datetime
    ) -> tuple[Part, list[Step], Counter[str]]:
        """The columns of `arrivals`, and what `judge` says of them."""
        part = extract(arrivals)
        return part, *self.judge(part, arrivals, known, now)

    def judge(
        self, part: Part, arrivals: Sequence[Arrival], known: Mapping[str, Known], now: datetime
    ) -> tuple[list[Step], Counter[str]]:
        """The steps of `arrivals`, whose columns are `part`, in order, and how the counts of states change.

        `known` is what was remembered of their processes; several versions of one process see each other in turn.
        """
        results = self.engine.evaluate(part, self.statistics)
        steps: list[Step] = []
        rates: Counter[str] = Counter()
        so_far = dict(known)
        for rows in _rounds(arrivals):
            turn = _Turn(self, results, arrivals, now)
            steps += turn.steps(rows, [so_far.get(arrivals[row].ocid) for row in rows], rates)
            so_far |= {arrivals[row].ocid: after for row, after, _ in turn.taken}
        return sorted(steps, key=lambda step: step[0]), rates

    def take_again(
        self, part: Part, known: Sequence[Known], names: Sequence[str], now: datetime, *, rule: bool
    ) -> tuple[list[Step], Counter[str]]:
        """The steps of the processes of `part`, each known in this version, when these indicators are asked again."""
        results = self.engine.evaluate(part, self.statistics, names)
        arrivals = [Arrival(_NO_RELEASE, one.summary.ocid, one.version, one.summary.country) for one in known]
        rates: Counter[str] = Counter()
        places = [self.engine.places[name] for name in names]
        turn = _Turn(self, results, arrivals, now)
        return turn.again(range(len(part)), known, places, rates, rule=rule), rates


_NO_RELEASE = Release()
Said = tuple[dict[str, Verdict], list[Change]]
"""Verdicts to keep in full, and transitions."""


def _rounds(arrivals: Sequence[Arrival]) -> Iterator[list[int]]:
    """Rows in turns, so that each process has at most one version in a turn."""
    left = list(range(len(arrivals)))
    while left:
        seen: set[str] = set()
        turn: list[int] = []
        later: list[int] = []
        for row in left:
            (later if arrivals[row].ocid in seen else turn).append(row)
            seen.add(arrivals[row].ocid)
        yield turn
        left = later


class _Turn:
    """One version of each of several processes."""

    def __init__(self, scorer: Scorer, results: Results, arrivals: Sequence[Arrival], now: datetime) -> None:
        self._scorer = scorer
        self._results = results
        self._arrivals = arrivals
        self._now = now
        self.taken: list[Step] = []

    def steps(self, rows: Sequence[int], known: Sequence[Known | None], rates: Counter[str]) -> list[Step]:
        """What becomes of these rows; `rates` is changed accordingly."""
        fresh = [
            (row, one) for row, one in zip(rows, known, strict=True) if one is None or self._version(row) > one.version
        ]
        late = [(row, one) for row, one in zip(rows, known, strict=True) if one and self._version(row) < one.version]
        if fresh:
            self._fresh([row for row, _ in fresh], [one for _, one in fresh], rates)
        for row, before in late:
            self._late(row, before, rates)
        return self.taken

    def _version(self, row: int) -> int:
        return self._arrivals[row].version

    # --- newer versions ----------------------------------------------------------------------------------------

    def _fresh(self, rows: Sequence[int], known: Sequence[Known | None], rates: Counter[str]) -> None:
        before = self._scorer.slots.matrix(known)
        old = plain(before)
        after, judged, applying = _replaced(before, old, self._results.codes[rows])
        places = places_in(judged)
        said: list[Said] = [
            self._judged(row, one, after[place], places[place]) if places[place] or one else ({}, [])
            for place, (row, one) in enumerate(zip(rows, known, strict=True))
        ]
        results = self._results
        packed = packed_columns(
            self._scorer.slots, after, results.values[rows], results.limits[rows], results.reasons[rows]
        )
        for row, one, (verdicts, told), columns, again in zip(rows, known, said, packed, applying, strict=True):
            self.taken.append((row, self._remembered(row, one, verdicts, columns, again), told))
        self._scorer.counts.move(old, plain(after), rates)

    def _judged(self, row: int, known: Known | None, codes: Codes, places: Sequence[int]) -> Said:
        """The verdicts to keep in full, and the transitions; `codes` is put right where a verdict decides otherwise."""
        indicators = self._scorer.engine.indicators
        verdicts = self._still_latched(known, codes)
        told = []
        for place in places:
            indicator = indicators[place]
            before = self._before(known, indicator)
            answer = self._results.answer(row, indicator)
            after = next_verdict(before, indicator, answer, self._version(row), self._now, self._scorer.figures)
            found = change(before, after)
            if found:
                told.append(found)
            verdicts.pop(indicator.id, None)
            if after.latched or after.state is State.RAISED:
                verdicts[indicator.id] = after
            if after.state is State.RAISED or after.state is State.CLEAR:
                code = RAISED if after.state is State.RAISED else CLEAR
                codes[place] = code | LATCHED if after.latched else code
        return verdicts, told

    def _still_latched(self, known: Known | None, codes: Codes) -> dict[str, Verdict]:
        """Verdicts kept in full that nothing touches now."""
        if known is None or not known.verdicts:
            return {}
        places = self._scorer.engine.places
        return {
            name: one
            for name, one in known.verdicts.items()
            if name not in places or (codes[places[name]] & LATCHED and one.latched)
        }

    def _before(self, known: Known | None, indicator: Indicator) -> Verdict | None:
        """What was remembered of one indicator."""
        if known is None:
            return None
        full = known.verdicts.get(indicator.id)
        if full is not None:
            return full
        slot = self._scorer.slots.places[indicator.id]
        code = known.code(slot)
        if code is Code.NEVER_ASKED:
            return None
        value = clear_value(known, slot) if code is Code.CLEAR else None
        return Verdict(indicator.id, code.state, indicator.version, known.version, known.evaluated, value)

    def _remembered(
        self, row: int, known: Known | None, verdicts: dict[str, Verdict], columns: Packed, again: Sequence[int]
    ) -> Known:
        """`again` apply although they did not: it is remembered up to which version they were put aside."""
        arrival, indicators = self._arrivals[row], self._scorer.engine.indicators
        barred = {} if known is None else known.barred | {indicators[place].id: known.version for place in again}
        return Known(
            version=arrival.version,
            evaluated=self._now,
            codes=columns[0],
            summary=summarise(arrival),
            values=columns[1],
            limits=columns[2],
            reasons=columns[3],
            verdicts=verdicts,
            barred=barred,
            suppliers=suppliers_of(arrival),
        )

    # --- an older version that comes late ------------------------------------------------------------------------

    def _late(self, row: int, known: Known, rates: Counter[str]) -> None:
        """It answers, latched, what has no computed answer, and changes nothing else.

        That is what it would have left behind had it come in its turn.
        """
        indicators, slots = self._scorer.engine.indicators, self._scorer.slots
        before = slots.matrix([known])[0]
        old, new = plain(before), self._results.codes[row]
        verdicts, barred, told = dict(known.verdicts), dict(known.barred), list[Change]()
        after = before.copy()
        for place in np.flatnonzero((old != RAISED) & (old != CLEAR)).tolist():
            name = indicators[place].id
            put_aside = known.version if old[place] == NOT_APPLICABLE else barred.get(name, 0)
            if self._version(row) <= put_aside:
                continue
            if new[place] in (RAISED, CLEAR):
                verdict = self._answered_late(row, indicators[place])
                verdicts[name] = verdict
                after[place] = new[place] | LATCHED
                found = change(self._before(known, indicators[place]), verdict)
                told += [found] if found else []
            elif new[place] == NOT_APPLICABLE:
                barred[name] = self._version(row)
        if (after == before).all() and barred == known.barred:
            return
        self._scorer.counts.move(old[None], plain(after[None]), rates)
        self.taken.append((row, self._completed(known, after, verdicts, barred), told))

    def _answered_late(self, row: int, indicator: Indicator) -> Verdict:
        answer = self._results.answer(row, indicator)
        fresh = next_verdict(None, indicator, answer, self._version(row), self._now, self._scorer.figures)
        return msgspec.structs.replace(fresh, latched=True)

    def _completed(self, known: Known, codes: Codes, verdicts: dict[str, Verdict], barred: dict[str, int]) -> Known:
        columns = replace(Columns.of(known, self._scorer.slots), codes=codes)
        packed = columns.packed(self._scorer.slots)
        return msgspec.structs.replace(known, verdicts=verdicts, barred=barred, **packed)

    # --- the same version, judged again --------------------------------------------------------------------------

    def again(
        self, rows: Sequence[int], known: Sequence[Known], places: Sequence[int], rates: Counter[str], *, rule: bool
    ) -> list[Step]:
        """What becomes of these rows when the indicators at `places` are asked again about the same version.

        A flag that stays raised stays as it is, unless the `rule` changed: figures drift all the time.
        """
        slots = self._scorer.slots
        before = slots.matrix(known)
        old = plain(before)
        new = old.copy()
        new[:, places] = self._results.codes[rows][:, places]
        computed = (old == RAISED) | (old == CLEAR)
        kept = computed & ((new == NOT_COMPUTABLE) | (new == NOT_NOW))
        differs = (new != old) & ~(kept & (before & LATCHED != 0))
        if rule:
            asked = np.zeros(new.shape, np.bool_)
            asked[:, places] = True
            differs |= asked & (new == RAISED)
        for place in np.flatnonzero(differs.any(axis=1)).tolist():
            self._again(rows[place], known[place], new[place], np.flatnonzero(differs[place]), rates)
        return self.taken

    def _again(self, row: int, known: Known, new: Codes, places: NDArray[np.int64], rates: Counter[str]) -> None:
        columns = Columns.of(known, self._scorer.slots)
        old = columns.codes.copy()
        columns.codes[places] = new[places]
        for name in ("values", "limits", "reasons"):
            getattr(columns, name)[places] = getattr(self._results, name)[row, places]
        judged = np.array([place for place in places.tolist() if RAISED in (old[place] & CODE, new[place])], int)
        judged = np.union1d(judged, places[np.isin(new[places], (NOT_COMPUTABLE, NOT_NOW))]).astype(np.int64)
        verdicts, told = self._judged(row, known, columns.codes, judged.tolist())
        touched = {self._scorer.engine.indicators[place].id for place in places.tolist()}
        others = {name: one for name, one in known.verdicts.items() if name not in touched}
        packed = columns.packed(self._scorer.slots)
        after = msgspec.structs.replace(known, verdicts=others | verdicts, **packed)
        if after != known:
            self._scorer.counts.move(plain(old[None]), plain(columns.codes[None]), rates)
            self.taken.append((row, after, told))


def _replaced(before: Codes, old: Codes, new: Codes) -> tuple[Codes, NDArray[np.bool_], list[list[int]]]:
    """The codes after newer versions, which answers are judged in full, and which indicators apply that did not.

    `old` are the codes of `before` without the bit for "latched".
    """
    if not before.any():  # nobody was known
        return new, new == RAISED, [[]] * len(new)
    computed = (old == RAISED) | (old == CLEAR)
    kept = computed & ((new == NOT_COMPUTABLE) | (new == NOT_NOW))
    judged = (old == RAISED) | (new == RAISED) | (kept & (before & LATCHED == 0))
    after = np.where(kept, old | LATCHED, new)
    return after, judged, places_in((before == NOT_APPLICABLE) & (after != NOT_APPLICABLE))
