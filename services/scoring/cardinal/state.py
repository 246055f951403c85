"""What is known after some part of a file, for all indicators that run."""

from collections.abc import Callable
from typing import Any, Self

from services.scoring.cardinal import r024, r058
from services.scoring.cardinal.indicator import Indicator
from services.scoring.cardinal.numbers import Numbers
from services.scoring.cardinal.r003 import R003
from services.scoring.cardinal.r018 import R018
from services.scoring.cardinal.r025 import R025
from services.scoring.cardinal.r028 import R028
from services.scoring.cardinal.r030 import R030
from services.scoring.cardinal.r035 import R035
from services.scoring.cardinal.r036 import R036
from services.scoring.cardinal.r038 import R038
from services.scoring.cardinal.r048 import R048
from services.scoring.cardinal.ratios import Ratios
from services.scoring.cardinal.reader import Reader
from services.scoring.cardinal.release import Release
from services.scoring.cardinal.results import Results
from services.scoring.cardinal.settings import Settings

INDICATORS: dict[str, Callable[[Any], Indicator]] = {
    "R003": R003,
    "R018": R018,
    "R025": R025,
    "R028": R028,
    "R030": R030,
    "R035": R035,
    "R036": R036,
    "R038": R038,
    "R048": R048,
}
"""Those that fold processes for themselves; R024 and R058 judge the same ratios."""


class State:
    """Parts are folded apart and merged in the order of the file: of an ocid that comes twice, the later one counts."""

    def __init__(self, settings: Settings, currency: str | None = None) -> None:
        self.unreadable = 0
        """Lines that are neither blank nor a JSON object."""
        self._settings = settings
        self._numbers = Numbers()
        self._reader = Reader(settings, self._numbers, settings.common.currency if currency is None else currency)
        self._ratios = Ratios() if settings.R024 or settings.R058 else None
        self._indicators: list[Indicator] = [
            new(section) for name, new in INDICATORS.items() if (section := getattr(settings, name)) is not None
        ]

    @property
    def currency(self) -> str | None:
        """The main currency, as far as it is known: states with different ones cannot be merged."""
        return self._reader.currency

    def fold(self, releases: list[Release]) -> None:
        """Take in some releases, in the order of the file."""
        portion = self._reader.read(releases)
        if self._ratios is not None:
            self._ratios.fold(portion)
        for indicator in self._indicators:
            indicator.fold(portion)

    def merge(self, later: Self) -> None:
        """Add a later part of the file; `later` must not be used afterwards."""
        if self.currency is None:
            self._reader.currency = later.currency
        self.unreadable += later.unreadable
        renumbered = self._numbers.merge(later._numbers)
        if self._ratios is not None and later._ratios is not None:
            self._ratios.merge(later._ratios, renumbered)
        for ours, theirs in zip(self._indicators, later._indicators, strict=True):
            ours.merge(theirs, renumbered)

    def results(self) -> dict[str, Any]:
        """The output of `ocdscardinal indicators`."""
        results, ids = Results(), list(self._numbers)
        for indicator in self._indicators:
            indicator.finish(results, ids)
        if self._ratios is not None:
            self._ratios.settle()
            if self._settings.R024 is not None:
                r024.finish(self._settings.R024, self._ratios, results, ids)
            if self._settings.R058 is not None:
                r058.finish(self._settings.R058, self._ratios, results, ids)
        return results.as_json()
