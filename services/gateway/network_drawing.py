"""A network as a drawing: firms on a circle, numbered, the one looked at in the middle. The same every time.

The numbers lead to the table beside it; a circle of two dozen firms is as far as a phone shows them apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final

WIDTH: Final = 340
MIDDLE: Final = WIDTH / 2
RING: Final = 148
RADIUS: Final = 14
"""A firm is at least 24 CSS pixels wide on a screen of 360, as a target for a finger has to be."""
THINNEST, THICKEST = 1.0, 6.0
MOST_LINES: Final = 120


@dataclass(frozen=True, slots=True)
class Dot:
    """One firm."""

    id: str
    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A pair of firms that met; the thicker, the more often."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """Firms and lines in a square of `width` units."""

    width: int
    radius: int
    middle: float
    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    spokes: tuple[Line, ...]
    """From the buyer in the middle to its suppliers."""


def drawing(
    centre: str | None, ring: Sequence[str], pairs: Sequence[tuple[str, str, int]], spokes: Mapping[str, int]
) -> Drawing:
    """`ring` are the firms around, in order; `pairs` two firms and how often they met, those that met most first.

    Without a `centre` the middle belongs to a buyer, and `spokes` are its awards to each firm.
    """
    places = {} if centre is None else {centre: (MIDDLE, MIDDLE)}
    for place, firm in enumerate(ring):
        angle = 2 * pi * place / len(ring) - pi / 2
        places[firm] = (round(MIDDLE + RING * cos(angle), 1), round(MIDDLE + RING * sin(angle), 1))
    drawn = [(a, b, times) for a, b, times in pairs if a in places and b in places][:MOST_LINES]
    most = max((times for _, _, times in drawn), default=1)
    most_awards = max(spokes.values(), default=1)
    return Drawing(
        width=WIDTH,
        radius=RADIUS,
        middle=MIDDLE,
        dots=tuple(Dot(firm, number, *places[firm]) for number, firm in enumerate(places, start=1)),
        lines=tuple(Line(*places[a], *places[b], _width(times, most)) for a, b, times in drawn),
        spokes=tuple(
            Line(MIDDLE, MIDDLE, *places[firm], _width(awards, most_awards))
            for firm, awards in spokes.items()
            if firm in places
        ),
    )


def _width(times: int, most: int) -> float:
    return round(THINNEST + (THICKEST - THINNEST) * times / max(most, 1), 1)
