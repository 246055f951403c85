"""The catalogue of indicators: which of it a visitor wants to see, and the copy that pages share for a moment.

The page and the interface narrow it by the same question.
"""

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from shared.contracts.base import IndicatorId, Language
from shared.contracts.risk import Indicator, Indicators
from shared.folding import answers, fold, fold_query

ANY_COUNTRY: Final = "any"
"""In place of a country's code: made for no country in particular."""
FRESH_SECONDS: Final = 2.0
"""Base rates of scoring are no fresher."""
ORGANISATIONS: Final = frozenset({"buyer", "supplier", "relationship"})
"""Units whose flags are about organisations: shown with their tenders as linked, counted in no tender's score."""


@dataclass(frozen=True, slots=True)
class CatalogueQuery:
    """What the catalogue is narrowed to; None narrows nothing."""

    words: str | None = None
    """All must occur in title, explanation, id or another catalogue's name for it."""
    stage: str | None = None
    unit: str | None = None
    country: str | None = None
    """ISO 3166-1 alpha-2 of the country it is made for, or `any`."""
    compares: bool | None = None
    """Whether it compares a process with figures of all processes."""


class KeptCatalogue:
    """The catalogue as scoring last told it: a page that only needs titles does not ask for all texts anew."""

    def __init__(self, seconds: float = FRESH_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._kept: tuple[float, Mapping[IndicatorId, Indicator]] | None = None

    async def get(self, ask: Callable[[], Awaitable[Indicators]]) -> Mapping[IndicatorId, Indicator]:
        """The indicators by id; raises what asking raises once the copy is too old."""
        now = self._clock()
        if self._kept is None or now - self._kept[0] >= self._seconds:
            self._kept = now, {each.id: each for each in (await ask()).items}
        return self._kept[1]


def matching(
    indicators: Iterable[Indicator], query: CatalogueQuery, languages: Iterable[Language] = Language
) -> list[Indicator]:
    """The indicators that match, in the order given; words are looked for in these languages."""
    asked = fold_query(query.words) if query.words else []
    read = tuple(languages)
    return [each for each in indicators if _fits(each, query) and (not asked or answers(_tokens(each, read), asked))]


def _fits(indicator: Indicator, query: CatalogueQuery) -> bool:
    country = indicator.country or ANY_COUNTRY
    return (
        query.stage in (None, indicator.stage)
        and query.unit in (None, indicator.unit)
        and query.country in (None, country)
        and query.compares in (None, indicator.compares)
    )


def _tokens(indicator: Indicator, languages: tuple[Language, ...]) -> set[str]:
    texts = [indicator.id, *indicator.crosswalk]
    for language in languages:
        texts += [indicator.title.in_language(language), indicator.explanation.in_language(language)]
    return set(fold(" ".join(texts)))
