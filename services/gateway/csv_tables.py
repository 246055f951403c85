"""Tables of an organisation as CSV: names of columns in English, numbers as programs read them."""

import csv
import io
from collections.abc import Iterable, Sequence
from enum import StrEnum

from services.gateway.figures_view import BIDDERS
from services.gateway.ports import OrganisationProfile
from shared.contracts.base import Organisation
from shared.contracts.organisation import Compared, NetworkAround, OrganisationFigures, Profile

Cell = object
Rows = Iterable[Sequence[Cell]]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class TableName(StrEnum):
    """The tables there are."""

    PEERS = "peers"
    YEARS = "years"
    METHODS = "methods"
    BIDDERS = "bidders"
    COUNTERPARTIES = "counterparties"
    NETWORK = "network"


def of_profile(table: TableName, profile: Profile) -> str:
    """One of the tables that the figures fill; without figures just its head."""
    head, rows = _TABLES[table]
    return written(head, rows(profile.figures) if profile.figures else ())


def of_methods(organisation: OrganisationProfile) -> str:
    """Tenders by method."""
    return written(("method", "processes"), ((one.key, one.count) for one in organisation.methods))


def of_network(network: NetworkAround) -> str:
    """Pairs of firms that met."""
    names = {node.organisation.id: node.organisation.name or "" for node in network.nodes}
    head = ("a", "a_name", "b", "b_name", "meetings", "decided", "wins_a", "wins_b", "overlap")
    return written(
        head,
        (
            (e.a, names.get(e.a, ""), e.b, names.get(e.b, ""), e.meetings, e.decided, e.wins_a, e.wins_b, e.overlap)
            for e in network.edges
        ),
    )


def written(head: Sequence[str], rows: Rows) -> str:
    """A table as RFC 4180 has it. A text that a spreadsheet would run as a formula gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def _cell(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell


def _years(figures: OrganisationFigures) -> Rows:
    return ((purse.currency, one.year, one.amount, one.awards) for purse in figures.purses for one in purse.years)


def _bidders(figures: OrganisationFigures) -> Rows:
    return zip(BIDDERS, figures.bidders, strict=False)


def _counterparties(figures: OrganisationFigures) -> Rows:
    for purse in figures.purses:
        for one in purse.top:
            who = one.organisation or Organisation.model_construct(id="", name="")
            yield purse.currency, who.id, who.name, one.amount, one.awards, one.share


def _peers(figures: OrganisationFigures) -> Rows:
    def row(name: str, currency: str, one: Compared) -> Sequence[Cell]:
        return name, currency, one.own, one.usual, one.peers

    yield row("processes", "", figures.processes)
    yield row("competitive", "", figures.competitive)
    yield row("single_bid", "", figures.single_bid)
    for purse in figures.purses:
        yield row("amount", purse.currency, purse.amount)
        yield row("counterparties", purse.currency, purse.counterparties)
        yield row("concentration", purse.currency, purse.concentration)


_TABLES = {
    TableName.YEARS: (("currency", "year", "amount", "awards"), _years),
    TableName.BIDDERS: (("bidders", "lots"), _bidders),
    TableName.COUNTERPARTIES: (("currency", "id", "name", "amount", "awards", "share"), _counterparties),
    TableName.PEERS: (("figure", "currency", "own", "median", "peers"), _peers),
}
