"""Evidence that several indicators quote."""

from collections.abc import Iterable
from typing import SupportsInt

from services.scoring.indicator import Evidence
from services.scoring.part import Part

BUYER = "/buyer/id"
SUPPLIERS = "/awards/suppliers"


def buyer(part: Part, process: int) -> Evidence:
    """Who buys."""
    return Evidence(BUYER, part.text(part.processes.buyer[process]))


def suppliers(part: Part, firms: Iterable[int]) -> Evidence:
    """Who supplies."""
    return Evidence(SUPPLIERS, [part.text(firm) for firm in firms])


def words(part: Part, token: SupportsInt) -> list[Evidence]:
    """Words that stand out, from a column that says where."""
    place, _, found = (part.text(int(token)) or "").partition(" ")
    return [Evidence(place, found)] if found else []


def criteria(part: Part, process: int) -> Evidence:
    """How the winner is chosen."""
    return Evidence("/tender/awardCriteria", part.text(part.processes.award_criteria[process]))
