"""The class of what a process buys, when it buys things of one class alone."""

import numpy as np

from services.scoring.grouping import Bools, token_at
from services.scoring.part import Part
from services.scoring.remembered import remembered
from services.scoring.tokens import ABSENT, Tokens, joined

CODE = "/tender/items/classification/id"


def with_scheme(part: Part, codes: Tokens) -> Tokens:
    """Codes of items together with their scheme: equal numbers mean different things in different ones."""
    scheme = part.items.scheme
    return joined(np.where(scheme == ABSENT, 1, scheme), codes)


@remembered
def only_class4(part: Part) -> tuple[Tokens, Bools]:
    """`only_class` by the first four digits."""
    return only_class(part, part.items.class4)


def only_class(part: Part, codes: Tokens) -> tuple[Tokens, Bools]:
    """Per process the class (with its scheme) of all its items, `ABSENT` unless there is one; and which buy several.

    `codes` is a column of the items, e.g. `class4`. A process in which some item has no class has no class.
    """
    of, key = part.items_of_process, with_scheme(part, codes)
    first = token_at(key, of.first())
    alike = of.every(key == first[part.items.process])
    several = ~alike & ~of.some(key == ABSENT) & (first != ABSENT)
    return np.where(alike, first, ABSENT), several
