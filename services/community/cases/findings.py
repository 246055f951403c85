"""What the rooms know of a case, brought together for the guards of its steps. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from services.community.cases.case import Case
from services.community.cases.workflow import Findings


class Witness(Protocol):
    """A room that knows something a step depends on."""

    async def findings(self, case: Case) -> dict[str, int | bool]:
        """Fields of `Findings`."""
        ...


async def gather(witnesses: Sequence[Witness], case: Case) -> Findings:
    """What all of them know; what nobody knows of counts as not there."""
    found = Findings()
    for witness in witnesses:
        found = replace(found, **(await witness.findings(case)))  # type: ignore[arg-type] # named by their rooms' tests
    return found
