"""Statistics of buyers and suppliers: `ACTIVITY`, how one buys or sells, and `TRADE`, how much goes from whom to whom.

Cancelled processes are left out; money is never added up across currencies. Medians are those of the organisations of
the same role and country with at least `LEAST` processes (awards).
"""

from enum import IntEnum

import numpy as np

from services.scoring.grouping import Bools, Floats, Ints
from services.scoring.joining import once
from services.scoring.markets import bidders_of_lot, won, year_of
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.peers import Grouped
from services.scoring.statistic import Columns, Known, Statistic, known, summed
from services.scoring.tokens import Tokens, joined

LEAST = 5


class Role(IntEnum):
    """From which side an organisation is looked at."""

    BUYER = 1
    SUPPLIER = 2


OTHER = {Role.BUYER: "supplier", Role.SUPPLIER: "buyer"}
OWN = {Role.BUYER: "buyer", Role.SUPPLIER: "supplier"}
BIDDERS = ("single", "two", "three", "four", "more")
"""Lots by their number of bidders: one to four, and five or more."""
COUNTS = ("processes", "known", "competitive", "lots", *BIDDERS)
"""Processes; those whose method is known and those with competition; competitive lots whose number of bidders is known
and those with one, two … Of a supplier: those it won."""

# --- how an organisation buys or sells ------------------------------------------------------------------------------


def _activity(part: Part) -> Columns:
    processes, lots, awards = part.processes, part.lots, part.awards
    bidders = bidders_of_lot(part)
    compared = (processes.competition == Competition.COMPETITIVE)[lots.process]
    judged = compared & lots.live & ~lots.mixed & (bidders > 0)
    active = (awards.active[part.suppliers.award] & (part.suppliers.firm != 0)).nonzero()[0]
    firm, lot = part.suppliers.firm[active], awards.lot[part.suppliers.award[active]]
    pieces = [
        _counted(part, lots.process, processes.buyer[lots.process], np.arange(len(lots)), judged, bidders),
        _counted(part, lots.process[lot], firm, lot, judged[lot], bidders[lot]),
    ]
    roles = np.repeat(np.array([Role.BUYER, Role.SUPPLIER], np.int64), [len(one["organisation"]) for one in pieces])
    return {name: np.concatenate([one[name] for one in pieces]) for name in pieces[0]} | {"role": roles}


def _counted(
    part: Part, process: Tokens, organisation: Tokens, lot: Tokens, judged: Bools, bidders: Ints
) -> dict[str, Floats]:
    """One row for each process of an organisation, and one for each of its lots."""
    kept = ((organisation != 0) & ~part.processes.cancelled[process]).nonzero()[0]
    whole = kept[once(process[kept], organisation[kept])]
    each = kept[judged[kept]]
    each = each[once(lot[each], organisation[each])]
    method = part.processes.competition[process[whole]]
    none, zero = np.zeros(len(each)), np.zeros(len(whole))
    many = np.minimum(bidders[each], len(BIDDERS))
    rows = np.concatenate([whole, each])
    return {
        "country": part.processes.country[process[rows]],
        "organisation": organisation[rows],
        "processes": np.concatenate([np.ones(len(whole)), none]),
        "known": np.concatenate([(method != Competition.UNKNOWN).astype(np.float64), none]),
        "competitive": np.concatenate([(method == Competition.COMPETITIVE).astype(np.float64), none]),
        "lots": np.concatenate([zero, np.ones(len(each))]),
    } | {
        name: np.concatenate([zero, (many == place).astype(np.float64)]) for place, name in enumerate(BIDDERS, start=1)
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
        owners = Grouped(own)
        share = pairs["amount"] / owners.total(pairs["amount"])
        whole = {
            "amount": owners.total(pairs["amount"]),
            "counterparties": owners.size(),
            "concentration": owners.total(share**2),
        }
        large = owners.first() & (owners.total(pairs["awards"]) >= LEAST)
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
            figures[figure_name(name, *group)] = float(np.median(own)) if len(own) else np.nan
            figures[figure_name(f"{name}_n", *group)] = float(len(own))
    return figures


def figure_name(name: str, *group: int) -> str:
    """What the median of a figure is called: role, country and, for money, currency."""
    return ":".join([name, *map(str, group)])


BY = ("country", "buyer", "supplier", "currency", "year")
ACTIVITY = Statistic(
    name="activity", version="2", collect=_activity, finish=_finish_activity, by=("country", "organisation", "role")
)
TRADE = Statistic(name="trade", version="1", collect=_trade, finish=_finish_trade, by=BY)
