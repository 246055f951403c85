"""How many firms give an address as theirs: a market hall or an office tower says nothing about who knows whom."""

import numpy as np

from services.scoring.joining import once
from services.scoring.part import Part
from services.scoring.peers import Grouped
from services.scoring.remembered import remembered
from services.scoring.statistic import Columns, Known, Statistic, known
from services.scoring.tokens import Tokens, joined


@remembered
def address_key(part: Part) -> Tokens:
    """Country of the process and address of each row of `Parties`."""
    return joined(part.processes.country[part.parties.process], part.parties.address)


def collect(part: Part) -> Columns:
    """Each bidder or supplier with each address it gave."""
    parties, key = part.parties, address_key(part)
    rows = ((key != 0) & (parties.firm != 0) & parties.tenders).nonzero()[0]
    rows = rows[once(key[rows], parties.firm[rows])]
    return {"key": key[rows], "firm": parties.firm[rows], "times": np.ones(len(rows))}


def finish(columns: Columns) -> Known:
    """How many firms each address has; addresses of one firm alone are left out."""
    key = columns["key"]
    addresses = Grouped(key)
    firms = addresses.size()
    kept = addresses.first() & (firms > 1)
    return known({"key": key[kept], "firms": firms[kept]})


ADDRESSES = Statistic(name="addresses", version="1", collect=collect, finish=finish, by=("key", "firm"))
