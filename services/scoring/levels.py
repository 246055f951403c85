"""Levels of a process by the weight of what is raised: the bands of the official Kyrgyz flags (MKRAI)."""

LEVELS = (2, 4, 6, 9)
"""Raised weight at which levels 2 to 5 begin."""


def level(raised_weight: int) -> int:
    """1 (very low) to 5 (very high)."""
    return 1 + sum(raised_weight >= start for start in LEVELS)
