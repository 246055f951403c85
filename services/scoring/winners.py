"""Answers about a process for its winners or its bidders: raised when one of these organisations is flagged."""

from collections.abc import Sequence
from typing import Any

from services.scoring.grouping import Bools, Floats
from services.scoring.indicator import (
    Answers,
    Evidence,
    Missing,
    NotThere,
    award_value,
    bidders,
    of_processes,
    winners,
)
from services.scoring.part import Part
from services.scoring.remembered import remembered

BUYER, PUBLISHED = "/buyer/id", "/tender/datePublished"
SUPPLIERS, TENDERERS = "/awards/suppliers", "/bids/details/tenderers"


@remembered
def awarded(part: Part) -> Bools:
    """Processes with an award that stands."""
    return part.awards_of_process.some(part.awards.active)


@remembered
def decided(part: Part) -> Bools:
    """Processes that have lots, all of them decided."""
    return part.lots_of_process.every(part.lots.decided)


@remembered
def unnamed(part: Part) -> Bools:
    """Lots with a bid that does not say who bids."""
    return part.bids_of_lot.some(~part.bids.named)


@remembered
def _nameless(part: Part) -> Bools:
    """Processes with an award that stands and does not say who won."""
    return part.awards_of_process.some(part.awards.active & (part.awards.winner == 0))


def of_winners(
    part: Part,
    flagged: Bools,
    value: Floats,
    *,
    missing: Sequence[NotThere] = (),
    **rest: Any,  # noqa: ANN401
) -> Answers:
    """From what is said about each row of `Awards`; what is `missing` for one award is missing for the process."""
    active, of = part.awards.active, part.awards_of_process
    flagged = flagged & active
    raised = of.some(flagged)
    return of_processes(
        raised=raised,
        value=of.highest(value, active & (flagged | ~raised[part.award_process])),
        nothing=decided(part) & ~awarded(part),
        missing=[
            (Missing.FINAL_AWARDS, ~awarded(part)),
            (SUPPLIERS, _nameless(part) & ~raised),
            *((name, of.some(where & active) & ~raised) for name, where in missing),
        ],
        evidence=lambda process: _won(part, of.rows(process, flagged)),
        **rest,
    )


def of_bidders(part: Part, flagged: Bools, value: Floats, *, missing: Sequence[NotThere] = (), **rest: Any) -> Answers:  # noqa: ANN401
    """From what is said about each row of `Bids`; bids that do not say who bids are left out."""
    of, named = part.bids_of_process, part.bids.named
    raised = of.some(flagged)
    return of_processes(
        raised=raised,
        value=value,
        missing=[
            (TENDERERS, ~of.some(named)),
            *((name, of.some(where & named) & ~raised) for name, where in missing),
        ],
        evidence=lambda process: [bidders(part, bid) for bid in of.rows(process, flagged)],
        **rest,
    )


def _won(part: Part, awards: Sequence[int]) -> list[Evidence]:
    return [piece for award in awards for piece in (winners(part, award), award_value(part, award))]
