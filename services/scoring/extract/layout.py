"""How the rows of a table lie in memory until they become columns: one after another, each packed as it is written.

A packed row is read back by numpy at once, column by column, whatever there is of them; a tuple would have to be taken
apart again value by value, and for a single process most of the time would go into the hundreds of columns.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields
from struct import Struct
from typing import Any, Generic, TypeVar

import numpy as np

from services.scoring import part
from services.scoring.grouping import Bools, Floats
from services.scoring.part import Counts, Table
from services.scoring.tokens import Tokens

T = TypeVar("T", bound=Table)
_TOKEN, _ROW, _COUNT = ("8s", ">i8", np.int64), ("q", "<i8", np.int64), ("i", "<i4", np.int32)
_KINDS: dict[object, tuple[str, str, Any]] = {
    Tokens: _TOKEN,
    Counts: _COUNT,
    Floats: ("d", "<f8", np.float64),
    Bools: ("?", "?", np.bool_),
}
"""How `struct` writes a value and numpy reads it, and the kind of its column. Tokens come as bytes, highest first."""
_OTHER_ROWS = {part.Items: "lot", part.Contracts: "award"}
"""Columns that hold rows of another table, besides that of the parent."""


class Layout(Generic[T]):
    """The rows of one table as bytes."""

    def __init__(self, table: type[T]) -> None:
        rows = {table.PARENT, _OTHER_ROWS.get(table)}
        columns = [(each.name, _ROW if each.name in rows else _KINDS[each.type]) for each in fields(table)]
        self._table = table
        self._kinds = [(name, kind) for name, (_, _, kind) in columns]
        self._packed = np.dtype([(name, read) for name, (_, read, _) in columns])
        self._empty = table(*(np.zeros(0, kind) for _, kind in self._kinds))
        self.pack: Callable[..., bytes] = Struct("<" + "".join(written for _, (written, _, _) in columns)).pack
        """One row from its values, in the order of the columns."""

    def table(self, rows: Sequence[bytes]) -> T:
        """The columns of packed rows."""
        if not rows:
            return self._empty
        found = np.frombuffer(b"".join(rows), self._packed)
        return self._table(*(found[name].astype(kind) for name, kind in self._kinds))


PROCESSES = Layout(part.Processes)
LOTS = Layout(part.Lots)
BIDS = Layout(part.Bids)
TENDERERS = Layout(part.Tenderers)
AWARDS = Layout(part.Awards)
SUPPLIERS = Layout(part.Suppliers)
ITEMS = Layout(part.Items)
CONTRACTS = Layout(part.Contracts)
PARTIES = Layout(part.Parties)
OWNERS = Layout(part.Owners)
DOCUMENTS = Layout(part.Documents)
LINKS = Layout(part.Links)
