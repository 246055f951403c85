"""From the views of contracting processes to the columns of a part.

One pass in plain Python, the only place where a process is walked through; all that indicators ask is asked of the
columns. What has the wrong shape is absent, whatever it is.
"""

from collections.abc import Iterable

from services.scoring.extract.contracts import write_contracts
from services.scoring.extract.draft import Draft
from services.scoring.extract.items import write_items
from services.scoring.extract.lots import write_lots
from services.scoring.extract.parties import write_parties
from services.scoring.extract.processes import Arrival, write_process
from services.scoring.part import Part

__all__ = ["Arrival", "extract"]


def extract(arrivals: Iterable[Arrival]) -> Part:
    """The columns of these versions of contracting processes, in this order."""
    draft, all_lots = Draft(), []
    arrivals = list(arrivals)
    # One kind of thing after the other: what a processor has at hand for it is used for the whole batch (measured).
    for arrival in arrivals:
        write_process(draft, arrival)
    for row, arrival in enumerate(arrivals):
        all_lots.append(write_lots(draft, row, arrival.release))
        write_contracts(draft, row, arrival.release)
    for row, (arrival, lots) in enumerate(zip(arrivals, all_lots, strict=True)):
        write_items(draft, row, arrival.release, lots)
    for row, arrival in enumerate(arrivals):
        write_parties(draft, row, arrival)
    return draft.part()
