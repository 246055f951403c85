"""How often people who checked a raised flag confirmed it. Pure.

A flag is one indicator on one process under one version of its rule; of several versions of the process the newest that
anybody judged counts. What most of its members say counts for the flag; when they are divided it counts for nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.contracts.judgement import FlagJudged, VerdictCounts
from shared.contracts.risk import Precision
from shared.intervals import wilson

FEWEST = 10
"""Judged flags below which no share is told."""


class Opinion(StrEnum):
    """What most members say of a flag."""

    CONFIRMED = "confirmed"
    EXPLAINABLE = "explainable"
    WRONG_DATA = "wrong_data"
    UNDECIDED = "undecided"
    """Two or three verdicts have equally many members."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A flag as members judge it now."""

    ocid: str
    indicator: str
    rule_version: str
    process_version: int
    revision: int
    opinion: Opinion

    @property
    def key(self) -> tuple[str, str, str]:
        """Which flag it is."""
        return self.ocid, self.indicator, self.rule_version

    @property
    def age(self) -> tuple[int, int]:
        """Of two states of one flag the one with the higher age is the newer."""
        return self.process_version, self.revision


def opinion(counts: VerdictCounts) -> Opinion:
    """What most say; undecided when nobody has more than the others."""
    ranked = sorted(((counts.confirmed, Opinion.CONFIRMED), (counts.explainable, Opinion.EXPLAINABLE),
                     (counts.wrong_data, Opinion.WRONG_DATA)), reverse=True)  # fmt: skip
    return ranked[0][1] if ranked[0][0] > ranked[1][0] else Opinion.UNDECIDED


def judged(fact: FlagJudged) -> Judged:
    """The flag as a fact of community tells it."""
    return Judged(
        fact.ocid,
        fact.indicator,
        fact.rule_version,
        fact.process_version,
        fact.revision,
        opinion(fact.counts),
    )


def newer(known: Mapping[tuple[str, str, str], Judged], told: Iterable[Judged]) -> list[Judged]:
    """What changes when `told` is learnt, whatever the order it comes in and however often."""
    changed: dict[tuple[str, str, str], Judged] = {}
    for one in told:
        before = changed.get(one.key) or known.get(one.key)
        if before is None or one.age > before.age:
            changed[one.key] = one
    return list(changed.values())


def precision(flags: Mapping[str, int]) -> Precision:
    """From the number of flags by opinion."""
    confirmed = flags.get(Opinion.CONFIRMED, 0)
    explainable, wrong = flags.get(Opinion.EXPLAINABLE, 0), flags.get(Opinion.WRONG_DATA, 0)
    count = confirmed + explainable + wrong
    lower, upper = wilson(confirmed, count) if count >= FEWEST else (None, None)
    return Precision(
        confirmed=confirmed,
        explainable=explainable,
        wrong_data=wrong,
        judged=count,
        undecided=flags.get(Opinion.UNDECIDED, 0),
        lower=lower,
        upper=upper,
        too_few=count < FEWEST,
    )
