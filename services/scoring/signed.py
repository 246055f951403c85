"""Answers about the contracts of a process, folded into one per process."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from services.scoring.extract.contracts import NOT_SIGNED
from services.scoring.grouping import Bools, Floats
from services.scoring.indicator import Answers, Evidence, Json, NotThere, nothing_more, of_processes
from services.scoring.part import Part
from services.scoring.remembered import remembered
from services.scoring.tokens import among

CONTRACTS = "/contracts"
ABSURD = 10.0
"""Amounts that differ by more than this factor are a price of one unit next to a total, or a typing error."""


@remembered
def in_force(part: Part) -> Bools:
    """Contracts that came into force. Kyrgyz contracts have no status: each is a registered one."""
    return ~among(part.contracts.status, NOT_SIGNED)


def of_contracts(
    part: Part,
    raised: Bools,
    value: Floats,
    missing: Sequence[NotThere],
    *,
    judged: Bools,
    threshold: float | Floats | None,
    evidence: Callable[[int], Iterable[Evidence]],
    parameters: Callable[[int], Mapping[str, Json]] = nothing_more,
) -> Answers:
    """Raised when a judged contract is; else not computable when something is missing for one; else clear.

    `value` is the highest one; without judged contracts there is nothing to judge. `parameters` speak of a process.
    """
    of = part.contracts_of_process
    known = judged & ~np.any([where for _, where in missing], axis=0)
    found = known & raised
    concerned = of.some(found)
    shown = found | (known & ~of.lifted(concerned))
    return of_processes(
        raised=concerned,
        value=of.highest(value, shown),
        threshold=threshold,
        nothing=~of.some(judged),
        missing=[(name, of.some(judged & where) & ~concerned) for name, where in missing],
        evidence=lambda process: [piece for row in of.rows(process, found) for piece in evidence(row)],
        parameters=parameters,
    )


def at_contract(part: Part, row: int, path: str) -> str:
    """The JSON pointer of a field of a row of `Contracts`."""
    return f"/contracts/{part.contracts.contract[row]}/{path}"


def unlike(amount: Floats, base: Floats) -> Bools:
    """Amounts too far apart to speak of the same thing."""
    with np.errstate(invalid="ignore"):
        found: Bools = (amount > base * ABSURD) | (base > amount * ABSURD)
    return found
