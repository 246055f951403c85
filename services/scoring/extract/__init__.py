"""From the views of contracting processes to the columns of a part.

One pass in plain Python, the only place where a process is walked through; all that indicators ask is asked of the
columns. What has the wrong shape is absent, whatever it is.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from services.scoring.extract.contracts import write_contracts
from services.scoring.extract.draft import Draft
from services.scoring.extract.items import write_items
from services.scoring.extract.lots import write_lots
from services.scoring.extract.parties import write_parties
from services.scoring.extract.processes import Arrival, write_process
from services.scoring.part import Part

__all__ = ["Arrival", "Draft", "extract", "write"]
AT_ONCE = 100
"""So many processes are walked through one kind of thing after the other. Measured: where each is written as a whole,
a processor forgets the code for lots while it runs the code for parties (a quarter more); more at once gain nothing."""


def extract(arrivals: Iterable[Arrival]) -> Part:
    """The columns of these versions of contracting processes, in this order."""
    draft = Draft()
    for _ in write(draft, arrivals):
        pass
    return draft.part()


def write(draft: Draft, arrivals: Iterable[Arrival]) -> Iterator[int]:
    """Write these versions; says how many are written after each `AT_ONCE`, when others may do something."""
    waiting = iter(arrivals)
    while few := list(islice(waiting, AT_ONCE)):
        first = len(draft.processes)
        for arrival in few:
            write_process(draft, arrival)
        lots = []
        for row, arrival in enumerate(few, first):
            lots.append(write_lots(draft, row, arrival.release))
            write_contracts(draft, row, arrival.release)
        for row, arrival in enumerate(few, first):
            write_items(draft, row, arrival.release, lots[row - first])
        for row, arrival in enumerate(few, first):
            write_parties(draft, row, arrival)
        yield len(draft.processes)
