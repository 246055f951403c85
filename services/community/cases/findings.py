"""What the rooms know of a case, brought together for the guards of its steps. Pure."""

from collections.abc import Sequence
from typing import Protocol

from services.community.cases.case import Case
from services.community.cases.workflow import Findings


class Witness(Protocol):
    """A room that knows something a step depends on."""

    async def add_to(self, found: Findings, case: Case) -> Findings:
        """`found` with what this room knows of the case."""
        ...


async def gather(witnesses: Sequence[Witness], case: Case) -> Findings:
    """What all of them know; what nobody knows of counts as not there."""
    found = Findings()
    for witness in witnesses:
        found = await witness.add_to(found, case)
    return found
