"""Who keeps whose company: firms around one, or among the suppliers of a buyer, with what each pair met in and won."""

from dataclasses import dataclass, field

import numpy as np

from services.scoring.grouping import Rows
from services.scoring.network import Network
from services.scoring.statistic import Known
from services.scoring.tokens import Tokens, joined


@dataclass(frozen=True)
class Firm:
    """One firm of a network."""

    distance: int
    lots: int
    """Lots it bid for."""
    wins: int
    community: int | None
    awards: int | None = None
    """By the buyer whose suppliers are looked at."""


@dataclass(frozen=True)
class Pair:
    """Two firms (tokens) that met."""

    a: int
    b: int
    meetings: int
    decided: int
    wins_a: int
    wins_b: int
    overlap: float


@dataclass(frozen=True)
class Company:
    """Firms by token, the nearest first, and the pairs among them, those that met most often first."""

    firms: dict[int, Firm] = field(default_factory=dict)
    pairs: list[Pair] = field(default_factory=list)
    whole: bool = True
    """False when there were more firms than asked for."""


def around(network: Network, known: Known, country: int, firm: int, depth: int, limit: int) -> Company:
    """The firm and those it meets; nobody when it never bid in the open."""
    near = network.around(firm, depth, limit)
    firms = _firms(known, country, near.firms, near.distance)
    if len(firms) == 1 and not firms[firm].lots:
        return Company()
    return Company(firms, _pairs(known, near.pairs), near.whole)


def among_suppliers(network: Network, known: Known, country: int, firms: Tokens, awards: Rows, limit: int) -> Company:
    """The suppliers of a buyer, those with most awards first, and how they meet each other anywhere in the country."""
    chosen = firms[:limit]
    found = _firms(known, country, chosen, np.ones(len(chosen), np.int64), awards[:limit])
    return Company(found, _pairs(known, network.among(chosen)), len(firms) <= limit)


def _firms(known: Known, country: int, firms: Tokens, distance: Rows, awards: Rows | None = None) -> dict[int, Firm]:
    own = joined(np.full(len(firms), country, np.int64), firms, firms)
    lots, wins, community = (known.at(name, own) for name in ("meetings", "wins_a", "community"))
    return {
        int(firms[row]): Firm(
            distance=int(distance[row]),
            lots=int(np.nan_to_num(lots[row])),
            wins=int(np.nan_to_num(wins[row])),
            community=int(community[row]) if community[row] >= 0 else None,
            awards=int(awards[row]) if awards is not None else None,
        )
        for row in range(len(firms))
    }


def _pairs(known: Known, rows: Rows) -> list[Pair]:
    if not len(rows):
        return []
    columns = {name: column[rows] for name, column in known.columns.items()}
    order = np.lexsort((columns["b"], columns["a"], -columns["meetings"]))
    return [
        Pair(
            a=int(columns["a"][row]),
            b=int(columns["b"][row]),
            meetings=int(columns["meetings"][row]),
            decided=int(columns["decided"][row]),
            wins_a=int(columns["wins_a"][row]),
            wins_b=int(columns["wins_b"][row]),
            overlap=float(columns["overlap"][row]),
        )
        for row in order.tolist()
    ]
