"""Which two processes people are asked to compare. Pure: a series of pairs follows from its seed.

Both have the same country and kind of method, so that what is compared is comparable. Most processes have level 1;
drawn evenly nearly all pairs would be of those, so levels are drawn first and processes within them. One pair in ten is
*gold*: level 5 beside level 1 with nothing raised, where whoever looks is expected to choose the former.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from random import Random

from shared.contracts.risk import Side

GOLD_SHARE = 0.1
HIGHEST, LOWEST = 5, 1
_SPOT_BYTES = 8

Strata = Mapping[tuple[str, int], Mapping[int, int]]
"""Processes by level, for each country and kind of method."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to take a process from: the next one from `spot` on among those of a level."""

    country: str
    kind: int
    level: int
    spot: float
    """From 0 to 1."""
    nothing_raised: bool = False


@dataclass(frozen=True, slots=True)
class Draw:
    """Two places, in the order that is shown."""

    first: Place
    second: Place
    gold: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A process as the ranking has it."""

    ocid: str
    level: int
    share: float
    """Weight raised over weight computable."""


def spot(ocid: str) -> float:
    """Where a process lies among all: spread evenly from 0 to 1, always the same."""
    digest = blake2b(ocid.encode(), digest_size=_SPOT_BYTES).digest()
    return float(int.from_bytes(digest, "big") / 256**_SPOT_BYTES)


def draws(strata: Strata, seed: str, counter: int, tries: int = 8) -> list[Draw]:
    """Pairs of places to look at one after another until one gives two different processes; none when there are none.

    The first may be a gold pair; the others never are, since there may be no process with nothing raised.
    """
    chance = Random(f"{seed}:{counter}")  # noqa: S311 - a fair choice, no secret
    usable = {key: levels for key, levels in sorted(strata.items()) if sum(levels.values()) > 1}
    if not usable:
        return []
    extreme = [key for key, levels in usable.items() if levels.get(HIGHEST) and levels.get(LOWEST)]
    found = [_gold(chance, usable, extreme)] if chance.random() < GOLD_SHARE and extreme else []
    return found + [_ordinary(chance, usable) for _ in range(tries)]


def _gold(chance: Random, strata: Strata, extreme: Sequence[tuple[str, int]]) -> Draw:
    country, kind = _weighted(chance, {key: strata[key][HIGHEST] for key in extreme})
    high = Place(country, kind, HIGHEST, chance.random())
    low = Place(country, kind, LOWEST, chance.random(), nothing_raised=True)
    return Draw(high, low, gold=True) if chance.random() < 0.5 else Draw(low, high, gold=True)


def _ordinary(chance: Random, strata: Strata) -> Draw:
    """Two levels of one stratum, each as likely as any other; strata with much to check come more often."""
    worth = {key: 1 + sum(count for level, count in levels.items() if level > LOWEST) for key, levels in strata.items()}
    country, kind = _weighted(chance, worth)
    levels = sorted(level for level, count in strata[country, kind].items() if count)
    first = chance.choice(levels)
    others = [level for level in levels if level != first] or levels
    second = chance.choice(others)
    one, other = (Place(country, kind, level, chance.random()) for level in (first, second))
    return Draw(one, other, gold=False)


def _weighted(chance: Random, weights: Mapping[tuple[str, int], int]) -> tuple[str, int]:
    return chance.choices(list(weights), list(weights.values()))[0]


def higher(first: Taken, second: Taken) -> Side | None:
    """Which of the two is ranked higher; None when they are level."""
    one, other = (first.level, first.share), (second.level, second.share)
    if one == other:
        return None
    return Side.FIRST if one > other else Side.SECOND
