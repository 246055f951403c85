"""Who bids against whom: the network of firms that meet in lots.

A pair of firms met in a lot when each made a bid of its own for it; firms that bid together did not. Sealed, cancelled
and direct purchases, lots that cannot be told apart, and the pairs of lots with more than `MOST` bidders are left out:
a crowd is no company. Firms are told apart by id and country, whatever names they bear; `a` is the lesser token.
Pairs of a firm with itself hold its own figures.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

import igraph  # type: ignore[import-untyped]
import numpy as np

from services.scoring.grouping import Bools, Floats, Rows
from services.scoring.joining import once, pairs
from services.scoring.lookup import is_in
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.remembered import remembered
from services.scoring.statistic import Columns, Known, Statistic, known
from services.scoring.tokens import Tokens, joined

MOST = 30
COUNTS = ("meetings", "decided", "wins_a", "wins_b", "processes", "decided_processes")
"""Lots in which the pair met, those that were awarded and to whom, and the same as different processes."""


@dataclass(frozen=True)
class Meetings:
    """Firms that bid alone, once per lot, and the pairs of them by row."""

    lot: Rows
    firm: Tokens
    first: Rows
    second: Rows


def meetings(part: Part, lots: Bools) -> Meetings:
    """Who meets whom in these lots."""
    bids = part.bids
    rows = ((bids.firm != 0) & lots[bids.lot]).nonzero()[0]
    rows = rows[once(bids.lot[rows], bids.firm[rows])]
    lot = bids.lot[rows]
    return Meetings(lot, bids.firm[rows], *pairs(lot, MOST))


@remembered
def compared(part: Part) -> Bools:
    """Lots for which firms compete in the open."""
    processes, lots = part.processes, part.lots
    wanted = ~processes.cancelled & processes.opened & (processes.competition != Competition.NONE)
    kept: Bools = wanted[lots.process] & ~lots.mixed
    return kept


def collect(part: Part) -> Columns:
    """How often each pair met and who won."""
    awards, lots = part.awards, part.lots
    found = meetings(part, compared(part))
    winning = joined(awards.lot + 1, awards.firm)[awards.active]
    won = is_in(joined(found.lot + 1, found.firm), winning)
    own = np.arange(len(found.lot))
    first, second = np.concatenate([own, found.first]), np.concatenate([own, found.second])
    lot, a, b = found.lot[first], found.firm[first], found.firm[second]
    process, decided = lots.process[lot], lots.awarded[lot]
    country = part.processes.country[process]
    key = joined(country, a, b)
    several = (part.lots_of_process.count() > 1)[process]
    columns = {
        "key": key,
        "country": country,
        "a": a,
        "b": b,
        "meetings": np.ones(len(lot)),
        "decided": decided,
        "wins_a": won[first] & decided,
        "wins_b": won[second] & decided,
        "processes": _different(key, process, np.ones(len(lot), np.bool_), several),
        "decided_processes": _different(key, process, decided, several),
    }
    return {name: column.astype(np.float64) if name in COUNTS else column for name, column in columns.items()}


def _different(pair: Tokens, process: Rows, where: Bools, several: Bools) -> Bools:
    """One row of each pair for each process; only where a process has `several` lots can there be more."""
    marked = where & ~several
    rows = (where & several).nonzero()[0]
    marked[rows[once(joined(pair[rows], process[rows] + 1))]] = True
    return marked


def finish(columns: Columns) -> Known:
    """Pairs with the share of the lots of either in which they met (Jaccard), and to which community a firm belongs.

    A firm in no community has the number -1; the numbers stand in the pairs of firms with themselves.
    """
    country, a, b = columns["country"], columns["a"], columns["b"]
    own = a == b
    lots = known({"key": joined(country, a)[own], "lots": columns["meetings"][own]})
    either = lots.at("lots", joined(country, a)) + lots.at("lots", joined(country, b)) - columns["meetings"]
    pairs = known(dict(columns) | {"overlap": columns["meetings"] / either})
    return replace(pairs, columns={**pairs.columns, "community": _communities(pairs)})


def _communities(found: Known) -> Tokens:
    """The community of each firm among those that keep each other's company in its country."""
    number = np.full(len(found.keys), -1, np.int64)
    for country in np.unique(found.columns["country"]).tolist():
        network = strong(found, country)
        if len(network.firms):
            whose = np.full(len(network.firms), country, np.int64)
            number[found.rows(joined(whose, network.firms, network.firms))] = network.communities()
    return number


CO_BIDDING = Statistic(
    name="co_bidding", version="2", collect=collect, finish=finish, by=("key",), same=("country", "a", "b")
)


@dataclass(frozen=True)
class Nearby:
    """Firms around one, itself first, and the pairs among them (rows of the statistic)."""

    firms: Tokens
    distance: Rows
    pairs: Rows
    whole: bool
    """False when there were more firms than asked for."""


class Network:
    """The finished statistic as a graph. Nodes are firms of one country; edges are pairs that met often enough."""

    def __init__(self, known: Known, country: int, *, meetings: int = 1, overlap: float = 0.0) -> None:
        """Only pairs of `country` (a token) with so many meetings and so large an overlap."""
        columns = known.columns
        self.columns = columns
        if not len(known.keys):
            self.rows = np.zeros(0, np.int64)
        else:
            wanted = (columns["country"] == country) & (columns["a"] != columns["b"])
            wanted &= (columns["meetings"] >= meetings) & (columns["overlap"] >= overlap)
            self.rows = wanted.nonzero()[0]
        ends = np.concatenate([self._column("a"), self._column("b")])
        self.firms, place = np.unique(ends, return_inverse=True)
        self._a, self._b = place[: len(self.rows)], place[len(self.rows) :]

    def _column(self, name: str) -> Tokens:
        column: Tokens = self.columns[name][self.rows] if len(self.rows) else np.zeros(0, np.int64)
        return column

    @cached_property
    def _edges(self) -> tuple[Rows, Rows, Rows]:
        """Start of each firm's edges, the firms at their other ends and the edges, those with most meetings first."""
        source, target = np.concatenate([self._a, self._b]), np.concatenate([self._b, self._a])
        edge = np.tile(np.arange(len(self.rows)), 2)
        order = np.lexsort((target, -np.tile(self._column("meetings"), 2), source))
        start = np.searchsorted(source[order], np.arange(len(self.firms) + 1))
        return start, target[order], edge[order]

    def around(self, firm: int, depth: int = 1, limit: int = 50) -> Nearby:
        """The firm, whom it meets and, at `depth` 2, whom those meet: at most `limit` firms, the nearest first.

        At one distance those come first that meet a firm already there most often. A firm nobody met is alone.
        """
        start, target, edge = self._edges
        seen = np.zeros(len(self.firms), np.bool_)
        at = (self.firms == firm).nonzero()[0]
        if not len(at):
            none = np.zeros(0, np.int64)
            return Nearby(np.array([firm], np.int64), np.zeros(1, np.int64), none, True)
        found, distance, whole = at, np.zeros(1, np.int64), True
        seen[at] = True
        for step in range(1, depth + 1):
            places = np.concatenate([np.arange(start[one], start[one + 1]) for one in at])
            places = places[~seen[target[places]]]
            places = places[np.argsort(-self._column("meetings")[edge[places]], kind="stable")]
            new, first = np.unique(target[places], return_index=True)
            new = new[np.argsort(first)]
            room = max(limit - len(found), 0)
            whole = whole and len(new) <= room
            at = new[:room]
            if not len(at):
                break
            seen[at] = True
            found, distance = np.concatenate([found, at]), np.concatenate([distance, np.full(len(at), step)])
        among = self.rows[seen[self._a] & seen[self._b]]
        return Nearby(self.firms[found], distance, among, whole)

    def among(self, firms: Tokens) -> Rows:
        """The pairs (rows of the statistic) of which both are among `firms`."""
        chosen = np.isin(self.firms, firms)
        found: Rows = self.rows[chosen[self._a] & chosen[self._b]]
        return found

    def communities(self, seed: int = 1) -> Rows:
        """The number of the community of each of `firms`, the largest being 0 (Leiden, weighted by meetings)."""
        if not len(self.rows):
            return np.zeros(0, np.int64)
        graph = igraph.Graph(n=len(self.firms), edges=np.column_stack([self._a, self._b]))
        weights: Floats = self._column("meetings").astype(np.float64)
        igraph.set_random_number_generator(Random(seed))  # noqa: S311 - so that the same network gives the same answer
        found = graph.community_leiden(objective_function="modularity", weights=weights.tolist(), n_iterations=5)
        member = np.array(found.membership, np.int64)
        order = np.argsort(-np.bincount(member), kind="stable")
        number = np.empty(len(order), np.int64)
        number[order] = np.arange(len(order))
        return number[member]


def country_of(known: Known, firm: int) -> int | None:
    """The country (a token) in which a firm bid for most lots; None when it bid for none in the open."""
    if not len(known.keys):
        return None
    columns = known.columns
    rows = ((columns["a"] == firm) & (columns["b"] == firm)).nonzero()[0]
    return int(columns["country"][rows[np.argmax(columns["meetings"][rows])]]) if len(rows) else None


def strong(known: Known, country: int) -> Network:
    """Pairs that keep each other's company: planted rings were found by these limits with hardly a false one."""
    return Network(known, country, meetings=5, overlap=0.2)
