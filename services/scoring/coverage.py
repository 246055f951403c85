"""What a data set can support: which indicators can be computed from it, and which field is missing for the others.

Counts only, so that parts can be counted apart and added up. "Not applicable" counts in no share. A share that is low
says something about the data, not about those who buy.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from services.scoring.catalogue import filled
from services.scoring.engine import Engine, Results
from services.scoring.fields import FIELDS, PATHS, present
from services.scoring.grouping import Rows
from services.scoring.indicator import COMMON, Code, Indicator, Missing
from services.scoring.part import Part
from shared.contracts.base import Language, Texts

WAITING = frozenset(map(str, (Missing.OPENING, Missing.STAGE, Missing.FINAL_AWARDS, Missing.STATISTICS)))
"""Reasons that time, or a computation, takes away; no field is missing."""
WELL = 0.8
"""Computable share from which on a data set supports an indicator; a word for readers, no rule."""
_SHOWN = 3


class Support(StrEnum):
    """What a data set can do for an indicator."""

    WELL = "well"
    PARTLY = "partly"
    WAITING = "waiting"
    """Nothing could be computed yet, only because bids are sealed, decisions open, or figures not computed."""
    NOT = "not"
    NOT_ASKED = "not_asked"
    """It applies to none of the processes."""


@dataclass(frozen=True, slots=True)
class Count:
    """The answers of one indicator, counted."""

    id: str
    title: Texts
    raised: int
    clear: int
    not_computable: int
    not_applicable: int
    reasons: Mapping[str, int]
    """Processes by what is missing; one that lacks several things counts under each."""

    @property
    def asked(self) -> int:
        """Processes that the question applies to."""
        return self.raised + self.clear + self.not_computable

    @property
    def share(self) -> float | None:
        """Computable among those asked."""
        return (self.raised + self.clear) / self.asked if self.asked else None

    @property
    def support(self) -> Support:
        """In a word."""
        if self.share is None:
            return Support.NOT_ASKED
        if self.share >= WELL:
            return Support.WELL
        if self.share > 0:
            return Support.PARTLY
        return Support.WAITING if self.reasons and WAITING.issuperset(self.reasons) else Support.NOT

    def most(self) -> list[tuple[str, int]]:
        """What is missing most often."""
        return sorted(self.reasons.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN]


@dataclass(frozen=True, slots=True)
class Filled:
    """How often a field is there."""

    rows: int
    present: int
    processes: int
    """Processes with at least one."""


@dataclass(frozen=True)
class Coverage:
    """Counts over some processes."""

    processes: int
    indicators: Mapping[str, Count]
    fields: Mapping[str, Filled]
    """By table and column; `fields.PATHS` has the JSON pointers."""

    def rows(self, language: Language = Language.EN) -> Iterator[dict[str, Any]]:
        """One row per indicator, for a table or as JSON."""
        for count in self.indicators.values():
            most = count.most()
            yield {
                "indicator": count.id,
                "title": count.title.in_language(language),
                "support": count.support.value,
                "computable": count.raised + count.clear,
                "asked": count.asked,
                "share": None if count.share is None else round(count.share, 4),
                "raised": count.raised,
                "clear": count.clear,
                "not_computable": count.not_computable,
                "not_applicable": count.not_applicable,
                "missing": most[0][0] if most else None,
                "missing_processes": most[0][1] if most else 0,
                "also_missing": [name for name, _ in most[1:]],
            }

    def field_rows(self) -> Iterator[dict[str, Any]]:
        """One row per field, for a table or as JSON."""
        for name, entry in self.fields.items():
            table, _, column = name.partition(".")
            yield {
                "table": table,
                "column": column,
                "path": PATHS[name],
                "rows": entry.rows,
                "present": entry.present,
                "share": round(entry.present / entry.rows, 4) if entry.rows else None,
                "processes": entry.processes,
                "processes_share": round(entry.processes / self.processes, 4) if self.processes else None,
            }

    def missing_fields(self) -> list[tuple[str, int]]:
        """Fields by the number of indicators for which they are what is missing most often, the greatest first."""
        first = (
            count.most()[0][0]
            for count in self.indicators.values()
            if count.support is not Support.WELL and count.most()
        )
        return sorted(
            Counter(name for name in first if name.startswith("/")).items(), key=lambda item: (-item[1], item[0])
        )


def coverage(engine: Engine, results: Results) -> Coverage:
    """The counts of one part."""
    return Coverage(
        len(results.part),
        {
            one.id: _count(one, filled(one.title, one.words(engine.parameters[one.id])), results, place)
            for place, one in enumerate(engine.indicators)
        },
        dict(field_coverage(results.part)),
    )


def _count(indicator: Indicator, title: Texts, results: Results, place: int) -> Count:
    codes = np.bincount(results.codes[:, place], minlength=len(Code))
    lost = results.codes[:, place] == Code.NOT_COMPUTABLE
    bits = results.reasons[lost, place]
    reasons: Counter[str] = Counter()
    if len(bits):
        for shift, name in enumerate((*COMMON, *indicator.needs)):
            found = int(np.count_nonzero(bits >> np.uint64(shift) & np.uint64(1)))
            if found:
                reasons[str(name)] += found
    return Count(
        id=indicator.id,
        title=title,
        raised=int(codes[Code.RAISED]),
        clear=int(codes[Code.CLEAR]),
        not_computable=int(codes[Code.NOT_COMPUTABLE]),
        not_applicable=int(codes[Code.NOT_APPLICABLE] + codes[Code.NOT_NOW]),
        reasons=dict(reasons),
    )


def field_coverage(part: Part) -> Iterator[tuple[str, Filled]]:
    """How often each field is there: among the rows of its table, and in how many processes at least once."""
    of = {"processes": np.arange(len(part)), "bids": part.bid_process, "awards": part.award_process}
    for field in FIELDS:
        table = getattr(part, field.table)
        process: Rows = of[field.table] if field.table in of else table.process  # noqa: SIM401 - not every table has one
        there = present(part, field)
        some = np.zeros(len(part), np.bool_)
        some[process[there]] = True
        yield field.name, Filled(len(table), int(np.count_nonzero(there)), int(np.count_nonzero(some)))


def added(parts: Sequence[Coverage]) -> Coverage:
    """The counts of several parts together. Raises ValueError without any."""
    if not parts:
        raise ValueError("there is nothing to add up")
    return Coverage(
        sum(part.processes for part in parts),
        {name: _sum([part.indicators[name] for part in parts]) for name in parts[0].indicators},
        {name: _filled(part.fields[name] for part in parts) for name in parts[0].fields},
    )


def _sum(counts: Sequence[Count]) -> Count:
    reasons: Counter[str] = Counter()
    for count in counts:
        reasons.update(count.reasons)
    return Count(
        id=counts[0].id,
        title=counts[0].title,
        raised=sum(count.raised for count in counts),
        clear=sum(count.clear for count in counts),
        not_computable=sum(count.not_computable for count in counts),
        not_applicable=sum(count.not_applicable for count in counts),
        reasons=dict(reasons),
    )


def _filled(counts: Iterable[Filled]) -> Filled:
    listed = list(counts)
    return Filled(
        sum(one.rows for one in listed), sum(one.present for one in listed), sum(one.processes for one in listed)
    )
