"""What bidders for one lot have in common, by what is published about the organisations of the process."""

from dataclasses import dataclass

import numpy as np

from services.scoring.grouping import Bools, Grouping, Rows
from services.scoring.indicator import Evidence
from services.scoring.joining import matched, running
from services.scoring.lookup import Directory
from services.scoring.part import Part
from services.scoring.remembered import remembered
from services.scoring.sorting import grouped, stable_order
from services.scoring.tokens import Tokens, joined, token

_PLACES = Directory(np.sort(np.array([token(str(number)) for number in range(1000)], np.int64)))


def identified(owner: Tokens) -> Bools:
    """Owners whose id is more than a place in a list: "1" is somebody else in each firm of careless publishers."""
    known: Bools = _PLACES.rows(owner) < 0
    return known


@dataclass(frozen=True)
class Traits:
    """A property of the firms behind bids: rows are firms of `Tenderers` with one value each."""

    tenderer: Rows
    value: Tokens


@remembered
def _parties(part: Part) -> tuple[Rows, Rows]:
    """Rows of `Tenderers` with the rows of `Parties` that are the same firm of the same process."""
    firms = joined(part.bid_process[part.tenderers.bid] + 1, part.tenderers.firm)
    return matched(firms, joined(part.parties.process + 1, part.parties.firm))


def traits(part: Part, party: Rows, value: Tokens) -> Traits:
    """`value` of the rows `party` (ascending) of `Parties`, for the firms behind each bid, without absent values."""
    said = value != 0
    party, value = party[said], value[said]
    if not len(party):
        return Traits(party, value)
    tenderer, row = _parties(part)
    size = np.bincount(party, minlength=len(part.parties))
    start, count = (size.cumsum() - size)[row], size[row]
    return Traits(np.repeat(tenderer, count), value[np.repeat(start, count) + running(count)])


def in_common(part: Part, found: Traits) -> Bools:
    """Rows of `found` whose value another firm has too that bids for the same lot on its own account.

    Firms that bid together are partners, not rivals, and a firm is no rival of itself.
    """
    alike = np.zeros(len(found.value), np.bool_)
    if len(alike) < 2:
        return alike
    bid = part.tenderers.bid[found.tenderer]
    key = joined(part.bids.lot[bid] + 1, found.value)
    order = stable_order(key)
    ordered = key[order]
    same = ordered[1:] == ordered[:-1]
    if same.any():  # few values occur twice: only these are looked at closely
        again = np.zeros(len(order), np.bool_)
        again[1:] = same
        again[:-1] |= same
        rows = order[again]
        _, group = grouped(key[rows])
        groups = Grouping(group, int(group.max()) + 1)
        firms, accounts = part.tenderers.firm[found.tenderer[rows]], part.bids.bidder[bid[rows]]
        alike[rows] = ((groups.distinct(firms) > 1) & (groups.distinct(accounts) > 1))[group]
    return alike


def tenderers_with(part: Part, found: Traits, where: Bools | None = None) -> Bools:
    """Which rows of `Tenderers` have such a value."""
    some = np.zeros(len(part.tenderers), np.bool_)
    some[found.tenderer if where is None else found.tenderer[where]] = True
    return some


@remembered
def rivals(part: Part) -> Bools:
    """Lots for which at least two bidders are named."""
    bids = part.bids
    return part.bids_of_lot.distinct(bids.bidder, bids.named) > 1


def quoted(part: Part, lot: int, found: Traits, alike: Bools, field: str) -> list[Evidence]:
    """Where a reader finds the firms of a lot that have something in common: each with its place among the parties."""
    bid = part.tenderers.bid[found.tenderer]
    rows = (alike & (part.bids.lot[bid] == lot)).nonzero()[0]
    firms = dict.fromkeys(part.tenderers.firm[found.tenderer[rows]].tolist())
    return [party_field(part, int(part.lots.process[lot]), firm, field) for firm in firms]


def of_lot(part: Part, found: Traits, alike: Bools) -> Grouping:
    """Such rows by lot."""
    lot = part.bids.lot[part.tenderers.bid[found.tenderer]]
    return Grouping(np.where(alike, lot, -1), len(part.lots))


def party_field(part: Part, process: int, firm: int, field: str) -> Evidence:
    """Where a reader finds what is published about a firm: its place among the parties, and its id."""
    rows = part.parties_of_process.rows(process)
    place = next((place for place, row in enumerate(rows) if part.parties.firm[row] == firm), 0)
    return Evidence(f"/parties/{place}{field}", part.text(firm))
