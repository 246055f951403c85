"""What a case is about as a drawing: the case in the middle, tenders and organisations around it. Pure.

The table of links beside it says the same in words; the numbers lead to its rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final

from shared.contracts.case import CaseLink

WIDTH: Final = 340
HEIGHT: Final = 240
MIDDLE: Final = (WIDTH / 2, HEIGHT / 2)
RING: Final = (140, 95)
RADIUS: Final = 14
MOST: Final = 20
"""So many fit around; the table has the rest."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One link around the case."""

    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class CaseDrawing:
    """Dots on an ellipse, each joined to the middle."""

    width: int
    height: int
    radius: int
    middle: tuple[float, float]
    dots: tuple[Dot, ...]


def drawing(links: Sequence[CaseLink]) -> CaseDrawing | None:
    """The drawing of what a case is about; None when there is nothing to relate."""
    shown = links[:MOST]
    if len(shown) < 2:
        return None
    dots = []
    for place in range(len(shown)):
        angle = 2 * pi * place / len(shown) - pi / 2
        x, y = MIDDLE[0] + RING[0] * cos(angle), MIDDLE[1] + RING[1] * sin(angle)
        dots.append(Dot(place + 1, round(x, 1), round(y, 1)))
    return CaseDrawing(WIDTH, HEIGHT, RADIUS, MIDDLE, tuple(dots))
