"""Rows on their way to becoming columns."""

from math import nan

import numpy as np

from services.scoring.extract import layout
from services.scoring.extract.moments import moment
from services.scoring.part import Part
from services.scoring.tokens import NO_DIGEST, digest
from services.scoring.views import Number, Value

_ABSURD = 10**15
"""Amounts from here on are typing errors in any currency; they are never compared."""
LARGEST_COUNT = 1_000_000
"""Nobody has had so many of anything in one process; such a number is a typing error."""


class _Texts(dict[str | None, bytes]):
    """Tokens of the texts met so far: most are met again and again."""

    def __missing__(self, text: str) -> bytes:
        found = self[text] = digest(text)
        return found


class _Moments(dict[str | None, float]):
    """Moments met so far: publication and start of a tender are often the same."""

    def __missing__(self, text: str) -> float:
        found = self[text] = moment(text)
        return found


class Draft:
    """The rows of all tables, packed as their layouts say, and the texts they are about."""

    def __init__(self) -> None:
        self.processes: list[bytes] = []
        self.lots: list[bytes] = []
        self.bids: list[bytes] = []
        self.tenderers: list[bytes] = []
        self.awards: list[bytes] = []
        self.suppliers: list[bytes] = []
        self.items: list[bytes] = []
        self.contracts: list[bytes] = []
        self.parties: list[bytes] = []
        self.owners: list[bytes] = []
        self.documents: list[bytes] = []
        self.links: list[bytes] = []
        self.award_rows: dict[str, int] = {}
        """Of the process at hand: the first row of each award, by its id."""
        self._texts = _Texts({None: NO_DIGEST})
        self.token = self._texts.__getitem__
        """The token of a text, which can be led back to it."""
        self.moment = _Moments({None: nan}).__getitem__
        """Seconds since 1970 UTC of a text; see `moment`."""

    def part(self) -> Part:
        """The rows as columns."""
        return Part(
            layout.PROCESSES.table(self.processes),
            layout.LOTS.table(self.lots),
            layout.BIDS.table(self.bids),
            layout.TENDERERS.table(self.tenderers),
            layout.AWARDS.table(self.awards),
            layout.SUPPLIERS.table(self.suppliers),
            layout.ITEMS.table(self.items),
            layout.CONTRACTS.table(self.contracts),
            layout.PARTIES.table(self.parties),
            layout.OWNERS.table(self.owners),
            layout.DOCUMENTS.table(self.documents),
            layout.LINKS.table(self.links),
            texts=self._by_token(),
        )

    def _by_token(self) -> dict[int, str]:
        texts = {text: token for text, token in self._texts.items() if text is not None and token != NO_DIGEST}
        tokens = np.frombuffer(b"".join(texts.values()), "<i8").tolist()
        return dict(zip(tokens, texts, strict=True))


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
