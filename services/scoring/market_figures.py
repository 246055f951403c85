"""Figures of markets: regions, classes of what is bought, and years, each with its competition, values and flags.

Counted over the stored columns together with the answers about them, after these were brought up to date. One process
counts in its country, in the region of its buyer, and in every class it buys; a lot in its own class. Cancelled
processes count as processes and in nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.scoring.grouping import Ints, Rows, token_at
from services.scoring.indicator import Code
from services.scoring.known import Codes, Slots, plain
from services.scoring.markets import bidders_of_lot, or_any, year_of
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.score import Ranked
from services.scoring.statistic import Columns, Known, summed
from services.scoring.texts import spoken, words
from services.scoring.tokens import ABSENT, Tokens, joined

MARKETS, VALUES, WORDS = "markets", "market_values", "market_words"
BY = ("country", "region", "scheme", "sector", "year")
"""A market: 0 stands for all, 1 for "not stated"; `sector` is the text of the first two or four digits."""
LEVELS = 5
_PROCESS = ("processes", "cancelled", "made_up", "mixed", "known", "competitive")
_LOT = ("lots", "judged", "single", "bidders")


@dataclass(frozen=True)
class Answered:
    """Some processes with what is known of them, row by row."""

    part: Part
    codes: Codes
    """A `Code` per process and slot."""
    levels: Ints
    """1 to 5."""

    @classmethod
    def of(cls, part: Part, known: Sequence[Ranked], slots: Slots) -> "Answered":
        """From what is stored."""
        codes = np.zeros((len(known), len(slots.names)), np.uint8)
        codes[:, slots.of_catalogue] = plain(slots.matrix([one.known for one in known]))
        return cls(part, codes, np.array([one.level for one in known], np.int64))


Tables = Mapping[str, Columns]
"""Columns by the names of the tables."""


def collect(answered: Answered) -> Tables:
    """What some processes contribute."""
    groups = list(_groups_of_processes(answered.part))
    counts = [_of_processes(answered, one) for one in groups]
    counts += [_of_lots(answered.part, one, answered.codes.shape[1]) for one in _groups_of_lots(answered.part)]
    return {
        MARKETS: summed(_together(counts), BY),
        VALUES: summed(_together([_values(answered.part, one) for one in groups]), (*BY, "currency")),
        WORDS: _words(answered.part, groups),
    }


def joined_tables(parts: Sequence[Tables]) -> Tables:
    """What several parts contribute together."""
    by = {MARKETS: BY, VALUES: (*BY, "currency"), WORDS: ("key", "text")}
    return {name: summed(_together([one[name] for one in parts]), keys) for name, keys in by.items()}


def finish(tables: Tables, version: str) -> dict[str, Known]:
    """The tables as they are stored."""
    rows = {name: _numbered(tables[name], version) for name in (MARKETS, VALUES)}
    named = spoken(tables[WORDS])
    return rows | {WORDS: Known(named.keys, named.columns, version=version)}


def _numbered(columns: Columns, version: str) -> Known:
    """Rows under their numbers; the many counts per row in half the room."""
    rows = {name: column.astype(np.int32) if column.ndim > 1 else column for name, column in columns.items()}
    return Known(np.arange(len(columns["country"])), rows, version=version)


def _together(pieces: Sequence[Columns]) -> dict[str, NDArray[np.generic]]:
    return {name: np.concatenate([one[name] for one in pieces]) for name in pieces[0]}


# --- who belongs to which market ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Group:
    """Rows (of processes or lots) with the market they belong to, one element per row."""

    rows: Rows
    region: Tokens
    scheme: Tokens
    sector: Tokens
    mixed: NDArray[np.bool_]
    """The process buys things of other classes too."""

    def keys(self, part: Part, process: Rows) -> dict[str, Tokens]:
        """The columns of `BY`; `process` is the process of each row."""
        return {
            "country": part.processes.country[process],
            "region": self.region,
            "scheme": self.scheme,
            "sector": self.sector,
            "year": year_of(part)[process],
        }


def _groups_of_processes(part: Part) -> Iterator[_Group]:
    rows, none = np.arange(len(part)), np.zeros(len(part), np.int64)
    region = or_any(part.processes.region)
    not_mixed = np.zeros(len(part), np.bool_)
    yield _Group(rows, none, none, none, not_mixed)
    yield _Group(rows, region, none, none, not_mixed)
    items = part.items
    scheme = or_any(items.scheme)
    for column, by_region in ((items.class2, True), (items.class4, False)):
        classed = (column != ABSENT).nonzero()[0]
        pair = joined(items.process[classed] + 1, scheme[classed], column[classed])
        of = classed[np.unique(pair, return_index=True)[1]]
        process = items.process[of]
        mixed = part.items_of_process.distinct(joined(scheme, column))[process] > 1
        nowhere = np.zeros(len(of), np.int64)
        yield _Group(process, nowhere, scheme[of], column[of], mixed)
        if by_region:
            yield _Group(process, region[process], scheme[of], column[of], mixed)


def _groups_of_lots(part: Part) -> Iterator[_Group]:
    lots, items = part.lots, part.items
    rows, none = np.arange(len(lots)), np.zeros(len(lots), np.int64)
    region = or_any(part.processes.region)[lots.process]
    not_mixed = np.zeros(len(lots), np.bool_)
    yield _Group(rows, none, none, none, not_mixed)
    yield _Group(rows, region, none, none, not_mixed)
    scheme = or_any(items.scheme)
    for column, by_region in ((items.class2, True), (items.class4, False)):
        item = _item_of_lot(part, joined(scheme, column))
        sector = token_at(column, item)
        own = (sector != ABSENT).nonzero()[0]
        keys = token_at(scheme, item)[own], sector[own], not_mixed[own]
        yield _Group(own, none[own], *keys)
        if by_region:
            yield _Group(own, region[own], *keys)


def _item_of_lot(part: Part, code: Tokens) -> Rows:
    """An item that stands for all a lot buys; -1 when they are of several classes, or there are none.

    A lot without items of its own is what the whole process is.
    """
    own, whole, of = part.items_of_lot, part.items_of_process, part.lots.process
    alone = np.where(own.distinct(code) == 1, own.first(), -1)
    alike = np.where(whole.distinct(code) == 1, whole.first(), -1)[of]
    return np.where(own.count() > 0, alone, alike)


# --- what is counted ------------------------------------------------------------------------------------------------


def _of_processes(answered: Answered, group: _Group) -> Columns:
    part, rows = answered.part, group.rows
    processes = part.processes.take(rows)
    known = ~processes.cancelled & (processes.competition != Competition.UNKNOWN)
    codes = answered.codes[rows]
    raised = codes == Code.RAISED
    return {
        **group.keys(part, rows),
        "processes": np.ones(len(rows), np.int64),
        "cancelled": processes.cancelled.astype(np.int64),
        "made_up": processes.made_up.astype(np.int64),
        "mixed": group.mixed.astype(np.int64),
        "known": known.astype(np.int64),
        "competitive": (known & (processes.competition == Competition.COMPETITIVE)).astype(np.int64),
        **{name: np.zeros(len(rows), np.int64) for name in _LOT},
        "levels": (answered.levels[rows][:, None] == np.arange(1, LEVELS + 1)).astype(np.int64),
        "raised": raised.astype(np.int64),
        "computable": (raised | (codes == Code.CLEAR)).astype(np.int64),
    }


def _of_lots(part: Part, group: _Group, slots: int) -> Columns:
    lots, rows = part.lots, group.rows
    process = lots.process[rows]
    counted = lots.live[rows] & ~part.processes.cancelled[process]
    competitive = part.processes.competition[process] == Competition.COMPETITIVE
    bidders = bidders_of_lot(part)[rows]
    judged = counted & competitive & ~lots.mixed[rows] & (bidders > 0)
    return {
        **group.keys(part, process),
        **{name: np.zeros(len(rows), np.int64) for name in _PROCESS},
        "lots": counted.astype(np.int64),
        "judged": judged.astype(np.int64),
        "single": (judged & (bidders == 1)).astype(np.int64),
        "bidders": np.where(judged, bidders, 0),
        "levels": np.zeros((len(rows), LEVELS), np.int64),
        "raised": np.zeros((len(rows), slots), np.int64),
        "computable": np.zeros((len(rows), slots), np.int64),
    }


def _values(part: Part, group: _Group) -> Columns:
    """Estimated values of what was not cancelled; of a class only where the process buys nothing else."""
    processes = part.processes.take(group.rows)
    told = ~np.isnan(processes.value) & (processes.currency != ABSENT) & ~processes.cancelled & ~group.mixed
    keys = {name: column[told] for name, column in group.keys(part, group.rows).items()}
    return {
        **keys,
        "currency": processes.currency[told],
        "amount": processes.value[told],
        "n": np.ones(int(told.sum()), np.int64),
    }


def _words(part: Part, groups: Sequence[_Group]) -> Columns:
    tokens = [column for one in groups for column in (one.region, one.scheme, one.sector)]
    return words(part, *tokens, part.processes.country, part.processes.currency)
