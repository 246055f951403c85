"""Every statistic over all processes: those that indicators compare with, and those that only answer questions.

They are computed together, stored under one version, and loaded apart: scoring an event needs the first kind alone.
"""

from collections.abc import Iterable, Mapping

import msgspec

from services.scoring.figures import statistics_of
from services.scoring.indicator import Indicator
from services.scoring.integrity import STATISTICS as INTEGRITY
from services.scoring.network import CO_BIDDING
from services.scoring.organisations import ACTIVITY, TRADE
from services.scoring.price_index import CLASS_NAMES, PRICE_WORDS, PRICED_THINGS
from services.scoring.price_reference import UNIT_PRICES
from services.scoring.statistic import Statistic
from shared.facts import fact_id

ASKED: tuple[Statistic, ...] = (
    ACTIVITY,
    TRADE,
    CO_BIDDING,
    UNIT_PRICES,
    PRICED_THINGS,
    PRICE_WORDS,
    CLASS_NAMES,
    *INTEGRITY,
)
"""Statistics that requests use. Adding one: enter it here, and take it from `asked.Asked` for a question."""


def population(indicators: Iterable[Indicator]) -> dict[str, Statistic]:
    """All statistics by name, each once."""
    return {one.name: one for one in ASKED} | statistics_of(indicators)


def mark(statistics: Mapping[str, Statistic]) -> str:
    """Which statistics were computed, in which version: another mark means that some are missing or outdated."""
    told = sorted((name, one.version) for name, one in statistics.items())
    return fact_id(msgspec.json.encode(told).decode())
