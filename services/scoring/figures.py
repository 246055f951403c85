"""The figures of the whole population: every statistic of the catalogue over all parts, computed together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from services.scoring.indicator import Indicator
from services.scoring.part import Part
from services.scoring.statistic import Columns, Known, Statistic

Partials = dict[str, Columns]
"""What some parts contribute, by statistic."""


def statistics_of(indicators: Iterable[Indicator]) -> dict[str, Statistic]:
    """Every statistic that these indicators compare with, once."""
    return {one.statistic.name: one.statistic for one in indicators if one.statistic is not None}


def partials(statistics: Mapping[str, Statistic], part: Part) -> Partials:
    """What a part contributes to each statistic."""
    return {name: each.partial(part) for name, each in statistics.items()}


def joined(statistics: Mapping[str, Statistic], contributions: Sequence[Partials]) -> Partials:
    """What several parts contribute together."""
    return {name: each.joined([one[name] for one in contributions]) for name, each in statistics.items()}


def finished(statistics: Mapping[str, Statistic], whole: Partials, version: str) -> dict[str, Known]:
    """The finished statistics under one version."""
    return {name: replace(each.finish(whole[name]), version=version) for name, each in statistics.items()}


def figures_of(indicators: Iterable[Indicator], parts: Iterable[Part], version: str = "file") -> dict[str, Known]:
    """The figures of all processes of `parts`; each process stands there once."""
    statistics = statistics_of(indicators)
    waiting: list[Partials] = []
    for part in parts:
        waiting.append(partials(statistics, part))
        if len(waiting) == _JOINED_AT_ONCE:  # so that memory does not grow with the number of parts
            waiting = [joined(statistics, waiting)]
    return finished(statistics, joined(statistics, waiting), version) if waiting else {}


_JOINED_AT_ONCE = 16
