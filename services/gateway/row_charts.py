"""Bars that lie, each below its label: readable on a phone as on a large screen. Geometry only, as in `charts`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.gateway.format import shorten

WIDTH: Final = 340
"""About the width of a phone, so that a letter is about as large as it says."""
ROW: Final = 46
LABEL: Final = 15
"""Baseline of the label in its row."""
BAR: Final = 22
THICK: Final = 14
LONGEST: Final = 26
"""Characters of a label."""


@dataclass(frozen=True, slots=True)
class RowBar:
    """One bar with its label on the left and its value on the right."""

    label: str
    shown: str
    y_text: int
    y_bar: int
    width: float


@dataclass(frozen=True, slots=True)
class RowChart:
    """A chart in a drawing of `width` by `height` units."""

    width: int
    height: int
    thick: int
    bars: tuple[RowBar, ...]


def row_chart(rows: Sequence[tuple[str, float, str]]) -> RowChart:
    """Bars from zero, one per `(label, value, value in words)`; values are not negative."""
    most = max((value for _, value, _ in rows), default=0) or 1
    bars = tuple(
        RowBar(shorten(label, LONGEST), shown, ROW * place + LABEL, ROW * place + BAR, round(WIDTH * value / most, 1))
        for place, (label, value, shown) in enumerate(rows)
    )
    return RowChart(WIDTH, ROW * len(rows), THICK, bars)
