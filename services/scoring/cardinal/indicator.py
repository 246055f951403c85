"""What an indicator is here: folded over processes part by part, merged, and finished once over all of them."""

from typing import Protocol, Self

from services.scoring.cardinal.process import Portion
from services.scoring.cardinal.results import Results
from services.scoring.cardinal.settings import Section


class Indicator(Protocol):
    """Holds what was learnt from one part of a file; the parts are merged in the order of the file."""

    def __init__(self, settings: Section) -> None:
        """Begin with nothing learnt."""

    def fold(self, portion: Portion) -> None:
        """Learn from some processes."""

    def merge(self, later: Self, renumbered: list[int]) -> None:
        """Add what was learnt from a later part of the file, whose organisations have other numbers here."""

    def finish(self, results: Results, ids: list[str]) -> None:
        """Say who is flagged; `ids` of organisations by number."""


class Flagged:
    """The base of indicators that need to see one process only: value 1.0 for each process that was flagged."""

    code: str

    def __init__(self, settings: Section) -> None:
        self.ocids: list[str] = []

    def merge(self, later: Self, renumbered: list[int]) -> None:
        """Both parts."""
        self.ocids += later.ocids

    def finish(self, results: Results, ids: list[str]) -> None:
        """1.0 for each."""
        results.flag_processes(self.code, self.ocids)
