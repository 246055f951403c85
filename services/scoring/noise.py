"""Which indicators are raised so often that they hardly tell one process from another. Pure."""

from collections.abc import Iterable, Mapping

from services.scoring.indicator import State

FEWEST = 200
"""Processes where an indicator could be computed, below which its share says little."""


def share_raised(states: Mapping[str, int]) -> float | None:
    """Raised over computable; None with fewer than 200 of the latter."""
    raised = states.get(State.RAISED, 0)
    computable = raised + states.get(State.CLEAR, 0)
    return raised / computable if computable >= FEWEST else None


def noisy(rates: Mapping[str, Mapping[str, int]], names: Iterable[str], most: float) -> dict[str, float]:
    """The share raised of each of `names` that is raised on more than the share `most`, in their order."""
    shares = {name: share_raised(rates.get(name, {})) for name in names}
    return {name: share for name, share in shares.items() if share is not None and share > most}
