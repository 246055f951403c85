"""Questions about a part that several indicators ask: answered once, and kept with the part."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from services.scoring.part import Part

Answer = TypeVar("Answer")


def once(ask: Callable[[Part], Answer]) -> Callable[[Part], Answer]:
    """Keep the answer as long as the part lives, as its own cached properties do; parts never change."""
    name = f"once {ask.__module__}.{ask.__qualname__}"

    @wraps(ask)
    def kept(part: Part) -> Answer:
        answers = vars(part)
        if name not in answers:
            answers[name] = ask(part)
        found: Answer = answers[name]
        return found

    return kept
