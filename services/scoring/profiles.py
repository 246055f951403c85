"""What a buyer or a supplier does as a whole, beside what is usual among its peers: the figures for its page.

A median of fewer than `MINIMUM_PEERS` organisations is not told. Organisations and currencies are tokens.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from services.scoring.grouping import Bools, Floats, Rows
from services.scoring.organisations import BIDDERS, BY, COUNTS, OTHER, OWN, Role, figure_name
from services.scoring.statistic import Columns, Known, summed
from services.scoring.tokens import Tokens, joined

MINIMUM_PEERS, TOP = 5, 10
"""Peers whose median is told; counterparties that are named."""


@dataclass(frozen=True)
class Compared:
    """A figure of an organisation with the median of its peers; None where either is not known."""

    own: float | None
    usual: float | None
    peers: int


@dataclass(frozen=True)
class Sum:
    """Awards of one year."""

    year: int
    """0 when it is not known."""
    amount: float
    awards: int


@dataclass(frozen=True)
class Counterparty:
    """Who an organisation buys from, or sells to. Firms that won together are one counterparty."""

    organisation: int
    amount: float
    awards: int
    share: float


@dataclass(frozen=True)
class Purse:
    """All awards in one currency; awards that name nobody count in the sums and for no counterparty."""

    currency: int
    amount: Compared
    years: tuple[Sum, ...]
    counterparties: Compared
    concentration: Compared
    """Sum of the squared shares of counterparties: 1 when there is one."""
    top: tuple[Counterparty, ...]
    unnamed: int
    """Awards that name nobody."""


@dataclass(frozen=True)
class Profile:
    """One organisation in one role. Organisations and currencies are tokens."""

    processes: Compared
    competitive: Compared
    """Share of the processes whose method is known."""
    single: Compared
    """Share of the competitive lots whose number of bidders is known."""
    known: int
    """Processes whose method is known."""
    lots: int
    """Competitive lots whose number of bidders is known."""
    bidders: tuple[int, ...]
    """Of these, lots with one, two, three, four, and five or more bidders."""
    awards: int
    unpriced: int
    """Awards without a value in a currency: in no sum."""
    purses: tuple[Purse, ...]


def profile(activity: Known, trade: Known, country: int, organisation: int, role: Role) -> Profile | None:
    """The figures of one organisation (tokens); None when it did nothing in this role."""
    key = joined(*(np.array([one], np.int64) for one in (country, organisation, int(role))))
    rows = _rows(trade, country, organisation, role)
    if activity.rows(key)[0] < 0 and not len(rows["awards"]):
        return None
    counts = {name: float(np.nan_to_num(activity.at(name, key)[0])) for name in COUNTS}
    group = (int(role), country)
    priced = rows["currency"] != 0
    purses = [
        _purse(trade, (*group, currency), _chosen(rows, rows["currency"] == currency), role)
        for currency in np.unique(rows["currency"][priced]).tolist()
    ]
    return Profile(
        processes=_compared(activity, "processes", counts["processes"], group),
        competitive=_compared(activity, "competitive", _share(counts["competitive"], counts["known"]), group),
        single=_compared(activity, "single", _share(counts["single"], counts["lots"]), group),
        known=int(counts["known"]),
        lots=int(counts["lots"]),
        bidders=tuple(int(counts[name]) for name in BIDDERS),
        awards=int(rows["awards"].sum()),
        unpriced=int(rows["awards"][~priced].sum()),
        purses=tuple(sorted(purses, key=lambda one: -sum(each.awards for each in one.years))),
    )


def _rows(trade: Known, country: int, organisation: int, role: Role) -> dict[str, Floats]:
    if not len(trade.keys):
        return {name: np.zeros(0) for name in (*BY, "amount", "awards")}
    mine = (trade.columns[OWN[role]] == organisation) & (trade.columns["country"] == country)
    return _chosen(trade.columns, mine)


def _chosen(columns: Columns, where: Bools) -> dict[str, Floats]:
    return {name: column[where] for name, column in columns.items()}


def _purse(trade: Known, group: tuple[int, int, int], rows: Columns, role: Role) -> Purse:
    years = summed({name: rows[name] for name in ("year", "amount", "awards")}, ("year",))
    named = rows[OTHER[role]] != 0
    others = summed({name: rows[name][named] for name in (OTHER[role], "amount", "awards")}, (OTHER[role],))
    total, told = float(rows["amount"].sum()), float(others["amount"].sum())
    shares = others["amount"] / told if told else others["amount"]
    largest = np.argsort(-others["amount"], kind="stable")[:TOP]
    return Purse(
        currency=group[2],
        amount=_compared(trade, "amount", total, group),
        years=tuple(_sums(years)),
        counterparties=_compared(trade, "counterparties", float(len(shares)), group),
        concentration=_compared(trade, "concentration", float((shares**2).sum()) if told else np.nan, group),
        top=tuple(
            Counterparty(
                int(others[OTHER[role]][row]),
                float(others["amount"][row]),
                int(others["awards"][row]),
                float(others["amount"][row]) / total,
            )
            for row in largest
        ),
        unnamed=int(rows["awards"][~named].sum()),
    )


def country_of(activity: Known, organisation: int, role: Role) -> int | None:
    """The country (a token) in which an organisation has most processes in this role; None when it has none."""
    if not len(activity.keys):
        return None
    columns = activity.columns
    rows = ((columns["organisation"] == organisation) & (columns["role"] == int(role))).nonzero()[0]
    if not len(rows):
        return None
    return int(columns["country"][rows[np.argmax(columns["processes"][rows])]])


def suppliers_of(trade: Known, country: int, buyer: int) -> tuple[Tokens, Rows]:
    """From whom a buyer (tokens) buys and in how many awards, most frequent first; awards to nobody are left out."""
    rows = _rows(trade, country, buyer, Role.BUYER)
    named = rows["supplier"] != 0
    found = summed({name: rows[name][named] for name in ("supplier", "awards")}, ("supplier",))
    order = np.lexsort((found["supplier"], -found["awards"]))
    return found["supplier"][order].astype(np.int64), found["awards"][order].astype(np.int64)


def _sums(years: Columns) -> Iterable[Sum]:
    for year, amount, awards in zip(years["year"], years["amount"], years["awards"], strict=True):
        yield Sum(int(year), float(amount), int(awards))


def _compared(statistic: Known, name: str, own: float, group: tuple[int, ...]) -> Compared:
    usual, peers = statistic.figure(figure_name(name, *group)), statistic.figure(figure_name(f"{name}_n", *group))
    count = 0 if np.isnan(peers) else int(peers)
    enough = count >= MINIMUM_PEERS and not np.isnan(usual)
    return Compared(None if np.isnan(own) else own, usual if enough else None, count)


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else np.nan
