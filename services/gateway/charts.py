"""Small charts drawn on the server: geometry only, the template turns it into SVG with a table of the same numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 640
HEIGHT: Final = 200
HEADROOM: Final = 24
"""Above the tallest bar, for its number."""
FOOT: Final = 28
"""Below the bars, for their labels."""
WIDEST: Final = 72
SHARE_OF_SLOT: Final = 0.62


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its place in the drawing and what it says."""

    label: str
    value: int
    x: float
    y: float
    width: float
    height: float
    middle: float


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart in a drawing of `width` by `height` units."""

    width: int
    height: int
    baseline: int
    bars: tuple[Bar, ...]


def bars(values: Sequence[tuple[str, int]]) -> Bars:
    """Vertical bars from zero, one per `(label, value)`; values are not negative, at least one entry."""
    baseline = HEIGHT - FOOT
    most = max(value for _, value in values) or 1
    slot = WIDTH / len(values)
    width = round(min(slot * SHARE_OF_SLOT, WIDEST), 1)

    def bar(index: int, label: str, value: int) -> Bar:
        height = round((baseline - HEADROOM) * value / most, 1)
        middle = round(slot * (index + 0.5), 1)
        return Bar(label, value, round(middle - width / 2, 1), round(baseline - height, 1), width, height, middle)

    return Bars(WIDTH, HEIGHT, baseline, tuple(bar(i, label, value) for i, (label, value) in enumerate(values)))
