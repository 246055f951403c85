"""What a buyer or a supplier does as a whole, beside what is usual among its peers: the figures for its page.

Two statistics: `ACTIVITY`, how an organisation buys or sells, and `TRADE`, how much goes from whom to whom. Cancelled
processes are left out; money is never added up across currencies. Peers are the organisations of the same role and
country with at least `LEAST` processes (awards), and a median of fewer than `MINIMUM_PEERS` of them is not told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from services.scoring.grouping import Bools, Floats
from services.scoring.joining import once
from services.scoring.markets import bidders_of_lot, won, year_of
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.peers import total_by
from services.scoring.statistic import Columns, Known, Statistic, known, summed
from services.scoring.tokens import Tokens, joined

LEAST, MINIMUM_PEERS, TOP = 5, 5, 10


class Role(IntEnum):
    """From which side an organisation is looked at."""

    BUYER = 1
    SUPPLIER = 2


OTHER = {Role.BUYER: "supplier", Role.SUPPLIER: "buyer"}
OWN = {Role.BUYER: "buyer", Role.SUPPLIER: "supplier"}
COUNTS = ("processes", "known", "competitive", "lots", "single")
"""Processes; those whose method is known and those with competition; competitive lots whose number of bidders is known
and those with one. Of a supplier: those it won."""

# --- how an organisation buys or sells ------------------------------------------------------------------------------


def _activity(part: Part) -> Columns:
    processes, lots, awards = part.processes, part.lots, part.awards
    bidders = bidders_of_lot(part)
    compared = (processes.competition == Competition.COMPETITIVE)[lots.process]
    judged = compared & lots.live & ~lots.mixed & (bidders > 0)
    active = np.flatnonzero(awards.active[part.suppliers.award] & (part.suppliers.firm != 0))
    firm, lot = part.suppliers.firm[active], awards.lot[part.suppliers.award[active]]
    pieces = [
        _counted(part, lots.process, processes.buyer[lots.process], np.arange(len(lots)), judged, bidders == 1),
        _counted(part, lots.process[lot], firm, lot, judged[lot], (bidders == 1)[lot]),
    ]
    roles = np.repeat(np.array([Role.BUYER, Role.SUPPLIER], np.int64), [len(one["organisation"]) for one in pieces])
    return {name: np.concatenate([one[name] for one in pieces]) for name in pieces[0]} | {"role": roles}


def _counted(
    part: Part, process: Tokens, organisation: Tokens, lot: Tokens, judged: Bools, single: Bools
) -> dict[str, Floats]:
    """One row for each process of an organisation, and one for each of its lots."""
    kept = np.flatnonzero((organisation != 0) & ~part.processes.cancelled[process])
    whole = kept[once(process[kept], organisation[kept])]
    each = kept[judged[kept]]
    each = each[once(lot[each], organisation[each])]
    method = part.processes.competition[process[whole]]
    none, zero = np.zeros(len(each)), np.zeros(len(whole))
    rows = np.concatenate([whole, each])
    return {
        "country": part.processes.country[process[rows]],
        "organisation": organisation[rows],
        "processes": np.concatenate([np.ones(len(whole)), none]),
        "known": np.concatenate([(method != Competition.UNKNOWN).astype(np.float64), none]),
        "competitive": np.concatenate([(method == Competition.COMPETITIVE).astype(np.float64), none]),
        "lots": np.concatenate([zero, np.ones(len(each))]),
        "single": np.concatenate([zero, single[each].astype(np.float64)]),
    }


def _finish_activity(columns: Columns) -> Known:
    rows = dict(columns) | {"key": joined(columns["country"], columns["organisation"], columns["role"])}
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = {
            "competitive": columns["competitive"] / columns["known"],
            "single": columns["single"] / columns["lots"],
            "processes": columns["processes"],
        }
    large = columns["processes"] >= LEAST
    return known(rows, **_medians(shares, large, columns["role"], columns["country"]))


# --- how much goes from whom to whom --------------------------------------------------------------------------------


def _trade(part: Part) -> Columns:
    year = year_of(part)
    found = won(part, part.processes.buyer != 0)
    return {
        "country": part.processes.country[found.process],
        "buyer": part.processes.buyer[found.process],
        "supplier": found.supplier,
        "currency": found.currency,
        "year": year[found.process],
        "amount": found.amount,
        "awards": np.ones(len(found.award)),
    }


def _finish_trade(columns: Columns) -> Known:
    """The rows as they are, with the medians of both roles by currency as figures."""
    key = joined(*(np.where(columns[name] == 0, 1, columns[name]) for name in BY))
    figures: dict[str, float] = {}
    priced = (columns["currency"] != 0) & (columns["supplier"] != 0)
    for role in Role:
        by = ("country", OWN[role], "currency", OTHER[role])
        names = (*by, "amount", "awards")
        pairs = summed({name: columns[name][priced] for name in names}, by)
        own = joined(*(pairs[name] for name in by[:3]))
        share = pairs["amount"] / total_by(own, pairs["amount"])
        whole = {
            "amount": total_by(own, pairs["amount"]),
            "counterparties": total_by(own, np.ones(len(own))),
            "concentration": total_by(own, share**2),
        }
        first = np.zeros(len(own), np.bool_)
        first[np.unique(own, return_index=True)[1]] = True
        large = first & (total_by(own, pairs["awards"]) >= LEAST)
        figures |= _medians(whole, large, np.full(len(own), int(role)), pairs["country"], pairs["currency"])
    return known(dict(columns) | {"key": key}, **figures)


def _medians(values: Columns, where: Bools, *groups: Tokens) -> dict[str, float]:
    """The median of each value in each group, and of how many, as figures named by group and value."""
    figures: dict[str, float] = {}
    if not where.any():
        return figures
    names, of = np.unique(np.column_stack([group[where] for group in groups]), axis=0, return_inverse=True)
    for place, group in enumerate(names.tolist()):
        inside = of.reshape(-1) == place
        for name, column in values.items():
            own = column[where][inside]
            own = own[~np.isnan(own)]
            figures[_figure(name, *group)] = float(np.median(own)) if len(own) else np.nan
            figures[_figure(f"{name}_n", *group)] = float(len(own))
    return figures


def _figure(name: str, *group: int) -> str:
    return ":".join([name, *map(str, group)])


BY = ("country", "buyer", "supplier", "currency", "year")
ACTIVITY = Statistic(
    name="activity", version="1", collect=_activity, finish=_finish_activity, by=("country", "organisation", "role")
)
TRADE = Statistic(name="trade", version="1", collect=_trade, finish=_finish_trade, by=BY)

# --- one organisation -----------------------------------------------------------------------------------------------


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


@dataclass(frozen=True)
class Profile:
    """One organisation in one role. Organisations and currencies are tokens."""

    processes: Compared
    competitive: Compared
    single: Compared
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
    counts = {name: float(activity.at(name, key)[0]) for name in COUNTS}
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
    )


def _sums(years: Columns) -> Iterable[Sum]:
    for year, amount, awards in zip(years["year"], years["amount"], years["awards"], strict=True):
        yield Sum(int(year), float(amount), int(awards))


def _compared(statistic: Known, name: str, own: float, group: tuple[int, ...]) -> Compared:
    usual, peers = statistic.figure(_figure(name, *group)), statistic.figure(_figure(f"{name}_n", *group))
    count = 0 if np.isnan(peers) else int(peers)
    enough = count >= MINIMUM_PEERS and not np.isnan(usual)
    return Compared(None if np.isnan(own) else own, usual if enough else None, count)


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else np.nan
