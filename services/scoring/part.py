"""A part of the history: some contracting processes as columns, who belongs to whom, and parts of parts.

The same tables (`tables`) serve a live batch of one process and a history of millions, so that an indicator is
written once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.scoring.grouping import Bools, Grouping, Rows
from services.scoring.tables import (
    TABLES,
    Awards,
    Bids,
    Contracts,
    Documents,
    Items,
    Links,
    Lots,
    Owners,
    Parties,
    Processes,
    Suppliers,
    Table,
    Tenderers,
)


@dataclass(frozen=True)
class Part:
    """Some contracting processes as columns; `texts` leads from tokens back to texts."""

    processes: Processes
    lots: Lots
    bids: Bids
    tenderers: Tenderers
    awards: Awards
    suppliers: Suppliers
    items: Items
    contracts: Contracts
    parties: Parties
    owners: Owners
    documents: Documents
    links: Links
    texts: Mapping[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.processes)

    def text(self, token: int) -> str | None:
        """The text behind a token; None for `ABSENT`."""
        return self.texts.get(int(token))

    def tables(self) -> dict[str, Table]:
        """By name, parents before children."""
        return {name: getattr(self, name) for name in TABLES}

    # --- who belongs to whom -----------------------------------------------------------------------------------

    @cached_property
    def lots_of_process(self) -> Grouping:
        """The lots of each process."""
        return Grouping(self.lots.process, len(self.processes))

    @cached_property
    def bids_of_lot(self) -> Grouping:
        """The bids for each lot."""
        return Grouping(self.bids.lot, len(self.lots))

    @cached_property
    def bids_of_process(self) -> Grouping:
        """The bids of each process, one for each lot they are for."""
        return Grouping(self.bid_process, len(self.processes))

    @cached_property
    def tenderers_of_bid(self) -> Grouping:
        """The firms behind each bid."""
        return Grouping(self.tenderers.bid, len(self.bids))

    @cached_property
    def tenderers_of_lot(self) -> Grouping:
        """The firms that bid for each lot, once per bid."""
        return Grouping(self.bids.lot[self.tenderers.bid], len(self.lots))

    @cached_property
    def suppliers_of_lot(self) -> Grouping:
        """The suppliers of each lot, once per award."""
        return Grouping(self.awards.lot[self.suppliers.award], len(self.lots))

    @cached_property
    def awards_of_lot(self) -> Grouping:
        """The awards of each lot."""
        return Grouping(self.awards.lot, len(self.lots))

    @cached_property
    def awards_of_process(self) -> Grouping:
        """The awards of each process, one for each lot they are for."""
        return Grouping(self.award_process, len(self.processes))

    @cached_property
    def suppliers_of_award(self) -> Grouping:
        """The suppliers of each award."""
        return Grouping(self.suppliers.award, len(self.awards))

    @cached_property
    def items_of_process(self) -> Grouping:
        """The items of each process."""
        return Grouping(self.items.process, len(self.processes))

    @cached_property
    def items_of_lot(self) -> Grouping:
        """The items of each lot."""
        return Grouping(self.items.lot, len(self.lots))

    @cached_property
    def contracts_of_process(self) -> Grouping:
        """The contracts of each process."""
        return Grouping(self.contracts.process, len(self.processes))

    @cached_property
    def parties_of_process(self) -> Grouping:
        """The organisations of each process."""
        return Grouping(self.parties.process, len(self.processes))

    @cached_property
    def owners_of_party(self) -> Grouping:
        """The owners of each organisation."""
        return Grouping(self.owners.party, len(self.parties))

    @cached_property
    def documents_of_process(self) -> Grouping:
        """The documents of each process."""
        return Grouping(self.documents.process, len(self.processes))

    @cached_property
    def links_of_process(self) -> Grouping:
        """The earlier processes that each process names."""
        return Grouping(self.links.process, len(self.processes))

    @cached_property
    def bid_process(self) -> Rows:
        """The process of each bid."""
        return self.lots.process[self.bids.lot]

    @cached_property
    def award_process(self) -> Rows:
        """The process of each award."""
        return self.lots.process[self.awards.lot]

    # --- parts of parts ----------------------------------------------------------------------------------------

    def take(self, processes: Rows | Bools) -> "Part":
        """Only these processes (ascending rows, or one answer per row), with all that belongs to them."""
        wanted = np.zeros(len(self), np.bool_)
        wanted[processes] = True
        kept: dict[str, Bools] = {"processes": wanted}
        for name, table in self.tables().items():
            if table.PARENT:
                parent = kept[_PARENT_TABLE[table.PARENT]]
                kept[name] = parent[getattr(table, table.PARENT)]
        moved = {name: np.cumsum(rows) - 1 for name, rows in kept.items()}
        tables: dict[str, Any] = {}
        for name, table in self.tables().items():
            columns = table.take(kept[name]).columns()
            for column, parent_name in _REFERENCES.get(name, {}).items():
                rows = columns[column]
                if len(moved[parent_name]):
                    columns[column] = np.where(rows >= 0, moved[parent_name][rows], -1)
            tables[name] = type(table)(**columns)
        return Part(**tables, texts=self.texts)


_PARENT_TABLE = {"process": "processes", "lot": "lots", "bid": "bids", "award": "awards", "party": "parties"}
_REFERENCES: dict[str, dict[str, str]] = {
    "lots": {"process": "processes"},
    "bids": {"lot": "lots"},
    "tenderers": {"bid": "bids"},
    "awards": {"lot": "lots"},
    "suppliers": {"award": "awards"},
    "items": {"process": "processes", "lot": "lots"},
    "contracts": {"process": "processes", "award": "awards"},
    "parties": {"process": "processes"},
    "owners": {"party": "parties"},
    "documents": {"process": "processes"},
    "links": {"process": "processes"},
}
"""Columns that hold rows of another table."""


def concatenated(parts: Sequence[Part]) -> Part:
    """Several parts as one, in the order given."""
    if len(parts) == 1:
        return parts[0]
    tables: dict[str, Any] = {}
    for name, kind in TABLES.items():
        columns: dict[str, list[NDArray[Any]]] = {each.name: [] for each in fields(kind)}
        offsets = dict.fromkeys(TABLES, 0)
        for part in parts:
            for column, values in part.tables()[name].columns().items():
                target = _REFERENCES.get(name, {}).get(column)
                moved = values if target is None else np.where(values >= 0, values + offsets[target], -1)
                columns[column].append(moved)
            for other, table in part.tables().items():
                offsets[other] += len(table)
        tables[name] = kind(**{column: np.concatenate(values) for column, values in columns.items()})
    texts = {token: text for part in parts for token, text in part.texts.items()}
    return Part(**tables, texts=texts)
