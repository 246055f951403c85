"""Rows on their way to becoming columns."""

from datetime import datetime
from math import nan
from typing import Any

from services.scoring import part
from services.scoring.part import Part
from services.scoring.tokens import token
from services.scoring.views import Number, Value

_FIRST_YEAR, _LAST_YEAR = 1950, 2150
"""Years beyond are placeholders (0001, 9999)."""
_SHORTEST = len("2021-01-01T00:00Z")
_ABSURD = 10**15
"""Amounts from here on are typing errors in any currency; they are never compared."""
LARGEST_COUNT = 1_000_000
"""Nobody has had so many of anything in one process; such a number is a typing error."""
Row = tuple[Any, ...]


class _Texts(dict[str | None, int]):
    """Tokens of the texts met so far: most are met again and again."""

    def __missing__(self, text: str | None) -> int:
        found = self[text] = token(text)
        return found


class _Moments(dict[str | None, float]):
    """Moments met so far: publication and start of a tender are often the same."""

    def __missing__(self, text: str | None) -> float:
        found = self[text] = moment(text)
        return found


class Draft:
    """The rows of all tables, and the texts they are about."""

    def __init__(self) -> None:
        self.processes: list[Row] = []
        self.lots: list[Row] = []
        self.bids: list[Row] = []
        self.tenderers: list[Row] = []
        self.awards: list[Row] = []
        self.suppliers: list[Row] = []
        self.items: list[Row] = []
        self.contracts: list[Row] = []
        self.parties: list[Row] = []
        self.owners: list[Row] = []
        self.documents: list[Row] = []
        self.links: list[Row] = []
        self.award_rows: dict[str, int] = {}
        """Of the process at hand: the first row of each award, by its id."""
        self._texts = _Texts({None: 0})
        self.token = self._texts.__getitem__
        """The token of a text, which can be led back to it."""
        self.moment = _Moments({None: nan}).__getitem__
        """Seconds since 1970 UTC of a text; see `moment`."""

    def part(self) -> Part:
        """The rows as columns."""
        texts = {number: text for text, number in self._texts.items() if text is not None}
        return Part(
            part.Processes.of(self.processes),
            part.Lots.of(self.lots),
            part.Bids.of(self.bids),
            part.Tenderers.of(self.tenderers),
            part.Awards.of(self.awards),
            part.Suppliers.of(self.suppliers),
            part.Items.of(self.items),
            part.Contracts.of(self.contracts),
            part.Parties.of(self.parties),
            part.Owners.of(self.owners),
            part.Documents.of(self.documents),
            part.Links.of(self.links),
            texts=texts,
        )


def moment(text: str | None) -> float:
    """Seconds since 1970 UTC; NaN when the text is no date-time with an offset, or a placeholder."""
    if text is None or len(text) < _SHORTEST:
        return nan
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return nan
    if when.tzinfo is None or not _FIRST_YEAR <= when.year <= _LAST_YEAR:
        return nan
    return when.timestamp()


def money(value: Value) -> float:
    """The amount; NaN when it is absent, zero, negative or absurd: zero is a placeholder in every publisher's data."""
    amount = value.amount
    return amount if amount is not None and 0 < amount < _ABSURD else nan


def positive(amount: Number | None) -> float:
    """A positive number within reason, else NaN."""
    return amount if amount is not None and 0 < amount < _ABSURD else nan


def counted(number: Number | None) -> int:
    """A whole number within reason, else -1."""
    if number is None or number != number or not 0 <= number < LARGEST_COUNT or number != int(number):
        return -1
    return int(number)
