"""How the rows of a table lie in memory until they become columns: one after another, each packed as it is written.

A packed row is read back by numpy at once, column by column, whatever there is of them; a tuple would have to be taken
apart again value by value, and for a single process most of the time would go into the hundreds of columns.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields
from struct import Struct
from typing import Generic, TypeVar

import numpy as np

from services.scoring import tables
from services.scoring.grouping import Bools, Floats
from services.scoring.tables import Counts, Table
from services.scoring.tokens import Tokens

T = TypeVar("T", bound=Table)
_TOKEN, _ROW, _COUNT = ("8s", "<i8"), ("q", "<i8"), ("i", "<i4")
_KINDS: dict[object, tuple[str, str]] = {Tokens: _TOKEN, Counts: _COUNT, Floats: ("d", "<f8"), Bools: ("?", "?")}
"""How `struct` writes a value and numpy reads it. Tokens come as bytes."""
_OTHER_ROWS = {tables.Items: "lot", tables.Contracts: "award"}
"""Columns that hold rows of another table, besides that of the parent."""
_WIDTH = 8
"""Rows begin at multiples of it, so that numpy reads each value where it lies."""


class Layout(Generic[T]):
    """The rows of one table as bytes."""

    def __init__(self, table: type[T]) -> None:
        rows = {table.PARENT, _OTHER_ROWS.get(table)}
        names = [each.name for each in fields(table)]
        kinds = [_ROW if each.name in rows else _KINDS[each.type] for each in fields(table)]
        written, places, end = "<", [], 0
        for code, read in kinds:
            size = np.dtype(read).itemsize
            gap = -end % size
            written += f"{gap}x{code}"
            places.append(end + gap)
            end += gap + size
        gap = -end % _WIDTH
        formats = [read for _, read in kinds]
        self._table, self._names = table, names
        self._packed = np.dtype({"names": names, "formats": formats, "offsets": places, "itemsize": end + gap})
        self._empty = table(*(np.zeros(0, read) for read in formats))
        self.pack: Callable[..., bytes] = Struct(f"{written}{gap}x").pack
        """One row from its values, in the order of the columns."""

    def table(self, rows: Sequence[bytes]) -> T:
        """The columns of packed rows."""
        if not rows:
            return self._empty
        found = np.frombuffer(b"".join(rows), self._packed)
        table = object.__new__(self._table)  # a frozen dataclass is given its fields by a call each: most of the time
        vars(table).update({name: np.ascontiguousarray(found[name]) for name in self._names})
        return table


PROCESSES = Layout(tables.Processes)
LOTS = Layout(tables.Lots)
BIDS = Layout(tables.Bids)
TENDERERS = Layout(tables.Tenderers)
AWARDS = Layout(tables.Awards)
SUPPLIERS = Layout(tables.Suppliers)
ITEMS = Layout(tables.Items)
CONTRACTS = Layout(tables.Contracts)
PARTIES = Layout(tables.Parties)
OWNERS = Layout(tables.Owners)
DOCUMENTS = Layout(tables.Documents)
LINKS = Layout(tables.Links)
