"""What several indicators ask of the same part is worked out once."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from services.scoring.part import Part

Found = TypeVar("Found")


def remembered(function: Callable[[Part], Found]) -> Callable[[Part], Found]:
    """Keep the answer of `function` with the part itself, which never changes. Whoever gets it must not change it."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def answered(part: Part) -> Found:
        kept = vars(part)  # where the cached properties of a part are as well
        if name not in kept:
            kept[name] = function(part)
        found: Found = kept[name]
        return found

    return answered
